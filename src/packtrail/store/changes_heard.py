"""What hubs told later than in a receipt: how far each feed was read, and one row for each change.

The signed page itself lies in ``heard``; a row here points to it. Nothing here is ever edited.
"""

import json
from collections.abc import Sequence

from packtrail.store.columns import hash_text, id_blob, id_text, moment
from packtrail.store.connection import Connection
from packtrail.store.destinations import key_of
from packtrail.usecases.port_values import HeardChange, NewChange


def cursor(connection: Connection, destination: str) -> str | None:
    """Up to where the feed was read; None before the first page."""
    row = connection.execute(
        "SELECT cursor FROM change_cursor WHERE destination = ?", (key_of(connection, destination),)
    ).fetchone()
    return str(row[0]) if row else None


def move_cursor(connection: Connection, destination: str, to: str) -> None:
    """Everything before ``to`` is kept and folded in."""
    connection.execute(
        "INSERT INTO change_cursor (destination, cursor) VALUES (?, ?)"
        " ON CONFLICT (destination) DO UPDATE SET cursor = excluded.cursor",
        (key_of(connection, destination), to),
    )


def begin_anew(connection: Connection, destination: str) -> None:
    """Somebody else stands behind the destination: his feed begins at its beginning."""
    connection.execute("DELETE FROM change_cursor WHERE destination = ?", (key_of(connection, destination),))


def keep(connection: Connection, destination: str, page: bytes, changes: Sequence[NewChange]) -> None:
    """Keep changes of the page with digest ``page``, which was heard before; those that are here stay."""
    (arrival,) = connection.execute("SELECT arrival FROM heard WHERE digest = ?", (page,)).fetchone() or (
        None,
    )
    if arrival is None:
        raise LookupError(hash_text(page))
    key = key_of(connection, destination)
    for change in changes:
        connection.execute(
            """
            INSERT INTO change_heard (arrival, number, destination, kind, record_id, content)
            SELECT ?, ?, ?, ?, ?, ?
            WHERE NOT EXISTS (SELECT 1 FROM change_heard WHERE arrival = ? AND number = ?)
            """,
            (
                arrival,
                change.number,
                key,
                change.kind,
                id_blob(change.record_id),
                json.dumps(change.content, ensure_ascii=False),
                arrival,
                change.number,
            ),
        )


def changes(connection: Connection, kind: str | None, record_id: str | None, limit: int) -> list[HeardChange]:
    """What was heard, the newest first; of one kind or about one record, where asked."""
    rows = connection.execute(
        """
        SELECT name, change_heard.kind, record_id, content, heard_at
        FROM change_heard JOIN heard USING (arrival) JOIN destination USING (destination)
        WHERE (?1 IS NULL OR change_heard.kind = ?1) AND (?2 IS NULL OR record_id = ?2)
        ORDER BY change DESC LIMIT ?3
        """,
        (kind, id_blob(record_id), limit),
    )
    return [
        HeardChange(
            destination=name,
            kind=of_kind,
            record_id=id_text(about),
            content=json.loads(content),
            heard_at=moment(heard_at),
        )
        for name, of_kind, about, content, heard_at in rows
    ]
