"""Finding stored codes by what may stand at each of their positions."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packtrail.domain.label_doctor import may_be, typed_part

FIRST, SECOND, REUSED = "04QPE76A00012BJBC0000903", "0TXPE76A00012BJBC0000913", "04QPE76JBC0000903RP"


@pytest.fixture
def taken_in(ledger, outlet):
    """A ledger with three codes."""
    delivery = outlet.delivery()
    intakes = [
        outlet.intake(f"IN-{at}", delivery_record_id=delivery.record_id, battery_code=code)
        for at, code in enumerate((FIRST, SECOND, REUSED))
    ]
    with ledger.act() as tx:
        tx.append(delivery, *intakes)
    return ledger


def fitting(ledger, text, *, anywhere=False, widely=False, limit=10):
    with ledger.read() as view:
        return view.codes_fitting(typed_part(text).allowed(widely=widely), anywhere=anywhere, limit=limit)


def test_a_gap_takes_any_character(taken_in):
    assert fitting(taken_in, "????E76A00012BJBC00009?3") == [FIRST, SECOND]


def test_look_alikes_are_taken_where_they_are_allowed(taken_in):
    misread = FIRST.replace("0000903", "OOOO903")
    assert fitting(taken_in, misread) == []
    assert fitting(taken_in, misread, widely=True) == [FIRST]


def test_a_piece_is_found_in_codes_of_every_form(taken_in):
    assert fitting(taken_in, "BC00009", anywhere=True) == [FIRST, REUSED, SECOND]


def test_no_more_than_asked_for_come_back(taken_in):
    assert len(fitting(taken_in, "BC00009", anywhere=True, limit=2)) == 2


def test_numbers_of_units_are_no_codes(taken_in):
    assert fitting(taken_in, "IN??", anywhere=True) == []


@pytest.mark.parametrize("hostile", ["*", "?", "[", "]", "'", "%", "码"])
def test_what_means_something_in_a_pattern_is_refused(taken_in, hostile):
    with taken_in.read() as view, pytest.raises(ValueError, match="only letters and digits"):
        view.codes_fitting((hostile,) * 24, anywhere=False, limit=1)


@given(st.lists(st.sampled_from(["", "0", "04T", "QXB8", "P"]), min_size=4, max_size=24), st.booleans())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_the_store_and_the_plain_rule_agree(taken_in, allowed, anywhere):
    with taken_in.read() as view:
        found = view.codes_fitting(allowed, anywhere=anywhere, limit=10)
    assert set(found) == {
        code for code in (FIRST, SECOND, REUSED) if may_be(code, allowed, anywhere=anywhere)
    }
