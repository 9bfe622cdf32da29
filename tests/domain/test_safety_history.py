"""What the records of a unit, in their order, say of its safety; days from an outlet's floor (practice 9)."""

from datetime import datetime, timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.safety_checklist import load_safety
from packtrail.domain.moments import SHANGHAI
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.safety import (
    Checked,
    DangerLevel,
    Determined,
    Lack,
    SafetyState,
    Treated,
    condition_danger,
    fold_safety,
    isolated_case,
    may_be_released_to_storage,
    may_leave_isolated,
)

pytestmark = pytest.mark.practice(9)

RULE = load_safety().rules.recheck
START = datetime(2026, 5, 4, 9, 30, tzinfo=SHANGHAI)
US, THEM = "91110000600037341L", "91330800575349959F"


def hours(count: int) -> datetime:
    return START + timedelta(hours=count)


def state(*facts) -> SafetyState:
    return reduce(fold_safety, facts, SafetyState())


def to_leave(*facts, uscc=THEM):
    return may_leave_isolated(
        isolated_case(
            state(*facts),
            rule=RULE,
            has_settled_identity=True,
            recipient_uscc=uscc,
            recipient_takes_damaged=True,
            is_packed_as_damaged=True,
        )
    )


def to_store(*facts, settled=True):
    case = isolated_case(
        state(*facts), rule=RULE, has_settled_identity=settled, released_by="op_1", confirmed_by="op_2"
    )
    return may_be_released_to_storage(case)


def check(condition, at=0, recheck_at=None):
    return Checked(at=hours(at), condition_class=condition, recheck_at=recheck_at)


def treat(at=1):
    return Treated(at=hours(at))


def joint(at=2, *, passed=False, high=False, thermal=False, uscc=THEM):
    return Determined(
        at=hours(at),
        passed=passed,
        is_high_risk=high,
        is_thermal=thermal,
        is_joint=True,
        consignee_uscc=uscc,
    )


def alone(at=2, *, passed=True, high=False, thermal=False):
    return Determined(at=hours(at), passed=passed, is_high_risk=high, is_thermal=thermal)


LEAK, HOT, BURNT = ConditionClass.LEAKING, ConditionClass.OVERHEATING, ConditionClass.FIRE_WATER_EXPOSED
DENTED, SOUND = ConditionClass.DEFORMED, ConditionClass.NORMAL


def test_a_leaking_pack_is_treated_accepted_by_both_and_leaves_though_it_failed():
    assert to_leave(check(LEAK), treat(), joint(high=True)) == ()


@pytest.mark.parametrize("facts", [(check(LEAK), treat(), joint(passed=True)), (check(LEAK), alone())])
def test_a_leaking_pack_never_goes_back_to_the_shelf(facts):
    assert Lack.HIGH_RISK in to_store(*facts)


def test_a_later_look_that_finds_nothing_does_not_undo_high_risk():
    assert Lack.HIGH_RISK in to_store(check(LEAK), treat(), check(SOUND, 2), alone(3))


def test_a_dented_pack_is_treated_passes_and_goes_back_to_the_shelf():
    assert to_store(check(DENTED), treat(), alone()) == ()


def test_a_treatment_before_the_danger_was_found_does_not_count():
    assert to_store(treat(0), check(DENTED, 1), alone()) == (Lack.TREATMENT,)


def test_a_determination_before_the_treatment_does_not_count():
    assert to_store(check(DENTED), alone(1), treat(2)) == (Lack.DETERMINATION,)
    assert to_leave(check(DENTED), joint(1), treat(2)) == (Lack.DETERMINATION,)


def test_a_leak_that_goes_on_after_the_treatment_is_treated_again():
    still = to_leave(check(LEAK), treat(), joint(high=True), check(LEAK, 3))
    assert still == (Lack.TREATMENT, Lack.DETERMINATION)


def test_a_dent_that_is_still_there_asks_for_a_new_determination_alone():
    assert to_store(check(DENTED), treat(), check(DENTED, 2)) == (Lack.DETERMINATION,)


def test_a_danger_that_the_joint_determination_finds_first_is_treated_first():
    assert to_leave(check(DENTED), treat(), joint(high=True)) == (Lack.TREATMENT, Lack.DETERMINATION)


def test_what_passed_once_and_fails_beside_the_lorry_is_treated_anew():
    facts = (check(DENTED), treat(), alone(), joint(5))
    assert to_leave(*facts) == (Lack.TREATMENT, Lack.DETERMINATION)
    assert to_leave(*facts, treat(6), joint(7)) == ()


def test_the_acceptance_of_another_recipient_is_none():
    facts = (check(DENTED), treat(), joint())
    assert to_leave(*facts, uscc=US) == (Lack.BOTH_PARTIES,)
    assert to_leave(*facts, uscc=None) == (Lack.BOTH_PARTIES,)


