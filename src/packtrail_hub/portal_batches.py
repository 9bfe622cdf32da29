"""What went to makers' portals in one batch, whichever road it took, and what was said of each row.

A maker's portal is no authority: what it took is told to the stations as ``submitted``, handed on toward the
national platform, and never as accepted by it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from packtrail.domain.errors_workbook import NoSuchWorkbook
from packtrail.protocol.changes import AuthorityAck, AuthorityStatus
from packtrail.protocol.failure_sheet import Failure, issue_of
from packtrail_hub import database
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_text, id_text, safe_text
from packtrail_hub.tables import epoch, portal_batch, portal_reply, portal_row, record, station
from packtrail_hub.telling import authority_answered

DESTINATION: Final = "maker_portal"
READ: Final = "read"
"""Outcome of a reply that counts."""


def batch_of(connection: Connection, number: str, *, road: str | None = None) -> Row[Any]:
    """A batch by its number, of one road or any; raises NoSuchWorkbook."""
    found = connection.execute(select(portal_batch).where(portal_batch.c.number == number)).one_or_none()
    if found is None or (road is not None and found.road != road):
        raise NoSuchWorkbook(number[:64])
    return found


def rows_of(connection: Connection, batch_id: int) -> Sequence[Row[Any]]:
    """The rows of a batch in order."""
    mine = portal_row.c.batch_id == batch_id
    return connection.execute(select(portal_row).where(mine).order_by(portal_row.c.line)).all()


def next_number(connection: Connection, prefix: str) -> str:
    """The next number of a day: ``WB-20261121-0001``."""
    like = portal_batch.c.number.like(f"{prefix}-%")
    count = connection.execute(select(func.count()).select_from(portal_batch).where(like)).scalar_one()
    return f"{prefix}-{int(count) + 1:04d}"


def keep_batch(
    connection: Connection, values: Mapping[str, object], rows: Sequence[tuple[bytes, str]]
) -> int:
    """Write a batch with its rows (record and code, in order); its key."""
    key = connection.execute(insert(portal_batch).values(**values).returning(portal_batch.c.id)).scalar_one()
    connection.execute(
        insert(portal_row),
        [
            {"batch_id": key, "line": line, "record_uid": record_uid, "code": code}
            for line, (record_uid, code) in enumerate(rows, start=1)
        ],
    )
    return int(key)


def note_verdicts(
    connection: Connection, batch_id: int, verdict_of: Callable[[str], tuple[str, Failure | None]]
) -> None:
    """Write the verdict of each row of a batch, by its code, with what the portal wrote of it."""
    for row in rows_of(connection, batch_id):
        verdict, failure = verdict_of(row.code)
        connection.execute(
            update(portal_row)
            .where(portal_row.c.batch_id == batch_id, portal_row.c.line == row.line)
            .values(
                verdict=verdict,
                problem_code=failure.problem_code if failure else None,
                text=safe_text(failure.text) if failure else None,
            )
        )


def tell_stations(hub: Hub, number: str) -> None:
    """Tell every station what was said of its records; says nothing twice."""
    for acks in verdicts_by_station(hub, number).values():
        for ack in acks:
            authority_answered(hub, ack)


def verdicts_by_station(hub: Hub, number: str) -> Mapping[str, tuple[AuthorityAck, ...]]:
    """What the portal said of a confirmed workbook or request, by the station that wrote each record."""
    with database.look(hub.engine) as connection:
        found = batch_of(connection, number)
        rows = connection.execute(
            select(portal_row, station.c.station_uid)
            .join(record, record.c.record_uid == portal_row.c.record_uid)
            .join(epoch, epoch.c.id == record.c.epoch_id)
            .join(station, station.c.id == epoch.c.station_id)
            .where(portal_row.c.batch_id == found.id, portal_row.c.verdict.is_not(None))
            .order_by(portal_row.c.line)
        ).all()
        evidence = connection.execute(
            select(portal_reply.c.digest)
            .where(portal_reply.c.batch_id == found.id, portal_reply.c.outcome == READ)
            .order_by(portal_reply.c.id.desc())
            .limit(1)
        ).scalar()
    digest = hash_text(evidence or found.digest)
    at = hub.now().replace(microsecond=0)
    split: dict[str, dict[str, AuthorityAck]] = {}
    for row in rows:
        ack = AuthorityAck(
            record_id=id_text(row.record_uid),
            destination=DESTINATION,
            status=AuthorityStatus.REJECTED if row.verdict == "rejected" else AuthorityStatus.SUBMITTED,
            reported_at=at,
            authority_record_no=number,
            evidence_digest=digest,
            issues=(issue_of(Failure(row.code, row.text or "", row.problem_code or "")),)
            if row.verdict == "rejected"
            else (),
        )
        split.setdefault(id_text(row.station_uid), {})[ack.record_id] = ack
    return {station_id: tuple(acks.values()) for station_id, acks in split.items()}
