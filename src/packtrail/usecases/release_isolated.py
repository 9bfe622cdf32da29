"""Send an isolated unit that passed back to ordinary storage, by two persons (解除隔离)."""

from packtrail.domain.isolation_acts import release_from_isolation
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment, ConditionCheck, Treatment
from packtrail.domain.safety import RecheckRule
from packtrail.domain.second_person import second_ref
from packtrail.domain.unit import Unit
from packtrail.usecases.known_documents import acting, known_unit
from packtrail.usecases.known_units import standing_unit, stands_on
from packtrail.usecases.ports import Clock, NewId, Store


def release_isolated(
    unit_id: str,
    reason_text: str,
    *,
    second: Operator | None,
    rule: RecheckRule,
    photos: tuple[Attachment, ...] = (),
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Unit:
    """Release the unit, or ask for it: without ``second`` it stays isolated until somebody confirms.

    Raises MustStayIsolated with everything that is lacking, NotIsolated, ReleasePending, ExitPending,
    SamePersonTwice, DraftIncomplete or NotAllowed.
    """
    require(by, Act.RELEASE_ISOLATED)
    stood_by = second_ref(by, second)
    with store.act() as tx:
        unit = standing_unit(tx, unit_id)
        tx.append(
            release_from_isolation(
                unit,
                reason_text,
                second_ref=stood_by,
                rule=rule,
                stands_on=stands_on(tx, unit, Treatment, ConditionCheck),
                photos=photos,
                acting=acting(by, now, new_id),
            )
        )
        return known_unit(tx, unit.unit_id)
