"""No path leads to a refusal without its sentence, its owner and what to do (``platform.md`` 12, 13)."""

import pytest

from packtrail.domain.sync_state import BatchState, SubmissionState
from packtrail.protocol.problems import CATALOGUE, Owner
from packtrail.ui.sync import errors_words
from packtrail.usecases.reconcile_month import Difference
from packtrail.usecases.report_errors import REFUSED, Remedy, grouped
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.usecases.test_report_errors import issue, submission

LANGUAGES = [CHINESE, ENGLISH]


def spoken(w, *issues, state=SubmissionState.REJECTED):
    (group,) = grouped([submission(*issues, state=state)])
    return (
        *errors_words.group_words(w, group),
        *errors_words.code_texts(w, group.errors[0])[:2],
        errors_words.place_words(w, group.errors[0]),
        errors_words.opening_words(w, group.errors[0]),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_has_a_heading_a_reason_an_action_a_place_and_a_button(language, code):
    said = spoken(wording(language), issue(code))
    assert all(each.strip() for each in said)
    assert code in said[2]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", sorted(REFUSED))
def test_a_refusal_without_a_reason_has_an_action_all_the_same(language, state):
    assert all(each.strip() for each in spoken(wording(language), state=state))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_of_tomorrow_is_named_with_the_platforms_own_text(language):
    said = spoken(wording(language), issue("BT-7777", message="平台原话"))
    assert "BT-7777" in said[2]
    assert "平台原话" in said[2]
    assert all(each.strip() for each in said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_owner_remedy_state_and_difference_has_its_words(language):
    w = wording(language)
    keys = [
        *(f"problems.owner.{each}" for each in Owner),
        *(f"sync.remedy.{each}.{part}" for each in Remedy for part in ("title", "action")),
        *(f"words.submission.{each}" for each in SubmissionState),
        *(f"sync.batch.{each}" for each in BatchState),
        *(f"sync.difference.{each}" for each in Difference),
    ]
    assert [key for key in keys if not w.knows(key)] == []


def test_the_button_names_the_field_that_it_opens():
    w = wording(CHINESE)
    assert spoken(w, issue("BT-4002", "/body/source_uscc"))[-1] == "更正“交付单位信用代码”"
    assert spoken(w, issue("BT-3001", "/body/battery_code"))[-1] == "更正编码"
    assert spoken(w, issue("BT-3006", "/occurred_at"))[-1] == "打开记录"
