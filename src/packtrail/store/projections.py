"""Folds records into the views, one by one as they are written, or all of them anew.

A projection is a pure fold over our log and the verified records of the outlet's other stations, in
``arrival`` order. A record that amends another doesn't patch anything: every view that its target speaks of
is folded anew from that view's own records, so what the views say and what a rebuild makes can't differ. So
is a view that several stations speak of, in the order of ``domain.told_order``: then all say the same.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

from packtrail.domain.amendments import Amended, amended, replaces, targets_of
from packtrail.domain.documents import HandoffItem
from packtrail.domain.entry import Entry
from packtrail.domain.numbers import numbers_of
from packtrail.domain.party import Party
from packtrail.domain.records import Record
from packtrail.domain.told_order import Told, merged
from packtrail.domain.unit import Unit
from packtrail.domain.views import PROJECTION_VERSION, VIEWS, Lookups, ViewOf
from packtrail.protocol import records
from packtrail.protocol.records import UnknownBody
from packtrail.protocol.verdicts import references
from packtrail.store import parties, station_telling, unit_rows, views
from packtrail.store.columns import id_blob, id_text
from packtrail.store.connection import Connection, Row
from packtrail.store.elsewhere_lines import ElsewhereLines
from packtrail.store.fold_statements import all_statements
from packtrail.store.lines import record_of
from packtrail.store.restored import Restored
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled
from packtrail.store.transaction import transaction
from packtrail.store.views import VIEW_NUMBERS

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""

SHADOW = "shadow_"
ROWS_AT_ONCE = 2000
MAX_ARRIVAL = 2**62

_OURS = "SELECT record.arrival, canonical, content FROM record LEFT JOIN private_part USING (arrival) WHERE "
_OTHERS = (
    "SELECT heard_record.arrival, payload, NULL FROM heard_record JOIN heard USING (arrival)"
    " WHERE is_told = 1 AND "
)
_TELLER = (
    "SELECT station_id, label FROM heard_record JOIN heard_epoch USING (chain) WHERE heard_record.arrival = ?"
)
_ARRIVAL = "SELECT arrival FROM told WHERE record_id = ?"

_FOLD_INDEXES = {
    "lines": "handoff_item_view (handoff_id)",
    "open_lines": "handoff_item_view (open_reason) WHERE open_reason IS NOT NULL",
    "touched": "touch (arrival)",
}


@dataclass(frozen=True, slots=True)
class _Teller:
    """Another station of the outlet."""

    station_id: bytes
    label: str


class Unfoldable(Exception):
    """What another station wrote can't be folded."""

    def __init__(self, arrival: int) -> None:
        super().__init__(arrival)
        self.arrival = arrival


