"""Closing a day says what came, what went, what is left, and what nobody has finished yet."""

from datetime import timedelta

from packtrail.domain.documents import HandoffDocument
from packtrail.usecases.close_day import close_period
from packtrail.usecases.ports import Draft
from tests.station import codes, take_in
from tests.trade import MORNING
from tests.trade import load as _load
from tests.usecases.road import Road

TODAY = MORNING.date()


def closed(station, clock, day=TODAY):
    with station.read() as view:
        return close_period(view, day, day, clock())


def test_a_day_on_which_nothing_happened_is_even_and_nothing_is_open(station, clock):
    report = closed(station, clock)
    assert report.balance.is_even
    assert report.open.is_nothing
    assert (report.by_source, report.by_consignee) == ((), ())


def test_what_came_and_what_went_is_summed_by_source_and_by_recipient(station, clock):
    Road(station, clock).sent(*codes(2))
    take_in(station, clock, *codes(1, first=3))
    report = closed(station, clock)
    assert [(each.name, each.count, each.mass_g) for each in report.by_source] == [
        ("repair_shop", 3, 3 * 312_500)
    ]
    assert [(each.name, each.count) for each in report.by_consignee] == [("株洲测试再生利用有限公司", 2)]
    assert report.balance.is_even
    assert (report.balance.closing_here.count, report.balance.closing_on_road.count) == (1, 2)


def test_shares_behind_the_heaviest_are_stated_together_and_all_add_up(station, clock, monkeypatch):
    monkeypatch.setattr("packtrail.usecases.close_day.MOST_SHARES", 1)
    road = Road(station, clock)
    take_in(station, clock, *codes(4))
    road.release(_load(*codes(2)))
    for number, name in ((3, "甲厂"), (4, "乙厂")):
        road.release(_load(*codes(1, first=number), consignee_name=name))
    report = closed(station, clock)
    assert [(each.name, each.count) for each in report.by_consignee] == [
        ("株洲测试再生利用有限公司", 2),
        (None, 2),
    ]
    assert sum(each.mass_g for each in report.by_consignee) == report.balance.closing_on_road.mass_g


def test_a_load_without_paper_or_answer_is_still_open(station, clock):
    handoff_id, _ = Road(station, clock).sent(*codes(1))
    assert (closed(station, clock).open.unprinted, closed(station, clock).open.unanswered) == (1, 1)
    with station.act() as tx:
        tx.note_print(handoff_id, clock())
    assert closed(station, clock).open.unprinted == 0


def test_a_load_that_was_cancelled_went_to_nobody_and_owes_no_paper(station, clock):
    road = Road(station, clock)
    take_in(station, clock, *codes(1))
    document = road.release(_load(*codes(1))).document
    road.cancel(document.handoff_id, reason_code="data_wrong", reason_text="装错了")
    report = closed(station, clock)
    assert (report.by_consignee, report.open.unprinted) == ((), 0)
    with station.read() as view:
        assert len(view.newest(HandoffDocument)) == 1


def test_drafts_are_open_on_every_day(station, clock):
    with station.act() as tx:
        for number, kind in enumerate(("delivery", "handoff", "handoff")):
            tx.save_draft(Draft(draft_id=f"d{number}", kind=kind, content={}, updated_at=clock()))
    report = closed(station, clock, TODAY + timedelta(days=1))
    assert report.open.drafts == 3


def test_yesterdays_closing_stock_is_todays_opening_stock(station, clock):
    take_in(station, clock, *codes(3))
    today = closed(station, clock).balance
    tomorrow = closed(station, clock, TODAY + timedelta(days=1)).balance
    assert tomorrow.opening == today.closing
