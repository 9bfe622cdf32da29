"""What a receipt says of one record: its verdict in words, or the verdict that it got the first time."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from packtrail.domain.sync_state import AckLevel
from packtrail.protocol import problems
from packtrail.protocol.batch import Entry
from packtrail.protocol.knowledge import issue
from packtrail.protocol.receipt import HELD_VALID, Issue, RecordResult, RecordStatus, ack_level
from packtrail.protocol.verdicts import Verdict
from packtrail.wording import CHINESE, wording
from packtrail.wording.problems import problem_words
from packtrail_hub.ids import hash_text, id_text
from packtrail_hub.place import Place
from packtrail_hub.tables import batch, receipt, record


def result_of(epoch_row: Row[Any], entry: Entry, verdict: Verdict) -> RecordResult:
    """The line of the receipt for a record that was judged now."""
    return RecordResult(
        record_id=entry.link.record_id,
        station_seq=entry.link.station_seq,
        record_hash=entry.link.record_hash,
        status=verdict.status,
        ack_level=ack_level(verdict.status),
        server_record_no=record_number(epoch_row.id, entry.link.station_seq),
        issues=verdict.issues[:200],
    )


def judged_anew(row: Row[Any], record_id: str, verdict: Verdict) -> RecordResult:
    """The line of a receipt for a record of an earlier batch, by its row, that has another verdict now."""
    return RecordResult(
        record_id=record_id,
        station_seq=row.seq,
        record_hash=hash_text(row.hash),
        status=verdict.status,
        ack_level=ack_level(verdict.status),
        server_record_no=record_number(row.epoch_id, row.seq) if verdict.status in HELD_VALID else None,
        issues=verdict.issues,
    )


def repeated(connection: Connection, found: Place, held: Sequence[Entry]) -> tuple[RecordResult, ...]:
    """Results for records that the hub holds already: the same verdict, and the receipt that gave it."""
    if not held:
        return ()
    query = (
        select(record.c.status, record.c.issue_code, record.c.seq, receipt.c.receipt_uid)
        .join(batch, batch.c.id == record.c.batch_id)
        .join(receipt, receipt.c.batch_id == batch.c.id)
        .where(
            record.c.epoch_id == found.epoch.id,
            record.c.seq.between(held[0].link.station_seq, held[-1].link.station_seq),
        )
        .order_by(record.c.seq)
    )
    rows = connection.execute(query).all()
    return tuple(_duplicate(found.epoch, entry, row) for entry, row in zip(held, rows, strict=True))


def as_relay(results: Sequence[RecordResult]) -> tuple[RecordResult, ...]:
    """The same verdicts from a hub that passes on: it vouches for having them, the next hub for the rest."""
    return tuple(dataclasses.replace(each, ack_level=AckLevel.RELAY_RECEIVED) for each in results)


def worded(verdict: Verdict) -> Verdict:
    """The verdict with each issue in words, for readers without the catalogue."""
    if not verdict.issues:
        return verdict
    words = wording(CHINESE)
    issues = tuple(
        dataclasses.replace(each, message=problem_words(words, each.code).what) for each in verdict.issues
    )
    return Verdict(verdict.status, issues)


def record_number(epoch_pk: int, seq: int) -> str:
    """What the hub calls a record when people speak of it."""
    return f"R{epoch_pk}-{seq}"


def _duplicate(epoch_row: Row[Any], entry: Entry, row: Any) -> RecordResult:
    return RecordResult(
        record_id=entry.link.record_id,
        station_seq=entry.link.station_seq,
        record_hash=entry.link.record_hash,
        status=RecordStatus.DUPLICATE,
        ack_level=ack_level(row.status),
        server_record_no=record_number(epoch_row.id, row.seq),
        issues=_known_issue(row),
        first_receipt_id=id_text(row.receipt_uid),
        first_status=row.status,
    )


def _known_issue(row: Any) -> tuple[Issue, ...]:
    """Why a held record does not count, for a station that lost the receipt which said so in full."""
    problem = problems.CATALOGUE.get(row.issue_code or "")
    if problem is None or row.status in HELD_VALID:
        return ()
    return worded(Verdict(row.status, (issue(problem, ""),))).issues
