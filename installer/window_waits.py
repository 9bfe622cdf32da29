"""Waiting in a window that is drawn without anybody at it."""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, QTimer

SETTLE_MS = 900
LIMIT_MS = 20_000
STEP_MS = 50


def wait(ms: int = SETTLE_MS) -> None:
    """Let the window work; an event loop of its own, since QTest's wait keeps the other threads out."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def until(done: Callable[[], bool]) -> None:
    """Let the window work until ``done``; raises TimeoutError."""
    for _ in range(LIMIT_MS // STEP_MS):
        if done():
            return
        wait(STEP_MS)
    raise TimeoutError(done)
