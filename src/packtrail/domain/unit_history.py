"""A unit as of any past moment: what had happened to it by then, as it is known now.

"As of T" means: of all records that speak of the unit and count today, those that happened at or before T,
folded in the order of the log. So a late entry counts from its true time on and not from when somebody typed
it; a correction counts as if the record had always said so; an intake that was voided never was. What was
known at T is another question, which the log answers by the order of its records.
"""

from bisect import insort
from collections.abc import Sequence
from datetime import datetime

from packtrail.domain.entry import Entry
from packtrail.domain.unit import Unit
from packtrail.domain.unit_folds import fold_unit


def unit_over_time(entries: Sequence[Entry]) -> list[tuple[datetime, Unit]]:
    """The unit after each of its records, in the order in which they happened.

    ``entries`` are its records in log order, as amended and without those that are voided, its intake first;
    before the intake happened there is no unit. Of records of one moment the last in the log is what lasts.
    Costs one fold for each pair of records; asked only where they did not happen in the order of the log.
    """
    in_time = sorted(range(len(entries)), key=lambda n: (entries[n].record.occurred_at, n))
    told: list[tuple[datetime, Unit]] = []
    happened: list[int] = []
    for n in in_time:
        insort(happened, n)
        unit = _folded([entries[m] for m in happened]) if happened[0] == 0 else None
        if unit is not None:
            told.append((entries[n].record.occurred_at, unit))
    return told


def _folded(entries: Sequence[Entry]) -> Unit | None:
    unit: Unit | None = None
    for entry in entries:
        unit = fold_unit(unit, entry)
    return unit
