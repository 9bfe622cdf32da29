"""The screens of the desk: what an operator sees, and nothing that decides.

PySide6 6.12 gives one reference to None away for each call of a Qt method without result (measured:
-1.0 a call for ``QWidget.hide``, ``QFont.setBold``, ``QPainter.drawLine``). From Python 3.12 on None is
immortal and nobody notices; 3.11 ends with "deallocating None" after some 7,000 such calls, which is
one minute of a camera preview. So on 3.11 None gets more references than a program can lose.
"""

import ctypes
import sys

_REFERENCES = 1 << 60

if sys.version_info < (3, 12) and sys.getrefcount(None) < _REFERENCES:
    ctypes.c_ssize_t.from_address(id(None)).value += _REFERENCES
