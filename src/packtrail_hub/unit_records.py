"""Finds the stored records that speak of battery codes, in a few queries for all of them together.

From a code to the records that name it (``code_named``) and the units that have it now (``unit_state``); from
a unit to what names it (``dependency``), from its handoff line on to the load. Every step is by an index and
has its limit.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from packtrail.domain.moments import to_moment
from packtrail.protocol.receipt import HELD_VALID
from packtrail_hub.ids import id_text, safe_text, uid
from packtrail_hub.tables import (
    batch,
    code_named,
    dependency,
    epoch,
    outlet,
    record,
    station,
    unit_state,
)

MAX_FOUND: Final = 20_000
"""Rows of one step; a code with more behind it is somebody's loop, and its newest are enough."""

_CHUNK: Final = 500
_OF_LINE: Final = ("handoff_release", "consignee_ack", "return_in", "incident_closed")
_OF_LOAD: Final = ("handoff_cancelled", "handoff_departed", "handoff_arrived")
_NAMES_UNIT: Final = "intake_record_id"


@dataclass(frozen=True)
class Told:
    """A stored record with its body as corrected, and the unit of which it speaks."""

    row: Row[Any]
    body: Mapping[str, Any]
    at: datetime
    unit_id: str | None = None


@dataclass
class Found:
    """What was found for some codes."""

    records: dict[tuple[str, int], Told] = field(default_factory=dict)  # by id and outlet
    named: defaultdict[str, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))
    units: defaultdict[str, set[tuple[str, int]]] = field(default_factory=lambda: defaultdict(set))
    dependents: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    custody: dict[object, str] = field(default_factory=dict)  # of units, by id

    def of_outlet(self, record_id: object, outlet_id: int) -> Told | None:
        """A record that another one of the same outlet names."""
        return self.records.get((record_id, outlet_id)) if isinstance(record_id, str) else None

    def about(self, code: str) -> Iterator[Told]:
        """Everything about a code, each record once."""
        seen: set[tuple[str, int]] = set()
        for unit_id, outlet_id in sorted(self.units[code]):
            for record_id in self._of_unit(unit_id, outlet_id):
                told = self.of_outlet(record_id, outlet_id)
                if told is not None and (record_id, outlet_id) not in seen:
                    seen.add((record_id, outlet_id))
                    yield Told(told.row, told.body, told.at, unit_id)
        for key in sorted(self.named[code] - seen):
            told = self.records.get(key)
            if told is not None and code in _codes(told.body) and not _is_of_unit(told):
                yield told

    def _of_unit(self, unit_id: str, outlet_id: int) -> Iterator[str]:
        yield unit_id
        for name in sorted(self.dependents[unit_id]):
            yield name
            told = self.of_outlet(name, outlet_id)
            if told is not None and told.row.record_type == "handoff_line":
                yield from sorted(self.dependents[name])
                yield from sorted(self.dependents[str(told.body.get("handoff_record_id"))])


def find_records(connection: Connection, codes: Collection[str], outlet_id: int) -> Found:
    """Everything that may be told of ``codes``.

    A unit of another outlet counts for the code that it has now; one of ``outlet_id`` for earlier ones too.
    """
    search = _Search(connection, Found())
    kept = {safe_text(code) for code in codes}
    search.names(kept)
    search.load(key for keys in search.found.named.values() for key in keys)
    search.units_of(kept, outlet_id)
    units = {key for keys in search.found.units.values() for key in keys}
    search.load(units)
    lines = search.dependents({unit_id for unit_id, _ in units}, None)
    search.dependents(lines, _OF_LINE)
    bodies = [told.body for told in search.found.records.values()]
    loads = {load for body in bodies if isinstance(load := body.get("handoff_record_id"), str)}
    cases = {case for body in bodies if isinstance(case := body.get("vehicle_record_id"), str)}
    search.load_ids(loads | cases)
    search.dependents(loads, _OF_LOAD)
    return search.found


