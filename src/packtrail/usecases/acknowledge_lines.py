"""Record what the consignee says of a load, some lines or all at once (收货回执)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from packtrail.domain.acting import Acting
from packtrail.domain.consignee import AckDraft, acknowledge, answers_for
from packtrail.domain.documents import HandoffDocument, HandoffItem
from packtrail.domain.operators import Act, Operator, require
from packtrail.usecases.known_documents import acting, known_handoff
from packtrail.usecases.ports import Clock, NewId, Store, Tx


@dataclass(frozen=True, slots=True)
class Answered:
    """The load and its lines after the answers."""

    document: HandoffDocument
    items: tuple[HandoffItem, ...]


def acknowledge_lines(
    handoff_id: str, draft: AckDraft, *, by: Operator, store: Store, now: Clock, new_id: NewId
) -> Answered:
    """Record the answers of ``draft``, one record a line, all or none.

    Raises HandoffStepClosed, HandoffStepTooEarly, LineNotSent, LineAnsweredAlready, DraftIncomplete or
    NotAllowed.
    """
    require(by, Act.FOLLOW_HANDOFF)
    with store.act() as tx:
        return _answer(tx, handoff_id, draft, acting(by, now, new_id))


def acknowledge_all(
    handoff_id: str,
    draft: AckDraft,
    *,
    refused: Mapping[str, str] | None = None,
    received_g: Mapping[str, int] | None = None,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Answered:
    """Answer every open line: accepted but for ``refused``, by line id with their reasons.

    The answers of ``draft`` itself are left aside. Raises as ``acknowledge_lines`` does; LineNotSent for a
    refused line that is none of this load or has its answer.
    """
    require(by, Act.FOLLOW_HANDOFF)
    with store.act() as tx:
        answers = answers_for(tx.items_of_handoff(handoff_id), refused=refused, received_g=received_g)
        return _answer(tx, handoff_id, replace(draft, answers=answers), acting(by, now, new_id))


def _answer(tx: Tx, handoff_id: str, draft: AckDraft, by: Acting) -> Answered:
    items = tx.items_of_handoff(handoff_id)
    tx.append(*acknowledge(known_handoff(tx, handoff_id), items, draft, acting=by))
    return Answered(known_handoff(tx, handoff_id), tuple(tx.items_of_handoff(handoff_id)))
