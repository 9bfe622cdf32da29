"""One look for every screen: tokens, style sheet, fonts and icons."""