def test_the_outlet_alone_cannot_accept_for_both():
    assert to_leave(check(DENTED), treat(), alone(passed=False)) == (Lack.BOTH_PARTIES,)


def test_a_pack_that_nobody_has_looked_at_yet_stays():
    assert to_store(check(ConditionClass.UNDETERMINED), alone()) == (Lack.CONDITION_UNCHECKED,)
    assert to_store(alone()) == (Lack.CONDITION_UNCHECKED,)
    assert to_store(check(ConditionClass.UNDETERMINED), check(SOUND, 1), alone()) == ()


@pytest.mark.practice(12)
def test_a_conflict_of_codes_keeps_a_sound_pack_isolated_until_it_is_explained():
    assert to_store(check(SOUND), alone(), settled=False) == (Lack.IDENTITY_IN_CONFLICT,)
    assert to_store(check(SOUND), alone()) == ()


def test_a_burnt_pack_waits_for_its_second_look():
    facts = (check(BURNT), treat(), joint(high=True))
    assert to_leave(*facts) == (Lack.RECHECK,)
    wait = RULE.wait // timedelta(hours=1)
    assert Lack.RECHECK in to_leave(check(BURNT), treat(), check(BURNT, wait - 1), joint(wait, high=True))
    assert to_leave(check(BURNT), treat(), check(BURNT, wait), joint(wait + 1, high=True)) == ()


def test_a_pack_that_is_still_hot_at_the_second_look_waits_again():
    again = state(check(HOT), treat(), check(HOT, 30))
    assert again.recheck_due_at(RULE) == hours(30) + RULE.wait
    assert not again.is_treated


def test_a_look_that_settled_nothing_is_no_second_look():
    assert state(check(HOT), check(ConditionClass.UNDETERMINED, 30)).cool_at is None


def test_a_look_entered_late_does_not_undo_the_one_that_counts():
    assert state(check(HOT), check(SOUND, 30), check(SOUND, 3)).cool_at == hours(30)


def test_heat_beside_the_lorry_starts_the_wait_again():
    cool = (check(HOT), treat(), check(SOUND, 30), joint(31, high=True, thermal=True))
    assert to_leave(*cool) == (Lack.RECHECK,)


def test_the_time_that_the_record_promised_stands_though_the_rule_changed():
    assert state(check(HOT, recheck_at=hours(72))).recheck_due_at(RULE) == hours(72)


def test_a_pack_that_was_never_hot_has_no_second_look():
    assert state(check(DENTED)).recheck_due_at(RULE) is None


CONDITIONS = st.sampled_from([*ConditionClass, "word_of_a_newer_peer"])
FLAGS = st.booleans()
TIMES = st.integers(0, 200).map(hours)
FACTS = st.one_of(
    st.builds(Checked, at=TIMES, condition_class=CONDITIONS),
    st.builds(Treated, at=TIMES),
    st.builds(
        Determined,
        at=TIMES,
        passed=FLAGS,
        is_high_risk=FLAGS,
        is_thermal=FLAGS,
        is_joint=FLAGS,
        consignee_uscc=st.sampled_from([None, US, THEM]),
    ),
)


def found_high(fact) -> bool:
    if isinstance(fact, Checked):
        return condition_danger(fact.condition_class).level == DangerLevel.HIGH
    return isinstance(fact, Determined) and not fact.passed and fact.is_high_risk


def found_danger(fact) -> bool:
    if isinstance(fact, Checked):
        return condition_danger(fact.condition_class).is_found
    return isinstance(fact, Determined) and not fact.passed


@given(st.lists(FACTS, max_size=12))
def test_no_history_with_a_high_risk_in_it_leads_to_ordinary_storage(facts):
    if any(map(found_high, facts)):
        assert Lack.HIGH_RISK in to_store(*facts)


@given(st.lists(FACTS, max_size=12))
def test_no_history_opens_a_way_without_a_determination_as_its_last_word(facts):
    if to_store(*facts) == () or to_leave(*facts) == ():
        last = max(n for n, fact in enumerate(facts) if isinstance(fact, Determined))
        later = facts[last + 1 :]
        assert not any(map(found_danger, later))
        assert not any(isinstance(fact, Treated) for fact in later)


@given(st.lists(FACTS, max_size=12))
def test_no_history_opens_the_way_out_without_treatment_before_a_joint_determination(facts):
    if to_leave(*facts) == ():
        last = max(n for n, fact in enumerate(facts) if isinstance(fact, Determined))
        assert facts[last].is_joint
        assert any(isinstance(fact, Treated) for fact in facts[:last])
