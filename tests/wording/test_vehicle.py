"""Every block, warning, step and place of a case has its words in both languages."""

import pytest

from packtrail.app.vehicle_rules import load_vehicle_rules
from packtrail.domain.look_alikes import Change
from packtrail.domain.vehicle_case import (
    Block,
    BlockKind,
    CaseKind,
    CaseState,
    CaseStep,
    CaseWarning,
    CodeOrigin,
    EnergyType,
    Gap,
    MatchOutcome,
    NearCode,
    OwnerKind,
    Proof,
    SlotState,
    VinReason,
)
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.vehicle import block_text, near_text

LISTS = {
    "case_kind": CaseKind,
    "owner_kind": OwnerKind,
    "energy_type": EnergyType,
    "vin_reason": VinReason,
    "code_origin": CodeOrigin,
    "match_outcome": MatchOutcome,
    "slot_state": SlotState,
    "case_proof": Proof,
    "case_state": CaseState,
    "case_step": CaseStep,
    "case_block": BlockKind,
    "case_warning": CaseWarning,
    "case_evidence": Gap,
}
LANGUAGES = pytest.mark.parametrize("language", [CHINESE, ENGLISH])


@LANGUAGES
@pytest.mark.parametrize("vocabulary", LISTS)
def test_each_word_of_a_list_is_there(vocabulary, language):
    w = wording(language)
    assert [each for each in LISTS[vocabulary] if not w.knows(f"words.{vocabulary}.{each.value}")] == []


@LANGUAGES
def test_each_paper_and_photograph_of_the_rules_is_there(language):
    w = wording(language)
    kinds = load_vehicle_rules().evidence_kinds
    assert [kind for kind in kinds if not w.knows(f"words.case_evidence.{kind}")] == []


@LANGUAGES
@pytest.mark.parametrize("kind", BlockKind)
def test_each_block_is_one_line_with_its_facts(kind, language):
    line = block_text(wording(language), Block(kind, "AAA", "BBB", 1, 3))
    assert line
    assert "\n" not in line
    assert "{" not in line


def test_a_surplus_battery_reads_differently_from_one_in_another_s_place():
    w = wording(CHINESE)
    placed = block_text(w, Block(BlockKind.MISMATCH_UNEXPLAINED, "AAA", "BBB"))
    beside = block_text(w, Block(BlockKind.MISMATCH_UNEXPLAINED, "AAA"))
    assert "BBB" in placed
    assert placed != beside


@LANGUAGES
def test_a_look_alike_names_the_code_and_the_position(language):
    said = near_text(wording(language), NearCode("AAA0", (Change(4, "O", "0"),)))
    assert "AAA0" in said
    assert "4" in said
