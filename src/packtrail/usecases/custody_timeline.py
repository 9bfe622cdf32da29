"""Read the life of one unit: where it came from, everything that happened, what it became (电池履历)."""

from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.amendments import Amended
from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.records import Body, Evidence, PaperOwed, PaperSupplied
from packtrail.domain.unit import Unit
from packtrail.domain.unit_life import Facts, LifeEvent, PaperRef, life_events
from packtrail.domain.vehicle_case import VehicleCase
from packtrail.usecases.known_units import standing_unit
from packtrail.usecases.ports import View


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitLife:
    """One unit between its vehicle and its receiver."""

    unit: Unit
    vehicle: VehicleCase | None  # whose battery it was, where this outlet took it off
    delivery: DeliveryDocument | None  # who brought it
    parent: Unit | None  # what it came out of
    parts: tuple[Unit, ...]  # what came out of it
    handoff: HandoffDocument | None  # to whom it went, or is going
    events: tuple[LifeEvent, ...]
    beside: tuple[Amended, ...]  # evidence and papers that name its intake and move nothing, in log order


def custody_timeline(view: View, unit_id: str, *, limit: int = 1000) -> UnitLife:
    """Everything of one unit, the oldest event first; LookupError when there is none."""
    unit = standing_unit(view, unit_id)
    history = view.history(Unit, unit.unit_id, limit)
    return UnitLife(
        unit=unit,
        vehicle=view.one(VehicleCase, unit.vehicle_id) if unit.vehicle_id else None,
        delivery=view.delivery(unit.delivery_id) if unit.delivery_id else None,
        parent=standing_unit(view, unit.parent_id) if unit.parent_id else None,
        parts=tuple(view.in_order(Unit, parent_id=unit.unit_id)),
        handoff=view.handoff(unit.handoff_id) if unit.handoff_id else None,
        events=life_events(unit.unit_id, history, _facts(view, history)),
        beside=tuple(_beside(view, unit)),
    )


def _facts(view: View, history: Sequence[Amended]) -> Facts:
    private, papers = {}, {}
    for each in history:
        record = each.record
        private[record.record_id] = view.private_part(record.record_id)
        paper = _paper_of(view, record.body)
        if paper is not None:
            papers[record.record_id] = paper
    return Facts(private=private, papers=papers)


def _beside(view: View, unit: Unit) -> list[Amended]:
    named = (
        each
        for each in view.dependents(unit.unit_id)
        if isinstance(each.body, Evidence | PaperOwed | PaperSupplied)
    )
    return [found for each in named if (found := view.amended(each.record_id))]


def _paper_of(view: View, body: Body) -> PaperRef | None:
    """The document by whose number staff know the event."""
    delivery_id = getattr(body, "delivery_record_id", None)
    if delivery_id and (delivery := view.delivery(delivery_id)):
        return PaperRef(document_id=delivery_id, number=delivery.number, kind="delivery")
    handoff_id = getattr(body, "handoff_record_id", None) or _load_of_line(view, body)
    if handoff_id and (handoff := view.handoff(handoff_id)):
        return PaperRef(document_id=handoff_id, number=handoff.number, kind="handoff")
    case_id = getattr(body, "vehicle_record_id", None)
    if case_id and (case := view.one(VehicleCase, case_id)):
        return PaperRef(document_id=case_id, number=case.case_number, kind="vehicle_received")
    return None


def _load_of_line(view: View, body: Body) -> str | None:
    line_id = getattr(body, "line_record_id", None)
    line = view.record(line_id) if line_id else None
    found = getattr(line.body, "handoff_record_id", None) if line else None
    return found if isinstance(found, str) else None
