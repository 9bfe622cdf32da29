"""Reads a file from outside that has to be small: its size is asked before its first byte."""

from pathlib import Path

from packtrail.domain.errors_refdata import RefdataFileUnreadable, RefdataTooLarge


def read_small_file(file: Path, limit: int) -> bytes:
    """The content of ``file``, at most ``limit`` bytes.

    Raises RefdataTooLarge, RefdataFileUnreadable for what is missing, a folder, a device, a pipe or locked.
    """
    try:
        if file.is_dir():
            raise RefdataFileUnreadable(file=str(file), reason="folder")
        if not file.is_file():  # a pipe would keep us waiting, a device never ends
            raise RefdataFileUnreadable(file=str(file), reason="denied" if file.exists() else "missing")
        if file.stat().st_size > limit:
            raise RefdataTooLarge(limit_kib=limit // 1024)
        with file.open("rb") as opened:
            data = opened.read(limit + 1)
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        raise RefdataFileUnreadable(file=str(file), reason="denied") from error
    if len(data) > limit:  # it grew while it was read
        raise RefdataTooLarge(limit_kib=limit // 1024)
    return data
