"""Correct some fields of a record (更正); the original stays, and the chain shows what was said when."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from packtrail.domain.acting import Acting
from packtrail.domain.amendments import Amended, corrected
from packtrail.domain.correcting import SealedField, correct
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment, ConsigneeAck, Correction, NewRecord, Record
from packtrail.usecases.amending import refuse_broken_units, sealed_fields, target_of
from packtrail.usecases.ports import Clock, NewId, Store, View


@dataclass(frozen=True, slots=True)
class Corrected:
    """The correction as written, and its target as it reads now."""

    correction: Record
    target: Amended
    waits_for: SealedField | None  # who has to apply it first; None: it counts


def correct_record(
    target_id: str,
    changes: Mapping[str, object],
    *,
    reason_code: str,
    reason_text: str,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    seen_head: str | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Corrected:
    """Write new values for fields of a record; ``changes`` are by field, with or without a slash before it.

    Days and moments come as such or as ISO text. ``seen_head`` is the head that the operator looked at. A
    field that the recipient sealed makes the whole correction wait for his answer. Raises TargetUnknown,
    TargetVoided, StaleTarget, NeverCorrected, IdentityNotCorrectable, FindingNotCorrectable,
    CorrectionPending, HasDependents, DraftIncomplete with all faults at once, or NotAllowed.
    """
    require(by, Act.CORRECT)
    with store.act() as tx:
        target = target_of(tx, target_id)
        sealed = sealed_fields(tx, target_id)
        new = correct(
            target,
            changes,
            reason_code=reason_code,
            reason_text=reason_text,
            sealed=sealed,
            acting=Acting(at=now(), operator_ref=by.ref, new_id=new_id),
            seen_head=seen_head,
            attachments=attachments,
        )
        refuse_broken(tx, target, new)
        (written,) = tx.append(new)
        waits = isinstance(new.body, Correction) and new.body.needs_counterparty
        return Corrected(written, target_of(tx, target_id), sealed[0] if waits else None)


def refuse_broken(view: View, target: Amended, correction: NewRecord | Record) -> None:
    """Raise HasDependents when what came after an answer rests on its outcome."""
    record, body = target.record, correction.body
    if isinstance(record.body, ConsigneeAck) and isinstance(body, Correction):
        instead = dataclasses.replace(record, body=corrected(record.body, body.changes))
        refuse_broken_units(view, [record], instead=instead)
