"""Fold a page of a hub's feed of changes into what this station knows, whichever way the page came.

The page is kept as it was signed, then folded in short acts; reading it again changes nothing. An
acknowledgement never takes a level away.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

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
)
from packtrail.protocol.problems import AUTHORITY_GENERIC_ERROR
from packtrail.protocol.receipt import HELD_VALID, RecordStatus
from packtrail.protocol.records import plain
from packtrail.usecases.ports import NewChange, OnWriter, Store, Submission, Tx, Verdict, View

CHANGES_AN_ACT = 50
MOST_ALIKE = 1000


def keep_and_fold(
    page: Changes,
    envelope: bytes,
    keys: Mapping[str, bytes],
    *,
    destination: str,
    store: Store,
    on_writer: OnWriter,
) -> None:
    """Keep the verified page of a destination, then fold it in; the cursor is the caller's to move."""
    on_writer(partial(_keep_page, envelope, destination, store))
    digest = hashlib.sha256(envelope).digest()
    numbered = list(enumerate(page.changes))
    for start in range(0, len(numbered), CHANGES_AN_ACT):
        part = numbered[start : start + CHANGES_AN_ACT]
        on_writer(partial(_fold, part, digest, keys, page, destination, store))


def was_heard(view: View, destination: str, change: Change | UnreadChange) -> bool:
    """Whether a destination has said just this before, in whichever page."""
    row = _row(view, 0, change)
    heard = view.changes_heard(kind=row.kind, record_id=row.record_id, limit=MOST_ALIKE)
    return any(each.destination == destination and each.content == row.content for each in heard)


def _keep_page(envelope: bytes, destination: str, store: Store) -> None:
    with store.act() as tx:
        tx.hear("changes", destination, envelope)


def _fold(
    part: Sequence[tuple[int, Change | UnreadChange]],
    digest: bytes,
    keys: Mapping[str, bytes],
    page: Changes,
    destination: str,
    store: Store,
) -> None:
    with store.act() as tx:
        tx.keep_changes(destination, digest, [_row(tx, number, change) for number, change in part])
        tx.keep_station_records([each for _, each in part if isinstance(each, StationRecord)])
        for _, change in part:
            if isinstance(change, AuthorityAck):
                _hear_authority(tx, destination, change)
            elif isinstance(change, LaterVerdict):
                _hear_verdict(tx, destination, change, page)
            elif isinstance(change, HubKeyRotated) and change.is_vouched_for(keys):
                tx.pin_hub_key(destination, change.key_id, bytes.fromhex(change.public_key))


def _row(tx: View, number: int, change: Change | UnreadChange) -> NewChange:
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
