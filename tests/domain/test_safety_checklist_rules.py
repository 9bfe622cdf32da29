"""安全判定: what a set of answers means, and what is refused before it means anything."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.safety_checklist import load_safety
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.records import SafetyAnswer
from packtrail.domain.safety import DangerLevel, Persons, determine

LIST = load_safety().checklist
IDS = tuple(item.item_id for item in LIST.items)
BOTH = Persons("王建国", "李红梅")
ALONE = Persons("王建国")


def answers(*yes: str) -> tuple[SafetyAnswer, ...]:
    return tuple(SafetyAnswer(item=item, is_yes=item in yes) for item in IDS)


def faults(given_answers, persons=BOTH, *, must_be_joint=True):
    with pytest.raises(DraftIncomplete) as refused:
        determine(LIST, given_answers, persons, must_be_joint=must_be_joint)
    return [(fault.kind, fault.field) for fault in refused.value.faults]


@pytest.mark.rule("S8")
def test_all_answers_no_passes():
    found = determine(LIST, answers(), BOTH, must_be_joint=True)
    assert found.passed
    assert (found.yes_items, found.treatments, found.danger.level) == ((), (), DangerLevel.NONE)


@pytest.mark.rule("S8")
@given(st.sets(st.sampled_from(IDS), min_size=1))
def test_any_yes_fails(yes):
    found = determine(LIST, answers(*yes), BOTH, must_be_joint=True)
    assert not found.passed
    assert {item.item_id for item in found.yes_items} == yes
    assert found.danger.is_found


@given(st.sets(st.sampled_from(IDS)))
def test_one_high_risk_item_makes_the_unit_high_risk_whatever_else_is_answered(yes):
    found = determine(LIST, answers(*yes), BOTH, must_be_joint=True)
    assert found.is_high_risk == any(item.is_high_risk for item in LIST.items if item.item_id in yes)
    assert (found.danger.level == DangerLevel.HIGH) == found.is_high_risk


@given(st.permutations(answers("smoke", "case_deformed")))
def test_the_order_in_which_the_items_are_answered_does_not_matter(shuffled):
    found = determine(LIST, shuffled, BOTH, must_be_joint=True)
    assert found == determine(LIST, answers("smoke", "case_deformed"), BOTH, must_be_joint=True)
    assert tuple(answer.item for answer in found.answers) == IDS


def test_heat_now_is_thermal_and_traces_of_an_old_fire_are_not():
    assert determine(LIST, answers("abnormal_temperature"), BOTH, must_be_joint=True).danger.is_thermal
    burnt = determine(LIST, answers("burn_marks"), BOTH, must_be_joint=True).danger
    assert (burnt.level, burnt.is_thermal) == (DangerLevel.HIGH, False)


def test_two_items_that_ask_for_one_treatment_propose_it_once():
    found = determine(LIST, answers("case_deformed", "swelling", "discharge"), BOTH, must_be_joint=True)
    assert found.treatments == ("isolate_and_watch",)


def test_everything_that_is_wrong_is_said_at_once():
    given_answers = (
        *answers()[2:],
        SafetyAnswer(item=IDS[2], is_yes=True),
        SafetyAnswer(item="haunted", is_yes=True),
    )
    assert faults(given_answers, Persons(" ")) == [
        (FaultKind.ANSWER_MISSING, f"answers.{IDS[0]}"),
        (FaultKind.ANSWER_MISSING, f"answers.{IDS[1]}"),
        (FaultKind.ANSWERED_TWICE, f"answers.{IDS[2]}"),
        (FaultKind.ANSWER_UNKNOWN, "answers"),
        (FaultKind.CONSIGNOR_MISSING, "consignor"),
        (FaultKind.CONSIGNEE_MISSING, "consignee"),
    ]


def test_a_determination_that_answers_nothing_does_not_pass():
    assert [kind for kind, _ in faults(())] == [FaultKind.ANSWER_MISSING] * len(IDS)


@pytest.mark.practice(9)
@pytest.mark.rule("S8")
def test_before_packing_both_parties_name_a_person():
    assert faults(answers(), ALONE) == [(FaultKind.CONSIGNEE_MISSING, "consignee")]


@pytest.mark.parametrize(
    ("persons", "is_joint"), [(BOTH, True), (ALONE, False), (Persons("王建国", " \u3000"), False)]
)
def test_the_outlet_alone_may_determine_at_intake_and_it_is_marked_so(persons, is_joint):
    assert determine(LIST, answers(), persons, must_be_joint=False).is_joint is is_joint


@pytest.mark.parametrize("must_be_joint", [True, False])
@pytest.mark.parametrize("other", ["王建国", " 王 建国", "王建国\u200b"])
def test_one_person_cannot_stand_for_both_parties(other, must_be_joint):
    same = [(FaultKind.SAME_PERSON, "consignee")]
    assert faults(answers(), Persons("王建国", other), must_be_joint=must_be_joint) == same


def test_texts_that_no_record_has_room_for_are_refused():
    remarked = replace(answers()[0], remark="长" * 201)
    assert faults((remarked, *answers()[1:]), Persons("王" * 201, "李")) == [
        (FaultKind.TEXT_TOO_LONG, f"answers.{IDS[0]}"),
        (FaultKind.TEXT_TOO_LONG, "consignor"),
    ]


def test_a_million_answers_are_one_fault():
    assert faults(answers() * 100_000) == [(FaultKind.TOO_MANY, "answers")]
