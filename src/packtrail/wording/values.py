"""Times, masses and words of lists as an operator reads them, the same on screen, paper and console."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from packtrail.domain.moments import to_moment
from packtrail.wording.catalog import Wording

THIN_SPACE = "\u202f"  # the one that never breaks a line


def moment_words(moment: datetime) -> str:
    """``2026-05-04 09:41`` in Shanghai."""
    return f"{to_moment(moment):%Y-%m-%d %H:%M}"


def mass_words(grams: int | None) -> str:
    """Kilograms with one decimal and thin thousands, ``12 345.6``; a dash when nobody weighed it."""
    return "—" if grams is None else _one_decimal(grams, 3)


def tonnes_words(grams: int) -> str:
    """Tonnes with one decimal and thin thousands."""
    return _one_decimal(grams, 6)


def age_words(w: Wording, since: datetime, now: datetime) -> str:
    """How long ago, in the largest unit that is not nought: ``2 天前``."""
    return ago_words(w, now - since)


def ago_words(w: Wording, age: timedelta) -> str:
    """An age in its largest unit that is not nought."""
    unit, count = _largest_unit(age)
    return w.say(f"values.age.{unit}", count=count) if count else w.say("values.age.now")


def span_words(w: Wording, span: timedelta) -> str:
    """A length of time in its largest unit that is not nought: ``3 小时``."""
    unit, count = _largest_unit(span)
    return w.say(f"values.span.{unit}", count=count)


def word(w: Wording, vocabulary: str, token: str) -> str:
    """The word for ``token`` of an open list, or the raw token when a newer peer made it."""
    key = f"words.{vocabulary}.{token}"
    return w.say(key) if w.knows(key) else token


def fact_words(w: Wording, value: object) -> str:
    """A fact of an error or warning, ready to stand in a sentence."""
    if isinstance(value, datetime):
        return moment_words(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return w.say("values.comma").join(str(entry) for entry in value)
    return str(value)


def _largest_unit(span: timedelta) -> tuple[str, int]:
    seconds = max(0, int(span.total_seconds()))
    for unit, length in (("days", 86400), ("hours", 3600)):
        if seconds >= length:
            return unit, seconds // length
    return "minutes", seconds // 60


def _one_decimal(grams: int, places: int) -> str:
    """Halves go up and no float is in it, so that screens and papers round a mass alike."""
    figure = Decimal(grams).scaleb(-places).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{figure:,}".replace(",", THIN_SPACE)
