"""Folds records into the views, one by one as they are written, or all of them anew.

A projection is a pure fold over the log in ``arrival`` order. Nothing heard from others is folded yet.
"""

from collections.abc import Callable, Iterable
from typing import cast

from packtrail.domain.documents import fold_delivery, fold_handoff, handoff_item
from packtrail.domain.folds import PROJECTION_VERSION, touched
from packtrail.domain.records import (
    Delivery,
    Handoff,
    HandoffCancelled,
    HandoffLine,
    HandoffRelease,
    Intake,
    Record,
)
from packtrail.domain.unit import Unit, UnitEvent, fold_unit
from packtrail.protocol import records
from packtrail.store import views
from packtrail.store.columns import id_blob, id_text
from packtrail.store.connection import Connection
from packtrail.store.statements import filled, marks
from packtrail.store.transaction import transaction

Progress = Callable[[int, int], None]
"""Told how many are done, of how many."""

SHADOW = "shadow_"
ROWS_AT_ONCE = 2000


def _writing(table: str, columns: str) -> str:
    """The statement that puts a row in place of its former self, ``arrival`` first."""
    return filled(
        "INSERT OR REPLACE INTO {p}{table} (arrival, {columns}) VALUES ({marks})",
        table=table,
        columns=columns,
        marks=marks(columns.count(",") + 2),
    )


def _reading(table: str, columns: str) -> str:
    """The statement that finds the row of one record."""
    return filled(
        "SELECT arrival, {columns} FROM {p}{table}"
        " WHERE arrival = (SELECT arrival FROM record WHERE record_id = ?)",
        table=table,
        columns=columns,
    )


_STATEMENTS = {
    "unit": _reading("unit", views.UNIT_COLUMNS),
    "delivery": _reading("delivery_view", views.DELIVERY_COLUMNS),
    "handoff": _reading("handoff_view", views.HANDOFF_COLUMNS),
    "units_of_handoff": "SELECT unit_id FROM {p}handoff_item_view"
    " WHERE handoff_id = ? AND unit_id IS NOT NULL ORDER BY arrival",
    "write_unit": _writing("unit", views.UNIT_COLUMNS),
    "write_code": "INSERT OR IGNORE INTO {p}unit_code (code, arrival, is_number) VALUES (?, ?, ?)",
    "write_delivery": _writing("delivery_view", views.DELIVERY_COLUMNS),
    "write_handoff": _writing("handoff_view", views.HANDOFF_COLUMNS),
    "write_item": _writing("handoff_item_view", views.ITEM_COLUMNS),
}


class Projection:
    """The views of one set of tables, to fold records into."""

    def __init__(self, connection: Connection, prefix: str = "") -> None:
        self._connection = connection
        self._sql = {name: filled(sql, p=prefix) for name, sql in _STATEMENTS.items()}

    def fold(self, arrival: int, record: Record) -> None:
        """Bring every view that ``record`` speaks of up to it."""
        views_touched = touched(record)
        body = record.body
        for unit_id in (*views_touched.units, *self._units_of(views_touched.units_of_handoffs)):
            self._fold_unit(unit_id, arrival, record)
        for delivery_id in views_touched.deliveries:
            self._fold_delivery(delivery_id, arrival, record)
        for handoff_id in views_touched.handoffs:
            self._fold_handoff(handoff_id, arrival, record)
        if isinstance(body, HandoffLine) and body.handoff_record_id:
            row = views.item_row(handoff_item(record, body))
            self._connection.execute(self._sql["write_item"], (arrival, *row))

    def _units_of(self, handoffs: Iterable[str]) -> list[str]:
        return [
            id_text(unit_id)
            for handoff_id in handoffs
            for (unit_id,) in self._connection.execute(
                self._sql["units_of_handoff"], (id_blob(handoff_id),)
            ).fetchall()
        ]

    def _fold_unit(self, unit_id: str, arrival: int, record: Record) -> None:
        row = self._connection.execute(self._sql["unit"], (id_blob(unit_id),)).fetchone()
        before = views.unit_of(row[1:]) if row else None
        after = fold_unit(before, record, cast("UnitEvent", record.body))
        key = row[0] if row else arrival
        self._connection.execute(self._sql["write_unit"], (key, *views.unit_row(after)))
        if before is None or _names(before) != _names(after):
            self._connection.executemany(
                self._sql["write_code"], [(code, key, is_number) for code, is_number in _names(after)]
            )

    def _fold_delivery(self, delivery_id: str, arrival: int, record: Record) -> None:
        row = self._connection.execute(self._sql["delivery"], (id_blob(delivery_id),)).fetchone()
        before = views.delivery_of(row[1:]) if row else None
        after = fold_delivery(before, record, cast("Delivery | Intake", record.body))
        self._connection.execute(
            self._sql["write_delivery"], (row[0] if row else arrival, *views.delivery_row(after))
        )

    def _fold_handoff(self, handoff_id: str, arrival: int, record: Record) -> None:
        row = self._connection.execute(self._sql["handoff"], (id_blob(handoff_id),)).fetchone()
        before = views.handoff_of(row[1:]) if row else None
        event = cast("Handoff | HandoffRelease | HandoffCancelled", record.body)
        after = fold_handoff(before, record, event)
        self._connection.execute(
            self._sql["write_handoff"], (row[0] if row else arrival, *views.handoff_row(after))
        )


