"""命令: all that the desk can do by a key, by the palette and by a printed code, found where it is done."""
