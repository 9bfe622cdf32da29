"""Record that the other side applied or declined a correction of what it had sealed (对方确认更正)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.acting import Acting, new_record, refuse_faults
from packtrail.domain.amendments import APPLIED, Amended
from packtrail.domain.draft_faults import DraftFault, FaultKind
from packtrail.domain.errors_correcting import NothingToAnswer, TargetVoided
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import (
    Attachment,
    ConsigneeAck,
    Correction,
    CorrectionAnswered,
    HandoffLine,
    Record,
    Void,
)
from packtrail.domain.voiding import number_of, word_faults
from packtrail.usecases.amending import target_of
from packtrail.usecases.correct_record import refuse_broken
from packtrail.usecases.ports import Clock, NewId, Store, View

MOST_LISTED = 500


class CorrectionOutcome(StrEnum):
    """对方意见."""

    APPLIED = "applied"
    DECLINED = "declined"


class AnswerSource(StrEnum):
    """How the answer came."""

    SIGNED_PAPER = "signed_paper"
    PHONE = "phone"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Awaiting:
    """待对方确认: a correction, or a line written anew, that its recipient has not answered."""

    record_id: str  # what ``answer_correction`` names
    target_id: str
    record_type: str  # of the target
    number: str | None  # the target's human number
    since: datetime
    counts_already: bool  # a line written anew counts meanwhile, a correction does not


def answer_correction(
    correction_id: str,
    outcome: str,
    *,
    answered_on: date,
    answer_source: str,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    attachments: tuple[Attachment, ...] = (),
) -> Amended:
    """Write the answer; the target of the correction as it reads now.

    ``correction_id`` is a correction that waits, or the void of an acknowledged line that was written anew.
    Raises TargetUnknown, TargetVoided, NothingToAnswer, HasDependents, DraftIncomplete or NotAllowed.
    """
    require(by, Act.FOLLOW_HANDOFF)
    with store.act() as tx:
        asked = target_of(tx, correction_id)
        at = now()
        target = _asked_of(tx, asked)
        refuse_faults(_faults(asked.record, outcome, answered_on, answer_source, attachments, legal_day(at)))
        if outcome == APPLIED:
            refuse_broken(tx, target, asked.record)
        answer = CorrectionAnswered(
            correction_record_id=correction_id,
            outcome=outcome,
            answered_on=answered_on,
            answer_source=answer_source,
        )
        by_whom = Acting(at=at, operator_ref=by.ref, new_id=new_id)
        tx.append(new_record(answer, at, by_whom, correction_id, attachments=attachments))
        return target_of(tx, target.record.record_id)


def awaiting_counterparty(view: View) -> tuple[Awaiting, ...]:
    """What waits for the other side, the newest first; none of it keeps anybody from going on."""
    found = []
    for each in view.of_type(Correction.record_type, Void.record_type, limit=MOST_LISTED):
        target = _waiting_target(view, each)
        if target is not None:
            found.append(
                Awaiting(
                    record_id=each.record.record_id,
                    target_id=target.record.record_id,
                    record_type=target.record.record_type,
                    number=number_of(target.record),
                    since=each.record.recorded_at,
                    counts_already=isinstance(each.record.body, Void),
                )
            )
    return tuple(found)


def _asked_of(view: View, asked: Amended) -> Amended:
    target = _waiting_target(view, asked)
    if target is None:
        if asked.voided_by is not None:
            raise TargetVoided(asked.record.record_type, asked.voided_by.recorded_at)
        raise NothingToAnswer(asked.record.record_type)
    return target


def _waiting_target(view: View, asked: Amended) -> Amended | None:
    """What a correction, or the void behind a line written anew, is about while it waits."""
    body = asked.record.body
    if asked.is_voided or not isinstance(body, Correction | Void):
        return None
    target = view.amended(body.target_record_id)
    if target is None:
        return None
    if isinstance(body, Correction):
        return target if not target.is_voided and asked.record in target.pending else None
    is_line = isinstance(target.record.body, HandoffLine) and bool(body.replacement_record_ids)
    return target if is_line and _is_unanswered(view, asked.record, body) else None


def _is_unanswered(view: View, asked: Record, body: Void) -> bool:
    answered = _of(view.dependents(asked.record_id), CorrectionAnswered)
    acknowledged = _of(view.dependents(body.replacement_record_ids[0]), ConsigneeAck)
    return bool(acknowledged) and not answered


def _of(records: Sequence[Record], kind: type) -> list[Record]:
    return [each for each in records if isinstance(each.body, kind)]


def _faults(
    asked: Record,
    outcome: str,
    answered_on: date,
    answer_source: str,
    attachments: tuple[Attachment, ...],
    today: date,
) -> list[DraftFault]:
    faults = [
        *word_faults("outcome", outcome, CorrectionOutcome),
        *word_faults("answer_source", answer_source, AnswerSource),
    ]
    if answered_on > today:
        faults.append(DraftFault(FaultKind.TIME_IN_FUTURE, "answered_on", value=answered_on.isoformat()))
    elif answered_on < legal_day(asked.recorded_at):
        faults.append(DraftFault(FaultKind.TIME_TOO_EARLY, "answered_on", value=answered_on.isoformat()))
    if answer_source == AnswerSource.SIGNED_PAPER and not attachments:
        faults.append(DraftFault(FaultKind.PROOF_MISSING, "attachments"))
    return faults
