"""Makes the standard streams fit to speak on: they may be closed, full, or lack our letters."""

import errno
import os
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from packtrail.domain.errors import OutputLost

REPLACED = "\N{REPLACEMENT CHARACTER}"
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs"})  # controls, invisible marks, halves of characters


def steady_streams() -> None:
    """Give a closed stream somewhere to go, and let none fail for a letter that its encoding lacks.

    A file that is opened while 0, 1 or 2 are free takes that number, and what is printed lands in it.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(handle, True)  # noqa: FBT003 - takes it so only
    os.close(handle)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - lives as long as we do
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def visible(text: str) -> str:
    """``text`` without what would move the cursor or hide: names of files and labels may hold it."""
    return "".join(REPLACED if unicodedata.category(letter) in UNPRINTABLE else letter for letter in text)


def can_say(stream: TextIO, text: str) -> bool:
    """Whether ``text`` survives the encoding of ``stream`` as it is."""
    try:
        text.encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


@contextmanager
def errors_of_output() -> Iterator[None]:
    """Turn a full or broken place for output into OutputLost; a closed pipe stays what it is."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise
        raise OutputLost(cause=error.strerror or str(error)) from error