def create_tables(connection: Connection, prefix: str = "") -> None:
    """Empty tables of the views, without the readers' indexes."""
    for sql in views.TABLES.values():
        connection.execute(filled(sql, p=prefix))


def create_indexes(connection: Connection) -> None:
    """What readers need."""
    for sql in views.INDEXES.values():
        connection.execute(sql)


def bring_up_to_date(
    connection: Connection, *, version: int = PROJECTION_VERSION, progress: Progress | None = None
) -> bool:
    """Make the views anew if another version of the folds filled them; whether that was needed.

    Works in short transactions into shadow tables; killed anywhere it goes on from there at the next
    start, and the old views stay until the new ones take their place in one transaction.
    """
    row = connection.execute("SELECT version, building, done_to FROM projection").fetchone()
    filled, building, done_to = row or (0, 0, 0)
    if filled == version:
        return False
    if building != version:
        done_to = 0
        with transaction(connection):
            _drop(connection, SHADOW)
            create_tables(connection, SHADOW)
            connection.execute("UPDATE projection SET building = ?, done_to = 0", (version,))
    _fill(connection, done_to, progress)
    with transaction(connection):
        _swap(connection)
        connection.execute("UPDATE projection SET version = ?, building = 0, done_to = 0", (version,))
    return True


def fold_all(connection: Connection, projection: Projection, *, after: int, limit: int) -> tuple[int, int]:
    """Fold up to ``limit`` records after an arrival; how many, and the last one's arrival."""
    rows = connection.execute(
        "SELECT arrival, canonical FROM record WHERE arrival > ? ORDER BY arrival LIMIT ?", (after, limit)
    ).fetchall()
    for arrival, line in rows:
        projection.fold(arrival, records.read(line))
    return len(rows), rows[-1][0] if rows else after


def _fill(connection: Connection, done_to: int, progress: Progress | None) -> None:
    projection = Projection(connection, SHADOW)
    counted = connection.execute(
        "SELECT count(*), coalesce(sum(arrival <= ?), 0) FROM record", (done_to,)
    ).fetchone()
    total, done = counted or (0, 0)
    while done < total:
        with transaction(connection):
            folded, done_to = fold_all(connection, projection, after=done_to, limit=ROWS_AT_ONCE)
            connection.execute("UPDATE projection SET done_to = ?", (done_to,))
        done += folded
        if progress:
            progress(done, total)


def _swap(connection: Connection) -> None:
    _drop(connection, "")
    for table in views.TABLES:
        connection.execute(f"ALTER TABLE {SHADOW}{table} RENAME TO {table}")
    create_indexes(connection)


def _drop(connection: Connection, prefix: str) -> None:
    for table in views.TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {prefix}{table}")


def _names(unit: Unit) -> list[tuple[str, int]]:
    """Under which texts a unit is found, and whether each is only its intake's number."""
    codes = [(code, 0) for code in (unit.battery_code, unit.local_id) if code]
    return [*codes, (unit.intake_number, 1)]
