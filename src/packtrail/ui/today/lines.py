"""One line of the day's list: what it says, where its button goes, and since when it presses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from packtrail.domain.moments import SHANGHAI, legal_day
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.duty_line import DutyState
from packtrail.wording import Wording

RISK = (Tone.DANGER, Tone.WARN, Tone.INFO, Tone.QUIET)


@dataclass(frozen=True, slots=True)
class Way:
    """Where a button goes: a place of the rail, and what to show there."""

    place: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its way; of two with the same risk the earlier ``since`` comes first."""

    state: DutyState
    way: Way
    since: datetime


def by_risk(lines: Sequence[Line]) -> list[Line]:
    """The greatest risk first, among equals what presses longest."""
    return sorted(lines, key=lambda line: (RISK.index(line.state.tone), line.since))


def unit_word(w: Wording, name: str, count: int) -> str:
    """What stands under a number: languages that count apart say one of it otherwise than several."""
    return w.say(f"today.{name}" if count == 1 else f"today.{name}s")


def days_figure(w: Wording, days_left: int) -> tuple[str, str]:
    """The figure of a line and the word below it: days left, or days over."""
    over = w.say("today.over")
    return str(abs(days_left)), over if days_left < 0 else unit_word(w, "day", days_left)


def left_words(w: Wording, days_left: int) -> str:
    """How many days are left, in a sentence."""
    if days_left < 0:
        return w.say("today.left.over", days=-days_left)
    return w.say("today.left.days", days=days_left) if days_left else w.say("today.left.today")


def day_words(day: date, now: datetime) -> str:
    """A day as staff say it, with its year only where that is another."""
    return day.isoformat() if day.year != legal_day(now).year else f"{day:%m-%d}"


def begin_of(day: date) -> datetime:
    """The first moment of a legal day."""
    return datetime.combine(day, time(), SHANGHAI)
