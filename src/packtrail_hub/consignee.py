"""Tells a giver that the recipient has taken a battery in, when both are outlets of this hub (收货方已入库).

Matched by battery code, by the recipient that the load names, and by time: who was handed a battery cannot
have taken it in before, but for what two honest clocks may differ by. Whichever of the two records arrives
last finds the other, in the act that stores it, so a kill leaves neither half told. A void of that intake
takes the word back by a further one.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Final

from sqlalchemy import Connection, Row, select

from packtrail.domain.custody import HERE, Custody
from packtrail.protocol.changes import ConsigneeAckChange
from packtrail.protocol.receipt import HELD_VALID, RecordResult
from packtrail_hub import database
from packtrail_hub.hub import RULES
from packtrail_hub.ids import hash_text, id_text, moment, safe_text, seconds, uid
from packtrail_hub.tables import consignee_told, epoch, outlet, record, station, unit_state
from packtrail_hub.telling import tell

ACCEPTED: Final = "accepted"
WITHDRAWN: Final = "withdrawn"
"""The recipient has voided the intake that was told of; the line waits for its answer again."""

CLOCKS_APART: Final = RULES.max_future
"""A recipient's clock may be so far behind the giver's: the hub lets no clock run further ahead than this."""

_HANDED_ON: Final = ("handoff_line", "void")
_TYPES: Final = (*_HANDED_ON, "intake")


@dataclass(frozen=True, slots=True)
class _Said:
    """A record that counts: its row, and its body with its corrections."""

    row: Row[Any]
    body: Mapping[str, object]
    at: datetime

    @property
    def code(self) -> str:
        """The battery's, as columns hold it; empty where it names none."""
        return safe_text(str(self.body.get("battery_code") or ""))


@dataclass(frozen=True, slots=True)
class _Match:
    """A line of a load, the recipient that it names, and the intake there."""

    line: _Said
    recipient: str
    intake: _Said


def tell_givers(
    connection: Connection,
    owner: Row[Any],
    results: Iterable[RecordResult],
    kinds: Mapping[str, str],
    taken_in: Iterable[str],
    at: datetime,
) -> None:
    """Tell what the records of ``owner`` that count now, by these results, say to givers of batteries.

    ``kinds`` are the types of those that are known without asking, by record id; ``taken_in`` are the codes
    of the units that came in by them.
    """
    coming = _on_the_road(connection, owner, taken_in)
    types = _TYPES if coming else _HANDED_ON
    counting = [
        uid(each.record_id)
        for each in results
        if each.status in HELD_VALID and kinds.get(each.record_id, types[0]) in types
    ]
    rows = _records(connection, counting, owner.outlet_id, types)
    intakes = {row.code: row for row in rows if row.row.record_type == "intake" and row.code}
    lines = [row for row in rows if row.row.record_type == "handoff_line" and row.code]
    matches = list(_given_before(connection, owner, coming, intakes))
    matches += _taken_in_before(connection, owner, lines)
    voided = [uid(str(row.body["target_record_id"])) for row in rows if row.row.record_type == "void"]
    for line_uid, intake_uid in _told_of(connection, voided):
        (line,), (intake,) = _records(connection, [line_uid]), _records(connection, [intake_uid])
        recipient = _recipients(connection, [line]).get(line_uid, "")
        _tell(connection, _Match(line, recipient, intake), WITHDRAWN, at)
        if recipient == owner.uscc:
            matches += _taken_in_at(connection, {line_uid: owner}, [line])
    for each in matches:
        _tell(connection, each, ACCEPTED, at)


def _on_the_road(connection: Connection, owner: Row[Any], codes: Iterable[str]) -> dict[bytes, str]:
    """Lines with batteries of these codes on their way from other outlets; the codes have had their turn."""
    texts = sorted({safe_text(code) for code in codes})
    query = select(unit_state.c.line_uid, unit_state.c.battery_code).where(
        unit_state.c.battery_code.in_(texts),
        unit_state.c.outlet_id != owner.outlet_id,
        unit_state.c.custody == Custody.IN_TRANSIT,
        unit_state.c.line_uid.is_not(None),
    )
    return {row.line_uid: row.battery_code for row in connection.execute(query)} if texts else {}


def _given_before(
    connection: Connection, owner: Row[Any], coming: Mapping[bytes, str], intakes: Mapping[str, _Said]
) -> Iterator[_Match]:
    """Lines of other outlets that were on the road to this one."""
    lines = _records(connection, sorted(each for each, code in coming.items() if code in intakes))
    recipients = _recipients(connection, lines)
    for line in lines:
        intake = intakes[coming[line.row.record_uid]]
        if recipients.get(line.row.record_uid) == owner.uscc and _is_later(intake, line):
            yield _Match(line, owner.uscc, intake)


