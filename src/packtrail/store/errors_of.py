"""What the database library raises, turned into errors that the operator can act on.

``sqlcipher3``'s errors are not ``sqlite3.Error``. What is not listed here is a bug and stays what it is.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlcipher3 import dbapi2

from packtrail.domain.errors import (
    DiskFull,
    LedgerBusy,
    LedgerDamaged,
    LedgerKeyWrong,
    LedgerUnwritable,
    OutletError,
)

PRIMARY = 0xFF  # an extended result code carries its primary one in the lowest byte
BUSY, LOCKED, READONLY, IOERR, CORRUPT, FULL, CANTOPEN, PERM, NOTADB = 5, 6, 8, 10, 11, 13, 14, 3, 26
FULL_DISKS = frozenset({errno.ENOSPC, errno.EDQUOT}) if hasattr(errno, "EDQUOT") else {errno.ENOSPC}


@contextmanager
def errors_of(file: Path) -> Iterator[None]:
    """Turn what the library says of ``file`` inside the block into our errors."""
    try:
        yield
    except dbapi2.Error as error:
        ours = _ours(getattr(error, "sqlite_errorcode", 0) & PRIMARY, file)
        if ours is None:
            raise
        raise ours from error


@contextmanager
def errors_of_disk(folder: Path) -> Iterator[None]:
    """Turn a full or unwritable disk, met outside the database, into our errors."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_DISKS:
            raise DiskFull(folder=str(folder)) from error
        raise LedgerUnwritable(folder=str(folder)) from error


def _ours(code: int, file: Path) -> OutletError | None:
    folder = str(file.parent)
    if code == FULL:
        return DiskFull(folder=folder)
    if code in {BUSY, LOCKED}:
        return LedgerBusy(folder=folder)
    if code == NOTADB:
        return LedgerKeyWrong(file=str(file))
    if code == CORRUPT:
        return LedgerDamaged(file=str(file), what="pages")
    if code in {IOERR, READONLY, CANTOPEN, PERM}:
        return LedgerUnwritable(folder=folder)
    return None
