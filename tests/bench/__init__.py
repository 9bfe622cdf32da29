"""One benchmark for each promise that has a figure: ``python -m tests.bench [--json FILE] [NAME…]``."""
