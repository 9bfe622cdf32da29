"""Which rule counts on a day, what the built-in ones say, and packs in which two would count at once."""

from dataclasses import replace
from datetime import date

import pytest

from packtrail.app.rulebook import load_rulebook
from packtrail.domain.code_tables import Confidence
from packtrail.domain.deadlines import (
    DayUnit,
    DestinationKind,
    Duty,
    Proof,
    Reporter,
    RuleDataUnfit,
    RulesOverlap,
    Standing,
)
from packtrail.domain.sync_state import AckLevel

BOOK = load_rulebook()
LAST_OF_2018_RULE, FIRST_OF_ORDER_73 = date(2026, 3, 31), date(2026, 4, 1)


def ids(duty: Duty, reporter: Reporter, day: date) -> list[str]:
    return [rule.rule_id for rule in BOOK.in_force(duty, reporter, day)]


def rule(rule_id: str):
    return next(one for one in BOOK.rules if one.rule_id == rule_id)


@pytest.mark.rule("S11")
@pytest.mark.parametrize(
    ("duty", "reporter", "days"),
    [
        (Duty.INTAKE, Reporter.VEHICLE_MAKER, 30),
        (Duty.HANDOFF, Reporter.VEHICLE_MAKER, 30),
        (Duty.CERTIFICATE, Reporter.DISMANTLER, 15),
        (Duty.REMOVAL, Reporter.DISMANTLER, 15),
    ],
)
def test_the_2018_rule_counts_working_days_and_ends_on_31_march_2026(duty, reporter, days):
    for day in (date(2018, 8, 1), LAST_OF_2018_RULE):
        (found,) = BOOK.in_force(duty, reporter, day)
        assert (found.days, found.unit, found.standing) == (days, DayUnit.WORKDAY, Standing.REPEALED)
        assert found.provenance.confidence is Confidence.SEEN
    assert BOOK.in_force(duty, reporter, date(2018, 7, 31)) == ()
    assert "cn-2018-35" not in " ".join(ids(duty, reporter, FIRST_OF_ORDER_73))


@pytest.mark.rule("S12")
@pytest.mark.parametrize("duty", [Duty.INTAKE, Duty.HANDOFF])
def test_order_73_is_known_at_second_hand_and_its_days_are_unclear(duty):
    (found,) = BOOK.in_force(duty, Reporter.UTILISATION_ENTERPRISE, FIRST_OF_ORDER_73)
    assert (found.days, found.unit, found.standing) == (30, DayUnit.UNCLEAR, Standing.SECOND_HAND)
    assert found.provenance.confidence is Confidence.SECONDARY
    assert BOOK.in_force(duty, Reporter.UTILISATION_ENTERPRISE, LAST_OF_2018_RULE) == ()


@pytest.mark.rule("S13")
@pytest.mark.parametrize(
    ("duty", "reporter"),
    [
        (Duty.INTAKE, Reporter.RECYCLING_OUTLET),
        (Duty.HANDOFF, Reporter.RECYCLING_OUTLET),
        (Duty.CERTIFICATE, Reporter.DISMANTLER),
        (Duty.REMOVAL, Reporter.DISMANTLER),
    ],
)
def test_what_order_73_asks_of_an_outlet_was_not_found_and_is_marked_as_assumed(duty, reporter):
    found = BOOK.in_force(duty, reporter, FIRST_OF_ORDER_73)[0]
    assert (found.days, found.standing) == (30, Standing.ASSUMPTION)
    assert found.provenance.confidence is Confidence.INFERRED


@pytest.mark.practice(10)
@pytest.mark.rule("S16")
@pytest.mark.parametrize("day", [LAST_OF_2018_RULE, FIRST_OF_ORDER_73, date(2031, 1, 1)])
def test_where_no_rule_gives_the_outlet_a_day_count_its_own_target_is_called_internal(day):
    last = BOOK.in_force(Duty.INTAKE, Reporter.RECYCLING_OUTLET, day)[-1]
    assert (last.rule_id, last.days, last.standing) == ("house-target-in", 3, Standing.INTERNAL)


