"""The window around the screens: rail, title bar, detail panel and status strip."""
