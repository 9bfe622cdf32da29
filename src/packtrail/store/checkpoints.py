"""Carries the write-ahead log into the file beside the acts, so that no operator waits for it.

Left to itself the library does so within whichever commit makes the log long enough, and one act in forty
then writes four megabytes more than its own. A thread with a connection of its own does it here as soon as
enough has gathered; acts and reads go on meanwhile.
"""

import threading
from collections.abc import Callable
from contextlib import closing, suppress

from sqlcipher3 import dbapi2

from packtrail.domain.errors import OutletError
from packtrail.store.connection import Connection

ENOUGH_PAGES = 500
"""Two megabytes: carried over in some tens of milliseconds, and seldom enough to spare the disk."""


class Checkpoints:
    """The thread of one ledger, from its making until ``close``; it connects with the first need."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._wanted = threading.Event()
        self._is_closed = False
        self._thread = threading.Thread(target=self._work, name="packtrail-checkpoints", daemon=True)
        self._thread.start()

    def after(self, writer: Connection) -> None:
        """To be called after each act, on its connection; raises nothing, since the act is on the disk."""
        with suppress(dbapi2.Error):
            if _waiting_pages(writer) >= ENOUGH_PAGES:
                self._wanted.set()

    def close(self) -> None:
        """End the thread; what it has not carried over, the last connection does."""
        self._is_closed = True
        self._wanted.set()
        self._thread.join()

    def _work(self) -> None:
        """A file that can't be read or a disk that takes no more is for the next act to tell."""
        self._wanted.wait()
        if self._is_closed:
            return
        with suppress(OutletError), closing(self._connect()) as connection:
            while not self._is_closed:
                self._wanted.clear()
                with suppress(dbapi2.Error):
                    # As much as no reader still needs; the log begins anew once all of it is carried over.
                    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
                self._wanted.wait()


def _waiting_pages(connection: Connection) -> int:
    """How many pages of the log are not in the file yet."""
    row = connection.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
    _, written, carried = row or (0, 0, 0)
    return int(written - carried)
