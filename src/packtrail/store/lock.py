"""One process writes in a data folder; a second is told so at once."""

import sys
from pathlib import Path
from typing import BinaryIO

from packtrail.domain.errors import LedgerBusy
from packtrail.store.errors_of import errors_of_disk

LOCK_FILE = "ledger.lock"

if sys.platform == "win32":
    import msvcrt

    def _lock(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Held from ``take`` to ``release``; the system releases it when the process dies."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    @classmethod
    def take(cls, folder: Path) -> "FolderLock":
        """Lock ``folder`` for this process, or raise LedgerBusy; never waits."""
        with errors_of_disk(folder):
            file = (folder / LOCK_FILE).open("ab")
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise LedgerBusy(folder=str(folder)) from error
        return cls(file)

    def release(self) -> None:
        """Let another process in; the file stays, since removing it would race with one that opens it."""
        self._file.close()