class Projection(Lookups):
    """The views of one set of tables, to fold records into."""

    def __init__(self, connection: Connection, prefix: str = "", *, hears: bool | None = None) -> None:
        """``hears`` True: something of another station is going to be folded, the first perhaps."""
        self._connection = connection
        self._sql, self._of_view = all_statements(prefix)
        self._items = filled(
            "SELECT {columns} FROM {p}handoff_item_view WHERE handoff_id = ? ORDER BY line_no, arrival",
            columns=shape_of(HandoffItem).names,
            p=prefix,
        )
        self._beside: dict[type[Any], Any] = {
            Unit: unit_rows.UnitRows(connection, prefix),
            Party: parties.PartyRows(connection, prefix),
        }  # what views have beside their row
        self._has_replaced: bool | None = None  # not asked yet
        self._has_heard = hears  # None: not asked yet
        self._restored = Restored(connection, self._sql, self)
        self._elsewhere = ElsewhereLines(connection, self._sql, self)
        self._stale: dict[tuple[int, int], None] = {}  # views to fold anew, each once for many amendments

    def fold(self, arrival: int, record: Record, private: Mapping[str, object]) -> None:
        """Bring every view that ``record`` speaks of up to it; after amendments some only with ``finish``."""
        if isinstance(record.body, UnknownBody):
            return
        teller = self._teller(arrival)
        self._connection.executemany(
            self._sql["refer"], [(arrival, id_blob(named), arrival) for named in references(record)]
        )
        if teller is None:
            self._connection.executemany(
                self._sql["number"], [(number, arrival) for number in numbers_of(record.body)]
            )
        targets = targets_of(record)
        if targets:
            self._amend(arrival, targets)
            self._settle()
            return
        self.finish()
        entry = Entry(record=record, private=private, station=teller.label if teller else None)
        for number, view in enumerate(VIEWS):
            if teller is not None and not view.is_shared:
                continue
            for subject in dict.fromkeys(view.subjects(record, self)):
                if subject is not None:
                    self._fold_into(number, view, self._standing(subject), arrival, entry)
        self._carry_on(arrival, record)
        self._elsewhere.look_at(arrival, record)
        self._settle()

    def finish(self) -> None:
        """Fold anew what amendments left behind; to be called after the last record of an act."""
        stale, self._stale = self._stale, {}
        for number, subject in stale:
            self.fold_anew(number, subject)

    def is_of_others(self, arrival: int) -> bool:
        """Whether another station wrote the record."""
        return self._teller(arrival) is not None

    def items_of_handoff(self, handoff_id: str) -> Sequence[HandoffItem]:
        """The lines of a handoff in order, as far as they are folded."""
        rows = self._connection.execute(self._items, (id_blob(handoff_id),)).fetchall()
        return [shape_of(HandoffItem).state_of(row) for row in rows]

    def item(self, line_id: str) -> HandoffItem | None:
        """One line, or the one in its place, if it counts."""
        row = self._connection.execute(
            self._of_view["handoff_item_view"]["read"], (id_blob(self._standing(line_id)),)
        ).fetchone()
        return shape_of(HandoffItem).state_of(row[1:]) if row else None

    def record(self, record_id: str) -> Record | None:
        """A record of ours or of another station, as it was written."""
        row = self._connection.execute(_ARRIVAL, (id_blob(record_id),)).fetchone()
        return self._record_at(row[0])[0] if row else None

    def amended(self, arrival: int) -> tuple[Amended, Mapping[str, object]]:
        """The record of ``arrival`` as amended up to now, and what is left of its private part."""
        record, private = self._record_at(arrival)
        found = amended(record, [self._record_at(each)[0] for each in self._amendments(arrival)])
        teller = self._teller(arrival)
        return (replace(found, station=teller.label) if teller else found), private

    def _fold_into(self, number: int, view: ViewOf, subject: str, arrival: int, entry: Entry) -> None:
        row = self._connection.execute(self._of_view[view.name]["read"], (id_blob(subject),)).fetchone()
        before = shape_of(view.state).state_of(row[1:]) if row else None
        if before is None and subject != entry.record.record_id:
            if entry.station is None:
                self._refuse_unknown(subject, entry.record)
            return  # its first record is void, or was never heard: there is nothing to say of it
        key = row[0] if row else arrival
        self._connection.execute(self._sql["touch"], (number, key, arrival))
        if self._is_of_several(number, key) or self._is_forgotten(view, key):
            self.fold_anew(number, key)
            return
        after = view.fold(before, entry)
        self._keep(view, key, row[1:] if row else None, after)
        beside = self._beside.get(view.state)
        if beside and beside.follow(key, before, after) is False:
            beside.lay(key, self._counting(view, key))

    def _amend(self, arrival: int, targets: Sequence[str]) -> None:
        """Fold anew whatever the targets speak of; the target of an answer is a correction, so its target."""
        for target in targets:
            found = self.arrival_of(target, before=arrival)
            if found is None:
                continue
            self._connection.execute(self._sql["amend"], (found, arrival))
            about, its = self._root(found)
            self._elsewhere.look_at(about, its)
            subjects = self._connection.execute(self._sql["touched"], (about,)).fetchall()
            for number, subject in subjects:
                self._connection.execute(self._sql["touch"], (number, subject, arrival))
                if VIEWS[number].state is Unit:
                    self.fold_anew(number, subject)  # a unit has few records, and is read at once
                else:
                    self._stale[number, subject] = None

    def _settle(self) -> None:
        """Decide anew what lines mean whose unit came in elsewhere; an outlet of one station has none."""
        if self._hears():
            self._elsewhere.settle()

    def _root(self, arrival: int) -> tuple[int, Record]:
        """The record that an amendment, or one of an amendment, is about in the end."""
        record, _ = self._record_at(arrival)
        for target in targets_of(record):
            found = self.arrival_of(target, before=arrival)
            if found is not None:
                return self._root(found)
        return arrival, record

    def fold_anew(self, number: int, subject: int) -> None:
        """Make one row of a view from all the records that speak of it."""
        view = VIEWS[number]
        state: Any = None
        beside = self._beside.get(view.state)
        had = self._connection.execute(self._of_view[view.name]["at"], (subject,)).fetchone()
        if beside:
            beside.forget(subject, shape_of(view.state).state_of(had) if had else None)
        entries, is_followed = self._counting(view, subject), True
        for entry in entries:
            before, state = state, view.fold(state, entry)
            if beside and beside.follow(subject, before, state) is False:
                is_followed = False
        self._keep(view, subject, had, state)
        if beside and not is_followed:
            beside.lay(subject, entries)

    def _refuse_unknown(self, subject: str, record: Record) -> None:
        if self.record(subject) is None:
            raise ValueError(f"{record.record_type} {record.record_id} names {subject}, never recorded here")

    def _keep(self, view: ViewOf, key: int, had: Row | None, state: Any) -> None:
        """Bring the row of ``key`` from what it ``had`` to ``state``."""
        sql, shape = self._of_view[view.name], shape_of(view.state)
        if view.state is Unit and self._hears():
            self._elsewhere.look_at_unit(key, shape.state_of(had) if had else None, state)
        if state is None:
            self._connection.execute(sql["remove"], (key,))
            return
        row = shape.row(state)
        if had is None:
            self._connection.execute(sql["write"], (key, *row))
            return
        changed = [at for at, value in enumerate(row) if value != had[at]]
        if changed:
            changes = ", ".join(f"{shape.columns[at].name} = ?" for at in changed)
            facts = (*(row[at] for at in changed), key)
            self._connection.execute(filled(sql["change"], changes=changes), facts)

    def _entries(self, number: int, subject: int) -> list[Entry]:
        """The records of one view that count: its first one first, each other in its place."""
        rows = self._connection.execute(self._sql["touching"], (number, subject)).fetchall()
        found = []
        for (arrival,) in rows:
            one, private = self.amended(arrival)
            if targets_of(one.record) or (one.is_voided and arrival != subject):
                continue
            entry = Entry(record=one.record, private=private, is_voided=one.is_voided, station=one.station)
            found.append(((arrival != subject, self._place(arrival, one.record), arrival), entry))
        found.sort(key=itemgetter(0))
        if len({entry.station for _, entry in found}) > 1:
            return self._between_stations([(place[2], entry) for place, entry in found])
        return [entry for _, entry in found]

    def _counting(self, view: ViewOf, subject: int) -> Sequence[Entry]:
        """The entries of a view; those of a unit as its restored station leaves them."""
        entries = self._entries(VIEW_NUMBERS[view.name], subject)
        if view.state is Unit and self._hears():
            return self._restored.as_it_counts(subject, entries)
        return entries

    def _is_forgotten(self, view: ViewOf, subject: int) -> bool:
        return view.state is Unit and self._hears() and self._restored.is_forgotten(subject)

    def _between_stations(self, found: Sequence[tuple[int, Entry]]) -> list[Entry]:
        """Entries with their arrivals, the first one staying first, as every station orders them."""
        ours = self._connection.execute("SELECT station_id FROM epoch LIMIT 1").fetchone()
        chains: dict[str, list[Told[Entry]]] = {}
        for arrival, entry in found[1:]:
            teller = self._teller(arrival)
            station = teller.station_id if teller else ours[0] if ours else b""
            one = Told(
                record_id=entry.record.record_id,
                recorded_at=entry.record.recorded_at,
                names=frozenset(references(entry.record)),
                value=entry,
            )
            chains.setdefault(station.hex(), []).append(one)
        return [found[0][1], *merged(chains)]

    def _is_of_several(self, number: int, subject: int) -> bool:
        """Whether more than one station speaks of a subject."""
        if not self._hears():
            return False
        row = self._connection.execute(self._sql["tellers"], (number, subject)).fetchone()
        return row is not None and row[0] > 1

    def _hears(self) -> bool:
        """Whether anything of another station is folded at all; most outlets have one station."""
        if self._has_heard is None:
            found = self._connection.execute("SELECT 1 FROM heard_record LIMIT 1").fetchone()
            self._has_heard = found is not None
        return self._has_heard

    def _teller(self, arrival: int) -> _Teller | None:
        """The other station whose record this is; None for our own."""
        row = self._connection.execute(_TELLER, (arrival,)).fetchone() if self._hears() else None
        return _Teller(*row) if row else None

    def _carry_on(self, arrival: int, record: Record) -> None:
        """A record in place of a voided one of the same thing has that one's history (practice 15).

        What names the voided one later means this one.
        """
        replaced = self.arrival_of(replaces(record), before=arrival)
        if replaced is None:
            return
        self._connection.execute(self._sql["replace"], (replaced, arrival))
        self._has_replaced = True
        for number, subject in self._connection.execute(self._sql["touched"], (arrival,)).fetchall():
            if subject == arrival:
                self._connection.execute(self._sql["inherit"], (arrival, number, replaced))
            self.fold_anew(number, subject)

    def _standing(self, record_id: str) -> str:
        """The record in whose name ``record_id`` is told now: itself, or what stands in its place."""
        if self._has_replaced is None:
            self._has_replaced = self._connection.execute(self._sql["replaced"]).fetchone() is not None
        while self._has_replaced:
            row = self._connection.execute(self._sql["instead"], (id_blob(record_id),)).fetchone()
            if row is None:
                break
            record_id = id_text(row[0])
        return record_id

    def forgotten_beside(self, unit: int, codes: Iterable[str]) -> list[int]:
        """Other units of these codes that their restored station does not know."""
        return self._restored.forgotten_beside(unit, codes)

    def station_of(self, arrival: int) -> bytes | None:
        """The other station whose record this is; None for ours."""
        teller = self._teller(arrival)
        return teller.station_id if teller else None

    def _place(self, arrival: int, record: Record) -> int:
        """Where in the log a record has its say: a replacement where the first of its kind stood."""
        replaced = self.arrival_of(replaces(record), before=arrival)
        return arrival if replaced is None else self._place(replaced, self._record_at(replaced)[0])

    def arrival_of(self, record_id: str | None, *, before: int) -> int | None:
        """The key of a record earlier in the log: a rebuild, which has them all, looks no further ahead."""
        if record_id is None:
            return None
        row = self._connection.execute(_ARRIVAL, (id_blob(record_id),)).fetchone()
        return int(row[0]) if row and row[0] < before else None

    def _amendments(self, arrival: int) -> Iterator[int]:
        """What amends a record, and what amends that, in log order of the first."""
        for (each,) in self._connection.execute(self._sql["amending"], (arrival,)).fetchall():
            yield each
            yield from self._amendments(each)

    def _record_at(self, arrival: int) -> tuple[Record, Mapping[str, object]]:
        row = self._connection.execute(_OURS + "record.arrival = ?", (arrival,)).fetchone()
        if row is None and self._hears():
            row = self._connection.execute(_OTHERS + "heard_record.arrival = ?", (arrival,)).fetchone()
        if row is None:
            raise LookupError(arrival)
        return record_of(row[1]), _private(row[2])


