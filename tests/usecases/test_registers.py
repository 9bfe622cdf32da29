"""A register has every line of its days once, in pages, and adds up to what the balance says."""

from datetime import date, timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.mass_balance import period_of
from packtrail.usecases.exceptions_register import exceptions_register
from packtrail.usecases.mass_balance import mass_balance
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.registers import (
    RegisterAsked,
    RegisterKind,
    register_begin,
    register_lines,
    register_page,
)
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN, codes, take_in
from tests.trade import MORNING, delivery, load, pack
from tests.usecases.road import Road

TODAY = MORNING.date()
MONTH = (date(2026, 11, 1), date(2026, 11, 30))


def asked(kind, days=(TODAY, TODAY)):
    return RegisterAsked(kind=RegisterKind(kind), from_day=days[0], to_day=days[1])


def lines(station, kind, days=(TODAY, TODAY), limit=200):
    question = asked(kind, days)
    with station.read() as view:
        first, _ = register_begin(view, question, limit)
        return [line for page in register_lines(view, question, first, limit) for line in page]


def total(station, kind, days=(TODAY, TODAY)):
    with station.read() as view:
        return register_begin(view, asked(kind, days))[1]


def test_what_came_in_stands_in_the_order_in_which_it_came_with_who_brought_it(station, clock):
    take_in(station, clock, *codes(2))
    take_in(station, clock, *codes(1, first=3))
    found = lines(station, "intake")
    assert [line.unit.label for line in found] == codes(3)
    assert {line.delivery.deliverer_name for line in found} == {"长沙测试汽修有限公司"}


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
@pytest.mark.parametrize("kind", ["intake", "stock"])
def test_pages_of_any_size_have_every_line_once(station, clock, kind, limit):
    take_in(station, clock, *codes(6))
    names = [getattr(line, "label", None) or line.unit.label for line in lines(station, kind, limit=limit)]
    assert sorted(names) == codes(6)


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_a_load_is_never_torn_apart_by_a_page(station, clock, limit):
    road = Road(station, clock)
    road.sent(*codes(2))
    road.sent(*codes(1, first=3))
    found = lines(station, "handoff", limit=limit)
    assert [line.item.battery_code for line in found] == codes(3)
    with station.read() as view:
        assert len(register_page(view, asked("handoff"), limit=1).lines) == 2


def test_intake_of_a_month_adds_up_to_what_its_balance_says(station, clock):
    take_in(station, clock, *codes(3))
    unweighed = delivery(pack(codes(1, first=4)[0], mass_g=None, mass_basis="unknown"))
    record_delivery(unweighed, by=ADMIN, store=station, now=clock, new_id=new_id)
    with station.read() as view:
        balance = mass_balance(view, *period_of(*MONTH))
    found = total(station, "intake", MONTH)
    assert (found.count, found.mass_g, found.without_mass) == (4, 3 * 312_500, 1)
    assert (found.count, found.mass_g) == (balance.taken_in.count, balance.taken_in.mass_g)


def test_a_voided_intake_is_no_line(station, clock):
    (unit, _) = take_in(station, clock, *codes(2)).units
    acts = {"by": ADMIN, "store": station, "now": clock, "new_id": new_id}
    void_record(unit.unit_id, "duplicate_entry", "记了两次", **acts)
    assert [line.unit.label for line in lines(station, "intake")] == [codes(2)[1]]
    assert total(station, "intake").count == 1


@pytest.mark.parametrize("kind", list(RegisterKind))
def test_a_day_without_anything_has_no_line(station, clock, kind):
    Road(station, clock).sent(*codes(1))
    before = (TODAY - timedelta(days=3), TODAY - timedelta(days=2))
    found = [line for line in lines(station, kind, before) if getattr(line, "kind", "") != "unacknowledged"]
    assert found == []


def test_what_was_handed_on_is_not_in_the_stock_of_that_evening(station, clock):
    road = Road(station, clock)
    road.sent(*codes(1))
    take_in(station, clock, *codes(1, first=2))
    assert [line.label for line in lines(station, "stock")] == codes(1, first=2)
    found = total(station, "stock")
    assert (found.count, found.on_road.count) == (1, 1)
    assert {level: each.count for level, each in found.levels.items()} == {"pack": 1}
    assert total(station, "handoff").count == 1


def test_a_cancelled_load_stays_a_line_and_its_mass_is_left_out(station, clock):
    road = Road(station, clock)
    road.sent(*codes(1))
    take_in(station, clock, *codes(2, first=2))
    document = road.release(load(*codes(2, first=2))).document
    road.cancel(document.handoff_id, reason_code="data_wrong", reason_text="装错了")
    found = total(station, "handoff")
    assert len(lines(station, "handoff")) == found.count == 3
    assert (found.cancelled, found.mass_g) == (2, 312_500)


def test_exceptions_of_which_more_are_there_than_are_listed_are_named(station, clock, monkeypatch):
    monkeypatch.setattr("packtrail.usecases.exceptions_register.MOST_OF_A_KIND", 2)
    draft = delivery(*(pack(each, code_source="manual_double_entry") for each in codes(3)))
    record_delivery(draft, by=ADMIN, store=station, now=clock, new_id=new_id)
    found = total(station, "exceptions")
    assert (found.count, found.cut) == (2, {"hand_typed"})


def test_exceptions_are_looked_for_once_for_rows_and_sum(station, monkeypatch):
    calls = []

    def counted(*asked):
        calls.append(asked)
        return exceptions_register(*asked)

    monkeypatch.setattr("packtrail.usecases.registers.exceptions_register", counted)
    lines(station, "exceptions")
    assert len(calls) == 1
