"""A load after its release: departure, arrival, cancelling, and which step may follow which.

Sources: ``platform.md`` 9.2 and 10.3, ``practice.md`` 4, 12, 17. ``HANDOFF_MAY`` is the whole state machine:
what it does not list is refused by name. Values in, new records out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from packtrail.domain.acting import (
    Acting,
    long_text,
    new_record,
    reason_faults,
    refuse_faults,
    time_faults,
)
from packtrail.domain.amendments import Amended, targets_of
from packtrail.domain.documents import HandoffDocument, HandoffState, fold_handoff
from packtrail.domain.entry import Entry
from packtrail.domain.errors_correcting import HasDependents
from packtrail.domain.errors_handoff_way import HandoffStepClosed, HandoffStepTooEarly
from packtrail.domain.moments import to_moment
from packtrail.domain.records import (
    Body,
    ConsigneeAck,
    Handoff,
    HandoffArrived,
    HandoffCancelled,
    HandoffDeparted,
    HandoffRelease,
    LoadAck,
    NewRecord,
    Record,
    ReturnIn,
)
from packtrail.domain.voiding import number_of

HANDOFF_MAY: Mapping[type[Body], frozenset[HandoffState]] = {
    HandoffRelease: frozenset({HandoffState.SEALED}),
    HandoffCancelled: frozenset({HandoffState.SEALED, HandoffState.RELEASED}),
    HandoffDeparted: frozenset({HandoffState.RELEASED}),
    HandoffArrived: frozenset({HandoffState.DEPARTED}),
    ConsigneeAck: frozenset({HandoffState.DEPARTED, HandoffState.ARRIVED}),
    ReturnIn: frozenset(
        {
            HandoffState.DEPARTED,  # refused units come back with the lorry, the paper of the others later
            HandoffState.ARRIVED,
            HandoffState.PARTIALLY_ACCEPTED,
            HandoffState.REFUSED,
        }
    ),
    LoadAck: frozenset(HandoffState)
    - {HandoffState.SEALED, HandoffState.CANCELLED, HandoffState.LOST, HandoffState.SETTLED},
}
"""From which states of a load a record may follow."""

SETTLES = frozenset({HandoffState.ACCEPTED, HandoffState.PARTIALLY_ACCEPTED, HandoffState.RETURNED})
"""States that are settled once everybody who must know has acknowledged."""


class CancelReason(StrEnum):
    """取消原因 of a load that did not leave."""

    NO_LORRY = "no_lorry"
    WEATHER = "weather"
    RECIPIENT_DECLINED = "recipient_declined"
    DATA_WRONG = "data_wrong"
    OTHER = "other"


def refuse_step(document: HandoffDocument, event: type[Body]) -> None:
    """Raise HandoffStepClosed unless a record of this type may follow."""
    if document.state not in HANDOFF_MAY.get(event, frozenset()):
        raise HandoffStepClosed(document.number, event.record_type, document.state)


def settled_state(document: HandoffDocument, *, acknowledged: bool) -> HandoffState:
    """The state with 已办结 in it: all answered, and everybody who must know has acknowledged.

    A partly accepted load settles while refused units are still on their way back, as ``platform.md`` 10.3
    has it; those units stay 退回途中 and in sight.
    """
    return HandoffState.SETTLED if acknowledged and document.state in SETTLES else document.state


def depart(
    document: HandoffDocument, *, departed_at: datetime | None, vehicle_plate: str | None, acting: Acting
) -> NewRecord:
    """发运, at ``departed_at`` or now, with the plate that really came.

    Raises HandoffStepClosed, HandoffStepTooEarly or DraftIncomplete.
    """
    refuse_step(document, HandoffDeparted)
    faults = [*long_text("vehicle_plate", vehicle_plate), *time_faults("departed_at", departed_at, acting)]
    refuse_faults(faults)
    happened_at = true_moment(document, HandoffDeparted, departed_at, document.handed_on_at, acting)
    body = HandoffDeparted(
        handoff_record_id=document.handoff_id,
        departed_at=happened_at,
        vehicle_plate=(vehicle_plate or "").strip() or document.vehicle_plate,
    )
    return new_record(body, happened_at, acting, *_released_by(document))


def arrive(document: HandoffDocument, *, arrived_at: datetime | None, acting: Acting) -> NewRecord:
    """到达, noted before the consignee has looked at each unit; raises as ``depart`` does."""
    refuse_step(document, HandoffArrived)
    refuse_faults(time_faults("arrived_at", arrived_at, acting))
    not_before = document.departed_at or document.handed_on_at
    happened_at = true_moment(document, HandoffArrived, arrived_at, not_before, acting)
    body = HandoffArrived(handoff_record_id=document.handoff_id, arrived_at=happened_at)
    return new_record(body, happened_at, acting, *_released_by(document))


def cancel(document: HandoffDocument, *, reason_code: str, reason_text: str, acting: Acting) -> NewRecord:
    """取消 of a load that has not left; its units are where they came from again.

    Raises HandoffStepClosed or DraftIncomplete.
    """
    refuse_step(document, HandoffCancelled)
    refuse_faults(reason_faults(reason_text))
    body = HandoffCancelled(
        handoff_record_id=document.handoff_id, reason_code=reason_code, reason_text=reason_text.strip()
    )
    return new_record(body, acting.at, acting, *_released_by(document))


def true_moment(
    document: HandoffDocument, event: type[Body], told: datetime | None, not_before: datetime, acting: Acting
) -> datetime:
    """When it happened, as somebody told or now; never before what it follows.

    Raises HandoffStepTooEarly for a time that was told.
    """
    if told is None:
        return max(
            to_moment(acting.at), not_before
        )  # a clock that was set back keeps nothing from its record
    happened_at = to_moment(told)
    if happened_at < not_before:
        raise HandoffStepTooEarly(document.number, event.record_type, not_before)
    return happened_at


def refuse_broken_way(history: Sequence[Amended], *, without: Iterable[str]) -> None:
    """Raise HasDependents when a later step of a load could not follow without what is taken back.

    ``history`` is everything about one load in log order. A departure is not voided under the answers, say,
    or an accepted load could be cancelled.
    """
    gone = set(without)
    told = [each.record for each in history if not each.is_voided and not targets_of(each.record)]
    before = {each.record_id for each in _out_of_order(told)}
    for record in _out_of_order([each for each in told if each.record_id not in gone]):
        if record.record_id not in before:
            raise HasDependents(record.record_type, number_of(record), record.record_id)


def _out_of_order(records: Sequence[Record]) -> list[Record]:
    """The steps that could not follow where the load was then."""
    document: HandoffDocument | None = None
    found = []
    for record in records:
        if document is None and not isinstance(record.body, Handoff):
            continue
        allowed = HANDOFF_MAY.get(type(record.body))
        if document is not None and allowed is not None and document.state not in allowed:
            found.append(record)
        document = fold_handoff(document, Entry(record=record))
    return found


def _released_by(document: HandoffDocument) -> tuple[str, ...]:
    return (document.handoff_id, *([document.release_id] if document.release_id else []))
