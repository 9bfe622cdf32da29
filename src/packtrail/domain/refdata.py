"""Reference data by version: which packs there can be, how versions compare, which one is in force on a day.

What the law sets and who may receive is dated data (``design.md``, "The promise", 5). A pack is taken into
use by a record, so that a record written before it keeps the rules that it was written under.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.errors_refdata import RefdataDatesOverlap

_VERSION = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.([1-9][0-9]{0,3})", re.ASCII)


class Dataset(StrEnum):
    """What a pack can be of."""

    DEADLINE_RULES = "deadline_rules"
    HOLIDAY_CALENDAR = "holiday_calendar"
    SAFETY_CHECKLIST = "safety_checklist"
    STOCK_LIMITS = "stock_limits"
    RECIPIENTS = "recipients"  # the evidence that each kind of recipient needs
    CONSIGNEES = "consignees"  # who stands on which list, from when to when
    BATTERY_CODES = "battery_codes"
    BATTERY_MODELS = "battery_models"  # what makers filed, by the first 14 characters of a code


@dataclass(frozen=True, order=True, slots=True)
class RefdataVersion:
    """``2026-11-21.2``: the second of its day; versions of one dataset only rise."""

    day: date
    number: int

    def __str__(self) -> str:
        return f"{self.day.isoformat()}.{self.number}"

    @classmethod
    def parse(cls, text: str) -> "RefdataVersion":
        """The version that ``text`` writes; ValueError for any other text or a day that there is not."""
        found = _VERSION.fullmatch(text)
        if not found:
            raise ValueError(f"{text!r} is no version")
        return cls(date.fromisoformat(found[1]), int(found[2]))


@dataclass(frozen=True, kw_only=True, slots=True)
class AdoptedRefdata:
    """One version of one dataset that this station took into use; its content is kept under ``digest``."""

    dataset: str
    version: RefdataVersion
    digest: str  # of the document as it was signed
    effective_from: date
    effective_to: date | None  # the last day, None while nothing ends it
    signed_by: str | None  # key id; None for data that came with the program
    adopted_at: datetime
    record_id: str  # of the ``refdata_adopted``

    def is_in_force(self, day: date) -> bool:
        """Whether ``day`` lies between its dates, both of them included."""
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)


def in_force(adopted: Iterable[AdoptedRefdata], day: date) -> AdoptedRefdata | None:
    """The highest version among ``adopted`` (of one dataset) whose dates hold ``day``.

    None when there is none: what came with the program is in use then, so nothing ever waits for a pack.
    """
    return max(
        (each for each in adopted if each.is_in_force(day)), key=lambda each: each.version, default=None
    )


def refuse_overlaps(dataset: str, entries: Iterable[tuple[str, date, date | None]]) -> None:
    """Raise RefdataDatesOverlap where two entries of one name hold the same day.

    Each entry is its name, its first and its last day (None while nothing ends it).
    """
    last_days: dict[str, date] = {}
    for name, first, last in sorted(entries, key=lambda entry: (entry[0], entry[1])):
        if name in last_days and first <= last_days[name]:
            raise RefdataDatesOverlap(dataset=dataset, entry=name, day=first)
        last_days[name] = last or date.max
