"""Note how a unit looks and what it measures; the latest counts and the earlier stay readable (状态检查)."""

from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.safety import SafetyRules
from packtrail.domain.unit import Unit
from packtrail.domain.unit_acts import CheckDraft, check
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.known_units import standing_unit
from packtrail.usecases.ports import Clock, NewId, Store


def check_condition(
    unit_id: str,
    draft: CheckDraft,
    *,
    rules: SafetyRules,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Unit:
    """Record one check and say where the unit stands after it.

    Raises UnitNotHere, WarningsUnconfirmed, DraftIncomplete or NotAllowed.
    """
    require(by, Act.CHECK_UNIT)
    with store.act() as tx:
        unit = standing_unit(tx, unit_id)
        tx.append(check(unit, draft, rules=rules, acting=acting(by, now, new_id)))
        return known_unit(tx, unit.unit_id)
