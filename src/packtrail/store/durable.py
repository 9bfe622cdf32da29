"""Small files beside the database that are either the old or the new, never half, after a power cut."""

import os
import sys
from pathlib import Path

from packtrail.store.errors_of import errors_of_disk

OWNER_ONLY = 0o600


def write_durably(file: Path, data: bytes) -> None:
    """Put ``data`` in ``file``, readable by its owner only, on the disk when this returns.

    Raises DiskFull or LedgerUnwritable; the old content stays then.
    """
    fresh = file.with_name(f".{file.name}.new")
    with errors_of_disk(file.parent):
        handle = os.open(
            fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), OWNER_ONLY
        )
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        move_durably(fresh, file)


def move_durably(source: Path, target: Path) -> None:
    """Put a finished file in its place over what was there."""
    source.replace(target)
    sync_folder(target.parent)


def sync_file(file: Path) -> None:
    """Wait until what another writer put in ``file`` is on the disk."""
    with file.open("rb+") as written:
        os.fsync(written.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in ``folder`` are on the disk; Windows does that by itself."""
    if sys.platform != "win32":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