def _private(content: bytes | None) -> Mapping[str, object]:
    return json.loads(content) if content else {}


def create_tables(connection: Connection, prefix: str = "") -> None:
    """Empty tables of the views, without the readers' indexes."""
    for sql in views.TABLES.values():
        connection.execute(filled(sql, p=prefix))


def create_indexes(connection: Connection) -> None:
    """What readers need."""
    for sql in views.INDEXES.values():
        connection.execute(sql)


def index_for_folding(connection: Connection, prefix: str = "") -> None:
    """What a fold itself reads by, in tables that ``create_indexes`` was not called for."""
    for name, on in _FOLD_INDEXES.items():
        connection.execute(f"CREATE INDEX {prefix}{name} ON {prefix}{on}")


def bring_up_to_date(
    connection: Connection, *, version: int = PROJECTION_VERSION, progress: Progress | None = None
) -> bool:
    """Make the views anew if another version of the folds filled them; whether that was needed.

    Works in short transactions into shadow tables; killed anywhere it goes on from there at the next
    start, and the old views stay until the new ones take their place in one transaction.
    """
    row = connection.execute("SELECT version, building, done_to FROM projection").fetchone()
    filled_by, building, done_to = row or (0, 0, 0)
    if filled_by == version:
        return False
    if not (filled_by or building) and not count_all(connection):
        _begin(connection, version)
        return True
    if building != version:
        done_to = 0
        with transaction(connection):
            _drop_all(connection, SHADOW)
            create_tables(connection, SHADOW)
            index_for_folding(connection, SHADOW)
            station_telling.look_again(connection)
            connection.execute("UPDATE projection SET building = ?, done_to = 0", (version,))
    _fill(connection, done_to, progress)
    with transaction(connection):
        _swap(connection)
        connection.execute("UPDATE projection SET version = ?, building = 0, done_to = 0", (version,))
    return True


