"""Tells a giver that the recipient has taken a battery in, when both are outlets of this hub (收货方已入库).

Matched by battery code, by the recipient that the load names, and by time: who was handed a battery cannot
have taken it in before. Whichever of the two records arrives last finds the other, in the act that stores it,
so a kill leaves neither half told. A void of that intake takes the word back by a further one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from packtrail.domain.custody import HERE, Custody
from packtrail.protocol.changes import ConsigneeAckChange
from packtrail.protocol.receipt import HELD_VALID, RecordResult
from packtrail_hub import database
from packtrail_hub.ids import hash_text, id_text, moment, safe_text, seconds, uid
from packtrail_hub.tables import consignee_told, epoch, outlet, record, station, unit_state
from packtrail_hub.telling import tell

ACCEPTED: Final = "accepted"
WITHDRAWN: Final = "withdrawn"
"""The recipient has voided the intake that was told of; the line waits for its answer again."""

_TYPES: Final = ("intake", "handoff_line", "void")


@dataclass(frozen=True, slots=True)
class _Match:
    """A line of a load, and the intake at its recipient."""

    line: Row[Any]
    intake: Row[Any]


def tell_givers(
    connection: Connection, owner: Row[Any], results: Iterable[RecordResult], at: datetime
) -> None:
    """Tell what the records of ``owner`` that count now, by these results, say to givers of batteries."""
    counting = [uid(each.record_id) for each in results if each.status in HELD_VALID]
    rows = _records(connection, counting, owner.outlet_id)
    intakes = {code: row for row in rows if row.record_type == "intake" and (code := _code(row))}
    lines = [row for row in rows if row.record_type == "handoff_line" and _code(row)]
    matches = [*_given_before(connection, owner, intakes), *_taken_in_before(connection, owner, lines)]
    voided = [uid(str(_body(row)["target_record_id"])) for row in rows if row.record_type == "void"]
    for line_uid, intake_uid in _told_of(connection, voided):
        (line,), (intake,) = _records(connection, [line_uid]), _records(connection, [intake_uid])
        _tell(connection, line, intake, WITHDRAWN, at)
        matches += _standing_instead(connection, owner, line)
    for each in matches:
        _tell(connection, each.line, each.intake, ACCEPTED, at)


def _standing_instead(connection: Connection, owner: Row[Any], line: Row[Any]) -> Iterator[_Match]:
    """An intake at the recipient, ``owner``, that answers the line though the one told of is void."""
    held = _held(connection, owner.outlet_id, line)
    if held is not None and _consignee(connection, line) == owner.uscc:
        yield _Match(line, held)


def _given_before(
    connection: Connection, owner: Row[Any], intakes: Mapping[str, Row[Any]]
) -> Iterator[_Match]:
    """Lines of other outlets that were on the road to this one; their codes have had their turn."""
    query = select(unit_state.c.line_uid, unit_state.c.battery_code).where(
        unit_state.c.battery_code.in_(sorted(intakes)),
        unit_state.c.outlet_id != owner.outlet_id,
        unit_state.c.custody == Custody.IN_TRANSIT,
        unit_state.c.line_uid.is_not(None),
    )
    codes = {row.line_uid: row.battery_code for row in connection.execute(query)} if intakes else {}
    for line in _records(connection, sorted(codes)):
        intake = intakes[codes[line.record_uid]]
        if _consignee(connection, line) == owner.uscc and _is_later(intake, line):
            yield _Match(line, intake)


def _taken_in_before(connection: Connection, owner: Row[Any], lines: Sequence[Row[Any]]) -> Iterator[_Match]:
    """Intakes at the recipients of these lines that arrived before the lines did."""
    recipients = {row.record_uid: _outlet_of(connection, _consignee(connection, row)) for row in lines}
    towards = [row for row in lines if recipients[row.record_uid] not in {None, owner.outlet_id}]
    database.take_turns(connection, (f"battery code {_code(row)}" for row in towards))
    for line in towards:
        held = _held(connection, recipients[line.record_uid], line)
        if held is not None:
            yield _Match(line, held)


def _held(connection: Connection, recipient: int | None, line: Row[Any]) -> Row[Any] | None:
    """The first intake of the line's battery on the recipient's floor that came after it."""
    query = select(unit_state.c.unit_uid).where(
        unit_state.c.outlet_id == recipient,
        unit_state.c.battery_code == _code(line),
        unit_state.c.custody.in_(sorted(each.value for each in HERE)),
    )
    held = _records(connection, connection.execute(query).scalars().all())
    later = [row for row in held if row.record_type == "intake" and _is_later(row, line)]
    return min(later, key=_when, default=None)


def _tell(connection: Connection, line: Row[Any], intake: Row[Any], outcome: str, at: datetime) -> None:
    """Once for each turn that the line's fate takes."""
    known = select(consignee_told.c.outcome).where(consignee_told.c.line_uid == line.record_uid)
    before = connection.execute(known).scalar()
    if before == outcome or (before is None and outcome == WITHDRAWN):
        return
    body, taken = _body(line), _body(intake)
    change = ConsigneeAckChange(
        line_record_id=id_text(line.record_uid),
        handoff_id=str(body["handoff_id"]),
        line_no=int(str(body["line_no"])),
        consignee_uscc=_consignee(connection, line) or "",
        outcome=outcome,
        acknowledged_at=_when(intake),
        received_gross_mass_g=_weighed(taken) if outcome == ACCEPTED else None,
        evidence_digest=hash_text(intake.hash),
    )
    row = {
        "line_uid": line.record_uid,
        "intake_uid": intake.record_uid,
        "outcome": outcome,
        "told_at": seconds(at),
    }
    database.put_rows(connection, consignee_told, [row])
    to = None if line.revoked_at is not None else line.station_pk
    tell(connection, line.outlet_id, change, at, station_pk=to)


