"""移位 by two scans: the slot and then what goes there, or what is in the hand and then the slot."""
