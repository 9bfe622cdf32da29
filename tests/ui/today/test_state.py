"""What the Today screen says, without a window."""

from dataclasses import replace
from datetime import timedelta

import pytest

from packtrail.app.stock_rules import load_stock_rules
from packtrail.domain.custody import Custody
from packtrail.domain.documents import DeliveryDocument, HandoffDocument, HandoffState
from packtrail.domain.stock_rules import LimitKind
from packtrail.domain.sync_state import Backlog
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.facts import TodayFacts
from packtrail.ui.today.lines import Way
from packtrail.ui.today.state import today_state
from packtrail.ui.today.week import Measure
from packtrail.usecases.drafts import DELIVERY, HANDOFF, STOCK_TAKE, VEHICLE
from packtrail.usecases.ports import Draft, StockLine
from packtrail.usecases.unacknowledged import Unacknowledged
from packtrail.usecases.week import DayMoved, Moved
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.scrapyard import Yard, vehicle
from tests.trade import AFTERNOON, MORNING, stored
from tests.ui.stock.counter import HUB, PROFILE

ZH = wording(CHINESE)
RULES = load_stock_rules()
TODAY = AFTERNOON.date()
LIMIT = RULES.limit("collection", LimitKind.CEILING, TODAY)
LOAD = HandoffDocument(
    handoff_id="h1", number="HO-1", consignee_uscc="91430200MA0FAKE02B", consignee_name="某再生公司",
    consignee_role="utilisation_enterprise", carrier_name=None, vehicle_plate=None, line_count=3,
    mass_g=900_000, handed_on_at=AFTERNOON - timedelta(days=4), state=HandoffState.RELEASED,
    release_id="r1", release_hash="sha256:0",
)  # fmt: skip
ON_ITS_WAY = Unacknowledged(document=LOAD, days=4, open_count=3, is_overdue=True)
TAKEN = DeliveryDocument(
    delivery_id="d1", number="DL-1", source_type="vehicle_owner", deliverer_uscc=None, deliverer_name=None,
    claimed_count=1, unit_count=1, mass_g=300_000, taken_in_at=AFTERNOON - timedelta(hours=1),
)  # fmt: skip


def owed(**changes) -> Backlog:
    fields = {
        "destination": "hub", "unsent": 0, "oldest_recorded_at": None, "refused": 0, "confirmed": 0,
        "last_confirmed_at": None,
    }  # fmt: skip
    return Backlog(**{**fields, **changes})


def facts(**changes) -> TodayFacts:
    return TodayFacts(**{"now": AFTERNOON, "profile": PROFILE, "destinations": ((HUB, owed()),), **changes})


def shown(w=ZH, limit=LIMIT, **changes):
    return today_state(facts(**changes), limit, w)


def test_with_everything_done_nothing_is_due():
    assert shown().duties == ()


def test_an_outlet_without_platform_or_profile_is_led_to_both():
    state = shown(profile=None, destinations=())
    assert [state.ways[duty.key] for duty in state.duties] == [
        Way("settings", "profile"),
        Way("sync", "enrol"),
    ]


def test_records_that_waited_a_day_warn_and_fresh_ones_do_not():
    fresh = owed(unsent=3, oldest_recorded_at=AFTERNOON - timedelta(hours=23))
    stale = owed(unsent=3, oldest_recorded_at=AFTERNOON - timedelta(days=2))
    assert shown(destinations=((HUB, fresh),)).duties[0].tone is Tone.QUIET
    duty = shown(destinations=((HUB, stale),)).duties[0]
    assert (duty.tone, duty.number, duty.what) == (Tone.WARN, "3", "待上报，最早 2 天前")


def test_what_was_sent_back_comes_before_what_merely_waits():
    both = owed(unsent=3, refused=1, oldest_recorded_at=AFTERNOON - timedelta(days=9))
    state = shown(destinations=((HUB, both),))
    assert [duty.tone for duty in state.duties] == [Tone.DANGER, Tone.WARN]
    assert state.ways[state.duties[0].key] == Way("sync", "hub")


