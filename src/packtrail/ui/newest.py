"""The newest of what comes: of work for a slow worker, and of questions that several threads answer."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Newest(Generic[T]):
    """Hands a slow worker the newest; what comes while it works replaces what waits.

    One at work, one waiting at most; all on one thread, the GUI's.
    """

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


class NewestAnswer:
    """Shows the answer to the newest question alone; an older one may come later. On the GUI thread."""

    def __init__(self) -> None:
        self._asked = 0

    def only(self, show: Callable[[T], None]) -> Callable[[T], None]:
        """``show`` for the answer of what is asked now; it does nothing once something is asked anew."""
        self._asked += 1
        number = self._asked

        def answered(answer: T) -> None:
            if number == self._asked:
                show(answer)

        return answered
