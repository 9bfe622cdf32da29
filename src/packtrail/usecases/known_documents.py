"""Finds what an act is about, by the ids that the views gave; an id of nothing is a bug."""

from packtrail.domain.acting import Acting
from packtrail.domain.documents import HandoffDocument, HandoffItem
from packtrail.domain.operators import Operator
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import Clock, NewId, View


def known_handoff(view: View, handoff_id: str) -> HandoffDocument:
    """One 移交单; LookupError when there is none."""
    document = view.handoff(handoff_id)
    if document is None:
        raise LookupError(handoff_id)
    return document


def known_unit(view: View, unit_id: str) -> Unit:
    """One unit; LookupError when there is none."""
    unit = view.unit(unit_id)
    if unit is None:
        raise LookupError(unit_id)
    return unit


def units_of(view: View, items: tuple[HandoffItem, ...]) -> dict[str, Unit]:
    """The units on these lines, by id."""
    found = (view.unit(item.unit_id) for item in items if item.unit_id)
    return {unit.unit_id: unit for unit in found if unit is not None}


def acting(by: Operator, now: Clock, new_id: NewId) -> Acting:
    """Who writes, and the moment of the act."""
    return Acting(at=now(), operator_ref=by.ref, new_id=new_id)
