"""What the hub knows while it judges one batch: the rows that the batch names, and what it changes itself.

Read in a few queries before judging, kept up to date record by record, written back at the end.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, Final

from sqlalchemy import Column, Connection, Row, and_, func, select, update

from packtrail.domain.custody import HERE, Custody
from packtrail.domain.elsewhere import is_taken_in_elsewhere
from packtrail.domain.records import Correction, HandoffLine, Intake, Record
from packtrail.protocol.knowledge import KnownRecord, KnownUnit, standing
from packtrail.protocol.receipt import HELD_VALID
from packtrail.protocol.remembered import Remembered
from packtrail.protocol.verdicts import references
from packtrail_hub import database
from packtrail_hub.ids import hash_bytes, hash_text, id_text, moment, safe_text, seconds, uid
from packtrail_hub.tables import code_named, dependency, epoch, record, unit_state

_CHUNK: Final = 900
_GATHERED_BY: Final = {Intake: "delivery_record_id", HandoffLine: "handoff_record_id"}
_CROWDING: Final = (Intake.record_type, HandoffLine.record_type)
"""Types that never ask for others of their kind in the same delivery or load."""


@dataclass(kw_only=True)
class Known(Remembered):
    """Keeps the promise of ``protocol.knowledge.Knowledge`` for one batch of one outlet."""

    connection: Connection
    outlet_id: int
    taken_ids: set[str] = field(default_factory=set)  # record ids that are in use at any outlet
    freed_units: dict[str, None] = field(default_factory=dict)  # that came off a load and are on the floor
    _changed_units: set[str] = field(default_factory=set)
    _changed_records: set[str] = field(default_factory=set)
    _corrected: set[str] = field(default_factory=set)
    _forgotten: set[str] = field(default_factory=set)  # units that their restored station does not know

    def load(self, fresh_records: Sequence[Record]) -> Mapping[str, tuple[str, ...]]:
        """Reads everything that judging ``fresh_records`` may ask for; what each of them names, by hash."""
        reached: set[str] = set()
        named = {one.record_hash: references(one) for one in fresh_records}
        fresh = {each for one in fresh_records for each in named[one.record_hash]}
        crowds = _crowds_of(fresh_records, named)
        while fresh:
            self.load_named(fresh)
            self._load_dependents(fresh - crowds)
            self._load_dependents(fresh & crowds, but=_CROWDING)
            reached |= fresh
            fresh = {each for name in fresh for each in self._leads_to(name)} - reached
        self._load_units(reached)
        bodies = [one.body for one in fresh_records]
        intakes = {body.battery_code for body in bodies if isinstance(body, Intake) and body.battery_code}
        elsewhere = (each for each in bodies if isinstance(each, HandoffLine) and is_taken_in_elsewhere(each))
        self._load_codes(intakes | {body.battery_code for body in elsewhere if body.battery_code})
        self._load_open_lines(intakes)
        return named

    def _leads_to(self, record_id: str) -> Iterator[str]:
        """What a record is about, its corrections, and what stands in its place once it is voided."""
        known = self._records.get(record_id)
        if known is None:
            return
        for each in self.dependents(record_id):
            if each.record_type == Correction.record_type:
                yield each.record_id  # whether it counts is for its answers to say
        if known.subject_id:
            yield known.subject_id
        later = standing(self, record_id) if known.is_voided else None
        if later is not None:
            yield later.record_id

    def load_named(self, record_ids: Iterable[str]) -> None:
        """Reads these records, as far as they are not known yet."""
        self._load_records(set(record_ids) - self._records.keys())

    def load_about(self, record_ids: Collection[str]) -> None:
        """Reads these records and those that name them, whatever the batch names."""
        self.load_named(record_ids)
        self._load_dependents(record_ids)

    def live_units(self, battery_code: str) -> tuple[KnownUnit, ...]:
        """Units with this code that are on some floor or on the road."""
        found = super().live_units(battery_code)
        if not self._forgotten:
            return found
        return tuple(replace(unit, is_forgotten=unit.unit_id in self._forgotten) for unit in found)

    def put_unit(self, unit: KnownUnit) -> None:
        """``unit`` as it is from here on."""
        before = self._units.get(unit.unit_id)
        if before is not None and before.line_id and unit.line_id is None and unit.custody in HERE:
            self.freed_units[unit.unit_id] = None
        super().put_unit(unit)
        self._changed_units.add(unit.unit_id)

    def enter(self, known: KnownRecord, line: bytes, arrived: tuple[int, int] | None = None) -> None:
        """A record of this batch, for the ones after it to see."""
        super().enter(known, line, arrived)
        self.taken_ids.add(known.record_id)

    def put_record(self, known: KnownRecord) -> None:
        """An earlier record, of this batch or another, whose state changed."""
        super().put_record(known)
        self._changed_records.add(known.record_id)

    def put_body(self, record_id: str, body: Mapping[str, object]) -> None:
        """The body of an earlier record as a correction leaves it."""
        super().put_body(record_id, body)
        self._corrected.add(record_id)

    def code_key(self, battery_code: str) -> str:
        """The text of a code as a column holds it."""
        return safe_text(battery_code)

    def save(self) -> None:
        """Writes back the units that moved and the records that were corrected or voided."""
        for record_id in sorted(self._changed_records):
            self._save_record(self._records[record_id])
        for record_id in sorted(self._corrected):
            values = {"corrected": _json(self._bodies[record_id])}
            self.connection.execute(update(record).where(*self._is(record_id)).values(**values))
        self._save_units()

    def _save_record(self, known: KnownRecord) -> None:
        values = {
            "status": known.status,
            "head_hash": hash_bytes(known.head_hash),
            "is_voided": known.is_voided,
        }
        self.connection.execute(update(record).where(*self._is(known.record_id)).values(**values))

    def _is(self, record_id: str) -> tuple[Any, ...]:
        """The row that holds the id; one that was refused for using it again is left alone."""
        first = select(func.min(record.c.batch_id)).where(record.c.record_uid == uid(record_id))
        return (
            record.c.record_uid == uid(record_id),
            record.c.outlet_id == self.outlet_id,
            record.c.batch_id == first.scalar_subquery(),
        )

    def _save_units(self) -> None:
        rows = [_unit_row(self._units[each], self.outlet_id) for each in sorted(self._changed_units)]
        for chunk in _chunks(rows):
            database.put_rows(self.connection, unit_state, chunk)

    def _load_records(self, ids: Iterable[str]) -> None:
        mine = record.c.outlet_id == self.outlet_id
        in_order = select(record).where(mine).order_by(record.c.batch_id, record.c.seq)
        for row in self._rows(in_order, record.c.record_uid, ids):
            record_id = id_text(row.record_uid)
            if record_id in self._records:
                continue  # the same id again, refused for it
            self._records[record_id] = known_record(row)
            self._lines[record_id] = row.canonical
            self._arrived[record_id] = (row.batch_id, row.seq)
            if row.corrected:
                self._bodies[record_id] = json.loads(row.corrected)

    def _load_units(self, ids: Iterable[str]) -> None:
        ids = set(ids)
        mine = select(unit_state).where(unit_state.c.outlet_id == self.outlet_id).with_for_update()
        for column in (unit_state.c.unit_uid, unit_state.c.line_uid, unit_state.c.load_uid):
            for row in self._rows(mine, column, ids):
                self._remember_loaded(row)

    def _load_codes(self, codes: Collection[str]) -> None:
        # What another outlet takes in at this moment is no row yet that could be locked.
        database.take_turns(self.connection, (f"battery code {code}" for code in codes))
        for chunk in _chunks(sorted(safe_text(code) for code in codes)):
            found = select(unit_state).where(unit_state.c.battery_code.in_(chunk)).with_for_update()
            rows = self.connection.execute(found).all()
            for row in rows:
                self._remember_loaded(row)
            self._load_forgotten([row.unit_uid for row in rows])

    def _load_open_lines(self, codes: Collection[str]) -> None:
        """Lines of these codes that left as taken in elsewhere and still wait for their intake."""
        for chunk in _chunks(sorted(safe_text(code) for code in codes)):
            named = select(code_named.c.record_uid).where(
                code_named.c.battery_code.in_(chunk), code_named.c.outlet_id == self.outlet_id
            )
            query = select(record.c.record_uid).where(
                record.c.record_uid.in_(named),
                record.c.outlet_id == self.outlet_id,
                record.c.record_type == HandoffLine.record_type,
                record.c.status.in_(sorted(HELD_VALID)),
                record.c.is_voided.is_(False),
                ~select(unit_state.c.unit_uid).where(unit_state.c.line_uid == record.c.record_uid).exists(),
            )
            for found in self.connection.execute(query).scalars().all():
                self._open(id_text(found))

    def _open(self, line_id: str) -> None:
        self.load_about([line_id])
        line = self.as_corrected(line_id)
        if line is None or not isinstance(line.body, HandoffLine) or not is_taken_in_elsewhere(line.body):
            return
        if line.body.handoff_record_id:
            self.load_about([line.body.handoff_record_id])
        self.open_line(line.body.battery_code or "", line_id)

    def _load_forgotten(self, unit_uids: Sequence[Any]) -> None:
        """Of these units, those whose station went on from an older copy of its log."""
        if not unit_uids:
            return
        before, after = epoch.alias(), epoch.alias()
        went_on = and_(
            after.c.station_id == before.c.station_id,
            after.c.id > before.c.id,
            after.c.forked_from_seq <= record.c.seq,
        )
        query = (
            select(record.c.record_uid)
            .join(before, before.c.id == record.c.epoch_id)
            .join(after, went_on)
            .where(record.c.record_uid.in_(unit_uids), record.c.outlet_id == self.outlet_id)
        )
        self._forgotten.update(id_text(each) for each in self.connection.execute(query).scalars())

    def _remember_loaded(self, row: Row[Any]) -> None:
        if id_text(row.unit_uid) not in self._units:
            self.remember(_unit(row, self.outlet_id))

    def _load_dependents(self, ids: Iterable[str], but: Sequence[str] = ()) -> None:
        pairs = select(dependency)
        if but:
            crowd = select(record.c.seq).where(
                record.c.record_uid == dependency.c.record_uid,
                record.c.outlet_id == self.outlet_id,
                record.c.record_type.in_(but),
            )
            pairs = pairs.where(~crowd.exists())
        found = [
            (id_text(row.depends_on), id_text(row.record_uid))
            for row in self._rows(pairs, dependency.c.depends_on, ids)
        ]
        self.load_named(dependent for _, dependent in found)
        for depends_on, dependent in found:
            if dependent in self._records:
                self.name(depends_on, dependent)

    def _rows(self, query: Any, column: Column[Any], ids: Iterable[str]) -> Iterator[Row[Any]]:
        for chunk in _chunks(sorted(uid(each) for each in ids)):
            yield from self.connection.execute(query.where(column.in_(chunk)))


def _crowds_of(fresh_records: Sequence[Record], named: Mapping[str, tuple[str, ...]]) -> set[str]:
    """Deliveries and loads that these records only belong to; a large one is named by a thousand of its kind.

    A record that speaks of the delivery or the load itself needs to know all of it.
    """
    belongs_to = {
        one.record_id: getattr(one.body, _GATHERED_BY.get(type(one.body), ""), None) for one in fresh_records
    }
    spoken_of = {
        each for one in fresh_records for each in named[one.record_hash] if each != belongs_to[one.record_id]
    }
    return {each for each in belongs_to.values() if each} - spoken_of


def known_record(row: Row[Any]) -> KnownRecord:
    """A row of ``record`` as a judge sees it."""
    return KnownRecord(
        record_id=id_text(row.record_uid),
        record_type=row.record_type,
        status=row.status,
        head_hash=hash_text(row.head_hash),
        is_voided=row.is_voided,
        subject_id=id_text(row.subject_uid) if row.subject_uid else None,
    )


def _json(body: Mapping[str, object]) -> bytes:
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode(
        errors="backslashreplace"  # a lone surrogate of a broken record stays escaped, as JSON has it
    )


def _unit(row: Row[Any], outlet_id: int) -> KnownUnit:
    return KnownUnit(
        unit_id=id_text(row.unit_uid),
        custody=Custody(row.custody),
        battery_code=row.battery_code,
        taken_in_at=moment(row.taken_in_at),
        mass_g=row.mass_g,
        is_ours=row.outlet_id == outlet_id,
        handoff_id=id_text(row.load_uid) if row.load_uid else None,
        line_id=id_text(row.line_uid) if row.line_uid else None,
        level=row.level,
    )


def _unit_row(unit: KnownUnit, outlet_id: int) -> dict[str, Any]:
    return {
        "unit_uid": uid(unit.unit_id),
        "outlet_id": outlet_id,
        "level": unit.level,
        "custody": unit.custody.value,
        "battery_code": safe_text(unit.battery_code) if unit.battery_code else None,
        "taken_in_at": seconds(unit.taken_in_at),
        "mass_g": unit.mass_g,
        "load_uid": uid(unit.handoff_id) if unit.handoff_id else None,
        "line_uid": uid(unit.line_id) if unit.line_id else None,
    }


def _chunks(rows: Sequence[Any]) -> Iterator[list[Any]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
