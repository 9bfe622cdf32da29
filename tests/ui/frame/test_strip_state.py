"""The strip in words."""

from datetime import datetime, timedelta, timezone

import pytest

from packtrail.ui.frame.strip_state import Readiness, StripState, strip_items
from packtrail.ui.theme.tokens import Tone
from packtrail.wording import Language, wording
from packtrail.wording.values import ago_words

CHINESE = wording(Language.CHINESE)
NOW = datetime(2026, 11, 23, 9, 45, tzinfo=timezone(timedelta(hours=8)))


def sentence(name, **facts):
    items = {item.name: item for item in strip_items(StripState(now=NOW, **facts), CHINESE)}
    return items[name].sentence


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "没有待上报"),
        ({"unsent": 3}, "待上报 3"),
        ({"unsent": 12, "oldest_age": timedelta(days=2)}, "待上报 12 · 最早 2 天前"),
    ],
)
def test_the_backlog_is_a_count_with_its_oldest_age(facts, said):
    assert sentence("unsent", **facts) == said


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "未设上报去向"),
        ({"destination": "车企平台"}, "车企平台 尚未确认过"),
        ({"destination": "车企平台", "confirmed_at": NOW - timedelta(minutes=4)}, "车企平台 最后确认 09:41"),
        (
            {"destination": "车企平台", "confirmed_at": NOW - timedelta(days=1)},
            "车企平台 最后确认 2026-11-22 09:45",
        ),
    ],
)
def test_the_confirmation_names_whose_it_is_and_its_day_unless_today(facts, said):
    assert sentence("destination", **facts) == said


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (timedelta(seconds=59), "刚刚"),
        (timedelta(minutes=59, seconds=59), "59 分钟前"),
        (timedelta(hours=23, minutes=59), "23 小时前"),
        (timedelta(days=2, hours=23), "2 天前"),
    ],
)
def test_an_age_is_said_in_its_largest_whole_unit(age, said):
    assert ago_words(CHINESE, age) == said


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("readiness", Readiness)
def test_every_readiness_has_its_words_and_its_tone(language, readiness):
    state = StripState(scanner=readiness, camera=readiness, clock=readiness)
    items = {item.name: item for item in strip_items(state, wording(language))}
    assert all(item.sentence for item in items.values())
    worst = {Readiness.READY: Tone.OK, Readiness.MISSING: Tone.WARN, Readiness.UNKNOWN: Tone.QUIET}[readiness]
    assert items["scanner"].tone is items["camera"].tone is worst


def test_a_wrong_clock_is_danger_for_every_record_carries_its_time():
    items = {item.name: item for item in strip_items(StripState(clock=Readiness.MISSING), CHINESE)}
    assert items["clock"].tone is Tone.DANGER


@pytest.mark.parametrize(
    ("behind", "said"),
    [
        (timedelta(minutes=3), "时钟倒回 3 分钟"),
        (timedelta(hours=26), "时钟倒回 1 天"),
        (timedelta(hours=2, minutes=59), "时钟倒回 2 小时"),
    ],
)
def test_a_clock_that_went_back_says_by_how_much(behind, said):
    assert sentence("clock", clock=Readiness.READY, clock_behind=behind) == said
    items = {item.name: item for item in strip_items(StripState(clock_behind=behind), CHINESE)}
    assert items["clock"].tone is Tone.DANGER


def test_the_operator_is_named():
    assert sentence("operator", operator="王建国") == "操作员 王建国"
    assert sentence("operator") == "未登录"