def test_dangerous_units_in_quarantine_are_the_greatest_risk():
    leaking = stored(condition_class="leaking", taken_in_at=MORNING)
    conflict = stored(code_status="conflict")
    waiting = owed(unsent=1, oldest_recorded_at=MORNING - timedelta(days=9))
    state = shown(isolated=(leaking, conflict), isolated_count=2, destinations=((HUB, waiting),))
    first = state.duties[0]
    assert (first.tone, first.number, first.which) == (Tone.DANGER, "2", "漏液 1、冲突 1")
    assert state.ways[first.key] == Way("stock", "isolated")


def test_a_code_conflict_alone_warns():
    state = shown(isolated=(stored(code_status="conflict"),), isolated_count=1)
    assert state.duties[0].tone is Tone.WARN


def test_a_load_that_nobody_signed_for_counts_its_days():
    duty = shown(on_the_road=(ON_ITS_WAY,)).duties[0]
    assert (duty.what, duty.number, duty.tone) == ("在途未签收 4 天", "4", Tone.WARN)
    assert "某再生公司" in duty.which


def test_a_load_of_today_is_only_mentioned():
    just_left = replace(ON_ITS_WAY, days=0, is_overdue=False)
    duty = shown(on_the_road=(just_left,)).duties[0]
    assert (duty.what, duty.tone) == ("今天发运，在途未签收", Tone.QUIET)


def test_drafts_are_gone_on_with_at_their_own_place():
    made = [
        Draft(draft_id="a", kind=DELIVERY, content={"units": [1, 2]}, updated_at=MORNING),
        Draft(draft_id="b", kind=HANDOFF, content={}, updated_at=MORNING),
        Draft(draft_id="c", kind=VEHICLE, content={"expected": [{}]}, updated_at=MORNING),
        Draft(draft_id="d", kind=STOCK_TAKE, content={"scans": [{}, {}, {}]}, updated_at=MORNING),
    ]
    state = shown(drafts=tuple(made))
    assert [duty.number for duty in state.duties] == ["2", "0", "1", "3"]
    assert [state.ways[duty.key] for duty in state.duties] == [
        Way("intake", "a"), Way("handoff", "b"), Way("vehicles", "c"),
        Way("stock", "count"),
    ]  # fmt: skip


def test_vehicles_under_way_are_one_line_that_goes_to_the_only_one_of_them():
    cases = tuple(Yard().receive(vehicle(plate=plate)) for plate in ("湘A12345", "湘A54321"))
    both, one = shown(cases=cases), shown(cases=cases[:1])
    assert (both.duties[0].number, both.duties[0].which) == ("2", "湘A12345、湘A54321")
    assert (both.ways["vehicles"], one.ways["vehicles"]) == (
        Way("vehicles"),
        Way("vehicles", cases[0].case_id),
    )


WEEK = (
    DayMoved(TODAY - timedelta(days=1), Moved(12, 3_240_000), Moved(4, 20_000)),
    DayMoved(TODAY, Moved(), Moved(1, 1_100_000)),
)


def test_the_week_has_its_sums_in_words_and_each_day_by_units_and_by_tonnes():
    week = shown(week=WEEK).week
    assert (week.taken_in, week.handed_on) == ("入库 12 件 · 3.2 t", "移交 5 件 · 1.1 t")
    assert [day.figures for day in week.days[Measure.UNITS]] == [("12", "4"), ("0", "1")]
    assert [day.figures for day in week.days[Measure.TONNES]] == [("3.2", "<0.1"), ("0.0", "1.1")]
    assert week.days[Measure.UNITS][1].words == "11-20 周五：入库 0 件 · 0.0 t，移交 1 件 · 1.1 t。打开日结"


def test_a_day_of_the_week_goes_to_its_close_among_the_records():
    state = shown(week=WEEK)
    assert state.ways[state.week.days[Measure.UNITS][1].key] == Way("records", "2026-11-20")