def fold_all(connection: Connection, projection: Projection, *, after: int, limit: int) -> tuple[int, int]:
    """Fold up to ``limit`` records after an arrival; how many, and the last one's arrival.

    Raises Unfoldable for a record of another station; what was folded up to there is to be taken back.
    """
    rows = connection.execute(
        f"{_OURS} record.arrival > ?1 UNION ALL {_OTHERS} heard_record.arrival > ?1 ORDER BY 1 LIMIT ?2",
        (after, limit),
    ).fetchall()
    for arrival, line, private in rows:
        try:
            record = records.read(line)
            projection.fold(arrival, record, _private(private))
            if targets_of(record) and projection.is_of_others(arrival):
                projection.finish()
        except station_telling.FAULTS as fault:
            if projection.is_of_others(arrival):
                raise Unfoldable(arrival) from fault
            raise
    projection.finish()
    return len(rows), rows[-1][0] if rows else after


def count_all(connection: Connection, *, up_to: int = MAX_ARRIVAL) -> int:
    """How many records there are to fold, up to an arrival."""
    row = connection.execute(
        "SELECT (SELECT count(*) FROM record WHERE arrival <= ?1)"
        " + (SELECT count(*) FROM heard_record WHERE is_told = 1 AND arrival <= ?1)",
        (up_to,),
    ).fetchone()
    return int(row[0]) if row else 0


