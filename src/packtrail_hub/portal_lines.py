"""The lines that one maker's portal is owed, of all outlets and stations of this hub (``practice.md`` 7).

Lines that the hub accepted and that count, as corrected. Whose they are is asked of each unit's intake, by
the name as ``domain.routing`` compares it; nothing of another maker is ever among them.
"""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, and_, exists, or_, select

from packtrail.domain.records import HandoffCancelled, HandoffLine, Intake
from packtrail.domain.routing import maker_key
from packtrail.protocol.receipt import RecordStatus
from packtrail.protocol.workbook_profile import Rows
from packtrail.protocol.workbook_rows import Facts, handoff_facts, intake_facts
from packtrail_hub.ids import id_text, uid
from packtrail_hub.tables import outlet, portal_batch, portal_row, record

TAKEN: Final = ("accepted", "duplicate")
"""Verdicts of a portal that mean that it has the row."""

UNKNOWN: Final = "unknown"
"""State of a batch whose outcome nobody knows; its rows may be there."""

_GOOD: Final = (RecordStatus.ACCEPTED.value, RecordStatus.ACCEPTED_WITH_WARNINGS.value)
_TYPES: Final = {Rows.INTAKE: Intake.record_type, Rows.HANDOFF_LINE: HandoffLine.record_type}
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class HubLine:
    """One line with all that its row needs."""

    record_uid: bytes
    facts: Facts
    is_ready: bool  # the intake of this unit was accepted there
    had_unknown: bool  # it was sent once, and nobody knows what became of it


@dataclass(frozen=True, slots=True)
class _Said:
    """A record as corrected, with its outlet."""

    body: Mapping[str, Any]
    occurred_at: str
    outlet: Mapping[str, Any]


def portal_of(makers: Sequence[str]) -> str:
    """The name under which a portal's batches are kept: its first maker's, as it is compared."""
    return maker_key(makers[0])


def owed(
    connection: Connection, makers: Sequence[str], rows: Rows, *, rejected: bool, again: bool
) -> Iterator[HubLine]:
    """The lines that wait for the makers' portal, in the order in which the hub got them.

    ``rejected`` lets what the portal turned away come again, ``again`` what has an unknown outcome.
    ValueError for rows that are no line.
    """
    if rows not in _TYPES:
        raise ValueError(rows)
    keys, portal = {maker_key(maker) for maker in makers}, portal_of(makers)
    cancelled = _cancelled(connection)
    found = connection.execute(_waiting(_TYPES[rows], portal, rejected=rejected, again=again)).all()
    for start in range(0, len(found), _CHUNK):
        page = found[start : start + _CHUNK]
        yield from _lines(connection, page, rows, keys, portal, cancelled)


def _waiting(record_type: str, portal: str, *, rejected: bool, again: bool) -> Select[Any]:
    has = [
        portal_row.c.verdict.in_(TAKEN),
        and_(portal_row.c.verdict.is_(None), portal_batch.c.state != UNKNOWN),
    ]
    if not rejected:
        has.append(portal_row.c.verdict == "rejected")
    if not again:
        has.append(and_(portal_row.c.verdict.is_(None), portal_batch.c.state == UNKNOWN))
    went = exists().where(
        portal_row.c.record_uid == record.c.record_uid,
        portal_batch.c.id == portal_row.c.batch_id,
        portal_batch.c.portal == portal,
        portal_batch.c.state != "withdrawn",
        or_(*has),
    )
    return (
        select(record.c.record_uid, record.c.canonical, record.c.corrected, outlet.c.uscc, outlet.c.name)
        .join(outlet, outlet.c.id == record.c.outlet_id)
        .where(
            record.c.record_type == record_type,
            record.c.status.in_(_GOOD),
            record.c.is_voided.is_(False),
            ~went,
        )
        .order_by(record.c.epoch_id, record.c.seq)
    )


def _lines(
    connection: Connection,
    page: Sequence[Row[Any]],
    rows: Rows,
    keys: Collection[str],
    portal: str,
    cancelled: Collection[str],
) -> Iterator[HubLine]:
    said = {row.record_uid: _said(row) for row in page}
    unknown = _sent_and_unknown(connection, list(said), portal)
    if rows is Rows.INTAKE:
        for key, intake in said.items():
            if _is_theirs(intake, keys):
                yield HubLine(key, _of_intake(intake), is_ready=True, had_unknown=key in unknown)
        return
    intakes = _named(connection, (each.body.get("intake_record_id") for each in said.values()))
    headers = _named(connection, (each.body.get("handoff_record_id") for each in said.values()))
    accepted = _accepted(connection, [uid(each) for each in intakes], portal)
    for key, line in said.items():
        intake_id, header_id = line.body.get("intake_record_id"), line.body.get("handoff_record_id")
        came = intakes.get(str(intake_id))
        if came is None or not _is_theirs(came, keys) or header_id in cancelled:
            continue
        header = headers.get(str(header_id))
        facts = handoff_facts(line.body, line.occurred_at, header.body if header else {}, _of_intake(came))
        is_ready = uid(str(intake_id)) in accepted
        yield HubLine(key, facts, is_ready=is_ready, had_unknown=key in unknown)


def _is_theirs(intake: _Said, keys: Collection[str]) -> bool:
    maker = intake.body.get("responsible_maker")
    return isinstance(maker, str) and maker_key(maker) in keys


def _of_intake(intake: _Said) -> Facts:
    return intake_facts(intake.body, intake.occurred_at, intake.outlet)


def _said(row: Row[Any]) -> _Said:
    value = json.loads(row.canonical)
    body = json.loads(row.corrected) if row.corrected is not None else value["body"]
    return _Said(body, value["occurred_at"], {"outlet_name": row.name, "outlet_uscc": row.uscc})


def _named(connection: Connection, record_ids: Iterable[object]) -> dict[str, _Said]:
    wanted = sorted({uid(each) for each in record_ids if isinstance(each, str)})
    query: Select[Any] = (
        select(record.c.record_uid, record.c.canonical, record.c.corrected, outlet.c.uscc, outlet.c.name)
        .join(outlet, outlet.c.id == record.c.outlet_id)
        .where(record.c.record_uid.in_(wanted))
    )
    found: Sequence[Row[Any]] = connection.execute(query).all()
    return {id_text(row.record_uid): _said(row) for row in found}


def _accepted(connection: Connection, uids: Sequence[bytes], portal: str) -> set[bytes]:
    return _rows_of(connection, uids, portal, portal_row.c.verdict.in_(TAKEN))


def _sent_and_unknown(connection: Connection, uids: Sequence[bytes], portal: str) -> set[bytes]:
    return _rows_of(connection, uids, portal, portal_batch.c.state == UNKNOWN)


def _rows_of(connection: Connection, uids: Sequence[bytes], portal: str, which: Any) -> set[bytes]:
    query = (
        select(portal_row.c.record_uid)
        .join(portal_batch, portal_batch.c.id == portal_row.c.batch_id)
        .where(portal_row.c.record_uid.in_(uids), portal_batch.c.portal == portal, which)
    )
    return set(connection.execute(query).scalars())


def _cancelled(connection: Connection) -> set[str]:
    """Loads that were signed away and did not leave after all: their lines are no retirement."""
    query = select(record.c.canonical).where(
        record.c.record_type == HandoffCancelled.record_type,
        record.c.status.in_(_GOOD),
        record.c.is_voided.is_(False),
    )
    return {json.loads(line)["body"]["handoff_record_id"] for line in connection.execute(query).scalars()}
