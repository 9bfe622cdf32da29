"""Finds the unit that an act is about, and the records of it that an act stands on."""

from packtrail.domain.custody import Custody
from packtrail.domain.records import Body, Void
from packtrail.domain.unit import Unit
from packtrail.usecases.known_documents import known_unit
from packtrail.usecases.ports import View


def standing_unit(view: View, unit_id: str) -> Unit:
    """The unit of this id, or the one that was recorded in its place (编码录错); LookupError for none."""
    unit = known_unit(view, unit_id)
    while unit.custody is Custody.VOIDED:
        instead = _instead_of(view, unit)
        if instead is None:
            break
        unit = instead
    return unit


def stands_on(view: View, unit: Unit, *kinds: type[Body]) -> tuple[str, ...]:
    """The newest record of each of ``kinds`` that says something of a unit and counts, in their order."""
    newest: dict[type[Body], str] = {}
    for each in view.history(Unit, unit.unit_id):
        if not each.is_voided:
            newest[type(each.record.body)] = each.record.record_id
    return tuple(newest[kind] for kind in kinds if kind in newest)


def _instead_of(view: View, unit: Unit) -> Unit | None:
    amended = view.amended(unit.unit_id)
    void = amended.voided_by if amended else None
    if void is None or not isinstance(void.body, Void):
        return None
    found = (view.unit(each) for each in void.body.replacement_record_ids)
    return next((each for each in found if each and each.replaces_id == unit.unit_id), None)
