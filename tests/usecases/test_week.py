"""The days up to today, as the registers of these days have them."""

from datetime import timedelta

from packtrail.usecases.registers import RegisterAsked, RegisterKind, register_begin
from packtrail.usecases.week import DAYS, DayMoved, Moved, week_to
from tests.station import codes, take_in
from tests.trade import MORNING, load
from tests.usecases.road import Road

TODAY = MORNING.date()


def week(station, today=TODAY):
    with station.read() as view:
        return week_to(view, today)


def test_a_week_without_anything_has_its_days_and_no_sums(station):
    assert week(station) == tuple(DayMoved(TODAY - timedelta(days=back)) for back in range(DAYS - 1, -1, -1))


def test_each_day_has_what_its_registers_add_up_to(station, clock):
    Road(station, clock).sent(*codes(2))
    clock.at += timedelta(days=1)
    take_in(station, clock, *codes(3, first=3))
    found = week(station, TODAY + timedelta(days=1))
    for moved in found:
        asked = [
            RegisterAsked(kind=kind, from_day=moved.day, to_day=moved.day)
            for kind in (RegisterKind.INTAKE, RegisterKind.HANDOFF)
        ]
        with station.read() as view:
            sums = [register_begin(view, each)[1] for each in asked]
        assert (moved.taken_in, moved.handed_on) == tuple(
            Moved(each.count, each.mass_g or 0) for each in sums
        )
    assert [(moved.taken_in.count, moved.handed_on.count) for moved in found[-2:]] == [(2, 2), (3, 0)]


def test_what_is_older_than_the_week_and_a_cancelled_load_are_left_out(station, clock):
    take_in(station, clock, *codes(1, first=9))
    clock.at += timedelta(days=DAYS)
    road = Road(station, clock)
    take_in(station, clock, *codes(2))
    document = road.release(load(*codes(2))).document
    road.cancel(document.handoff_id, reason_code="data_wrong", reason_text="装错了")
    total = sum((each.taken_in for each in week(station, clock.at.date())), Moved())
    gone = sum((each.handed_on for each in week(station, clock.at.date())), Moved())
    assert (total.count, gone) == (2, Moved())
