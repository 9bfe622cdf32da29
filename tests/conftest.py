"""What every test must leave behind: no logged error, no thread; and a profile that makes chance repeat."""

import gc
import logging
import os
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")  # never the real one

settings.register_profile(
    "repeatable",
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)
settings.load_profile("repeatable")


@pytest.fixture(autouse=True)
def _no_window_is_left() -> Iterator[None]:
    """Every later event of a test would walk through the windows of all tests before it."""
    yield
    if "PySide6.QtWidgets" not in sys.modules:
        return
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return
    for widget in QApplication.topLevelWidgets():
        if widget.parent() is None:
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture(autouse=True)
def _no_error_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A logged error fails the test that caused it; one that wants it clears ``caplog``."""
    yield
    errors = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert errors == []


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    """A thread that a test started has ended with it; pools of libraries that live on are known by name."""
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    for thread in left:
        thread.join(timeout=2)
    assert [thread.name for thread in left if thread.is_alive()] == []


MOST_GARBAGE = 100_000
"""Objects made and not yet looked at; a collection over fewer would cost more than it frees."""

gc.disable()


def pytest_collection_finish() -> None:
    """What was imported by now lives to the end: no collection needs to look at it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_goes_on_the_main_thread() -> Iterator[None]:
    """A lane that finds a cycle with a widget in it would delete the widget in its own thread."""
    yield
    if gc.get_count()[0] > MOST_GARBAGE:
        gc.collect()
