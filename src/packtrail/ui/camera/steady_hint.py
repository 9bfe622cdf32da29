"""Keeps the advice under the picture still: what a single frame says would flicker twenty times a second."""

from dataclasses import dataclass

SHOWN_AFTER_MS = 500.0  # it has to hold so long before a person is asked to do something
LEFT_AFTER_MS = 700.0  # a frame or two without it don't take it away


@dataclass(frozen=True, slots=True)
class SteadyHint:
    """What is shown, and what may be shown next; ``after`` gives the next state."""

    shown: str = ""
    coming: str = ""
    since_ms: float = 0.0  # when ``coming`` was first said without a break
    said_ms: float = 0.0  # when ``shown`` was last said

    def after(self, hint: str, at_ms: float) -> "SteadyHint":
        """After a frame that said ``hint``, empty for none, at ``at_ms``."""
        since = self.since_ms if hint == self.coming else at_ms
        if hint and hint == self.shown:
            return SteadyHint(hint, hint, since, at_ms)
        if hint and at_ms - since >= SHOWN_AFTER_MS:
            return SteadyHint(hint, hint, since, at_ms)
        is_over = at_ms - self.said_ms >= LEFT_AFTER_MS
        return SteadyHint("" if is_over else self.shown, hint, since, self.said_ms)
