"""Packtrail · 电池回收台账: the desk program of an EV-battery recycling outlet."""

import os

# Read by numpy's linear algebra when it is loaded, so it stands before every other import. Its matrices are
# small here: handing them to a second core costs ten times what it saves, and the preview needs that core.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
