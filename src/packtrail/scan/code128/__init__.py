"""Our own reader of Code 128: soft decisions over whole runs of characters, where one line of bars fails."""
