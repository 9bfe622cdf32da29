"""Settles which hand-out stands where several were taken before anybody knew of the unit.

Stations may hand on a unit by its code alone while its intake is in another's log. Once that comes, the line
that was recorded first has the unit, as at every desk (``domain.told_order``); the others are judged again as
if they came now, and what followed on them waits for them.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, select

from packtrail.domain.records import Record
from packtrail.protocol.amendment_rules import with_type
from packtrail.protocol.following import follow, in_told_order, take_back
from packtrail.protocol.knowledge import JudgeRules, KnownRecord
from packtrail.protocol.receipt import HELD_VALID, RecordResult, RecordStatus
from packtrail.protocol.verdicts import Verdict, judge
from packtrail_hub.ids import uid
from packtrail_hub.known import Known
from packtrail_hub.results import judged_anew, worded
from packtrail_hub.tables import epoch, record

MAX_RESULTS: Final = 500
"""Of one batch; what is more is looked at when an intake of its code comes again."""


def judge_further(
    connection: Connection, known: Known, rules: JudgeRules, codes: Iterable[str]
) -> dict[int, tuple[RecordResult, ...]]:
    """New results for lines that still wait for an intake of ``codes`` that came now, by their station."""
    found: dict[int, tuple[RecordResult, ...]] = {}
    told = 0
    for line_id in [each for code in codes for each in in_told_order(known, known.open_lines(code))]:
        line = known.as_corrected(line_id)
        if line is None or _is_cancelled(line, known) or told > MAX_RESULTS:
            continue
        known.load([line])
        for each, verdict in _judged_anew(known, rules, line_id):
            row = _row(connection, each.record_id, known.outlet_id)
            result = judged_anew(row, each.record_id, verdict)
            found[row.station_id] = (*found.get(row.station_id, ()), result)
            told += 1
    return found


def _is_cancelled(line: Record, known: Known) -> bool:
    """Whether its load never left, so that nothing of it is open."""
    load = getattr(line.body, "handoff_record_id", None)
    return load is not None and with_type(known, load, "handoff_cancelled") is not None


def _judged_anew(known: Known, rules: JudgeRules, line_id: str) -> list[tuple[KnownRecord, Verdict]]:
    """The line and what names it, as if it came now; those of which something else is said."""
    steps = _naming(known, line_id)
    for each in reversed(steps):
        take_back(each, known)
        known.put_record(replace(each, status=RecordStatus.BLOCKED))
    said = []
    for each in steps:
        one = known.as_corrected(each.record_id)
        if one is None:
            known.put_record(each)
            continue
        verdict = worded(judge(one, known, rules))
        known.put_record(replace(each, status=verdict.status))
        if verdict.status in HELD_VALID:
            follow(one, known)
        if verdict.status != each.status:
            said.append((each, verdict))
    return said


def _naming(known: Known, line_id: str) -> list[KnownRecord]:
    """The line and every record that counts because it does, as they came."""
    found: dict[str, KnownRecord] = {}
    fresh = [line_id]
    while fresh:
        known.load_about(fresh)
        named = [one for each in fresh if (one := known.record(each)) is not None]
        found |= {each.record_id: each for each in named}
        later = (one for each in named for one in known.dependents(each.record_id))
        fresh = [one.record_id for one in later if one.record_id not in found and not _amends(one, known)]
    return known.in_order(found.values())


def _amends(one: KnownRecord, known: Known) -> bool:
    """Whether it says something about another record, which it may do of a refused one too."""
    return "target_record_id" in (known.body(one.record_id) or {})


def _row(connection: Connection, record_id: str, outlet_id: int) -> Row[Any]:
    query: Select[Any] = (
        select(record.c.epoch_id, record.c.seq, record.c.hash, epoch.c.station_id)
        .join(epoch, epoch.c.id == record.c.epoch_id)
        .where(record.c.record_uid == uid(record_id), record.c.outlet_id == outlet_id)
        .order_by(record.c.batch_id, record.c.seq)
        .limit(1)
    )
    return connection.execute(query).one()
