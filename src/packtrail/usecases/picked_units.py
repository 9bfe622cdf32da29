"""The unit that a line of a draft means."""

from packtrail.domain.custody import HERE
from packtrail.domain.handoff import LineDraft
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import View


def unit_of_line(view: View, line: LineDraft) -> Unit | None:
    """The unit that was picked; by its code, one that is here comes before one that has left."""
    if line.unit_id:
        return view.unit(line.unit_id)
    units = view.units_with_code(line.code)
    return next((unit for unit in units if unit.custody in HERE), units[0] if units else None)
