"""Parties beside the draft of a load, without a window."""

from datetime import date, timedelta

import pytest

from packtrail.app.recipients import load_recipient_rules
from packtrail.domain.eligibility import SET_UP_BY, Recipient, eligibility
from packtrail.domain.handoff import HandoffDraft
from packtrail.domain.moments import MomentFault
from packtrail.domain.party import Party, PartyKind
from packtrail.domain.records import PartyPaper
from packtrail.ui.handoff.party_state import (
    Need,
    PartyState,
    Seen,
    can_keep,
    needs_of,
    papers_to_note,
    party_of,
    with_paper,
    with_party,
)
from tests.trade import AFTERNOON, RECYCLER

RULES = load_recipient_rules()
TODAY = AFTERNOON.date()
NAME = "株洲测试再生利用有限公司"


def party(*papers, **changes):
    fields = {
        "party_id": "p1", "kind": "recipient", "uscc": RECYCLER, "name": NAME,
        "role": "utilisation_enterprise", "papers": papers, "takes_damaged": True, "memberships": (),
        "set_up_by_name": None, "set_up_by_uscc": None, "is_retired": False, "changed_at": AFTERNOON,
    }  # fmt: skip
    return Party(**{**fields, **changes})


def paper(name, ends=None):
    return PartyPaper(paper=name, checked_on=TODAY - timedelta(days=9), expires_on=ends)


def needs(*papers, role="utilisation_enterprise"):
    recipient = Recipient(uscc=RECYCLER, name=NAME, role=role, papers=papers)
    found = eligibility(recipient, RULES, TODAY, sender_kind="collection")
    return needs_of(found, role, RULES, TODAY)


@pytest.mark.practice(11)
def test_each_requirement_is_seen_missing_or_over():
    over = TODAY - timedelta(days=1)
    soon = TODAY + timedelta(days=3)
    found = {
        need.requirement: need for need in needs(paper("business_licence", over), paper("eia_approval", soon))
    }
    assert found["business_licence"].seen is Seen.EXPIRED
    assert found["pollutant_discharge"].seen is Seen.MISSING
    assert (found["eia"].seen, found["eia"].until) == (Seen.HELD, soon)
    assert found["eia"].papers == ("eia_approval", "eia_registration")


def test_without_a_card_nothing_is_asked():
    assert needs_of(None, "utilisation_enterprise", RULES, TODAY) == ()


def test_only_what_is_wanting_can_be_noted_each_paper_once():
    held = Need("eia", ("eia_approval",), Seen.HELD)
    missing = Need("business_licence", ("business_licence",), Seen.MISSING)
    assert papers_to_note((held, missing, missing)) == ("business_licence",)
    assert PartyState(needs=(held, missing)).wanting
    assert not PartyState(needs=(held,)).wanting


def test_a_paper_seen_again_takes_the_place_of_the_former_and_the_card_keeps_the_rest():
    kept = paper("eia_approval")
    card = with_paper(party(paper("business_licence"), kept), "business_licence", "2027-05-01", TODAY)
    new = PartyPaper(paper="business_licence", checked_on=TODAY, expires_on=date(2027, 5, 1))
    assert card.papers == (kept, new)
    assert (card.takes_damaged, card.role, card.uscc) == (True, "utilisation_enterprise", RECYCLER)


@pytest.mark.practice(17)
def test_who_set_an_outlet_up_is_a_name_and_no_paper():
    card = with_paper(party(), SET_UP_BY, " 长沙测试汽车有限公司 ", TODAY)
    assert (card.set_up_by_name, card.papers) == ("长沙测试汽车有限公司", ())


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("2027-13-01", MomentFault.NO_SUCH_MONTH),
        ("2027-02-30", MomentFault.NO_SUCH_DAY),
        ("soon", MomentFault.UNREADABLE),
    ],
)
def test_a_last_day_that_is_none_is_named(typed, fault):
    assert with_paper(party(), "business_licence", typed, TODAY) is fault


def test_a_picked_carrier_leaves_the_recipient_alone():
    draft = with_party(
        HandoffDraft(consignee_name="甲"), "carrier_name", party(kind="carrier", role="carrier")
    )
    assert (draft.carrier_name, draft.carrier_uscc, draft.consignee_name) == (NAME, RECYCLER, "甲")


def test_a_role_that_no_recipient_can_have_leaves_the_chosen_one():
    before = HandoffDraft(consignee_role="battery_maker", override_reason="急")
    draft = with_party(before, "consignee_uscc", party(role="recipient"))
    assert (draft.consignee_role, draft.override_reason) == ("battery_maker", None)


def test_a_card_can_be_kept_once_name_and_code_are_right():
    assert not can_keep(HandoffDraft(consignee_name=NAME, consignee_uscc=RECYCLER[:-1]), PartyKind.RECIPIENT)
    assert not can_keep(HandoffDraft(consignee_uscc=RECYCLER), PartyKind.RECIPIENT)
    draft = HandoffDraft(consignee_name=NAME, consignee_uscc=RECYCLER.lower())
    assert can_keep(draft, PartyKind.RECIPIENT)
    assert not can_keep(draft, PartyKind.CARRIER)
    assert party_of(draft, PartyKind.RECIPIENT).uscc == RECYCLER
