"""A window that is used all day does not end because PySide6 gave references away."""

import subprocess
import sys

EMITS = """
import packtrail.ui
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Bell(QObject):
    rung = Signal()

app = QCoreApplication([])
bell = Bell()
for _ in range(20_000):
    bell.rung.emit()
print("still here")
"""


def test_twenty_thousand_signals_do_not_end_the_program():
    ended = subprocess.run(
        [sys.executable, "-c", EMITS], capture_output=True, text=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout.strip()) == (0, "still here")
