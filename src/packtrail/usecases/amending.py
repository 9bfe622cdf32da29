"""What corrections, voids and undos ask of the ledger before they write anything."""

from collections.abc import Iterable, Sequence

from packtrail.domain.amendments import Amended
from packtrail.domain.correcting import SealedField, sealed_by
from packtrail.domain.documents import HandoffDocument, HandoffItem
from packtrail.domain.errors_correcting import TargetUnknown
from packtrail.domain.handoff_way import refuse_broken_way
from packtrail.domain.records import (
    ConsigneeAck,
    Handoff,
    HandoffArrived,
    HandoffCancelled,
    HandoffDeparted,
    HandoffLine,
    HandoffRelease,
    Intake,
    LoadAck,
    PackOpened,
    Record,
    SecondConfirmation,
)
from packtrail.domain.unit import Unit
from packtrail.domain.voiding import refuse_broken_history
from packtrail.usecases.ports import View

_STEPS = HandoffDeparted | HandoffArrived | HandoffCancelled

ALL_OF_A_LOAD = 100_000
"""More than the answers, returns and losses of one load and all that amends them."""


def target_of(view: View, record_id: str) -> Amended:
    """The record that is to be amended, one of this station's own; raises TargetUnknown."""
    found = view.amended(record_id)
    if found is None or found.station is not None:
        raise TargetUnknown(record_id)
    return found


def sealed_fields(view: View, record_id: str) -> tuple[SealedField, ...]:
    """Which fields of a record its recipient's acknowledgement sealed, by whom, and since when.

    A correction of one of them waits until he applies it. Raises TargetUnknown.
    """
    target = target_of(view, record_id).record
    load = _load_of(view, target)
    if load is None:
        return ()
    return sealed_by(target, _acks(view, target), load.consignee_name or load.consignee_uscc)


def refuse_broken_units(
    view: View, records: Iterable[Record], *, without: Sequence[str] = (), instead: Record | None = None
) -> None:
    """Raise HasDependents when a later step of a unit, or of its load, rests on what is taken back."""
    records = tuple(records)
    for load_id in dict.fromkeys(
        each.body.handoff_record_id for each in records if isinstance(each.body, _STEPS)
    ):
        refuse_broken_way(view.history(HandoffDocument, load_id, limit=ALL_OF_A_LOAD), without=without)
    units = dict.fromkeys(unit_id for record in records for unit_id in units_of(view, record))
    for unit_id in units:
        refuse_broken_history(view.history(Unit, unit_id), without=without, instead=instead)


def units_of(view: View, record: Record) -> tuple[str, ...]:
    """The units that a record speaks of, as they are called now."""
    body = record.body
    if isinstance(body, Intake):
        return (record.record_id,)
    if isinstance(body, HandoffRelease | HandoffCancelled):
        return _named(item.unit_id for item in view.items_of_handoff(body.handoff_record_id))
    if isinstance(body, ConsigneeAck):
        item = view.one(HandoffItem, body.line_record_id) if body.line_record_id else None
        return _named([item.unit_id if item else None])
    if isinstance(body, SecondConfirmation):
        target = view.record(body.target_record_id)
        return units_of(view, target) if target else ()
    if isinstance(body, PackOpened):
        return _standing(view, body.parent_record_id)
    return _standing(view, getattr(body, "intake_record_id", None))


def _standing(view: View, unit_id: str | None) -> tuple[str, ...]:
    """A unit, or what it was written anew as."""
    while unit_id is not None and (later := view.newest(Unit, 1, replaces_id=unit_id)):
        unit_id = later[0].unit_id
    return _named([unit_id])


def _named(ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in ids if each is not None))


def _load_of(view: View, target: Record) -> HandoffDocument | None:
    body = target.body
    if isinstance(body, Handoff):
        return view.handoff(target.record_id)
    if isinstance(body, LoadAck):
        return view.handoff(body.document_record_id)
    if isinstance(body, HandoffLine):
        return view.handoff(body.handoff_record_id) if body.handoff_record_id else None
    if isinstance(body, ConsigneeAck):
        item = view.one(HandoffItem, body.line_record_id) if body.line_record_id else None
        return view.handoff(item.handoff_id) if item else None
    return None


def _acks(view: View, target: Record) -> tuple[Record, ...]:
    if isinstance(target.body, Handoff):
        history = view.history(HandoffDocument, target.record_id)
        found = [each.record for each in history if not each.is_voided]
    else:
        found = list(view.dependents(target.record_id))
    return tuple(each for each in found if isinstance(each.body, ConsigneeAck))
