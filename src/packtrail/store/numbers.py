"""Human numbers: counted by kind, epoch and day, so that two machines never print the same one.

``number_counter`` says what was drawn, the log says what became of it: a number is used when a record
carries it, and stays used whatever a later record says of that one.
"""

from datetime import date, datetime

from packtrail.domain.numbers import NumberParts, number_prefix, parse_number
from packtrail.domain.records import FormsIssued, GapExplained
from packtrail.store.columns import id_text
from packtrail.store.connection import Connection
from packtrail.store.stations import epoch_label
from packtrail.usecases.port_values import DocumentKind, NumberRun, NumberState

_CARRIED = "SELECT number FROM document_number WHERE number >= ? AND number < ?"

_COUNTED = frozenset(DocumentKind) - {DocumentKind.BATCH}
"""A batch is no document; its numbers leave no gap."""

_NAMED = """
    SELECT each.value, record_id FROM record, json_each(CAST(canonical AS TEXT), '$.body.numbers') AS each
    WHERE record_type = ? AND each.value >= ? AND each.value < ? ORDER BY arrival
    """


def next_number(connection: Connection, kind: DocumentKind, day: date) -> str:
    """The next number, ``HO-S1a-20261120-0002``; raises StationNotOpened."""
    epoch, label = epoch_label(connection)
    row = connection.execute(
        """
        INSERT INTO number_counter (kind, epoch, day, last) VALUES (?, ?, ?, 1)
        ON CONFLICT (kind, epoch, day) DO UPDATE SET last = last + 1 RETURNING last
        """,
        (kind.value, epoch, f"{day:%Y%m%d}"),
    ).fetchone()
    order = row[0] if row else 0
    return NumberParts(kind=kind.value, label=label, epoch=epoch, day=day, order=order).text


def number_state(connection: Connection, typed: str) -> NumberState | None:
    """What became of a number, however it was typed; None when this station never drew it."""
    parts = parse_number(typed)
    if parts is None or parts.kind not in _COUNTED or not _is_ours(connection, parts):
        return None
    number, kind = parts.text, DocumentKind(parts.kind)
    after = number + "\0"
    return NumberState(
        number=number,
        kind=kind,
        has_document=bool(_carried(connection, number, after)),
        pad_id=_named(connection, FormsIssued.record_type, number, after).get(number),
        explained_id=_named(connection, GapExplained.record_type, number, after).get(number),
    )


def number_runs(connection: Connection, kind: DocumentKind, from_day: date, to_day: date) -> list[NumberRun]:
    """What was drawn of ``kind`` on these days, epoch by epoch, each with its numbers without a document.

    KeyError for a kind that is no document's.
    """
    if kind not in _COUNTED:
        raise KeyError(kind)
    rows = connection.execute(
        "SELECT epoch, label, day, last FROM number_counter JOIN epoch USING (epoch)"
        " WHERE kind = ? AND day BETWEEN ? AND ? ORDER BY day, epoch",
        (kind.value, f"{from_day:%Y%m%d}", f"{to_day:%Y%m%d}"),
    ).fetchall()
    return [
        _run(connection, kind, label, epoch, datetime.strptime(day, "%Y%m%d").date(), last)  # noqa: DTZ007 - a day
        for epoch, label, day, last in rows
    ]


def _run(
    connection: Connection, kind: DocumentKind, label: str, epoch: int, day: date, last: int
) -> NumberRun:
    prefix = number_prefix(kind.value, label, epoch, day)
    span = prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)
    carried = _carried(connection, *span)
    numbers = (
        NumberParts(kind=kind.value, label=label, epoch=epoch, day=day, order=order).text
        for order in range(1, last + 1)
    )
    without = [number for number in numbers if number not in carried]
    pads = _named(connection, FormsIssued.record_type, *span) if without else {}
    explained = _named(connection, GapExplained.record_type, *span) if without else {}
    gaps = tuple(
        NumberState(
            number=number,
            kind=kind,
            has_document=False,
            pad_id=pads.get(number),
            explained_id=explained.get(number),
        )
        for number in without
    )
    return NumberRun(kind=kind, label=label, epoch=epoch, day=day, drawn=last, gaps=gaps)


def _is_ours(connection: Connection, parts: NumberParts) -> bool:
    row = connection.execute(
        "SELECT last FROM number_counter JOIN epoch USING (epoch)"
        " WHERE kind = ? AND epoch = ? AND day = ? AND label = ?",
        (parts.kind, parts.epoch, f"{parts.day:%Y%m%d}", parts.label),
    ).fetchone()
    return row is not None and 1 <= parts.order <= row[0]


def _carried(connection: Connection, first: str, after: str) -> set[str]:
    """The numbers from ``first`` to before ``after`` that a record carries."""
    return {number for (number,) in connection.execute(_CARRIED, (first, after)).fetchall()}


def _named(connection: Connection, record_type: str, first: str, after: str) -> dict[str, str]:
    """By number, the newest record of a type that lists it; pads and explanations are few."""
    rows = connection.execute(_NAMED, (record_type, first, after)).fetchall()
    return {number: id_text(record_id) for number, record_id in rows}
