"""Note that a load has arrived, before the consignee has looked at each unit (到达)."""

from datetime import datetime

from packtrail.domain.documents import HandoffDocument
from packtrail.domain.handoff_way import arrive
from packtrail.domain.operators import Act, Operator, require
from packtrail.usecases.known_documents import acting, known_handoff
from packtrail.usecases.ports import Clock, NewId, Store


def note_arrival(
    handoff_id: str,
    *,
    arrived_at: datetime | None = None,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> HandoffDocument:
    """The load at its recipient's; raises as ``depart_handoff`` does."""
    require(by, Act.FOLLOW_HANDOFF)
    with store.act() as tx:
        document = known_handoff(tx, handoff_id)
        tx.append(arrive(document, arrived_at=arrived_at, acting=acting(by, now, new_id)))
        return known_handoff(tx, handoff_id)