def _told_of(connection: Connection, intake_uids: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Lines of which one of these intakes was told as their answer."""
    query = select(consignee_told.c.line_uid, consignee_told.c.intake_uid).where(
        consignee_told.c.intake_uid.in_(intake_uids), consignee_told.c.outcome == ACCEPTED
    )
    return [(row.line_uid, row.intake_uid) for row in connection.execute(query)] if intake_uids else []


def _records(connection: Connection, uids: Sequence[bytes], outlet_id: int | None = None) -> list[Row[Any]]:
    """Those of the records that matter here, with the station that wrote them."""
    query = (
        select(record, station.c.id.label("station_pk"), station.c.revoked_at)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .join(station, station.c.id == epoch.c.station_id)
        .where(record.c.record_uid.in_(uids), record.c.record_type.in_(_TYPES))
        .where(record.c.status.in_(sorted(HELD_VALID)))
        .order_by(record.c.epoch_id, record.c.seq)
    )
    if outlet_id is not None:
        query = query.where(record.c.outlet_id == outlet_id)
    return list(connection.execute(query)) if uids else []


def _body(row: Row[Any]) -> Mapping[str, object]:
    """The body with its corrections."""
    found: Mapping[str, object] = json.loads(row.corrected) if row.corrected else _value(row)["body"]
    return found


def _value(row: Row[Any]) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(row.canonical)
    return value


def _code(row: Row[Any]) -> str:
    return safe_text(str(_body(row).get("battery_code") or ""))


def _when(row: Row[Any]) -> datetime:
    return moment(seconds(datetime.fromisoformat(_value(row)["occurred_at"])))


def _is_later(intake: Row[Any], line: Row[Any]) -> bool:
    return _when(intake) >= _when(line) and not intake.is_voided and not line.is_voided


def _weighed(body: Mapping[str, object]) -> int | None:
    """What the recipient's scale showed; a nameplate's mass or a guess is nobody's word."""
    mass = body.get("gross_mass_g")
    return mass if body.get("mass_basis") == "weighed" and isinstance(mass, int) else None


def _consignee(connection: Connection, line: Row[Any]) -> str | None:
    """The recipient that the line's load names."""
    header = _body(line).get("handoff_record_id")
    if not isinstance(header, str):
        return None
    query: Select[Any] = select(record.c.canonical, record.c.corrected).where(
        record.c.record_uid == uid(header), record.c.outlet_id == line.outlet_id
    )
    row = connection.execute(query.limit(1)).one_or_none()
    if row is None:
        return None
    named = _body(row).get("consignee_uscc")
    return named if isinstance(named, str) else None


def _outlet_of(connection: Connection, uscc: str | None) -> int | None:
    found: int | None = connection.execute(select(outlet.c.id).where(outlet.c.uscc == uscc)).scalar()
    return found
