"""What presses: near its day or past it, and neither confirmed nor shown by hand."""

from datetime import timedelta

import pytest

from packtrail.domain.moments import legal_day
from packtrail.usecases.unreported import Pressing, pressing_duties
from tests.papers.ledger import desk_in
from tests.trade import CODE, pack


@pytest.fixture
def desk(tmp_path):
    with desk_in(tmp_path / "station") as desk:
        yield desk


def pressing(desk):
    book, today = desk.rules().rulebook, legal_day(desk.clock.at)
    return desk.read(lambda view: pressing_duties(view, book, today))


def test_nothing_presses_where_nothing_was_taken_in(desk):
    assert pressing(desk) == Pressing()


def test_what_is_long_past_its_day_is_overdue_with_the_day_of_its_target(desk):
    desk.take_in(pack(CODE))
    taken_on = legal_day(desk.clock.at)
    desk.clock.at += timedelta(days=60)
    found = pressing(desk)
    assert (found.soon, found.overdue, found.count) == (0, 1, 1)
    assert taken_on < found.nearest < legal_day(desk.clock.at)


def test_on_its_last_day_it_is_near_and_a_day_later_past(desk):
    desk.take_in(pack(CODE))
    start = desk.clock.at
    desk.clock.at += timedelta(days=60)
    last = pressing(desk).nearest
    desk.clock.at = start + timedelta(days=(last - legal_day(start)).days)
    assert (pressing(desk).soon, pressing(desk).nearest) == (1, last)
    desk.clock.at += timedelta(days=1)
    assert pressing(desk).overdue == 1
