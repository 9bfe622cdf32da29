"""How bytes travel to a destination and back, one channel a file; nothing here judges what they say."""