def test_every_rule_names_its_source_and_how_sure_we_are():
    assert len(BOOK.rules) == 12
    assert all(one.source_id and one.provenance.source for one in BOOK.rules)


def test_the_strongest_standing_comes_first():
    assert ids(Duty.INTAKE, Reporter.RECYCLING_OUTLET, FIRST_OF_ORDER_73) == [
        "assumed-outlet-in",
        "house-target-in",
    ]


@pytest.mark.practice(10)
def test_a_maker_s_hub_meets_the_outlet_s_duty_and_not_the_one_to_the_authority():
    upstream = rule("assumed-outlet-in").met_at(DestinationKind.HUB)
    authority = rule("cn-2018-35-a13-removal").met_at(DestinationKind.HUB)
    assert upstream.ack_level is AckLevel.RELAY_ACCEPTED
    assert authority.ack_level is AckLevel.AUTHORITY_ACCEPTED
    assert upstream.proofs == authority.proofs == {Proof.SIGNED_RECEIPT}
    assert rule("cn-2018-35-a13-removal").met_at(DestinationKind.MAKER_PORTAL) is None


def test_one_rule_twice_on_a_day_is_refused_with_the_day():
    again = replace(rule("cn-2018-35-a11-in"), valid_from=date(2026, 1, 1), valid_to=None, days=20)
    with pytest.raises(RulesOverlap) as raised:
        replace(BOOK, rules=(*BOOK.rules, again))
    assert raised.value.rule_id == raised.value.other_rule_id == "cn-2018-35-a11-in"
    assert raised.value.overlap_on == date(2026, 1, 1)


def test_two_rules_of_one_standing_for_the_same_duty_are_refused_on_their_common_day():
    other = replace(rule("assumed-outlet-in"), rule_id="other", valid_from=date(2027, 1, 1))
    with pytest.raises(RulesOverlap) as raised:
        replace(BOOK, rules=(*BOOK.rules, other))
    assert {raised.value.rule_id, raised.value.other_rule_id} == {"assumed-outlet-in", "other"}


def test_a_rule_that_changes_goes_on_under_its_id_from_the_day_after():
    ended = replace(rule("assumed-outlet-in"), valid_to=date(2026, 12, 31))
    new = replace(ended, valid_from=date(2027, 1, 1), valid_to=None, days=20)
    others = tuple(one for one in BOOK.rules if one.rule_id != "assumed-outlet-in")
    book = replace(BOOK, rules=(*others, new, ended))
    days = [
        book.in_force(Duty.INTAKE, Reporter.RECYCLING_OUTLET, day)[0].days
        for day in (date(2026, 12, 31), date(2027, 1, 1))
    ]
    assert days == [30, 20]


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"days": 0}, "too_small"),
        ({"days": -5}, "too_small"),
        ({"soon_workdays": -1}, "too_small"),
        ({"valid_to": date(2026, 3, 31)}, "ends_before_it_begins"),
        ({"met_by": rule("assumed-outlet-in").met_by * 2}, "twice"),
    ],
)
def test_a_rule_that_says_what_none_can_is_refused(changed, fault):
    with pytest.raises(RuleDataUnfit) as raised:
        replace(rule("assumed-outlet-in"), **changed)
    assert (raised.value.place, raised.value.document_fault) == ("assumed-outlet-in", fault)


@pytest.mark.parametrize("level", [None, AckLevel.RELAY_ACCEPTED])
def test_a_signed_receipt_and_the_level_it_must_reach_belong_together(level):
    proofs = frozenset({Proof.OPERATOR_STATEMENT if level else Proof.SIGNED_RECEIPT})
    entry = replace(rule("assumed-outlet-in").met_by[0], ack_level=level, proofs=proofs)
    with pytest.raises(RuleDataUnfit) as raised:
        replace(rule("assumed-outlet-in"), met_by=(entry,))
    assert raised.value.document_fault == "receipt_without_level"
