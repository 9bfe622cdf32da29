"""更正请求: what a platform, an authority or a recipient asks to be corrected, and what became of it here.

The protocol has no answer to a request but the correction itself, so a refusal is kept at this station with
its reason, and who asked has to be told by other means.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from packtrail.domain.amendments import Amended
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.moments import moment_text
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.voiding import number_of
from packtrail.protocol.changes import CorrectionRequest
from packtrail.usecases.ports import Clock, HeardChange, Store, View

MOST_LISTED = 200
MOST_READ = 2000
LONGEST_REASON = 500


class RequestOutcome(StrEnum):
    """What became of a request."""

    OPEN = "open"
    CORRECTED = "corrected"
    VOIDED = "voided"
    DECLINED = "declined"


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedCorrection:
    """One request about a record of ours."""

    request_id: str
    destination: str
    record_id: str
    record_type: str
    subject: str  # the code or the number by which staff know the record
    recorded_at: datetime
    asked_by: str  # platform, authority, consignee
    reason: str  # as they wrote it
    pointer: str  # of the one field that is meant; empty for none
    due_at: datetime | None
    heard_at: datetime
    outcome: RequestOutcome
    declined_because: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to answer it."""
        return self.outcome is RequestOutcome.OPEN


def correction_requests(view: View) -> tuple[AskedCorrection, ...]:
    """What is asked of our records: what is open first, by its last day, then the newest."""
    found: dict[str, AskedCorrection] = {}
    for change in view.changes_heard(kind=CorrectionRequest.kind, limit=MOST_READ):
        asked = _asked(view, change)
        if asked is None:
            continue
        newest = found.get(asked.request_id, asked)
        # told again, as by a hub that was set back: it was asked, and answered, since it was first heard
        found[asked.request_id] = replace(newest, heard_at=asked.heard_at, outcome=asked.outcome)
    return tuple(sorted(found.values(), key=_pressing)[:MOST_LISTED])


def decline_request(request_id: str, reason: str, *, by: Operator, store: Store, now: Clock) -> None:
    """Keep that the record stays as it is, and why; nothing is sent.

    Raises NotAllowed, or DraftIncomplete without a reason.
    """
    require(by, Act.CORRECT)
    told = reason.strip()[:LONGEST_REASON]
    if len(told) < 2:
        raise DraftIncomplete((DraftFault(FaultKind.REASON_TEXT_MISSING, "reason"),))
    said = {"reason": told, "at": moment_text(now()), "by": by.ref}
    with store.act() as tx:
        tx.remember(_name(request_id), json.dumps(said, ensure_ascii=False))


def _asked(view: View, change: HeardChange) -> AskedCorrection | None:
    amended = view.amended(change.record_id) if change.record_id is not None else None
    if amended is None:
        return None
    content = {name: str(value) for name, value in change.content.items() if value is not None}
    request_id, due_at = content["request_id"], content.get("due_at")
    declined = view.setting(_name(request_id))
    record = amended.record
    code = getattr(record.body, "battery_code", None)
    return AskedCorrection(
        request_id=request_id,
        destination=change.destination,
        record_id=record.record_id,
        record_type=record.record_type,
        subject=str(code or number_of(record) or ""),
        recorded_at=record.recorded_at,
        asked_by=content["requested_by"],
        reason=content["reason"],
        pointer=content.get("pointer", ""),
        due_at=datetime.fromisoformat(due_at) if due_at else None,
        heard_at=change.heard_at,
        outcome=_outcome(amended, change.heard_at, is_declined=declined is not None),
        declined_because=json.loads(declined)["reason"] if declined else "",
    )


def _outcome(amended: Amended, heard_at: datetime, *, is_declined: bool) -> RequestOutcome:
    """A correction from before the request was heard answers nothing."""
    if amended.is_voided:
        return RequestOutcome.VOIDED
    if any(each.recorded_at >= heard_at for each in (*amended.corrections, *amended.pending)):
        return RequestOutcome.CORRECTED
    return RequestOutcome.DECLINED if is_declined else RequestOutcome.OPEN


def _pressing(asked: AskedCorrection) -> tuple[bool, bool, float, float]:
    due = asked.due_at.timestamp() if asked.due_at else 0.0
    return not asked.is_open, asked.due_at is None, due, -asked.heard_at.timestamp()


def _name(request_id: str) -> str:
    return f"sync.declined.{request_id}"
