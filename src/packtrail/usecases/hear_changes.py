"""Read a hub's feed of changes: later verdicts, the authority's word, requests, new keys and lists.

Each page is kept as it was signed, then folded in, then the cursor moves: a program that ends in between
reads the same page again, and nothing of it counts twice. An acknowledgement never takes a level away.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import partial
from http import HTTPStatus

from packtrail.domain.sync_state import UNSENT, AckLevel, SubmissionState
from packtrail.protocol.changes import (
    AuthorityAck,
    AuthorityStatus,
    Change,
    Changes,
    ConsigneeAckChange,
    CorrectionRequest,
    HubKeyRotated,
    LaterVerdict,
    StationRecord,
    UnreadChange,
    change_value,
    verify_changes,
)
from packtrail.protocol.hub_answer import AnswerDisputed
from packtrail.protocol.problems import AUTHORITY_GENERIC_ERROR
from packtrail.protocol.receipt import HELD_VALID, RecordStatus
from packtrail.protocol.records import plain
from packtrail.usecases.ports import NewChange, Store, Submission, Tx, Unreached, Verdict
from packtrail.usecases.relayed_receipts import take_relayed
from packtrail.usecases.sync_policy import PATIENCE
from packtrail.usecases.sync_values import Session, Step

CHANGES_A_PAGE = 200
MOST_PAGES = 200
"""In one session; what is left is read in the next."""

CHANGES_AN_ACT = 50
RECORDS_AN_ACT = 20
"""Folding one costs some ms, and an operator's act waits until the others are done."""


class FeedEnd(StrEnum):
    """How reading a feed ended."""

    READ = "read"
    MORE = "more"  # the session's share was read, and more is there
    NOT_SPOKEN = "not_spoken"  # the hub has no such feed
    UNREACHED = "unreached"
    DISPUTED = "disputed"  # a page that is not this hub's; kept, and nothing of it applied


def hear_changes(session: Session) -> Step:
    """Read the feed to its end; what came of it, and why if it ended before."""
    _take_records(session)  # what a session that was cut off left waiting
    heard = 0
    for _ in range(MOST_PAGES):
        with session.store.read() as view:
            since, station_id = view.change_cursor(session.name), view.station().station_id
            keys = next(each.hub_keys for each in view.destinations() if each.name == session.name)
        try:
            reply = session.channel.changes(since, CHANGES_A_PAGE)
        except Unreached as failure:
            return Step(FeedEnd.UNREACHED, heard, cause=failure.cause)
        if reply.status != HTTPStatus.OK:
            end = FeedEnd.UNREACHED if reply.status in PATIENCE or reply.status >= 500 else FeedEnd.NOT_SPOKEN
            return Step(end, heard, cause=f"http_{reply.status}", retry_after_s=reply.retry_after_s)
        try:
            page = verify_changes(reply.body, keys, expect_station_id=station_id, expect_since=since)
        except AnswerDisputed as dispute:
            session.on_writer(partial(_keep_disputed, reply.body, session))
            return Step(FeedEnd.DISPUTED, heard, cause=dispute.fault)
        _take(page, reply.body, keys, session)
        heard += len(page.changes)
        if not page.more or page.cursor == since:
            return Step(FeedEnd.READ, heard)
    return Step(FeedEnd.MORE, heard)


def _keep_disputed(body: bytes, session: Session) -> None:
    with session.store.act() as tx:
        tx.hear("changes_disputed", session.name, body[:65536])


def _take(page: Changes, envelope: bytes, keys: Mapping[str, bytes], session: Session) -> None:
    """Keep the page, fold it in short acts, and only then move on."""
    session.on_writer(partial(_keep_page, envelope, session.name, session.store))
    digest = hashlib.sha256(envelope).digest()
    numbered = list(enumerate(page.changes))
    for start in range(0, len(numbered), CHANGES_AN_ACT):
        part = numbered[start : start + CHANGES_AN_ACT]
        session.on_writer(partial(_fold, part, digest, keys, page, session))
    take_relayed(page.changes, store=session.store, on_writer=session.on_writer)
    _take_records(session)
    session.on_writer(partial(_move_on, page.cursor, session.name, session.store))


def _take_records(session: Session) -> None:
    """Verify and fold what other stations wrote, in short acts."""

    def some() -> int:
        with session.store.act() as tx:
            return tx.take_station_records(RECORDS_AN_ACT)

    while session.on_writer(some):
        pass


def _keep_page(envelope: bytes, destination: str, store: Store) -> None:
    with store.act() as tx:
        tx.hear("changes", destination, envelope)


