"""The screens of the desk: what an operator sees, and nothing that decides.

PySide6 6.12 gives references away that it doesn't own: one to None for each call of a Qt method without
result (measured: -1.0 a call for ``QWidget.hide``, ``QFont.setBold``, ``QPainter.drawLine``), one to True
for each ``Signal.emit`` from Python (-1.0 an emit). From Python 3.12 on both are immortal and nobody
notices; 3.11 ends with "deallocating None" after some 7,000 such calls, or with "deallocating True or
False" after some hundred emits. So on 3.11 the three get more references than a program can lose.
"""

import ctypes
import sys

_REFERENCES = 1 << 60

if sys.version_info < (3, 12):
    for _one_of_a_kind in (None, True, False):
        if sys.getrefcount(_one_of_a_kind) < _REFERENCES // 2:
            ctypes.c_ssize_t.from_address(id(_one_of_a_kind)).value += _REFERENCES