def _taken_in_before(connection: Connection, owner: Row[Any], lines: Sequence[_Said]) -> Iterator[_Match]:
    """Intakes at the recipients of these lines that arrived before the lines did."""
    named = _recipients(connection, lines)
    query = select(outlet.c.id, outlet.c.id.label("outlet_id"), outlet.c.uscc).where(
        outlet.c.uscc.in_(sorted(set(named.values()))), outlet.c.id != owner.outlet_id
    )
    outlets = {row.uscc: row for row in connection.execute(query)} if named else {}
    at = {line: outlets[uscc] for line, uscc in named.items() if uscc in outlets}
    towards = [line for line in lines if line.row.record_uid in at]
    database.take_turns(connection, (f"battery code {line.code}" for line in towards))
    yield from _taken_in_at(connection, at, towards)


def _taken_in_at(
    connection: Connection, recipients: Mapping[bytes, Any], lines: Sequence[_Said]
) -> Iterator[_Match]:
    """Of each line the first intake of its battery on its recipient's floor that came after it."""
    query = select(unit_state.c.unit_uid).where(
        unit_state.c.outlet_id.in_(sorted({each.outlet_id for each in recipients.values()})),
        unit_state.c.battery_code.in_(sorted({line.code for line in lines})),
        unit_state.c.custody.in_(sorted(each.value for each in HERE)),
    )
    units = connection.execute(query).scalars().all() if lines else []
    held = [each for each in _records(connection, units) if each.row.record_type == "intake"]
    for line in lines:
        recipient = recipients[line.row.record_uid]
        there = [each for each in held if each.row.outlet_id == recipient.outlet_id]
        later = [each for each in there if each.code == line.code and _is_later(each, line)]
        if later:
            yield _Match(line, recipient.uscc, min(later, key=attrgetter("at")))


def _tell(connection: Connection, match: _Match, outcome: str, at: datetime) -> None:
    """Once for each turn that the line's fate takes."""
    line, intake = match.line.row, match.intake.row
    known = select(consignee_told.c.outcome).where(consignee_told.c.line_uid == line.record_uid)
    before = connection.execute(known).scalar()
    if before == outcome or (before is None and outcome == WITHDRAWN):
        return
    body = match.line.body
    change = ConsigneeAckChange(
        line_record_id=id_text(line.record_uid),
        handoff_id=str(body["handoff_id"]),
        line_no=int(str(body["line_no"])),
        consignee_uscc=match.recipient,
        outcome=outcome,
        acknowledged_at=max(match.intake.at, match.line.at),  # nobody answers before it was handed on
        received_gross_mass_g=_weighed(match.intake.body) if outcome == ACCEPTED else None,
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


def _records(
    connection: Connection,
    uids: Sequence[bytes],
    outlet_id: int | None = None,
    types: Sequence[str] = _TYPES,
) -> list[_Said]:
    """Those of the records that matter here, with the station that wrote them."""
    if not uids:
        return []
    query = (
        select(record, station.c.id.label("station_pk"), station.c.revoked_at)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .join(station, station.c.id == epoch.c.station_id)
        .where(record.c.record_uid.in_(uids), record.c.record_type.in_(types))
        .where(record.c.status.in_(sorted(HELD_VALID)))
        .order_by(record.c.epoch_id, record.c.seq)
    )
    if outlet_id is not None:
        query = query.where(record.c.outlet_id == outlet_id)
    return [_said(row) for row in connection.execute(query)]


def _said(row: Row[Any]) -> _Said:
    value = json.loads(row.canonical)
    at = moment(seconds(datetime.fromisoformat(value["occurred_at"])))
    return _Said(row, json.loads(row.corrected) if row.corrected else value["body"], at)


def _recipients(connection: Connection, lines: Sequence[_Said]) -> dict[bytes, str]:
    """Of each line the recipient that its load names, where it does."""
    loads = {
        line.row.record_uid: (uid(named), line.row.outlet_id)
        for line in lines
        if isinstance(named := line.body.get("handoff_record_id"), str)
    }
    query = (
        select(record.c.record_uid, record.c.outlet_id, record.c.canonical, record.c.corrected)
        .where(record.c.record_uid.in_(sorted({load for load, _ in loads.values()})))
        .order_by(record.c.batch_id.desc(), record.c.seq.desc())
    )
    rows = connection.execute(query) if loads else ()
    # of an id that was used again the first record stands
    named = {(row.record_uid, row.outlet_id): _recipient(row) for row in rows}
    return {line: uscc for line, load in loads.items() if (uscc := named.get(load))}


def _recipient(load: Any) -> str | None:
    body = json.loads(load.corrected) if load.corrected else json.loads(load.canonical)["body"]
    uscc = body.get("consignee_uscc")
    return uscc if isinstance(uscc, str) else None


def _is_later(intake: _Said, line: _Said) -> bool:
    return intake.at >= line.at - CLOCKS_APART and not intake.row.is_voided and not line.row.is_voided


def _weighed(body: Mapping[str, object]) -> int | None:
    """What the recipient's scale showed; a nameplate's mass or a guess is nobody's word."""
    mass = body.get("gross_mass_g")
    return mass if body.get("mass_basis") == "weighed" and isinstance(mass, int) else None
