"""How long reading may go on: a moment after which no new attempt begins, or a person's cancel.

Asked between attempts, never inside a library's call, so the last attempt may run over by its own time.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from math import inf

ClockMs = Callable[[], float]  # monotonic milliseconds


def monotonic_ms() -> float:
    """The clock of everything that reads outside a test."""
    return time.perf_counter() * 1000


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of ``clock`` to stop at, and whoever may say so earlier."""

    at_ms: float = inf
    clock: ClockMs = monotonic_ms
    cancelled: Callable[[], bool] = _never

    @classmethod
    def after(
        cls, budget_ms: float, *, clock: ClockMs = monotonic_ms, cancelled: Callable[[], bool] = _never
    ) -> "Deadline":
        """``budget_ms`` from now."""
        return cls(clock() + budget_ms, clock, cancelled)

    def left_ms(self) -> float:
        """Milliseconds that are left; 0 when over, infinite without a limit."""
        return 0.0 if self.cancelled() else max(0.0, self.at_ms - self.clock())

    def is_over(self) -> bool:
        """Whether no new attempt may begin."""
        return self.left_ms() <= 0

    def within(self, budget_ms: float) -> "Deadline":
        """The earlier of this deadline and ``budget_ms`` from now: one stage's own share."""
        return Deadline(min(self.at_ms, self.clock() + budget_ms), self.clock, self.cancelled)


NO_DEADLINE = Deadline()
