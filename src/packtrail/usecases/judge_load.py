"""Ask what the rules say of a load, before it is locked or signed away; writes nothing."""

from collections.abc import Sequence
from datetime import datetime

from packtrail.domain.delivery import plain_uscc
from packtrail.domain.eligibility.recipient import Override, Recipient
from packtrail.domain.handoff import HandoffDraft
from packtrail.domain.late_entry import true_time
from packtrail.domain.load_seal import seal
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.party import Party, PartyKind
from packtrail.domain.release_rules import (
    UNCHECKED,
    Card,
    Judgement,
    LoadFacts,
    ReleaseRules,
    judge_load,
)
from packtrail.domain.unit import Unit
from packtrail.usecases.picked_units import unit_of_line
from packtrail.usecases.ports import Clock, Store, View
from packtrail.usecases.set_profile import current_profile


def judge_draft(draft: HandoffDraft, *, store: Store, now: Clock, rules: ReleaseRules) -> Judgement:
    """What stops the load of ``draft`` and what it warns of, as far as it is filled in."""
    with store.read() as view:
        units = [unit_of_line(view, line) for line in draft.lines]
        return judged_load(view, draft, units, now(), rules)


def seal_draft(
    draft: HandoffDraft,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    rules: ReleaseRules | None = None,
    override_by: Operator | None = None,
) -> HandoffDraft:
    """The draft, locked with its units and total; the caller saves it. Writes nothing.

    Raises what ``release_handoff`` raises for it, or SealSigned.
    """
    require(by, Act.RELEASE_HANDOFF)
    with store.read() as view:
        at = now()
        units = [unit_of_line(view, line) for line in draft.lines]
        judged = judged_load(view, draft, units, at, rules)
        return seal(draft, units, at=at, judged=judged, override=override_of(draft, judged, by, override_by))


def judged_load(
    view: View,
    draft: HandoffDraft,
    units: Sequence[Unit | None],
    at: datetime,
    rules: ReleaseRules | None,
) -> Judgement:
    """The judgement of ``units`` in the order of the draft's lines; UNCHECKED without rules."""
    if rules is None:
        return UNCHECKED
    profile = current_profile(view)
    uscc = plain_uscc(draft.consignee_uscc)
    facts = LoadFacts(
        on=legal_day(true_time(draft, at)),
        packing_instruction=draft.packing_instruction,
        filing_number=draft.transfer_filing_no,
        consignee_uscc=uscc,
        card=recipient_card(view, uscc) if uscc else None,
        outlet_uscc=profile.outlet_uscc if profile else None,
        outlet_kind=profile.outlet_kind if profile else "",
    )
    return judge_load([unit for unit in units if unit is not None], facts, rules)


def recipient_card(view: View, uscc: str) -> Card | None:
    """The newest card of a recipient, a retired one too: what was seen of it was seen.

    A retired one is marked able to take damaged batteries no more.
    """
    found = view.newest(Party, 1, uscc=uscc, kind=PartyKind.RECIPIENT.value)
    if not found:
        return None
    party = found[0]
    recipient = Recipient(
        uscc=party.uscc,
        name=party.name,
        role=party.role,
        papers=party.papers,
        takes_damaged=party.takes_damaged and not party.is_retired,
        memberships=party.memberships,
        set_up_by_name=party.set_up_by_name,
        set_up_by_uscc=party.set_up_by_uscc,
    )
    profiles = [
        each for each in view.history(Party, party.party_id) if each.record.record_type == "party_profile"
    ]
    return Card(recipient=recipient, profile_id=profiles[-1].record.record_id)


def override_of(
    draft: HandoffDraft, judged: Judgement, by: Operator, override_by: Operator | None
) -> Override | None:
    """主管放行, where papers are wanting and a reason was given; raises NotAllowed for anyone below."""
    if not judged.wanting or not (draft.override_reason or "").strip():
        return None
    who = override_by or by
    require(who, Act.OVERRIDE)
    return Override(draft.override_reason or "", who.ref)
