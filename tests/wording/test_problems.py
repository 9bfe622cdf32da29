"""Every code that a hub may answer with has words in both languages, an action and somebody to act."""

import pytest

from packtrail.protocol.problems import CATALOGUE, SEQ_GAP, Owner
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.problems import owner_words, problem_words

LANGUAGES = [CHINESE, ENGLISH]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_a_code_has_a_meaning_an_action_and_an_owner(language, code):
    words = problem_words(wording(language), code)
    assert words.what
    assert words.action
    assert words.owner == wording(language).say(f"problems.owner.{CATALOGUE[code].owner}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("owner", Owner)
def test_every_owner_has_a_name(language, owner):
    assert wording(language).knows(f"problems.owner.{owner}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_no_words_for_codes_that_there_are_not(language):
    named = {key.split(".")[1] for key in wording(language).sentences if key.startswith("problems.")}
    assert named - {"owner", "unknown"} == {entry.key for entry in CATALOGUE.values()}


def test_what_chinese_users_already_see_keeps_its_wording():
    words = wording(CHINESE)
    said = {code: problem_words(words, code).what for code in ("BT-2005", "BT-3001", "BT-3002", "BT-3004")}
    assert said == {
        "BT-2005": "电池供应商未上传电池备案信息",
        "BT-3001": "已入库",
        "BT-3002": "未入库",
        "BT-3004": "去向单位缺失",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_code_is_named_and_has_an_action_too(language):
    words = problem_words(wording(language), "BT-7777")
    assert "BT-7777" in words.what
    assert "BT-7777" in words.action
    assert words.owner


def test_an_unknown_code_with_a_text_from_above_says_that_text():
    assert problem_words(wording(CHINESE), "BT-7777", "上级说明").what == "上级说明"


def test_a_group_is_headed_by_who_has_to_act():
    assert owner_words(wording(CHINESE), SEQ_GAP) == "本网点"
