"""Take refused units back in; they stay the same units and can go on another load (退回入库)."""

from collections.abc import Sequence
from dataclasses import dataclass

from packtrail.domain.consignee import LineReturn, take_back
from packtrail.domain.documents import HandoffDocument
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.unit import Unit
from packtrail.usecases.known_documents import acting, known_handoff, known_unit, units_of
from packtrail.usecases.ports import Clock, NewId, Store


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The load, and the units as they stand here now."""

    document: HandoffDocument
    units: tuple[Unit, ...]


def take_units_back(
    handoff_id: str,
    returns: Sequence[LineReturn],
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> TakenBack:
    """Record each return with its condition and mass; what looks dangerous is isolated.

    Raises HandoffStepClosed, LineNotSent, LineNotOnItsWayBack, DraftIncomplete or NotAllowed.
    """
    require(by, Act.FOLLOW_HANDOFF)
    with store.act() as tx:
        document = known_handoff(tx, handoff_id)
        items = tuple(tx.items_of_handoff(handoff_id))
        sent = {item.line_id: item for item in items}
        tx.append(*take_back(document, items, units_of(tx, items), returns, acting=acting(by, now, new_id)))
        units = (known_unit(tx, sent[back.line_id].unit_id or "") for back in returns)
        return TakenBack(known_handoff(tx, handoff_id), tuple(units))