def _move_on(cursor: str, destination: str, store: Store) -> None:
    with store.act() as tx:
        tx.move_change_cursor(destination, cursor)


def _fold(
    part: Sequence[tuple[int, Change | UnreadChange]],
    digest: bytes,
    keys: Mapping[str, bytes],
    page: Changes,
    session: Session,
) -> None:
    with session.store.act() as tx:
        tx.keep_changes(session.name, digest, [_row(tx, number, change) for number, change in part])
        tx.keep_station_records([each for _, each in part if isinstance(each, StationRecord)])
        for _, change in part:
            if isinstance(change, AuthorityAck):
                _hear_authority(tx, session.name, change)
            elif isinstance(change, LaterVerdict):
                _hear_verdict(tx, session.name, change, page)
            elif isinstance(change, HubKeyRotated) and change.is_vouched_for(keys):
                tx.pin_hub_key(session.name, change.key_id, bytes.fromhex(change.public_key))


def _row(tx: Tx, number: int, change: Change | UnreadChange) -> NewChange:
    """A change as a row; another station's record without its bytes, which lie in the page."""
    content = change_value(change)
    content.pop("kind", None)
    if isinstance(change, StationRecord):
        content = {name: value for name, value in content.items() if name not in {"line", "line_base64"}}
    about = _about(change)
    ours = about if about is not None and tx.record(about) is not None else None
    return NewChange(number=number, kind=change.kind, record_id=ours, content=content)


def _about(change: Change | UnreadChange) -> str | None:
    if isinstance(change, AuthorityAck | CorrectionRequest | LaterVerdict):
        return change.record_id
    return change.line_record_id if isinstance(change, ConsigneeAckChange) else None


def _hear_authority(tx: Tx, destination: str, change: AuthorityAck) -> None:
    """The level rises; a rejection keeps it, and opens the record with what is wrong."""
    had = tx.submission(change.record_id, destination)
    if had is None:
        return
    verdict = Verdict(
        record_id=change.record_id,
        state=had.state,
        ack_level=change.level or AckLevel.NONE,
        remote_no=None,
        issues=had.issues,
        said_at=change.reported_at,
    )
    if change.status == AuthorityStatus.REJECTED:
        issues = tuple(plain(issue) for issue in change.issues) or (_without_a_word(change),)
        verdict = replace(verdict, state=SubmissionState.REJECTED, issues=issues)
    elif change.status == AuthorityStatus.ACCEPTED and _was_turned_back_later(had):
        verdict = replace(verdict, state=SubmissionState.ACCEPTED, issues=())
    elif change.level is None:
        return  # a status that this program doesn't know says nothing yet; the row keeps it
    tx.settle(destination, (verdict,))


def _was_turned_back_later(had: Submission) -> bool:
    """Rejected above a level that the hub itself had given: the authority's word, taken back now."""
    return had.state is SubmissionState.REJECTED and had.ack_level not in {
        AckLevel.NONE,
        AckLevel.RELAY_RECEIVED,
    }


def _without_a_word(change: AuthorityAck) -> dict[str, object]:
    """An authority that rejects and says nothing more."""
    entry = AUTHORITY_GENERIC_ERROR
    return {
        "code": entry.code,
        "severity": "error",
        "error_type": "BusinessRuleViolation",
        "pointer": "",
        "message_key": entry.key,
        "message": change.destination,
        "retry": entry.retry.value,
        "owner": entry.owner.value,
    }


def _hear_verdict(tx: Tx, destination: str, change: LaterVerdict, page: Changes) -> None:
    """A verdict of the hub on a record of ours, after its receipt; for other stations' it changes nothing."""
    record = tx.record(change.record_id) if change.station_id == page.station_id else None
    had = tx.submission(change.record_id, destination)
    if record is None or had is None or record.record_hash != change.record_hash:
        return
    if change.status not in set(RecordStatus) or change.ack_level not in set(AckLevel):
        return
    if had.state in UNSENT or (had.ack_level in _OF_AUTHORITY and change.status in HELD_VALID):
        return  # the receipt comes first; and what an authority said stands above the hub's yes
    tx.settle(
        destination,
        (
            Verdict(
                record_id=change.record_id,
                state=SubmissionState(change.status),
                ack_level=AckLevel(change.ack_level),
                remote_no=None,
                issues=tuple(plain(issue) for issue in change.issues),
                said_at=page.server_time,
            ),
        ),
    )


_OF_AUTHORITY = frozenset({AckLevel.AUTHORITY_SUBMITTED, AckLevel.AUTHORITY_ACCEPTED})
