"""What rules, promises and dangers give a day, without a window."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from packtrail.app.rulebook import load_rulebook
from packtrail.domain.deadlines import (
    Duty,
    DutyState,
    Proof,
    Reporter,
    RuleBook,
    Standing,
    duty_due,
    duty_state,
)
from packtrail.domain.isolation_acts import Recheck
from packtrail.domain.owed_papers import OwedDuty, OwedPaper
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.due_lines import due_lines
from packtrail.ui.today.facts import OwedPaperOf, TodayFacts
from packtrail.ui.today.lines import Way, by_risk
from packtrail.usecases.confirm_as_second import Waiting
from packtrail.usecases.duties import DutyLine
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON, stored

ZH = wording(CHINESE)
BOOK = load_rulebook()
TODAY = AFTERNOON.date()  # 2026-11-20, a Friday
OUTLET = (Reporter.RECYCLING_OUTLET,)


def report(duty=Duty.INTAKE, *, event_on=TODAY, count=40, proof=None, book: RuleBook = BOOK, by=OUTLET):
    due = duty_due(book, duty, by, event_on)
    outside = due.outside
    return DutyLine(
        duty=duty,
        event_on=event_on,
        count=count,
        proof=proof,
        due=due,
        state=duty_state(due.first, None, TODAY),
        outside_state=duty_state(outside, None, TODAY) if outside else None,
    )


def shown(w=ZH, **facts):
    return [line.state for line in by_risk(list(due_lines(TodayFacts(now=AFTERNOON, **facts), w)))]


def ways(**facts):
    return [line.way for line in due_lines(TodayFacts(now=AFTERNOON, **facts), ZH)]


@pytest.mark.practice(10)
def test_a_report_of_today_names_its_target_and_what_the_target_rests_on():
    (line,) = shown(duties=(report(),))
    assert (line.what, line.number, line.unit, line.tone) == ("入库报送 40 件", "3", "天", Tone.INFO)
    assert line.which == "11-20 · 目标 11-23（内部目标）、12-20（推定·待确认） · 还有 3 天"
    assert ways(duties=(report(),)) == [Way("sync")]


@pytest.mark.practice(10)
def test_past_our_own_target_is_a_warning_and_past_an_assumed_day_a_danger():
    own, assumed = shown(duties=(report(event_on=date(2026, 11, 13)), report(event_on=date(2026, 10, 1))))[
        ::-1
    ]
    assert (own.tone, own.unit) == (Tone.WARN, "逾期")
    assert own.which.endswith("逾期 4 天")
    assert assumed.tone is Tone.DANGER


def test_near_a_day_that_others_set_a_report_warns():
    near = replace(report(), outside_state=DutyState.DUE_SOON)
    assert shown(duties=(near,))[0].tone is Tone.WARN


def test_with_days_to_go_a_report_is_quiet():
    early = replace(report(), state=DutyState.ON_TRACK)
    assert shown(duties=(early,))[0].tone is Tone.QUIET


def test_a_target_of_today_is_due_today():
    line = shown(duties=(report(event_on=date(2026, 11, 17)),))[0]
    assert (line.number, line.which.endswith("今天到期")) == ("0", True)


def test_a_rule_in_force_stands_without_a_remark():
    due = report()
    plain = replace(due.due.first, rule=replace(due.due.first.rule, standing=Standing.IN_FORCE))
    line = shown(duties=(replace(due, due=replace(due.due, first=plain, others=())),))[0]
    assert line.which == "11-20 · 目标 11-23 · 还有 3 天"


def test_a_year_without_a_calendar_is_said_and_warns():
    line = shown(duties=(replace(report(), due=None, state=None, lacks_calendar=True),))[0]
    assert (line.tone, line.number) == (Tone.WARN, "")
    assert "没有这一年的工作日历" in line.which


def test_a_duty_without_a_rule_says_so_and_alarms_nobody():
    line = shown(duties=(replace(report(), due=None, state=None),))[0]
    assert (line.tone, line.which) == (Tone.QUIET, "11-20 · 没有查到适用的时限")


@pytest.mark.practice(10)
def test_what_was_reported_by_hand_is_counted_apart():
    said = Proof.OPERATOR_STATEMENT
    lines = (
        report(count=3),
        report(count=5, proof=said, event_on=date(2026, 11, 18)),
        report(count=4, proof=Proof.PORTAL_READBACK, event_on=date(2026, 11, 19)),
    )
    open_line, by_hand = shown(duties=lines)
    assert open_line.what == "入库报送 3 件"
    assert (by_hand.what, by_hand.number, by_hand.tone) == ("入库报送 · 已报·人工确认", "9", Tone.QUIET)
    assert by_hand.which.startswith("最早 11-18")


def owed(due_on):
    paper = OwedPaper(
        owed_id="p1", subject_id="d1", paper="scrap_note", reason_text="司机没带", due_on=due_on,
        owed_at=AFTERNOON,
    )  # fmt: skip
    return OwedPaperOf(OwedDuty(paper, (due_on - TODAY).days), "DL-1")


@pytest.mark.practice(14)
def test_a_paper_that_is_owed_counts_down_and_opens_its_delivery():
    late, soon = shown(owed=(owed(TODAY - timedelta(days=2)), owed(TODAY + timedelta(days=5))))
    assert (late.number, late.unit, late.tone) == ("2", "逾期", Tone.WARN)
    assert soon.which == "DL-1 · 司机没带 · 还有 5 天"
    assert (soon.what, soon.tone) == ("补交报废说明", Tone.QUIET)
    assert ways(owed=(owed(TODAY),)) == [Way("stock", "d1")]


@pytest.mark.practice(14)
def test_a_paper_that_a_vehicle_owes_opens_its_case_and_has_its_own_words():
    paper = OwedPaperOf(replace(owed(TODAY).duty, owed=vehicle_paper()), "湘AD12345", of_vehicle=True)
    assert shown(owed=(paper,))[0].what == "补交行驶证"
    assert ways(owed=(paper,)) == [Way("vehicles", "v1")]


def vehicle_paper():
    return replace(owed(TODAY).duty.owed, subject_id="v1", paper="driving_licence")


def recheck(left):
    return Recheck(
        unit_id="u1", label="TMP-1", zone="隔离", slot="A1", condition_class="leaking",
        hot_at=AFTERNOON, due_at=AFTERNOON + left, left=left,
    )  # fmt: skip


@pytest.mark.practice(9)
@pytest.mark.parametrize(
    ("left", "number", "unit", "tone"),
    [
        (timedelta(hours=3, minutes=20), "3", "小时", Tone.WARN),
        (timedelta(minutes=40), "40", "分钟", Tone.WARN),
        (timedelta(days=2), "2", "天", Tone.WARN),
        (timedelta(), "0", "分钟", Tone.DANGER),
        (-timedelta(hours=1), "1", "小时", Tone.DANGER),
    ],
)
def test_a_hot_unit_counts_down_to_its_second_look(left, number, unit, tone):
    (line,) = shown(rechecks=(recheck(left),))
    assert (line.number, line.unit, line.tone) == (number, unit, tone)
    assert line.what.startswith("该复检了" if tone is Tone.DANGER else "定时复检")
    assert line.which.startswith("漏液 · 隔离-A1 · 复检时间")


@pytest.mark.practice(12)
def test_what_waits_for_a_second_person_names_the_units():
    def waiting(label):
        return Waiting(SimpleNamespace(recorded_at=AFTERNOON), stored(label))

    (line,) = shown(for_second=tuple(waiting(f"C{n}") for n in range(5)))
    assert (line.number, line.which, line.tone) == ("5", "C0、C1、C2 …", Tone.WARN)
    assert ways(for_second=(waiting("C1"),)) == [Way("stock", stored().unit_id)]


def test_english_says_all_of_it():
    said = shown(
        wording(ENGLISH),
        duties=(report(count=1), report(proof=Proof.OPERATOR_STATEMENT)),
        owed=(owed(TODAY),),
        rechecks=(recheck(timedelta(hours=1)),),
        for_second=(Waiting(SimpleNamespace(recorded_at=AFTERNOON), stored()),),
    )
    whats = {line.what for line in said}
    assert any("1 unit" in what for what in whats)
    assert len(said) == 5
    assert not any(
        "\u4e00" <= letter <= "\u9fff" for line in said for letter in f"{line.what}{line.unit}{line.action}"
    )
