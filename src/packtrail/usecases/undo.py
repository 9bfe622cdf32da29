"""Take the last act back (撤销): all its records in one act, and the draft that it had used up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.acting import Acting
from packtrail.domain.amendments import Amended
from packtrail.domain.errors_correcting import UndoImpossible, UndoNotYours, UndoTooLate
from packtrail.domain.operators import Operator
from packtrail.domain.records import HandoffRelease, Record
from packtrail.domain.vehicle_case import VehicleCase
from packtrail.domain.voiding import NEVER_VOIDED, VoidReason, is_in_window, refuse_void, void
from packtrail.usecases.amending import refuse_broken_units, target_of
from packtrail.usecases.owe_paper import owed_by
from packtrail.usecases.ports import Clock, Draft, NewId, Store, View

UNDONE = "撤销"
"""The reason that stands in each of these voids, in the language of the ledger."""


@dataclass(frozen=True, slots=True)
class Undone:
    """The voids that were written, and the draft that is there again."""

    records: tuple[Record, ...]
    draft: Draft | None


def undo(
    act_ids: Sequence[str],
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    draft: Draft | None = None,
) -> Undone:
    """Void the records ``act_ids`` of one act, the last first, within the window, by whoever did it.

    ``draft`` is what the act had used up; it is saved again as it was. Numbers stay used. Raises
    TargetUnknown, TargetVoided, UndoTooLate, UndoNotYours, UndoImpossible, or HasDependents when something
    else stands on it already.
    """
    with store.act() as tx:
        at = now()
        targets = [target_of(tx, each) for each in dict.fromkeys(act_ids)]
        targets.sort(key=lambda each: each.record.station_seq, reverse=True)
        _refuse(targets, by, at)
        ids = [each.record.record_id for each in targets]
        for each in targets:
            refuse_void(each, tx.dependents(each.record.record_id), beside=ids)
        refuse_broken_units(tx, [each.record for each in targets], without=ids)
        acting = Acting(at=at, operator_ref=by.ref, new_id=new_id)
        written = tx.append(
            *(
                void(each, reason_code=VoidReason.DID_NOT_OCCUR, reason_text=UNDONE, acting=acting)
                for each in targets
            )
        )
        if draft is not None:
            tx.save_draft(draft)
        return Undone(tuple(written), draft)


def act_of(view: View, document_id: str) -> tuple[str, ...]:
    """Every record of the act that wrote a delivery, released a load or received a vehicle; else empty."""
    if view.delivery(document_id) is not None:
        units = (unit.unit_id for unit in view.units_of_delivery(document_id))
        return (document_id, *units, *(paper.owed_id for paper in owed_by(view, document_id)))
    if view.one(VehicleCase, document_id) is not None:
        return (document_id, *(paper.owed_id for paper in owed_by(view, document_id)))
    handoff = view.handoff(document_id)
    if handoff is None:
        return ()
    lines = (item.line_id for item in view.items_of_handoff(document_id))
    return (document_id, *lines, *([handoff.release_id] if handoff.release_id else []))


def _refuse(targets: Sequence[Amended], by: Operator, at: datetime) -> None:
    released = any(isinstance(each.record.body, HandoffRelease) for each in targets)
    for each in targets:
        record = each.record
        if record.record_type in NEVER_VOIDED:
            raise UndoImpossible(record.record_type)
        if record.operator_ref != by.ref:
            raise UndoNotYours(record.recorded_at)
        if not is_in_window(record.recorded_at, at):
            raise UndoTooLate(record.recorded_at, "cancel_handoff" if released else "void_record")
