"""Every duty, state, proof and standing has its words, and a date says what is unsure about it."""

from datetime import date

import pytest

from packtrail.app.rulebook import load_rulebook
from packtrail.domain.deadlines import (
    CalendarMissing,
    DayUnit,
    DestinationKind,
    DocumentFault,
    Duty,
    DutyState,
    Proof,
    Reported,
    Reporter,
    RuleDataUnfit,
    Standing,
    due,
)
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.deadlines import deadline_word, due_remarks
from packtrail.wording.errors import explain
from packtrail.wording.values import word

LANGUAGES = pytest.mark.parametrize("language", [CHINESE, ENGLISH])
KINDS = (DayUnit, DestinationKind, Duty, DutyState, Proof, Reported, Reporter, Standing)
BOOK = load_rulebook()


def remarks(rule_id: str, event: str) -> tuple[str, ...]:
    rule = next(one for one in BOOK.rules if one.rule_id == rule_id)
    return due_remarks(wording(CHINESE), due(date.fromisoformat(event), rule, BOOK.calendar))


@LANGUAGES
@pytest.mark.parametrize("value", [value for kind in KINDS for value in kind])
def test_each_value_has_a_word_of_its_own(value, language):
    words = [deadline_word(wording(language), each) for each in type(value)]
    assert len(set(words)) == len(words)


@LANGUAGES
@pytest.mark.parametrize("fault", list(DocumentFault))
def test_each_fault_of_a_document_has_its_words(fault, language):
    assert word(wording(language), "document_fault", fault.value) != fault.value


@pytest.mark.practice(10)
def test_a_proof_by_hand_reads_as_reported_and_confirmed_by_a_person():
    assert deadline_word(wording(CHINESE), Reported.BY_HAND) == "已报·人工确认"
    assert deadline_word(wording(CHINESE), Standing.INTERNAL) == "内部目标"
    assert "待确认" in deadline_word(wording(CHINESE), Standing.ASSUMPTION)


def test_a_missing_calendar_is_named_by_its_year():
    told = explain(wording(ENGLISH), CalendarMissing(2028, 2018, 2027))
    assert told.what.startswith("The calendar for 2028 is not loaded")


def test_a_bad_rule_pack_is_told_by_dataset_place_and_fault():
    error = RuleDataUnfit("deadline_rules", "rule.3.days", DocumentFault.TOO_SMALL, "0")
    assert explain(wording(CHINESE), error).what == "时限规则不能用：rule.3.days 数值太小（写的是“0”）。"


def test_a_plain_due_date_needs_no_remark():
    assert remarks("cn-2018-35-a13-removal", "2026-02-13") == ()


def test_a_day_off_another_reading_and_a_year_not_announced_are_said_beside_the_date():
    assert remarks("assumed-outlet-out", "2026-09-01") == ("遇休息日可顺延至 2026-10-08（待确认）",)
    both = remarks("cn-2026-73-a24-7-out", "2026-12-02")
    assert "2027-01-04" in both[0]
    assert "2027-01-14" in both[1]
    assert both[2] == "暂定：2027 年放假安排未公布"
