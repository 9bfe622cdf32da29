"""Answer the safety checklist for a unit, or for several that are all sound (安全判定)."""

from collections.abc import Sequence

from packtrail.domain.errors import OutletNotNamed
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Treatment
from packtrail.domain.safety import Checklist, SafetyRules
from packtrail.domain.unit import Unit
from packtrail.domain.unit_acts import SafetyDraft, determine_units
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.known_units import standing_unit, stands_on
from packtrail.usecases.ports import Clock, NewId, Store
from packtrail.usecases.set_profile import current_profile


def determine_safety(
    unit_ids: Sequence[str],
    draft: SafetyDraft,
    *,
    checklist: Checklist,
    rules: SafetyRules,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> tuple[Unit, ...]:
    """Record a determination of each unit by the checklist in use; a yes isolates the unit.

    The persons stay at the station. Raises UnitNotHere, DraftIncomplete, OutletNotNamed or NotAllowed.
    """
    require(by, Act.CHECK_UNIT)
    with store.act() as tx:
        profile = current_profile(tx)
        if profile is None:
            raise OutletNotNamed
        units = [standing_unit(tx, each) for each in dict.fromkeys(unit_ids)]
        tx.append(
            *determine_units(
                [(unit, stands_on(tx, unit, Treatment)) for unit in units],
                draft,
                checklist=checklist,
                rules=rules,
                consignor_name=profile.outlet_name,
                acting=acting(by, now, new_id),
            )
        )
        return tuple(known_unit(tx, unit.unit_id) for unit in units)
