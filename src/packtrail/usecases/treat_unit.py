"""Note what was done about a danger, before the unit is looked at again (处置)."""

from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment
from packtrail.domain.unit import Unit
from packtrail.domain.unit_acts import treat
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.known_units import standing_unit
from packtrail.usecases.ports import Clock, NewId, Store


def treat_unit(
    unit_id: str,
    treatment_code: str,
    description: str,
    *,
    photos: tuple[Attachment, ...] = (),
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Unit:
    """Record one treatment; a determination made before it does not count any more.

    Raises UnitNotHere, DraftIncomplete or NotAllowed.
    """
    require(by, Act.CHECK_UNIT)
    with store.act() as tx:
        unit = standing_unit(tx, unit_id)
        tx.append(treat(unit, treatment_code, description, photos=photos, acting=acting(by, now, new_id)))
        return known_unit(tx, unit.unit_id)
