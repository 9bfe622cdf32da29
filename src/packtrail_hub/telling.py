"""Puts something into the changes feed of an outlet: what relay, administration and publishing have to say.

Every change and every record of an outlet is counted by one number, given out under the outlet's row, which
stays locked until the act is committed. So a reader never sees a number before a lower one, on PostgreSQL
either, and a cursor skips nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from packtrail.domain.sync_state import AckLevel, higher
from packtrail.protocol.canonical import canonical
from packtrail.protocol.changes import (
    AuthorityAck,
    AuthorityStatus,
    Change,
    ConsigneeAckChange,
    CorrectionRequest,
    LaterVerdict,
    change_value,
)
from packtrail.protocol.receipt import RecordResult
from packtrail_hub import database
from packtrail_hub.hub import Hub
from packtrail_hub.ids import id_text, seconds, uid
from packtrail_hub.tables import authority_state, change, epoch, outlet, record, station


class NotHeld(LookupError):
    """Something is said of a record that this hub does not have."""


def authority_answered(hub: Hub, ack: AuthorityAck) -> bool:
    """A platform behind the hub has answered for a record; False when it said nothing new.

    A level that was reached stays reached: a rejection makes the state ``rejected`` and keeps the level
    (``platform.md`` 10.5). Raises NotHeld.
    """
    return hub.write(lambda connection: _authority_answered(hub, connection, ack))


def correction_asked(hub: Hub, request: CorrectionRequest) -> bool:
    """Somebody asks for a record's correction; False when this request was told before. Raises NotHeld."""
    return hub.write(lambda connection: _told_once(hub, connection, request.record_id, request))


def consignee_answered(hub: Hub, ack: ConsigneeAckChange) -> bool:
    """A recipient has answered for a line; False when the same answer was told before. Raises NotHeld."""
    return hub.write(lambda connection: _told_once(hub, connection, ack.line_record_id, ack))


def tell(
    connection: Connection, outlet_id: int, one: Change, at: datetime, *, station_pk: int | None = None
) -> int:
    """Adds a change to the feed of an outlet, or of one of its stations; its number there."""
    number = next_arrivals(connection, outlet_id, 1)
    body = canonical(change_value(one))
    values = {
        "outlet_id": outlet_id,
        "station_id": station_pk,
        "arrival": number,
        "kind": one.kind,
        "body": body,
        "digest": sha256(body).digest(),
        "told_at": seconds(at),
    }
    connection.execute(insert(change).values(**values))
    return number


def tell_everybody(connection: Connection, one: Change, at: datetime) -> None:
    """Adds a change to the feed of every outlet."""
    for outlet_id in connection.execute(select(outlet.c.id).order_by(outlet.c.id)).scalars().all():
        tell(connection, outlet_id, one, at)


def tell_verdicts(
    connection: Connection, owner: Row[Any], updates: Sequence[RecordResult], at: datetime
) -> None:
    """Tells the outlet's other stations of new verdicts on earlier records of ``owner``.

    ``owner`` itself has them in its receipt; alone at its outlet it has nobody to tell.
    """
    others = select(station.c.id).where(
        station.c.outlet_id == owner.outlet_id, station.c.id != owner.id, station.c.revoked_at.is_(None)
    )
    if not updates or connection.execute(others.limit(1)).first() is None:
        return
    _tell_each(connection, owner, updates, at)


def tell_verdicts_of(
    connection: Connection, station_pk: int, updates: Sequence[RecordResult], at: datetime
) -> None:
    """Tells all stations of an outlet, the one that wrote them too, of new verdicts that no receipt has."""
    owner = connection.execute(select(station).where(station.c.id == station_pk)).one()
    _tell_each(connection, owner, updates, at)


