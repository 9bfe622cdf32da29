"""Write the custody events of a period as an EPCIS 2.0 document, a piece at a time (导出 EPCIS).

The whole log is walked, since a code that was found out later belongs to every event after it; memory stays
the same however long the log is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from packtrail.domain.moments import legal_day
from packtrail.domain.records import IdentityResolution, Intake, OutletProfile, Record
from packtrail.protocol import records
from packtrail.protocol.epcis import CLOSING, as_line, events_of, opening
from packtrail.protocol.epcis_events import Where
from packtrail.usecases.ports import View

RECORDS_A_PAGE = 500
REMEMBERED = 4096


@dataclass(frozen=True, kw_only=True, slots=True)
class Period:
    """Which days an export is of, by when things happened; both included, None for no end."""

    first: date | None = None
    last: date | None = None

    def has(self, day: date) -> bool:
        """Whether a day is in it."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


def export_epcis(view: View, write: Callable[[str], object], *, created_at: datetime, period: Period) -> int:
    """Give ``write`` the document piece by piece; how many events it has."""
    write(opening(created_at))
    known, count = _KnownRecords(view), 0
    where = Where(view.station().station_id, None)
    for record in _log(view):
        if isinstance(record.body, OutletProfile):
            where = Where(where.station_id, record.body.outlet_uscc)
        if period.has(legal_day(record.occurred_at)):
            for event in events_of(record, known, where):
                write(",\n" + as_line(event) if count else as_line(event))
                count += 1
        known.walk_past(record)
    write(CLOSING)
    return count


def _log(view: View) -> Iterator[Record]:
    """Our records in the order of epochs and seqs."""
    for epoch in range(1, view.station().epoch + 1):
        after = 0
        while page := view.canonical_lines(epoch, after, RECORDS_A_PAGE):
            for _, line in page:
                yield records.read(line)
            after = page[-1][0]


class _KnownRecords:
    """``protocol.epcis_events.Known`` over the ledger, as far as the log was walked."""

    def __init__(self, view: View) -> None:
        self.record = lru_cache(REMEMBERED)(view.record)
        self._view = view
        self._found_out: dict[str, str | None] = {}

    def corrections(self, record_id: str) -> Sequence[Record]:
        """The corrections of it that count."""
        amended = self._view.amended(record_id)
        return amended.corrections if amended else ()

    def code_of(self, intake_id: str) -> str | None:
        """The code of a unit so far."""
        if intake_id in self._found_out:
            return self._found_out[intake_id]
        record = self.record(intake_id)
        return record.body.battery_code if record and isinstance(record.body, Intake) else None

    def walk_past(self, record: Record) -> None:
        """From here on a unit has the code that ``record`` found out."""
        if isinstance(record.body, IdentityResolution):
            self._found_out[record.body.intake_record_id] = record.body.battery_code