def floor(tonnes: float, count: int = 4):
    line = StockLine(custody=Custody.IN_STORAGE, count=count, mass_g=round(tonnes * 1_000_000))
    away = StockLine(custody=Custody.IN_TRANSIT, count=9, mass_g=9_000_000)
    return (line, away)


def test_the_gauge_counts_the_floor_and_not_the_road():
    stock = shown(stock=floor(1.25)).stock
    assert (stock.gauge.text, stock.sum) == ("1.3 / 5 t", "4 件 · 1.3 t · 距上限还有 3.8 t")
    assert stock.gauge.share == pytest.approx(0.25)


def test_the_limit_is_never_shown_without_its_origin_and_its_doubt():
    note = shown().stock.note
    assert "已废止" in note
    assert "待确认" in note


def test_a_floor_that_is_nearly_full_warns():
    assert shown(stock=floor(4.49)).stock.gauge.tone is Tone.QUIET
    assert shown(stock=floor(4.5)).stock.gauge.tone is Tone.WARN


def test_a_floor_beyond_its_limit_says_by_how_much():
    stock = shown(stock=floor(5.2)).stock
    assert stock.sum == "4 件 · 5.2 t · 超出上限 0.2 t"
    assert stock.gauge.tone is Tone.WARN


def test_without_a_known_limit_there_is_a_sum_and_no_gauge():
    stock = shown(limit=None, stock=floor(40)).stock
    assert (stock.gauge, stock.sum) == (None, "4 件 · 40.0 t")


def test_room_for_30_t_is_no_ceiling_and_draws_no_gauge():
    capacity = RULES.limit("central_storage", LimitKind.CAPACITY, TODAY)
    stock = shown(limit=capacity, stock=floor(40)).stock
    assert stock.gauge is None
    assert "30 t（不是上限）" in stock.note
    assert "已废止" in stock.note


def test_each_destination_says_when_it_last_confirmed():
    said = owed(unsent=2, last_confirmed_at=AFTERNOON - timedelta(minutes=5))
    assert shown(destinations=((HUB, said),)).backlog[0].which == (
        "待上报 2 条 · 最后确认 2026-11-20 14:55（5 分钟前）"
    )
    assert shown().backlog[0].which == "待上报 0 条 · 还没有确认过"


def test_what_waits_for_a_destination_says_since_when():
    waits = owed(unsent=3, oldest_recorded_at=AFTERNOON - timedelta(days=2))
    assert shown(destinations=((HUB, waits),)).backlog[0].which.startswith("待上报 3 条，最早 2 天前")


def test_the_newest_documents_name_who_and_go_to_their_place():
    state = shown(newest=(TAKEN, LOAD))
    assert [entry.what for entry in state.newest] == ["回收入库 · 车主", "移交出库 · 某再生公司"]
    assert [state.ways[entry.key] for entry in state.newest] == [Way("stock", "d1"), Way("handoff", "h1")]


def test_english_has_every_sentence():
    state = shown(
        wording(ENGLISH), profile=None, stock=floor(1), newest=(TAKEN, LOAD), on_the_road=(ON_ITS_WAY,),
        isolated=(stored(condition_class="leaking"),), isolated_count=1,
        destinations=((HUB, owed(unsent=1, refused=1, oldest_recorded_at=MORNING)),),
        drafts=(Draft(draft_id="a", kind=DELIVERY, content={}, updated_at=MORNING),), week=WEEK,
        cases=(Yard().receive(vehicle(plate=None)),),
    )  # fmt: skip
    said = " ".join(f"{duty.what} {duty.which} {duty.action}" for duty in state.duties)
    said += " ".join(day.words for day in state.week.days[Measure.UNITS])
    assert not any(
        "\u4e00" <= character <= "\u9fff"
        for character in said.replace("某再生公司", "").replace(HUB.title, "")
    )
