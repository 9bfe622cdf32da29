"""电池履历: everything that the ledger holds of one unit, event by event, for the page and its print.

Plain values out of records as amended: what is void or corrected stays in sight and says so (features 76).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.amendments import Amended, targets_of
from packtrail.domain.custody import Custody
from packtrail.domain.entry import Entry
from packtrail.domain.records import Attachment, Body, Correction, Record, Void
from packtrail.domain.unit import Unit
from packtrail.domain.unit_folds import fold_unit


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperRef:
    """The document that an event stands on."""

    document_id: str
    number: str
    kind: str  # record type of the document: delivery, handoff, vehicle_received


@dataclass(frozen=True, kw_only=True, slots=True)
class Amendment:
    """A correction or void of an event: when, by whom, why, and what it changed."""

    record_id: str
    at: datetime
    operator_ref: str
    reason_code: str
    reason_text: str
    changes: tuple[tuple[str, object, object], ...] = ()  # field, before, now
    is_pending: bool = False  # waits for the other side


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeEvent:
    """One thing that happened to the unit, as the ledger knows it now."""

    record_id: str
    kind: str  # the record's type
    happened_at: datetime
    recorded_at: datetime
    operator_ref: str
    second_ref: str | None  # who stood by it, where the record names one
    body: Body  # with every correction that counts
    custody: Custody | None  # after it; None of what is void, and of what came before the unit
    place: tuple[str | None, str | None]  # zone and slot, where the event says them
    paper: PaperRef | None
    proofs: tuple[Attachment, ...]
    corrections: tuple[Amendment, ...]
    void: Amendment | None
    station: str | None = None  # the label of the other station that wrote it; None for our own

    @property
    def is_late(self) -> bool:
        """Whether it was recorded more than ten minutes after it happened (补录)."""
        return (self.recorded_at - self.happened_at).total_seconds() > 600


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What the records of a life do not say themselves, by record id."""

    private: Mapping[str, Mapping[str, object]]
    papers: Mapping[str, PaperRef]


def life_events(unit_id: str, history: Sequence[Amended], facts: Facts) -> tuple[LifeEvent, ...]:
    """The events of a unit in log order; amendments stand at the event that they amend.

    ``history`` is every record that speaks of the unit, voided ones and amendments too.
    """
    speaking = [each for each in history if not targets_of(each.record)]
    after = _custody_after(unit_id, speaking, facts)
    return tuple(_event(each, after.get(each.record.record_id), facts) for each in speaking)


def _custody_after(unit_id: str, speaking: Sequence[Amended], facts: Facts) -> dict[str, Custody]:
    """Where the unit was after each event that counts; its own intake comes first, as in the views."""
    counting = [each for each in speaking if not each.is_voided or each.record.record_id == unit_id]
    counting.sort(key=lambda each: each.record.record_id != unit_id)
    unit: Unit | None = None
    found = {}
    for each in counting:
        record = each.record
        if unit is None and record.record_id != unit_id:
            continue  # what a unit stands in the place of was voided with it
        private = facts.private.get(record.record_id, {})
        entry = Entry(record=record, private=private, station=each.station, is_voided=each.is_voided)
        unit = fold_unit(unit, entry)
        found[record.record_id] = unit.custody
    return found


def _event(each: Amended, custody: Custody | None, facts: Facts) -> LifeEvent:
    record = each.record
    private = facts.private.get(record.record_id, {})
    zone, slot = private.get("zone") or private.get("storage_location"), private.get("slot")
    return LifeEvent(
        record_id=record.record_id,
        kind=record.record_type,
        happened_at=record.occurred_at,
        recorded_at=record.recorded_at,
        operator_ref=record.operator_ref,
        second_ref=getattr(record.body, "second_operator_ref", None),
        body=record.body,
        custody=None if each.is_voided else custody,
        place=(zone if isinstance(zone, str) else None, slot if isinstance(slot, str) else None),
        paper=facts.papers.get(record.record_id),
        proofs=record.attachments,
        corrections=(
            *(_amendment(correction) for correction in each.corrections),
            *(_amendment(correction, is_pending=True) for correction in each.pending),
        ),
        void=_amendment(each.voided_by) if each.voided_by else None,
        station=each.station,
    )


def _amendment(record: Record, *, is_pending: bool = False) -> Amendment:
    body = record.body
    if not isinstance(body, Correction | Void):
        raise TypeError(record.record_type)
    changes = body.changes if isinstance(body, Correction) else ()
    return Amendment(
        record_id=record.record_id,
        at=record.recorded_at,
        operator_ref=record.operator_ref,
        reason_code=body.reason_code,
        reason_text=body.reason_text,
        changes=tuple((change.path.removeprefix("/"), change.old, change.new) for change in changes),
        is_pending=is_pending,
    )
