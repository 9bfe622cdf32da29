"""Cancel a load that was released and did not leave; its units are where they came from (取消)."""

from packtrail.domain.documents import HandoffDocument
from packtrail.domain.handoff_way import cancel
from packtrail.domain.operators import Act, Operator, require
from packtrail.usecases.known_documents import acting, known_handoff
from packtrail.usecases.ports import Clock, NewId, Store


def cancel_handoff(
    handoff_id: str,
    *,
    reason_code: str,
    reason_text: str,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> HandoffDocument:
    """The cancelled load; ``reason_code`` is a CancelReason.

    Raises HandoffStepClosed after departure, DraftIncomplete without a reason, NotAllowed.
    """
    require(by, Act.RELEASE_HANDOFF)
    with store.act() as tx:
        document = known_handoff(tx, handoff_id)
        tx.append(
            cancel(
                document,
                reason_code=reason_code,
                reason_text=reason_text,
                acting=acting(by, now, new_id),
            )
        )
        return known_handoff(tx, handoff_id)
