"""Judges the records of a batch in their order, stores them, and looks again at what waited for them."""

import dataclasses
import re
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, false, or_, select

from packtrail.domain.elsewhere import is_taken_in_elsewhere
from packtrail.domain.records import (
    Correction,
    CorrectionAnswered,
    HandoffLine,
    Intake,
    KeyRotation,
    Record,
    Resubmit,
)
from packtrail.protocol import problems
from packtrail.protocol.batch import Entry
from packtrail.protocol.enrolment import rotation_statement
from packtrail.protocol.faults import Fault
from packtrail.protocol.following import follow, in_told_order
from packtrail.protocol.keys import is_signed, key_id
from packtrail.protocol.knowledge import KnownRecord, issue
from packtrail.protocol.receipt import HELD_VALID, Issue, RecordResult, RecordStatus
from packtrail.protocol.remembered import subject_of
from packtrail.protocol.told_anew import amended_by
from packtrail.protocol.verdicts import Verdict, judge, judge_unreadable, references
from packtrail_hub import database
from packtrail_hub.codes_named import store_codes
from packtrail_hub.handed_on_twice import judge_further
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_bytes, id_text, safe_text, seconds, uid
from packtrail_hub.known import Known
from packtrail_hub.place import Place
from packtrail_hub.results import judged_anew, repeated, result_of, worded
from packtrail_hub.stations import bind_key
from packtrail_hub.tables import IS_UNRESOLVED, code_named, dependency, epoch, record

