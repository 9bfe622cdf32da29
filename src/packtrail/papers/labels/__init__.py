"""Labels: one fact each, on sheets of label stock or on rolls, in whole dots of their printer."""
