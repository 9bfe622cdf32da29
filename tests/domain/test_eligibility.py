"""May this recipient receive: papers by kind of recipient, on the day of the handoff (practice 11)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.recipients import load_recipient_rules
from packtrail.domain.eligibility import (
    EligibilityWarning,
    Override,
    Recipient,
    RecipientCodeWrong,
    RecipientNotEligible,
    eligibility,
    recipient_of,
    require_eligible,
)
from packtrail.domain.records import ListMembership, PartyPaper, PartyProfile
from packtrail.domain.records.handoff import ConsigneeRole

pytestmark = pytest.mark.practice(11)

RULES = load_recipient_rules()
DAY = date(2026, 5, 4)
LAST_DAY_OF_OLD = date(2026, 3, 31)
SEEN = date(2026, 4, 20)
USCC, WRONG = "91110000600037341L", "91110000600037341M"
ART_18 = (
    "business_licence",
    "project_filing",
    "eia_approval",
    "safety_environment_acceptance",
    "discharge_permit",
)
ART_18_NEEDS = (
    "business_licence",
    "project_approval",
    "eia",
    "safety_environment_facilities",
    "pollutant_discharge",
)


def papers(*names, checked_on=SEEN, expires_on=None):
    return tuple(PartyPaper(paper=name, checked_on=checked_on, expires_on=expires_on) for name in names)


def recipient(role=ConsigneeRole.UTILISATION_ENTERPRISE, held=ART_18, **more):
    facts = {"uscc": USCC, "name": "测试综合利用有限公司", "role": role, "papers": papers(*held)} | more
    return Recipient(**facts)


def ask(who, on=DAY, sender_kind="collection"):
    return eligibility(who, RULES, on, sender_kind=sender_kind)


UTILISERS = [
    ConsigneeRole.UTILISATION_ENTERPRISE,
    ConsigneeRole.REGENERATION_ENTERPRISE,
    ConsigneeRole.REPURPOSING_ENTERPRISE,
]


@pytest.mark.rule("S20")
@pytest.mark.parametrize("role", UTILISERS)
def test_an_enterprise_with_the_papers_of_article_18_may_receive(role):
    found = ask(recipient(role))
    assert found.is_eligible
    assert (found.missing, found.expired, found.expiring_soon, found.stale_check) == ((), (), {}, ())


@pytest.mark.rule("S20")
@pytest.mark.parametrize("role", UTILISERS)
@pytest.mark.parametrize("at", range(5))
def test_each_missing_paper_of_article_18_is_named(role, at):
    found = ask(recipient(role, ART_18[:at] + ART_18[at + 1 :]))
    assert not found.is_eligible
    assert found.missing == (ART_18_NEEDS[at],)


@pytest.mark.parametrize(
    ("at", "other"), [(1, "project_approval"), (2, "eia_registration"), (4, "discharge_registration")]
)
def test_a_registration_does_where_the_law_takes_one_for_a_permit(at, other):
    assert ask(recipient(held=(*ART_18[:at], other, *ART_18[at + 1 :]))).is_eligible


@pytest.mark.rule("S22")
@pytest.mark.parametrize(
    ("on", "missing"), [(LAST_DAY_OF_OLD, ()), (LAST_DAY_OF_OLD + timedelta(1), ART_18_NEEDS[1:])]
)
def test_from_april_2026_a_former_cascade_use_enterprise_counts_only_with_article_18_papers(on, missing):
    former = recipient(ConsigneeRole.REPURPOSING_ENTERPRISE, ("business_licence",))
    found = ask(former, on)
    assert found.missing == missing
    assert (EligibilityWarning.FORMER_REPURPOSING in found.warnings) == bool(missing)


@pytest.mark.parametrize("held", [ART_18, ()])
def test_standing_on_the_white_list_or_leaving_it_never_decides(held):
    listed = ListMembership(list_name="行业规范条件", since=date(2021, 1, 1))
    gone = replace(listed, until=date(2026, 7, 30))
    on = date(2026, 8, 1)
    results = [ask(recipient(held=held, memberships=lists), on) for lists in ((), (listed,), (gone,))]
    assert len({found.is_eligible for found in results}) == 1
    assert [EligibilityWarning.LEFT_A_LIST in found.warnings for found in results] == [False, False, True]


OUTLET = ("business_licence", "entrustment_letter", "public_listing")


@pytest.mark.rule("S21")
def test_an_outlet_receives_when_it_is_known_who_set_it_up_and_that_it_is_listed():
    outlet = recipient(ConsigneeRole.OTHER_OUTLET, OUTLET, set_up_by_name="某汽车有限公司")
    assert ask(outlet, sender_kind="dismantler").is_eligible
    unnamed = ask(replace(outlet, set_up_by_name=None), sender_kind="dismantler")
    assert unnamed.missing == ("set_up_by",)


@pytest.mark.parametrize(
    ("role", "sender_kind", "is_unsure"),
    [
        (ConsigneeRole.OTHER_OUTLET, "collection", True),
        (ConsigneeRole.OTHER_OUTLET, "central_storage", True),
        (ConsigneeRole.OTHER_OUTLET, "dismantler", False),
        (ConsigneeRole.BATTERY_MAKER, "collection", True),
        (ConsigneeRole.VEHICLE_MAKER, "dismantler", True),
        (ConsigneeRole.UTILISATION_ENTERPRISE, "collection", False),
    ],
)
def test_outlet_to_outlet_and_back_to_a_maker_warn_and_do_not_block(role, sender_kind, is_unsure):
    found = ask(recipient(role, (*ART_18, *OUTLET), set_up_by_name="某汽车有限公司"), sender_kind=sender_kind)
    assert found.is_eligible
    assert (EligibilityWarning.FLOW_TO_BE_CONFIRMED in found.warnings) == is_unsure


def test_who_set_an_outlet_up_is_named_by_a_right_code_or_warned_of():
    outlet = recipient(ConsigneeRole.OTHER_OUTLET, OUTLET, set_up_by_name="某公司", set_up_by_uscc=WRONG)
    found = ask(outlet)
    assert found.is_eligible
    assert EligibilityWarning.SET_UP_CODE_WRONG in found.warnings


@pytest.mark.parametrize(
    ("days", "is_expired", "is_soon"),
    [(-1, True, False), (0, False, True), (30, False, True), (31, False, False)],
)
def test_a_paper_holds_on_its_last_day_and_is_announced_thirty_days_before(days, is_expired, is_soon):
    last = DAY + timedelta(days)
    found = ask(recipient(papers=papers(*ART_18[1:]) + papers("business_licence", expires_on=last)))
    assert found.is_eligible is not is_expired
    assert found.expired == (("business_licence",) if is_expired else ())
    assert dict(found.expiring_soon) == ({"business_licence": last} if is_soon else {})


def test_the_paper_that_holds_longest_counts():
    old = papers("discharge_permit", expires_on=DAY - timedelta(1))
    assert ask(recipient(papers=old + papers(*ART_18))).is_eligible
    assert ask(recipient(papers=papers(*ART_18[:4]) + old)).expired == ("pollutant_discharge",)


@pytest.mark.parametrize(
    ("checked_on", "is_stale"),
    [(None, True), (DAY - timedelta(181), True), (DAY - timedelta(180), False), (DAY, False)],
)
def test_papers_seen_long_ago_warn_and_never_block(checked_on, is_stale):
    found = ask(recipient(papers=papers(*ART_18, checked_on=checked_on)))
    assert found.is_eligible
    assert found.stale_check == (ART_18_NEEDS if is_stale else ())


def test_a_paper_seen_only_after_the_handoff_is_said_so():
    found = ask(recipient(papers=papers(*ART_18, checked_on=DAY + timedelta(1))))
    assert found.is_eligible
    assert EligibilityWarning.CHECKED_LATER in found.warnings


@pytest.mark.parametrize("role", [*ConsigneeRole, "word_of_a_newer_peer"])
@pytest.mark.parametrize("on", [date(2015, 1, 1), date(2099, 1, 1)])
def test_a_day_or_a_kind_without_a_rule_warns_and_never_blocks(role, on):
    rules = replace(RULES, roles=tuple(replace(rule, in_force_to=date(2030, 1, 1)) for rule in RULES.roles))
    found = eligibility(recipient(role, ()), rules, on, sender_kind="collection")
    assert found.is_eligible
    assert found.warnings == (EligibilityWarning.NO_RULE,)
    assert found.rules == ()


def test_the_record_can_name_the_rules_and_their_version():
    found = ask(recipient())
    assert found.rules[0] == "order73-art18-utilisation"
    assert "order73-art18" in found.rules
    assert found.rules_version == RULES.version


def test_rules_that_were_not_read_in_the_laws_wording_say_so():
    assert EligibilityWarning.RULE_TO_BE_CONFIRMED in ask(recipient()).warnings


SUPERVISOR = Override("负责人电话确认，原件下周补", "op_sup")


def test_a_wrong_check_character_blocks_and_no_supervisor_lifts_it():
    who = recipient(uscc=WRONG)
    found = ask(who)
    assert not found.is_eligible
    with pytest.raises(RecipientCodeWrong) as refused:
        require_eligible(who, found, SUPERVISOR)
    assert refused.value.uscc == WRONG


def test_missing_papers_block_until_a_supervisor_gives_a_reason():
    who = recipient(held=ART_18[:3])
    found = ask(who)
    with pytest.raises(RecipientNotEligible) as refused:
        require_eligible(who, found)
    assert refused.value.papers == ART_18_NEEDS[3:]
    require_eligible(who, found, SUPERVISOR)


@pytest.mark.parametrize("override", [Override("", "op_sup"), Override(" \n", "op_sup"), Override("急", "")])
def test_an_override_without_a_reason_or_a_name_is_none(override):
    who = recipient(held=())
    with pytest.raises(RecipientNotEligible):
        require_eligible(who, ask(who), override)


def test_an_eligible_recipient_needs_no_override():
    who = recipient()
    require_eligible(who, ask(who))


def test_the_newest_profile_of_a_party_makes_the_recipient():
    profile = PartyProfile(
        party_kind="recipient",
        uscc=USCC,
        name="测试综合利用有限公司",
        role=ConsigneeRole.UTILISATION_ENTERPRISE,
        evidence=(),
        checked_on=None,
        expires_on=None,
        papers=papers(*ART_18),
        takes_damaged=True,
    )
    assert recipient_of(profile) == recipient(takes_damaged=True)


DATES = st.dates(date(2024, 1, 1), date(2028, 12, 31))
PAPERS = st.builds(
    PartyPaper,
    paper=st.sampled_from([*ART_18, *OUTLET, "unknown_paper"]),
    checked_on=st.none() | DATES,
    expires_on=st.none() | DATES,
)
ROLES = st.sampled_from(ConsigneeRole)


@given(ROLES, st.lists(PAPERS, max_size=8), DATES)
def test_what_stops_a_handoff_is_always_named(role, held, on):
    found = ask(recipient(role, papers=tuple(held)), on)
    assert found.is_eligible == (not found.missing and not found.expired)
    assert not set(found.missing) & set(found.expired)
    assert not set(found.expired) & {*found.expiring_soon, *found.stale_check}


@given(ROLES, st.lists(PAPERS, max_size=8), PAPERS, DATES)
def test_one_more_paper_never_makes_a_recipient_less_eligible(role, held, more, on):
    before = ask(recipient(role, papers=tuple(held)), on)
    after = ask(recipient(role, papers=(*held, more)), on)
    assert after.is_eligible or not before.is_eligible
