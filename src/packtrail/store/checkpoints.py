"""Carries the write-ahead log into the file beside the acts, so that no operator waits for it.

Left to itself the library does so within whichever commit makes the log long enough, and one act in forty
then writes four megabytes more than its own. A thread with a connection of its own does it here once the
counter is quiet for a moment, for the disk is the same; while acts never pause, when a lot has gathered.
"""

import threading
from collections.abc import Callable
from contextlib import closing, suppress

from sqlcipher3 import dbapi2

from packtrail.domain.errors import OutletError
from packtrail.store.connection import Connection

ENOUGH_PAGES = 500
"""Two megabytes: carried over in some tens of milliseconds, and seldom enough to spare the disk."""

MOST_PAGES = 4000
"""Not put off any longer; pages that many acts wrote are carried over once."""

QUIET_S = 0.5


class Checkpoints:
    """The thread of one ledger, from its making until ``close``; it connects with the first need."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._wanted = threading.Event()
        self._closed = threading.Event()
        self._is_urgent = False
        self._thread = threading.Thread(target=self._work, name="packtrail-checkpoints", daemon=True)
        self._thread.start()

    def after(self, writer: Connection) -> None:
        """To be called after each act, on its connection; raises nothing, since the act is on the disk."""
        with suppress(dbapi2.Error):
            waiting = _waiting_pages(writer)
            if waiting >= ENOUGH_PAGES:
                self._is_urgent = waiting >= MOST_PAGES
                self._wanted.set()

    def close(self) -> None:
        """End the thread; what it has not carried over, the last connection does."""
        self._closed.set()
        self._wanted.set()
        self._thread.join()

    def _work(self) -> None:
        """A file that can't be read or a disk that takes no more is for the next act to tell."""
        self._wanted.wait()
        if self._closed.is_set():
            return
        with suppress(OutletError), closing(self._connect()) as connection:
            while True:
                self._wanted.clear()  # before it is asked whether this is the end, or that word could be lost
                if self._closed.is_set():
                    return
                if not self._is_urgent and self._wanted.wait(QUIET_S):
                    continue  # another act came
                with suppress(dbapi2.Error):
                    # As much as no reader still needs; the log begins anew once all of it is carried over.
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                self._wanted.wait()


def _waiting_pages(connection: Connection) -> int:
    """How many pages of the log are not in the file yet."""
    row = connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
    _, written, carried = row or (0, 0, 0)
    return int(written - carried)