@dataclass
class _Search:
    connection: Connection
    found: Found

    def names(self, codes: Collection[str]) -> None:
        query = select(code_named).where(code_named.c.battery_code.in_(sorted(codes))).limit(MAX_FOUND)
        for row in self.connection.execute(query):
            self.found.named[row.battery_code].add((id_text(row.record_uid), row.outlet_id))

    def units_of(self, codes: Collection[str], outlet_id: int) -> None:
        """The units that have one of the codes, or, at ``outlet_id``, once had."""
        query = select(unit_state).where(unit_state.c.battery_code.in_(sorted(codes))).limit(MAX_FOUND)
        for row in self.connection.execute(query):
            unit_id = id_text(row.unit_uid)
            self.found.units[row.battery_code].add((unit_id, row.outlet_id))
            self.found.custody[unit_id] = row.custody
        for code, keys in self.found.named.items():
            for told in (self.found.records.get(key) for key in keys):
                if told is not None and told.row.outlet_id == outlet_id:
                    self.found.units[code].update((each, outlet_id) for each in _units_in(told))

    def dependents(self, ids: Collection[str], types: Collection[str] | None) -> set[str]:
        """Loads what names ``ids``; the handoff lines among it."""
        keys: set[tuple[str, int]] = set()
        query = (
            select(dependency.c.depends_on, record.c.record_uid, record.c.outlet_id, record.c.record_type)
            .join(record, record.c.record_uid == dependency.c.record_uid)
            .limit(MAX_FOUND)
        )
        if types is not None:
            query = query.where(record.c.record_type.in_(types))
        lines = set()
        for row in self._by_id(query, dependency.c.depends_on, ids):
            name = id_text(row.record_uid)
            self.found.dependents[id_text(row.depends_on)].add(name)
            keys.add((name, row.outlet_id))
            if row.record_type == "handoff_line":
                lines.add(name)
        self.load(keys)
        return lines

    def load(self, keys: Iterable[tuple[str, int]]) -> None:
        self.load_ids({record_id for record_id, _ in keys})

    def load_ids(self, ids: Collection[str]) -> None:
        """Reads these records; of an id that was used again the first stands."""
        had = {record_id for record_id, _ in self.found.records}
        for row in self._by_id(_rows(), record.c.record_uid, set(ids) - had):
            key = (id_text(row.record_uid), row.outlet_id)
            told = _told(row)
            if told is not None:
                self.found.records.setdefault(key, told)

    def _by_id(self, query: Select[Any], column: Any, ids: Iterable[str]) -> Iterator[Row[Any]]:
        wanted = sorted(uid(each) for each in ids)
        for start in range(0, len(wanted), _CHUNK):
            chunk = wanted[start : start + _CHUNK]
            yield from self.connection.execute(query.where(column.in_(chunk))).all()


def _rows() -> Select[Any]:
    return (
        select(
            record,
            station.c.station_uid,
            station.c.label,
            outlet.c.uscc,
            batch.c.received_at,
        )
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .join(station, station.c.id == epoch.c.station_id)
        .join(outlet, outlet.c.id == record.c.outlet_id)
        .join(batch, batch.c.id == record.c.batch_id)
        .order_by(record.c.batch_id, record.c.seq)
    )


def _told(row: Row[Any]) -> Told | None:
    """The record of a row; None for one whose line says no time, which was refused for it."""
    try:
        value = json.loads(row.canonical)
        body = json.loads(row.corrected) if row.corrected else value["body"]
        at = to_moment(datetime.fromisoformat(value["occurred_at"]))
    except (KeyError, OverflowError, TypeError, ValueError):
        return None
    return Told(row, body if isinstance(body, dict) else {}, at)


def _units_in(told: Told) -> list[str]:
    """The unit that a record which names a code is, or speaks of."""
    if told.row.status not in HELD_VALID:
        return []
    if told.row.record_type == "intake":
        return [id_text(told.row.record_uid)]
    said = told.body.get(_NAMES_UNIT)
    return [said] if isinstance(said, str) else []


def _is_of_unit(told: Told) -> bool:
    """Whether it stands in the life of a unit, whose code may be another by now."""
    if told.row.record_type == "battery_replaced":
        return False  # the unit is the old battery, and it speaks of the new one too
    is_intake = told.row.record_type == "intake" and told.row.status in HELD_VALID
    return is_intake or isinstance(told.body.get(_NAMES_UNIT), str)


def _codes(body: Mapping[str, Any]) -> set[str]:
    texts = [each for value in body.values() for each in (value if isinstance(value, list) else [value])]
    return {safe_text(each) for each in texts if isinstance(each, str)}
