"""Puts the program together without Qt: which store, clock and executor stands behind a port."""
