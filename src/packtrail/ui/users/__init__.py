"""使用人: who is at this desk, the list of users, and the second person of an act."""
