"""What the stock table shows, without a window."""

from dataclasses import replace

import pytest

from packtrail.domain.custody import Custody
from packtrail.ui.stock.state import CUSTODY_OF, PAGE, Filter, Page, StockState, plain, with_page
from packtrail.usecases.ports import StockLine
from tests.trade import stored


def units(count, first=0):
    return tuple(stored(f"0TXPB01A000001A5A{n:07d}", unit_id=f"u{n}") for n in range(first, first + count))


def total(count):
    return StockLine(custody=Custody.IN_STORAGE, count=count, mass_g=count)


def test_the_second_page_stands_behind_the_first():
    first = with_page(StockState(), Page(offset=0, units=units(3), total=total(5)))
    second = with_page(first, Page(offset=3, units=units(2, 3), total=total(5)))
    assert [unit.unit_id for unit in second.units] == ["u0", "u1", "u2", "u3", "u4"]


def test_there_is_more_until_everything_that_was_counted_is_here():
    first = with_page(StockState(), Page(offset=0, units=units(3), total=total(5)))
    assert first.has_more
    assert not with_page(first, Page(offset=3, units=units(2, 3), total=total(5))).has_more


def test_nothing_is_more_before_the_first_answer():
    assert not StockState().has_more


def test_a_first_page_begins_anew():
    full = StockState(units=units(4), total=total(4))
    assert with_page(full, Page(offset=0, units=units(1), total=total(1))).units == units(1)


def test_a_late_page_of_a_longer_list_changes_nothing():
    short = StockState(units=units(1), total=total(1))
    assert with_page(short, Page(offset=PAGE, units=units(2), total=total(2))) == short


def test_an_answer_ends_the_trouble():
    troubled = replace(StockState(), trouble=RuntimeError("not really an OutletError, only not None"))
    assert with_page(troubled, Page(offset=0, units=(), total=total(0))).trouble is None


def test_what_nobody_checked_stands_with_what_is_isolated():
    assert Custody.RECEIVED in CUSTODY_OF[Filter.ISOLATED]


def test_no_custody_is_in_two_chips():
    named = [custody for chip in Filter for custody in CUSTODY_OF[chip] or ()]
    assert len(named) == len(set(named))


@pytest.mark.parametrize("typed", ["0txp b01", "０ＴＸＰＢ０１", " 0TXPB01\t"])
def test_a_fragment_is_folded_as_codes_are(typed):
    assert plain(typed) == "0TXPB01"


def test_a_number_keeps_its_hyphens():
    assert plain("IN-S1a-20261120") == "IN-S1A-20261120"


def test_an_empty_search_asks_for_everything():
    assert StockState(text="  ").query().text == ""
