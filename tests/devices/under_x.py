"""Run by its test in a process of its own: a field under Xvfb, a scanner and a person by xdotool.

Prints each scan, then what the field holds in the end.
"""

import os
import subprocess
import sys
from pathlib import Path

READY_WITHIN_S = 20
SCANS, PACE_MS, PERSON_MS = 5, 6, 110


def main(code):
    read_end, write_end = os.pipe()
    display = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write_end), "-screen", "0", "640x480x24", "-nolisten", "tcp"],
        pass_fds=[write_end],
        stderr=subprocess.DEVNULL,
    )
    os.close(write_end)
    try:
        with os.fdopen(read_end) as told:
            number = told.readline().strip()  # Xvfb says its number when it is ready
        os.environ |= {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"}
        watch(code)
    finally:
        display.terminate()
        display.wait(READY_WITHIN_S)


def watch(code):
    from PySide6.QtCore import QProcess, QTimer
    from PySide6.QtWidgets import QApplication, QLineEdit

    import packtrail.ui  # noqa: F401 - whatever uses Qt needs it first
    from packtrail.devices.scanner_keys import watch_keys

    app = QApplication([])
    field = QLineEdit()
    field.show()
    field.activateWindow()
    field.setFocus()
    keys = watch_keys()
    keys.scanned.connect(lambda scan: say("scan", scan.text))
    keys.refused.connect(lambda scan: say("refused", scan.typed, *scan.notices))
    keys.start()
    hands = QProcess()

    def finish():
        say("field", field.text())
        app.quit()

    hands.finished.connect(lambda: QTimer.singleShot(300, finish))
    scan = f"xdotool type --delay {PACE_MS} '{code}'; xdotool key Return; sleep 0.3; "
    script = f"sleep 0.5; xdotool windowfocus {int(field.winId())}; sleep 0.3; " + scan * SCANS
    hands.start("sh", ["-c", script + f"xdotool type --delay {PERSON_MS} '85.5 kg'"])
    QTimer.singleShot(60_000, app.quit)
    app.exec()
    keys.stop()


def say(*words):
    sys.stdout.write(" ".join(words) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
    main(sys.argv[1])
