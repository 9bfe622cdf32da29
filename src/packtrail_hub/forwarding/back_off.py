"""How long to wait after a try that came to nothing: full jitter under a ceiling that doubles."""

from collections.abc import Callable
from typing import Final

FIRST_S: Final = 5
LONGEST_S: Final = 900

Draw = Callable[[], float]
"""A fresh number from 0 up to 1."""


def wait_s(failures: int, draw: Draw, retry_after_s: int | None = None) -> int:
    """Seconds to wait after so many failures in a row, at least one.

    What the other side asked for wins, up to a day. The ceiling goes from 5 s to 15 minutes
    (``platform.md`` 8.8).
    """
    if retry_after_s is not None:
        return max(1, min(retry_after_s, 86_400))
    doubled = FIRST_S << min(max(failures, 1) - 1, 10)
    ceiling = min(LONGEST_S, doubled)
    return max(1, round(ceiling * draw()))
