"""Opens the window: the only place where Qt's devices, the screens and the program meet."""
