"""打印: a paper before it is printed, the printer and copies, and what became of everything on its way."""
