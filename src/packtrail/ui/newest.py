"""Hands a slow worker the newest of what comes; what comes while it works replaces what waits."""

from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """One at work, one waiting at most; all on one thread, the GUI's."""

    def __init__(self) -> None:
        self._is_working = False
        self._waiting: T | None = None

    @property
    def is_working(self) -> bool:
        """Whether one is at work."""
        return self._is_working

    def offer(self, item: T) -> T | None:
        """``item`` when it is its turn now; None when it waits, and may be replaced."""
        if not self._is_working:
            self._is_working = True
            return item
        self._waiting = item
        return None

    def finished(self) -> T | None:
        """The next to work on, if one came meanwhile."""
        item, self._waiting = self._waiting, None
        self._is_working = item is not None
        return item

    def begin_anew(self) -> None:
        """What was at work is lost, and so is what waits."""
        self._is_working, self._waiting = False, None

    def forget(self) -> None:
        """Leave what waits."""
        self._waiting = None
