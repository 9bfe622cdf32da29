"""``Knowledge`` kept in memory: what a judge was told so far, and what the records in between changed.

The hub fills it from its tables before each batch, a station from its own log when it asks beforehand what
the platform would say. Which is why both say the same.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from packtrail.domain.custody import LIVE
from packtrail.domain.records import PackOpened, Record
from packtrail.protocol import canonical, records
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.knowledge import KnownRecord, KnownUnit
from packtrail.protocol.records import UnknownBody

_SUBJECTS: Final = (
    "target_record_id",
    "correction_record_id",
    "intake_record_id",
    "line_record_id",
    "handoff_record_id",
    "vehicle_record_id",
)
_REPLACING: Final = b'"replaces_record_id"'


@dataclass(kw_only=True)
class Remembered:
    """Keeps the promise of ``protocol.knowledge.Knowledge`` for the records of one outlet."""

    now: datetime
    outlet_uscc: str | None
    _records: dict[str, KnownRecord] = field(default_factory=dict)
    _lines: dict[str, bytes] = field(default_factory=dict)  # canonical, as it was written
    _arrived: dict[str, tuple[int, int]] = field(default_factory=dict)
    _bodies: dict[str, Mapping[str, object]] = field(default_factory=dict)
    _units: dict[str, KnownUnit] = field(default_factory=dict)
    _by_line: dict[str, str] = field(default_factory=dict)
    _by_code: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _by_load: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _open_lines: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))
    _dependents: defaultdict[str, dict[str, None]] = field(default_factory=lambda: defaultdict(dict))

    def load_named(self, record_ids: Iterable[str]) -> None:
        """Make sure that these records are known, for whoever has more of them elsewhere."""

    def load_about(self, record_ids: Collection[str]) -> None:
        """Make sure that these records and those that name them are known."""

    def record(self, record_id: str) -> KnownRecord | None:
        """An earlier record of this outlet."""
        return self._records.get(record_id)

    def body(self, record_id: str) -> Mapping[str, object] | None:
        """The body of such a record with its corrections applied; None while it is unknown."""
        if record_id not in self._bodies and record_id in self._lines:
            self._bodies[record_id] = _body_in(json.loads(self._lines[record_id]))
        return self._bodies.get(record_id)

    def as_written(self, record_id: str) -> tuple[Mapping[str, object], str]:
        """The body and hash of a known record itself, whatever was said of it since; KeyError for others."""
        line = self._lines[record_id]
        return _body_in(json.loads(line)), sha256_digest(line)

    def as_corrected(self, record_id: str) -> Record | None:
        """A known record with its corrections applied; None while it breaks its shape."""
        value = json.loads(self._lines[record_id])
        value["body"] = self.body(record_id) or {}
        try:
            return records.read(canonical.canonical(value))
        except (records.BadRecord, TypeError, ValueError):
            return None

    def stands_for(self, record_id: str) -> str | None:
        """The voided record in whose place this one was written."""
        if record_id not in self._bodies and _REPLACING not in self._lines.get(record_id, b""):
            return None  # most records; reading each of them for that is dear
        found = (self.body(record_id) or {}).get("replaces_record_id")
        return str(found) if found else None

    def in_order(self, found: Iterable[KnownRecord]) -> list[KnownRecord]:
        """``found`` as it arrived."""
        return sorted(found, key=lambda each: self._arrived[each.record_id])

    def unit(self, unit_id: str) -> KnownUnit | None:
        """The unit that came in with this intake, if that counts."""
        return self._units.get(unit_id)

    def unit_on_line(self, line_id: str) -> KnownUnit | None:
        """The unit on this handoff line."""
        return self._units.get(self._by_line.get(line_id, ""))

    def units_on_load(self, handoff_id: str) -> tuple[KnownUnit, ...]:
        """The units on this load, by their line or as they were loaded."""
        return tuple(self._units[each] for each in sorted(self._by_load[handoff_id]))

    def live_units(self, battery_code: str) -> tuple[KnownUnit, ...]:
        """Units with this code that are on some floor or on the road."""
        named = self._by_code.get(self.code_key(battery_code))
        if not named:
            return ()  # most codes are new
        found = (self._units[each] for each in sorted(named))
        return tuple(unit for unit in found if unit.custody in LIVE)

    def dependents(self, record_id: str) -> tuple[KnownRecord, ...]:
        """Records that name this one and count."""
        named_by = (self._records[each] for each in self._dependents[record_id])
        return tuple(each for each in named_by if each.counts)

    def naming(self, record_id: str) -> tuple[str, ...]:
        """Every record that names this one, whether it counts or not."""
        return tuple(self._dependents[record_id])

    def put_unit(self, unit: KnownUnit) -> None:
        """``unit`` as it is from here on."""
        before = self._units.get(unit.unit_id)
        if before is not None:
            self._forget(before)
        self.remember(unit)

    def remember(self, unit: KnownUnit) -> None:
        """A unit as it is known from elsewhere."""
        self._units[unit.unit_id] = unit
        if unit.battery_code:
            self._by_code[self.code_key(unit.battery_code)].add(unit.unit_id)
        if unit.line_id:
            self._by_line[unit.line_id] = unit.unit_id
        if unit.handoff_id:
            self._by_load[unit.handoff_id].add(unit.unit_id)

    def open_line(self, battery_code: str, line_id: str) -> None:
        """A line that counts has left with a unit of this code, whose intake is not known yet."""
        self._open_lines[self.code_key(battery_code)][line_id] = None

    def close_line(self, line_id: str) -> None:
        """Its unit is known now."""
        for lines in self._open_lines.values():
            lines.pop(line_id, None)

    def open_lines(self, battery_code: str) -> tuple[str, ...]:
        """The lines that still stand and wait for an intake of this code, in the order in which they came."""
        waiting = self._open_lines.get(self.code_key(battery_code))
        if not waiting:
            return ()
        found = (self._records[each] for each in waiting)
        return tuple(each.record_id for each in self.in_order(each for each in found if each.counts))

    def enter(self, known: KnownRecord, line: bytes, arrived: tuple[int, int] | None = None) -> None:
        """A record, for the ones after it to see; without ``arrived`` it comes after all that are known."""
        self._records[known.record_id] = known
        self._lines[known.record_id] = line
        self._arrived[known.record_id] = arrived or (LAST, len(self._arrived))

    def put_record(self, known: KnownRecord) -> None:
        """An earlier record whose state changed."""
        self._records[known.record_id] = known

    def put_body(self, record_id: str, body: Mapping[str, object]) -> None:
        """The body of an earlier record as a correction leaves it."""
        self._bodies[record_id] = body

    def name(self, record_id: str, dependent_id: str) -> None:
        """``dependent_id`` names ``record_id``."""
        self._dependents[record_id][dependent_id] = None

    def code_key(self, battery_code: str) -> str:
        """The text under which units of a code are found."""
        return battery_code

    def _forget(self, unit: KnownUnit) -> None:
        self._by_code[self.code_key(unit.battery_code or "")].discard(unit.unit_id)
        self._by_line.pop(unit.line_id or "", None)
        self._by_load[unit.handoff_id or ""].discard(unit.unit_id)


LAST: Final = 2**62
"""Later than any place in a log."""


def subject_of(one: Record) -> str | None:
    """The record that ``one`` mainly speaks of; what voiding it has to take back."""
    body = one.body
    if isinstance(body, UnknownBody):
        return None
    if isinstance(body, PackOpened):
        return body.parent_record_id
    return next((found for name in _SUBJECTS if (found := getattr(body, name, None))), None)


def _body_in(value: Any) -> Mapping[str, object]:
    body = value.get("body") if isinstance(value, dict) else None
    return body if isinstance(body, dict) else {}
