"""Local settlements: written once, read by document or by the time they were noted; never sent."""

from dataclasses import fields
from datetime import date, datetime
from typing import Any

from packtrail.domain.settlement import Settlement
from packtrail.store.columns import id_text, moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.lines import arrival_of
from packtrail.store.statements import filled, marks

_COLUMNS = tuple(field.name for field in fields(Settlement) if field.name != "document_id")
_READ = filled(
    "SELECT record_id, {columns} FROM local_settlement JOIN record USING (arrival)",
    columns=", ".join(_COLUMNS),
)


def note(connection: Connection, settlement: Settlement) -> None:
    """Keep a settlement; LookupError for a document that isn't here."""
    arrival = arrival_of(connection, settlement.document_id)
    if arrival is None:
        raise LookupError(settlement.document_id)
    said: dict[str, Any] = {name: getattr(settlement, name) for name in _COLUMNS}
    said["noted_at"] = seconds(settlement.noted_at)
    said["paid_on"] = settlement.paid_on.isoformat() if settlement.paid_on else None
    connection.execute(
        filled(
            "INSERT INTO local_settlement (arrival, {columns}) VALUES ({marks})",
            columns=", ".join(_COLUMNS),
            marks=marks(len(_COLUMNS) + 1),
        ),
        (arrival, *said.values()),
    )


def of_document(connection: Connection, document_id: str) -> list[Settlement]:
    """Everything noted of a document, the newest first."""
    rows = connection.execute(
        filled("{read} WHERE arrival = ? ORDER BY settlement DESC", read=_READ),
        (arrival_of(connection, document_id),),
    )
    return [_settlement(row) for row in rows]


def standing(connection: Connection, after: datetime, until: datetime) -> list[Settlement]:
    """The newest of each document, where that was noted in a time; in the order of noting."""
    rows = connection.execute(
        filled(
            "{read} WHERE settlement IN (SELECT max(settlement) FROM local_settlement GROUP BY arrival)"
            " AND noted_at > ? AND noted_at <= ? ORDER BY settlement",
            read=_READ,
        ),
        (seconds(after), seconds(until)),
    )
    return [_settlement(row) for row in rows]


def _settlement(row: tuple[Any, ...]) -> Settlement:
    said = dict(zip(_COLUMNS, row[1:], strict=True))
    said["noted_at"] = moment(said["noted_at"])
    said["paid_on"] = date.fromisoformat(said["paid_on"]) if said["paid_on"] else None
    return Settlement(document_id=id_text(row[0]), **said)