def _tell_each(
    connection: Connection, owner: Row[Any], updates: Sequence[RecordResult], at: datetime
) -> None:
    numbers = _epoch_numbers(connection, owner.id, updates)
    for each in updates:
        verdict = LaterVerdict(
            station_id=id_text(owner.station_uid),
            station_epoch=numbers[each.record_id],
            station_seq=each.station_seq,
            record_id=each.record_id,
            record_hash=each.record_hash,
            status=each.status,
            ack_level=each.ack_level,
            issues=each.issues,
        )
        tell(connection, owner.outlet_id, verdict, at)


def _epoch_numbers(
    connection: Connection, station_pk: int, results: Sequence[RecordResult]
) -> dict[str, int]:
    query = (
        select(record.c.record_uid, epoch.c.number)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .where(
            record.c.record_uid.in_([uid(each.record_id) for each in results]),
            epoch.c.station_id == station_pk,
        )
    )
    return {id_text(row.record_uid): row.number for row in connection.execute(query)}


def next_arrivals(connection: Connection, outlet_id: int, count: int) -> int:
    """The last of ``count`` new numbers in the outlet's feed; nobody else gets any until this act ends."""
    mine = outlet.c.id == outlet_id
    connection.execute(update(outlet).where(mine).values(arrivals=outlet.c.arrivals + count))
    return int(connection.execute(select(outlet.c.arrivals).where(mine)).scalar_one())


def _authority_answered(hub: Hub, connection: Connection, ack: AuthorityAck) -> bool:
    owner = _owner(connection, ack.record_id)
    before = connection.execute(
        select(authority_state).where(
            authority_state.c.record_uid == uid(ack.record_id),
            authority_state.c.destination == ack.destination,
        )
    ).one_or_none()
    level = AckLevel(before.ack_level) if before else AckLevel.NONE
    issue_code = ack.issues[0].code if ack.issues else None
    state = (ack.status, issue_code, ack.authority_record_no)
    is_old = before is not None and state == (before.status, before.issue_code, before.authority_record_no)
    is_late = ack.status == AuthorityStatus.SUBMITTED and level is not AckLevel.NONE
    if is_old or is_late:
        return False
    row = {
        "record_uid": uid(ack.record_id),
        "destination": ack.destination,
        "status": ack.status,
        "ack_level": higher(level, ack.level or AckLevel.NONE),
        "issue_code": issue_code,
        "authority_record_no": ack.authority_record_no,
        "updated_at": seconds(hub.now()),
    }
    database.put_rows(connection, authority_state, [row])
    tell(connection, owner.outlet_id, ack, hub.now(), station_pk=_addressee(owner))
    return True


def _told_once(hub: Hub, connection: Connection, record_id: str, one: Change) -> bool:
    owner = _owner(connection, record_id)
    digest = sha256(canonical(change_value(one))).digest()
    same = select(change.c.id).where(change.c.outlet_id == owner.outlet_id, change.c.digest == digest)
    if connection.execute(same.limit(1)).first() is not None:
        return False
    tell(connection, owner.outlet_id, one, hub.now(), station_pk=_addressee(owner))
    return True


def _owner(connection: Connection, record_id: str) -> Row[Any]:
    """The station that wrote a record, its outlet's row held against other writers."""
    query: Select[Any] = (
        select(record.c.outlet_id, station.c.id.label("station_pk"), station.c.revoked_at)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .join(station, station.c.id == epoch.c.station_id)
        .where(record.c.record_uid == uid(record_id))
        .order_by(record.c.epoch_id, record.c.seq)
        .limit(1)
    )
    found = connection.execute(query).one_or_none()
    if found is None:
        raise NotHeld(record_id)
    mine = select(outlet.c.id).where(outlet.c.id == found.outlet_id)
    connection.execute(mine.with_for_update(key_share=True))
    return found


def _addressee(owner: Row[Any]) -> int | None:
    """Who wrote a record hears of it; all stations of the outlet do once that one is out of service."""
    return None if owner.revoked_at is not None else int(owner.station_pk)