MAX_UPDATES: Final = 500
USED_AGAIN: Final = "used_again"
_OPEN: Final = frozenset({RecordStatus.REJECTED, RecordStatus.BLOCKED})
_TYPE: Final = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass
class _Bench:
    """Everything that judging one batch needs, and what it has found so far."""

    hub: Hub
    connection: Connection
    owner: Row[Any]
    known: Known
    owner_pk: int  # the station whose earlier records are judged again
    reopened: deque[str]  # earlier records that a correction or a dependency may have put right
    taken_in: dict[str, None]  # codes of units that came in
    named: Mapping[str, tuple[str, ...]]  # what each new record names, by its hash


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A result for each entry, and new results for earlier records."""

    results: tuple[RecordResult, ...]
    updates: tuple[RecordResult, ...]  # of the station itself
    elsewhere: Mapping[int, tuple[RecordResult, ...]]  # that its receipt does not have, by station
    taken_in: Collection[str]  # codes of units that came in


def judged(
    hub: Hub,
    connection: Connection,
    owner: Row[Any],
    found: Place,
    batch_pk: int,
    entries: Sequence[Entry],
    at: datetime,
) -> Judged:
    """What is answered to the batch, and what changed for other stations of its outlet."""
    again = repeated(connection, found, entries[: found.held])
    fresh = entries[found.held :]
    known = Known(connection=connection, outlet_id=owner.outlet_id, outlet_uscc=owner.uscc, now=at)
    known.taken_ids = _taken_ids(connection, fresh)
    named = known.load([entry.record for entry in fresh if entry.record is not None])
    bench = _Bench(hub, connection, owner, known, owner.id, deque(), {}, named)
    results, rows = [], []
    for entry in fresh:
        verdict = _verdict(bench, entry)
        results.append(result_of(found.epoch, entry, verdict))
        rows.append(_row(bench, found, batch_pk, entry, verdict))
    database.add_rows(connection, record, rows)
    _store_dependencies(bench, fresh, results)
    kept = _not_used_again(fresh, results)
    store_codes(connection, owner.outlet_id, (each.record for each in kept if each.record is not None))
    updates = _look_again(bench, results)
    further = judge_further(connection, known, hub.rules, bench.taken_in)
    elsewhere = _let_go_elsewhere(bench)
    known.save()
    return Judged(
        results=(*again, *results),
        updates=updates,
        elsewhere=_both(further, elsewhere),
        taken_in=tuple(bench.taken_in),
    )


def _both(
    some: Mapping[int, tuple[RecordResult, ...]], more: Mapping[int, tuple[RecordResult, ...]]
) -> dict[int, tuple[RecordResult, ...]]:
    return {each: (*some.get(each, ()), *more.get(each, ())) for each in {**some, **more}}


def _verdict(bench: _Bench, entry: Entry) -> Verdict:
    """What to answer for one new record; one that counts takes its effect at once."""
    if entry.link.record_id in bench.known.taken_ids:
        fault = Fault("/record_id", "InvalidValue", USED_AGAIN)
        return worded(judge_unreadable(entry.link.record_type, (fault,)))
    verdict = _first_verdict(bench, entry)
    _enter(bench, entry, verdict)
    return verdict


def _first_verdict(bench: _Bench, entry: Entry) -> Verdict:
    one = entry.record
    if one is None:
        return worded(judge_unreadable(entry.link.record_type, entry.faults))
    verdict = judge(one, bench.known, bench.hub.rules)
    if isinstance(one.body, KeyRotation) and verdict.status in HELD_VALID:
        verdict = _rotated(bench, one.body) or verdict
    return worded(bench.hub.overrule(verdict))


def _rotated(bench: _Bench, body: KeyRotation) -> Verdict | None:
    """Binds the new key if it signed for itself; a verdict only when it did not."""
    new_key = bytes.fromhex(body.new_public_key)
    statement = rotation_statement(body.old_key_id, new_key)
    is_held = is_signed(statement, bytes.fromhex(body.signature_by_new), new_key)
    if is_held and body.new_key_id == key_id(new_key):
        bind_key(bench.connection, bench.owner.id, new_key, seconds(bench.known.now))
        return None
    wrong = issue(problems.SIGNATURE_INVALID, "/body/signature_by_new", "InvalidValue")
    return Verdict(RecordStatus.REJECTED, (wrong,))


def _enter(bench: _Bench, entry: Entry, verdict: Verdict) -> None:
    """Makes the record known to the ones after it, and follows it if it counts."""
    one, link = entry.record, entry.link
    known = KnownRecord(
        record_id=link.record_id,
        record_type=link.record_type,
        status=verdict.status,
        head_hash=link.record_hash,
        subject_id=subject_of(one) if one else None,
    )
    bench.known.enter(known, entry.canonical)
    if one is None:
        return
    for named in bench.named[one.record_hash]:
        bench.known.name(named, one.record_id)
    if verdict.status in HELD_VALID:
        _take_effect(bench, one)


def _take_effect(bench: _Bench, one: Record) -> None:
    follow(one, bench.known)
    if isinstance(one.body, Intake) and one.body.battery_code:
        bench.taken_in[one.body.battery_code] = None
    if isinstance(one.body, Correction | CorrectionAnswered | Resubmit):
        target = amended_by(one, bench.known)
        if target is not None and target.status in _OPEN:
            bench.reopened.append(target.record_id)


def _look_again(bench: _Bench, results: Sequence[RecordResult]) -> tuple[RecordResult, ...]:
    """Judges again what was corrected, offered again, or waited for something that counts now."""
    counting = [each.record_id for each in results if each.status in HELD_VALID]
    bench.reopened.extend(_blocked_by(bench, [*counting, *_replaced(bench, counting)]))
    return _judge_reopened(bench)


def _judge_reopened(bench: _Bench) -> tuple[RecordResult, ...]:
    """What got better, and what waited for that."""
    updates: dict[str, RecordResult] = {}
    while bench.reopened and len(updates) < MAX_UPDATES:
        record_id = bench.reopened.popleft()
        better = _judged_again(bench, record_id)
        if better is not None:
            updates[record_id] = better
            bench.reopened.extend(_blocked_by(bench, [record_id, *_replaced(bench, [record_id])]))
    return tuple(updates.values())


def _let_go_elsewhere(bench: _Bench) -> dict[int, tuple[RecordResult, ...]]:
    """Judges again the lines of other stations that were refused because this one had the unit on a load.

    A double hand-out is settled so when either side takes its own back.
    """
    found: dict[int, tuple[RecordResult, ...]] = {}
    for unit_id in tuple(bench.known.freed_units):
        for record_id, station_pk in _refused_elsewhere(bench, unit_id):
            other = dataclasses.replace(bench, owner_pk=station_pk, reopened=deque([record_id]))
            better = _judge_reopened(other)
            if better:
                found[station_pk] = (*found.get(station_pk, ()), *better)
                break  # a unit leaves once
    return found


def _refused_elsewhere(bench: _Bench, unit_id: str) -> list[tuple[str, int]]:
    """Refused lines of other stations that mean this unit, and whose they are; the earliest first."""
    unit = bench.known.unit(unit_id)
    code = unit.battery_code if unit else None
    by_unit = select(dependency.c.record_uid).where(dependency.c.depends_on == uid(unit_id))
    by_code = select(code_named.c.record_uid).where(
        code_named.c.battery_code == safe_text(code or ""), code_named.c.outlet_id == bench.owner.outlet_id
    )
    query = (
        select(record.c.record_uid, epoch.c.station_id)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .where(
            or_(record.c.record_uid.in_(by_unit), record.c.record_uid.in_(by_code) if code else false()),
            record.c.outlet_id == bench.owner.outlet_id,
            record.c.record_type == HandoffLine.record_type,
            record.c.status == RecordStatus.REJECTED,
            record.c.is_voided.is_(False),
            epoch.c.station_id != bench.owner.id,
        )
        .order_by(record.c.batch_id, record.c.seq)
    )
    stations = {id_text(row.record_uid): row.station_id for row in bench.connection.execute(query)}
    bench.known.load_named(stations)
    ours = [each for each in stations if _means(bench.known.as_corrected(each), unit_id)]
    return [(each, stations[each]) for each in in_told_order(bench.known, ours)]


def _means(line: Record | None, unit_id: str) -> bool:
    """Whether a line names the unit, or one of its code that was taken in elsewhere."""
    if line is None or not isinstance(line.body, HandoffLine):
        return False
    return is_taken_in_elsewhere(line.body) or unit_id in references(line)


def _replaced(bench: _Bench, record_ids: Iterable[str]) -> list[str]:
    """The voided records in whose place these stand; who waited for them waits for these."""
    return [found for each in record_ids if (found := bench.known.stands_for(each))]


def _blocked_by(bench: _Bench, record_ids: Iterable[str]) -> list[str]:
    """Blocked records of this station that name one of ``record_ids``, in the order they were sent."""
    ids = [uid(each) for each in record_ids]
    if not ids or not _has_blocked(bench):
        return []
    mine = (
        select(record.c.record_uid)
        .join(dependency, dependency.c.record_uid == record.c.record_uid)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .where(
            dependency.c.depends_on.in_(ids),
            record.c.status == RecordStatus.BLOCKED,
            epoch.c.station_id == bench.owner_pk,
        )
        .order_by(epoch.c.number, record.c.seq)
    )
    return [id_text(each) for each in bench.connection.execute(mine).scalars()]


def _has_blocked(bench: _Bench) -> bool:
    """Whether anything of this station waits at all; most stations never have a record that does."""
    query = (
        select(record.c.seq)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .where(
            epoch.c.station_id == bench.owner_pk,
            IS_UNRESOLVED,
            record.c.status == RecordStatus.BLOCKED,
        )
    )
    return bench.connection.execute(query.limit(1)).first() is not None


def _judged_again(bench: _Bench, record_id: str) -> RecordResult | None:
    """The new result of a record that was rejected or blocked; None when nothing got better."""
    bench.known.load_named([record_id])
    row = bench.connection.execute(_again(bench, record_id)).first()
    before = bench.known.record(record_id)
    if row is None or before is None or before.status not in _OPEN or before.is_voided:
        return None
    one = bench.known.as_corrected(record_id)
    if one is None:
        return None
    bench.known.load([one])
    verdict = worded(judge(one, bench.known, bench.hub.rules))
    if verdict.status not in HELD_VALID:
        return None
    bench.known.put_record(dataclasses.replace(before, status=verdict.status, subject_id=subject_of(one)))
    _take_effect(bench, one)
    return judged_anew(row, record_id, verdict)


def _again(bench: _Bench, record_id: str) -> Any:
    return (
        select(record)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .where(
            record.c.record_uid == uid(record_id),
            epoch.c.station_id == bench.owner_pk,
            record.c.status.in_(sorted(_OPEN)),
        )
        .order_by(epoch.c.number, record.c.seq)
    )


def _row(bench: _Bench, found: Place, batch_pk: int, entry: Entry, verdict: Verdict) -> dict[str, Any]:
    link, subject = entry.link, subject_of(entry.record) if entry.record else None
    digest = hash_bytes(link.record_hash)
    return {
        "epoch_id": found.epoch.id,
        "seq": link.station_seq,
        "record_uid": uid(link.record_id),
        "outlet_id": bench.owner.outlet_id,
        "batch_id": batch_pk,
        "record_type": link.record_type if _TYPE.fullmatch(link.record_type) else "",
        "canonical": entry.canonical,
        "hash": digest,
        "status": verdict.status.value,
        "issue_code": _first_code(verdict),
        "head_hash": digest,
        "is_voided": False,
        "subject_uid": uid(subject) if subject else None,
        "corrected": None,
    }


def _store_dependencies(bench: _Bench, fresh: Sequence[Entry], results: Sequence[RecordResult]) -> None:
    pairs = [
        {"depends_on": uid(named), "record_uid": uid(entry.record.record_id)}
        for entry in _not_used_again(fresh, results)
        if entry.record is not None
        for named in bench.named[entry.record.record_hash]
    ]
    database.add_rows(bench.connection, dependency, pairs)


def _not_used_again(fresh: Sequence[Entry], results: Sequence[RecordResult]) -> Iterator[Entry]:
    pairs = zip(fresh, results, strict=True)
    return (entry for entry, result in pairs if not _used_again(result.issues))


def _used_again(issues: tuple[Issue, ...]) -> bool:
    return any(each.params.get("detail") == USED_AGAIN for each in issues)


def _taken_ids(connection: Connection, fresh: Sequence[Entry]) -> set[str]:
    ids = [uid(entry.link.record_id) for entry in fresh]
    query = select(record.c.record_uid).where(record.c.record_uid.in_(ids))
    return {id_text(each) for each in connection.execute(query).scalars()} if ids else set()


def _first_code(verdict: Verdict) -> str | None:
    return verdict.issues[0].code if verdict.issues else None
