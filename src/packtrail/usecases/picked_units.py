"""The unit that a line of a draft means."""

from packtrail.domain.custody import HERE
from packtrail.domain.handoff import LineDraft
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import View


def unit_of_line(view: View, line: LineDraft) -> Unit | None:
    """The unit that was picked; by its code, one that is here comes before one that has left.

    Among those one that carries the code comes before one that was known by it by mistake.
    """
    if line.unit_id and not line.elsewhere:
        return view.unit(line.unit_id)
    units = view.units_with_code(line.code)
    return min(
        units, key=lambda unit: (unit.custody not in HERE, line.code in unit.former_codes), default=None
    )
