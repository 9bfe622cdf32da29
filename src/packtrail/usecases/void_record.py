"""Void a record (作废): it does not count any more, and stays readable with who, when and why."""

from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.acting import Acting
from packtrail.domain.amendments import Amended
from packtrail.domain.errors_correcting import AgreedByBoth, HasDependents
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import (
    Attachment,
    Correction,
    CorrectionAnswered,
    OpeningStockClosed,
    PackOpened,
    Record,
    SecondConfirmation,
)
from packtrail.domain.second_person import second_ref
from packtrail.domain.voiding import refuse_alone, refuse_void, void
from packtrail.usecases.amending import refuse_broken_units, target_of
from packtrail.usecases.ports import Clock, NewId, Store, View


@dataclass(frozen=True, slots=True)
class Voided:
    """The voids of one act, the one asked for first, and its target as it reads now."""

    records: tuple[Record, ...]
    target: Amended


def void_record(
    target_id: str,
    reason_code: str,
    reason_text: str,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    second: Operator | None = None,
    attachments: tuple[Attachment, ...] = (),
) -> Voided:
    """Void a record on which nothing stands; the opening of a pack takes the units out of it along.

    After the undo window the void of what came in, left or was agreed needs evidence and ``second``, the void
    of a finding of danger a supervisor as well; neither can be pending. Raises TargetUnknown, TargetVoided,
    NeverVoided, HasDependents, CancelInstead, AgreedByBoth, SupervisorMissing, SecondPersonMissing,
    SamePersonTwice, DraftIncomplete or NotAllowed.
    """
    require(by, Act.VOID)
    with store.act() as tx:
        at = now()
        targets = _with_children(tx, target_of(tx, target_id))
        if isinstance(targets[0].record.body, OpeningStockClosed):
            require(by, Act.CLOSE_OPENING_STOCK)  # who may not close it may not open it again
        ids = [each.record.record_id for each in targets]
        for each in targets:
            refuse_void(each, tx.dependents(each.record.record_id), beside=ids)
            _refuse_agreed(tx, each.record)
        refuse_broken_units(tx, [each.record for each in targets], without=ids)
        refuse_alone(
            targets[0],
            now=at,
            by=by,
            second=second,
            has_evidence=bool(attachments),
            is_confirmed=_is_confirmed(tx, target_id),
        )
        acting = Acting(at=at, operator_ref=by.ref, new_id=new_id)
        written = tx.append(
            *(
                void(
                    each,
                    reason_code=reason_code,
                    reason_text=reason_text,
                    acting=acting,
                    second_ref=second_ref(by, second),
                    attachments=attachments if each is targets[0] else (),
                )
                for each in sorted(targets, key=_place, reverse=True)
            )
        )
        asked_first = sorted(written, key=lambda each: target_id not in each.depends_on)
        return Voided(tuple(asked_first), target_of(tx, target_id))


def _is_confirmed(view: View, record_id: str) -> bool:
    """Whether a second person stood by it later."""
    found = (each.body for each in view.dependents(record_id))
    return any(isinstance(body, SecondConfirmation) and body.confirmed for body in found)


def _place(target: Amended) -> tuple[datetime, int]:
    """What stands on another comes after it in the log, so it is taken back before it, by a hub as well."""
    return target.record.recorded_at, target.record.station_seq


def _with_children(view: View, target: Amended) -> list[Amended]:
    """A pack that was not opened has no modules of its own, so their intakes go with the opening."""
    body = target.record.body
    children = body.child_record_ids if isinstance(body, PackOpened) else ()
    found = [target_of(view, each) for each in reversed(children)]
    return [target, *(each for each in found if not each.is_voided)]


def _refuse_agreed(view: View, record: Record) -> None:
    """What both sides applied, one can't take back; nor a correction that a later one builds on."""
    body = record.body
    if not isinstance(body, Correction):
        return
    answers = [
        each for each in view.dependents(record.record_id) if isinstance(each.body, CorrectionAnswered)
    ]
    about = view.amended(body.target_record_id)
    counting = about.corrections if about else ()
    if body.needs_counterparty and record in counting:
        raise AgreedByBoth(answers[-1].recorded_at if answers else record.recorded_at)
    paths = {change.path for change in body.changes}
    for later in counting[counting.index(record) + 1 :] if record in counting else ():
        if isinstance(later.body, Correction) and paths & {change.path for change in later.body.changes}:
            raise HasDependents(later.record_type, None, later.record_id)