def _fill(connection: Connection, done_to: int, progress: Progress | None) -> None:
    projection = Projection(connection, SHADOW)
    total, done = count_all(connection), count_all(connection, up_to=done_to)
    while done < total:
        try:
            with transaction(connection):
                folded, done_to = fold_all(connection, projection, after=done_to, limit=ROWS_AT_ONCE)
                connection.execute("UPDATE projection SET done_to = ?", (done_to,))
        except Unfoldable as found:
            with transaction(connection):
                station_telling.tell(connection, found.arrival, is_told=False)
            projection, total = Projection(connection, SHADOW), total - 1
            continue
        done += folded
        if progress:
            progress(done, total)


def _begin(connection: Connection, version: int) -> None:
    """The views of a new ledger at once: SQLite reads the whole schema again for each table it renames."""
    with transaction(connection):
        create_tables(connection)
        create_indexes(connection)
        connection.execute("UPDATE projection SET version = ?", (version,))


def _swap(connection: Connection) -> None:
    _drop_all(connection, "")
    for name in _FOLD_INDEXES:
        connection.execute(f"DROP INDEX IF EXISTS {SHADOW}{name}")
    for table in views.TABLES:
        connection.execute(f"ALTER TABLE {SHADOW}{table} RENAME TO {table}")
    create_indexes(connection)


def _drop_all(connection: Connection, prefix: str) -> None:
    """Whatever views an earlier version of this program had as well."""
    for table in views.TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {prefix}{table}")
