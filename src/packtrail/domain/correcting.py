"""更正: what a correction must satisfy before it is written, and which record it becomes.

The original stays as it is; a correction names it by its head, says what each field said before and says
now, and why (``platform.md`` 8.9, features 66-70). What the recipient acknowledged is sealed: such a
correction waits until he applies it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from packtrail.domain.acting import Acting, new_record, reason_faults, refuse_faults
from packtrail.domain.amendments import Amended, said_now
from packtrail.domain.correctable import NEVER_CORRECTED, Bar, bar_of
from packtrail.domain.correction_values import cleaned
from packtrail.domain.draft_faults import DraftFault, FaultKind
from packtrail.domain.errors_correcting import (
    CorrectionPending,
    FindingNotCorrectable,
    IdentityNotCorrectable,
    NeverCorrected,
    StaleTarget,
    TargetVoided,
)
from packtrail.domain.records import (
    Attachment,
    Body,
    ConsigneeAck,
    Correction,
    FieldChange,
    Handoff,
    HandoffLine,
    LoadAck,
    NewRecord,
    Record,
)
from packtrail.domain.voiding import word_faults

MOST_CHANGES = 40
"""Fields of one correction; no record has more."""


class CorrectionReason(StrEnum):
    """更正原因, ``platform.md`` 8.9."""

    TYPO = "typo"
    RESCAN = "rescan"
    REWEIGHED = "reweighed"
    WRONG_PARTY = "wrong_party"
    LATE_INFORMATION = "late_information"
    AUTHORITY_REQUEST = "authority_request"


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedField:
    """A field that one side can't change any more: by whose acknowledgement, and since when."""

    field: str
    by: str  # the recipient's name, or his 统一社会信用代码
    since: datetime
    ack_id: str  # the acknowledgement that sealed it


def sealed_by(target: Record, acks: Sequence[Record], recipient: str) -> tuple[SealedField, ...]:
    """The correctable fields of ``target`` that the earliest of ``acks`` sealed.

    ``acks`` are the consignee's answers to the line, or to any line of the load; an acknowledgement and a
    weighing that both agreed to seal themselves.
    """
    body = target.body
    if isinstance(body, ConsigneeAck) or (isinstance(body, LoadAck) and body.agreed):
        acks = (target,)
    elif not isinstance(body, Handoff | HandoffLine):
        return ()
    if not acks:
        return ()
    first = min(acks, key=_sealed_at)
    return tuple(
        SealedField(field=name, by=recipient, since=_sealed_at(first), ack_id=first.record_id)
        for name in correctable_fields(body)
    )


def correctable_fields(body: Body) -> tuple[str, ...]:
    """The fields of ``body`` that a correction may name at all."""
    if body.record_type in NEVER_CORRECTED:
        return ()
    said = vars(body)
    return tuple(
        name
        for name in said
        if name != "private_sha256" and bar_of(body.record_type, said, name, said[name]) is None
    )


def correct(
    target: Amended,
    changes: Mapping[str, object],
    *,
    reason_code: str,
    reason_text: str,
    sealed: Sequence[SealedField],
    acting: Acting,
    seen_head: str | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> NewRecord:
    """The correction of ``target`` by ``changes``, new values by field; it waits when one is sealed.

    Days and moments come as such or as ISO text. Raises TargetVoided, StaleTarget when ``seen_head`` is not
    the head, NeverCorrected, IdentityNotCorrectable, FindingNotCorrectable, CorrectionPending, or
    DraftIncomplete with everything that is wrong with the values.
    """
    body = target.record.body
    _refuse_target(target, seen_head)
    wanted = {name.removeprefix("/"): value for name, value in changes.items()}
    for name, value in wanted.items():
        _refuse_field(body, name, value)
    _refuse_pending(target, wanted)
    clean, faults = cleaned(body, wanted, acting.at)
    reasons = [*word_faults("reason_code", reason_code, CorrectionReason), *reason_faults(reason_text)]
    refuse_faults([*faults, *reasons, *_faults_of_count(wanted)])
    written = tuple(
        FieldChange(path=f"/{name}", old=said_now(body, name), new=value) for name, value in clean.items()
    )
    fields = {each.field for each in sealed}
    return new_record(
        Correction(
            target_record_id=target.record.record_id,
            target_head_hash=target.head_hash,
            reason_code=reason_code,
            reason_text=reason_text.strip(),
            changes=written,
            needs_counterparty=any(name in fields for name in wanted),
        ),
        acting.at,
        acting,
        target.record.record_id,
        attachments=attachments,
    )


def _sealed_at(record: Record) -> datetime:
    body = record.body
    return body.acknowledged_at if isinstance(body, ConsigneeAck) else record.occurred_at


def _refuse_target(target: Amended, seen_head: str | None) -> None:
    record_type = target.record.record_type
    if target.voided_by is not None:
        raise TargetVoided(record_type, target.voided_by.recorded_at)
    if record_type in NEVER_CORRECTED:
        raise NeverCorrected(record_type)
    if seen_head not in {None, target.head_hash}:
        raise StaleTarget(record_type)


def _refuse_field(body: Body, name: str, value: object) -> None:
    bar = bar_of(body.record_type, vars(body), name, value)
    if bar is Bar.IDENTITY:
        raise IdentityNotCorrectable(name)
    if bar is Bar.FINDING:
        raise FindingNotCorrectable(name)


def _refuse_pending(target: Amended, wanted: Mapping[str, object]) -> None:
    for each in target.pending:
        if isinstance(each.body, Correction) and any(
            change.path.removeprefix("/") in wanted for change in each.body.changes
        ):
            raise CorrectionPending(target.record.record_type, each.recorded_at)


def _faults_of_count(wanted: Mapping[str, object]) -> Iterator[DraftFault]:
    if not wanted:
        yield DraftFault(FaultKind.NOTHING_CHANGED, "changes")
    if len(wanted) > MOST_CHANGES:
        yield DraftFault(FaultKind.TOO_MANY, "changes", value=str(MOST_CHANGES))
