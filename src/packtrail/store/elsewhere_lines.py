"""Which unit each line means that was handed on as taken in elsewhere: decided anew whenever that may change.

Such a line and the intake of its code come in any order, and more of either may come later, so nothing is
decided by which came first: whenever a unit's codes or its validity change, or such a line does, all lines
of the code are looked at again (``domain.elsewhere.meant``). What a line speaks of is kept as touches: of the
line by the intake, and of the unit by the line and by every step of its load.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from packtrail.domain.amendments import Amended
from packtrail.domain.custody import Custody
from packtrail.domain.elsewhere import TakenIn, is_taken_in_elsewhere, meant
from packtrail.domain.records import ConsigneeAck, HandoffCancelled, HandoffLine, HandoffRelease, Record
from packtrail.domain.unit import Unit
from packtrail.store.connection import Connection
from packtrail.store.views import VIEW_NUMBERS

_LINES, _UNITS = VIEW_NUMBERS["handoff_item_view"], VIEW_NUMBERS["unit"]


class Folding(Protocol):
    """What is asked of the projection whose lines these are."""

    def amended(self, arrival: int) -> tuple[Amended, Mapping[str, object]]:
        """A record as amended up to now, and its private part."""
        ...

    def station_of(self, arrival: int) -> bytes | None:
        """The other station whose record this is; None for ours."""
        ...

    def arrival_of(self, record_id: str | None, *, before: int) -> int | None:
        """The key of an earlier record."""
        ...

    def forgotten_beside(self, unit: int, codes: Iterable[str]) -> list[int]:
        """Other units of these codes that their restored station does not know."""
        ...

    def fold_anew(self, number: int, subject: int) -> None:
        """Make one row of a view from its records."""
        ...


class ElsewhereLines:
    """The lines of one set of tables, and what has to be decided anew after the record just folded."""

    def __init__(self, connection: Connection, sql: Mapping[str, str], folding: Folding) -> None:
        self._connection, self._sql, self._folding = connection, sql, folding
        self._lines: dict[int, None] = {}
        self._units: dict[int, tuple[str, ...]] = {}  # with the codes by which they are and were found

    def look_at_unit(self, key: int, before: Unit | None, after: Unit | None) -> None:
        """A unit became another one, as far as lines find it."""
        if _found_by(before) != _found_by(after):
            codes = *self._units.get(key, ()), *_codes(before), *_codes(after)
            self._units[key] = tuple(dict.fromkeys(codes))

    def look_at(self, arrival: int, record: Record) -> None:
        """A record was folded or amended; only lines that say so themselves are any of these."""
        if isinstance(record.body, HandoffLine) and is_taken_in_elsewhere(record.body):
            self._lines[arrival] = None

    def settle(self) -> None:
        """Bring every line that has to be looked at together with the unit that it means now."""
        while self._units or self._lines:
            units, self._units = self._units, {}
            lines, self._lines = dict(self._lines), {}
            for unit, codes in units.items():
                for other in self._folding.forgotten_beside(unit, codes):
                    self._folding.fold_anew(_UNITS, other)  # which may make it void, and then it is looked at
                lines.update(dict.fromkeys(self._lines_about(unit, codes)))
            for line in sorted(lines):
                self._settle_line(line)

    def _lines_about(self, unit: int, codes: Iterable[str]) -> Iterator[int]:
        yield from self._numbers("joined", _LINES, unit)
        for code in codes:
            yield from self._numbers("open_lines", code)
            yield from self._numbers("joined_of_code", _LINES, code)

    def _settle_line(self, line: int) -> None:
        one, _ = self._folding.amended(line)
        body = one.record.body
        if not isinstance(body, HandoffLine):
            return
        unit = None if one.is_voided else self._meant_by(line, one.record, body.battery_code)
        before = self._numbers("joined_to", _LINES, line, _UNITS)
        parted = [each for each in before if each != unit]
        if unit is None and not parted:
            return
        touching = [line, *self._steps(line, body.handoff_record_id)]
        for each in parted:
            self._part(line, each, touching)
        if unit is not None:
            self._join(line, unit, touching)
        self._folding.fold_anew(_LINES, line)

    def _meant_by(self, line: int, record: Record, code: str | None) -> int | None:
        station = self._folding.station_of(line)
        found = {}
        for unit in self._numbers("of_code", code):
            if self._folding.station_of(unit) != station:
                taken_in = self._folding.amended(unit)[0].record
                found[TakenIn(recorded_at=taken_in.recorded_at, record_id=taken_in.record_id)] = unit
        choice = meant(record.recorded_at, found)
        return found[choice] if choice else None

    def _steps(self, line: int, handoff_id: str | None) -> Iterator[int]:
        """What moved the unit on this line up to now."""
        load = self._folding.arrival_of(handoff_id, before=line)
        for step in self._numbers("naming", line, load):
            body = self._folding.amended(step)[0].record.body
            if isinstance(body, HandoffRelease | HandoffCancelled | ConsigneeAck):
                yield step

    def _join(self, line: int, unit: int, touching: Iterable[int]) -> None:
        self._connection.execute(self._sql["touch"], (_LINES, line, unit))
        self._connection.executemany(self._sql["touch"], [(_UNITS, unit, each) for each in touching])
        self._folding.fold_anew(_UNITS, unit)

    def _part(self, line: int, unit: int, touching: Iterable[int]) -> None:
        """Also from what stands in the unit's place, which has inherited its history."""
        self._connection.execute(self._sql["untouch"], (_LINES, line, unit))
        for each in (unit, *self._numbers("in_its_place", unit)):
            self._connection.executemany(self._sql["untouch"], [(_UNITS, each, step) for step in touching])
            self._folding.fold_anew(_UNITS, each)

    def _numbers(self, name: str, *given: object) -> list[int]:
        return [int(row[0]) for row in self._connection.execute(self._sql[name], given).fetchall()]


def _codes(unit: Unit | None) -> tuple[str, ...]:
    return unit.codes if unit is not None else ()


def _found_by(unit: Unit | None) -> tuple[str, ...]:
    return () if unit is not None and unit.custody is Custody.VOIDED else _codes(unit)
