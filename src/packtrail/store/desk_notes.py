"""What the desk remembers and no record says: drafts, choices, how often a paper was made."""

import json
from datetime import datetime

from packtrail.store.columns import moment, seconds
from packtrail.store.connection import Connection
from packtrail.store.lines import arrival_of
from packtrail.usecases.ports import Draft


def drafts(connection: Connection, kind: str) -> list[Draft]:
    """Drafts of a kind, newest first."""
    rows = connection.execute(
        "SELECT draft_id, kind, content, updated_at FROM draft WHERE kind = ?"
        " ORDER BY updated_at DESC, draft_id DESC",
        (kind,),
    )
    return [
        Draft(draft_id=draft_id, kind=kind, content=json.loads(content), updated_at=moment(updated_at))
        for draft_id, kind, content, updated_at in rows
    ]


def save_draft(connection: Connection, draft: Draft) -> None:
    """Write a draft over its former self."""
    connection.execute(
        """
        INSERT INTO draft (draft_id, kind, content, updated_at) VALUES (?, ?, ?, ?)
        ON CONFLICT (draft_id) DO UPDATE
          SET kind = excluded.kind, content = excluded.content, updated_at = excluded.updated_at
        """,
        (
            draft.draft_id,
            draft.kind,
            json.dumps(draft.content, ensure_ascii=False),
            seconds(draft.updated_at),
        ),
    )


def drop_draft(connection: Connection, draft_id: str) -> None:
    """Forget a draft."""
    connection.execute("DELETE FROM draft WHERE draft_id = ?", (draft_id,))


def setting(connection: Connection, name: str) -> str | None:
    """A remembered choice."""
    row = connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def remember(connection: Connection, name: str, value: str) -> None:
    """Keep a choice."""
    connection.execute(
        "INSERT INTO setting (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def times_printed(connection: Connection, record_id: str) -> int:
    """How often the paper of a document was made."""
    row = connection.execute(
        "SELECT count(*) FROM print_log WHERE arrival = ?", (arrival_of(connection, record_id),)
    ).fetchone()
    return int(row[0]) if row else 0


def note_print(connection: Connection, record_id: str, at: datetime) -> int:
    """Log that the paper was made; how often before. LookupError for a record that isn't here."""
    arrival = arrival_of(connection, record_id)
    if arrival is None:
        raise LookupError(record_id)
    before = times_printed(connection, record_id)
    connection.execute("INSERT INTO print_log (arrival, printed_at) VALUES (?, ?)", (arrival, seconds(at)))
    return before
