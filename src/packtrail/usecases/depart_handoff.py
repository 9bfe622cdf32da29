"""Note that a load has left, with the plate that really came (发运)."""

from datetime import datetime

from packtrail.domain.documents import HandoffDocument
from packtrail.domain.handoff_way import depart
from packtrail.domain.operators import Act, Operator, require
from packtrail.usecases.known_documents import acting, known_handoff
from packtrail.usecases.ports import Clock, NewId, Store


def depart_handoff(
    handoff_id: str,
    *,
    departed_at: datetime | None = None,
    vehicle_plate: str | None = None,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> HandoffDocument:
    """The load on the road; nothing is needed but that it was released, no network either.

    ``departed_at`` None is now, a plate that nobody says is the one on the document. Raises
    HandoffStepClosed, HandoffStepTooEarly, DraftIncomplete or NotAllowed.
    """
    require(by, Act.FOLLOW_HANDOFF)
    with store.act() as tx:
        document = known_handoff(tx, handoff_id)
        tx.append(
            depart(
                document,
                departed_at=departed_at,
                vehicle_plate=vehicle_plate,
                acting=acting(by, now, new_id),
            )
        )
        return known_handoff(tx, handoff_id)
