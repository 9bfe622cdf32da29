"""成组入库: a run of modules or a lot of scrap as one act, with one photo and one mass."""

from dataclasses import dataclass

from packtrail.domain.group_intake import Counted, GroupDraft, counted, take_in_group
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.usecases.ports import Clock, NewId, Store
from packtrail.usecases.record_delivery import TakenIn, delivery_numbers, known_parents, live_codes


@dataclass(frozen=True, slots=True)
class GroupTakenIn:
    """What the act wrote, and what of the filed number is lacking."""

    taken: TakenIn
    group_id: str
    counted: Counted


def record_group(
    draft: GroupDraft,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    draft_id: str | None = None,
) -> GroupTakenIn:
    """Record a group: its delivery, one intake for each unit, and the group that names them.

    Raises DraftIncomplete, CodeAlreadyLive, AnnouncementGone, NotAllowed, or what ``document_number``
    raises; nothing is written then.
    """
    require(by, Act.RECORD_DELIVERY)
    with store.act() as tx:
        at = now()
        written = tx.append(
            *take_in_group(
                draft,
                parents=known_parents(tx, draft.delivery, parent_id=draft.parent_id),
                live=live_codes(tx, draft.delivery.units),
                numbers=delivery_numbers(tx, draft.delivery, legal_day(at)),
                at=at,
                operator_ref=by.ref,
                new_id=new_id,
            )
        )
        if draft_id:
            tx.drop_draft(draft_id)
        document = tx.delivery(written[0].record_id)
        units = tuple(tx.units_of_delivery(written[0].record_id))
    if document is None:
        raise LookupError(written[0].record_id)
    return GroupTakenIn(TakenIn(document, units), written[-1].record_id, counted(draft))
