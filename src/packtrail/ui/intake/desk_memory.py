"""What the intake screen finds again at start: the draft, who came last, and deliverers seen before."""

import json
from dataclasses import dataclass

from packtrail.domain.delivery import DeliveryDraft
from packtrail.ui.intake.work import PERSONS, Deliverer, Work
from packtrail.usecases.drafts import DELIVERY, draft_from
from packtrail.usecases.ports import View

LAST_DELIVERER = "intake.last_deliverer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What lies in the ledger for this screen."""

    draft_id: str | None = None
    draft: DeliveryDraft | None = None  # None beside an id: a version that can't be read
    last: Deliverer | None = None


def found_in(view: View, draft_id: str | None = None) -> Found:
    """The draft ``draft_id``, or the newest, and the last deliverer."""
    last = last_from(view.setting(LAST_DELIVERER))
    drafts = view.drafts(DELIVERY)
    chosen = next((kept for kept in drafts if draft_id in {None, kept.draft_id}), None)
    if chosen is None:
        return Found(last=last)
    draft = draft_from(DELIVERY, chosen.content)
    return Found(
        draft_id=chosen.draft_id, draft=draft if isinstance(draft, DeliveryDraft) else None, last=last
    )


def deliverer_of(work: Work) -> Deliverer:
    """Who to offer next time; a person's name is private and never remembered."""
    head = work.head
    if head.source_type in PERSONS:
        return Deliverer(source_type=head.source_type)
    return Deliverer(
        source_type=head.source_type, name=head.deliverer_name or "", uscc=head.deliverer_uscc or ""
    )


def last_text(last: Deliverer) -> str:
    """``last`` as a setting."""
    return json.dumps([last.source_type, last.name, last.uscc], ensure_ascii=False)


def last_from(text: str | None) -> Deliverer | None:
    """The deliverer that a setting holds; None for nothing, and for what another version wrote."""
    if not text:
        return None
    try:
        source_type, name, uscc = json.loads(text)
    except ValueError:
        return None
    return Deliverer(source_type=str(source_type), name=str(name), uscc=str(uscc))
