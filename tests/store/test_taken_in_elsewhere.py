"""Lines for units that another desk took in: what they mean does not hang on who was heard first."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.elsewhere import TakenIn, meant
from packtrail.store.check import check
from packtrail.usecases.between_desks import between_desks
from packtrail.usecases.undo import act_of, undo
from tests.neighbours import meet, some_desks
from tests.station import TEST_KEY, codes

(CODE,) = codes(1)
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


@pytest.fixture
def desks(tmp_path):
    with some_desks(tmp_path, 3) as found:
        yield found


def told_by(desk):
    """Everything that the desks of the outlet must tell alike, once their views were found sound."""
    assert check(desk.ledger.folder, TEST_KEY, rebuild=True).problems == ()
    with desk.ledger.read() as view:
        found = between_desks(view)
    lines = [[line.line_id for line in each.lines] for each in found.double_hand_outs]
    return desk.floor(), lines, [line.line_id for line in found.unconfirmed]


def take_back_newest_delivery(desk):
    with desk.ledger.read() as view:
        acts = act_of(view, view.deliveries(1)[0].delivery_id)
    desk.act(undo, acts[::-1])


@pytest.mark.parametrize("is_before", [True, False])
def test_a_pack_handed_on_by_its_own_desk_and_as_taken_in_elsewhere_is_found_at_both(desks, is_before):
    here, there, _ = desks
    if is_before:
        here.hand_on_from_elsewhere(CODE)
    there.take_in(CODE)
    there.hand_on(CODE)
    if not is_before:
        here.hand_on_from_elsewhere(CODE)
    meet(here, there)
    assert here.unit(CODE).clash == there.unit(CODE).clash == "double_hand_out"
    (_, (lines,), unconfirmed) = told_by(here)
    assert (len(lines), unconfirmed) == (2, [])
    assert told_by(here) == told_by(there)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_two_lines_for_one_intake_elsewhere_are_both_joined_in_whatever_order_they_come(desks, order):
    first, second, third = desks
    third.take_in(CODE)
    first.hand_on_from_elsewhere(CODE)
    second.hand_on_from_elsewhere(CODE)
    told = [desk.records() for desk in desks]
    for desk in desks:
        for each in order:
            if desks[each] is not desk:
                desk.hear(told[each])
    (_, (lines,), unconfirmed) = told_by(first)
    assert (len(lines), unconfirmed) == (2, [])
    assert told_by(first) == told_by(second) == told_by(third)


def test_a_line_goes_to_the_other_unit_of_its_code_when_the_one_it_meant_is_taken_back(desks):
    first, second, third = desks
    second.take_in(CODE)
    third.take_in(CODE)
    handed = first.hand_on_from_elsewhere(CODE)
    meet(*desks)
    with first.ledger.read() as view:
        (before,) = view.items_of_handoff(handed.document.handoff_id)
        (is_of_third,) = (
            u.station == "S3" for u in view.units_with_code(CODE) if u.unit_id == before.unit_id
        )
    take_back_newest_delivery(third if is_of_third else second)
    meet(*desks)
    with first.ledger.read() as view:
        (item,) = view.items_of_handoff(handed.document.handoff_id)
        at = {unit.unit_id: unit.custody for unit in view.units_with_code(CODE)}
    assert at == {before.unit_id: Custody.VOIDED, item.unit_id: Custody.IN_TRANSIT}
    assert told_by(first) == told_by(second) == told_by(third)


@pytest.mark.parametrize(
    ("after_s", "which"), [((-60, -5, 10), 1), ((-5, -60, 10), 0), ((10, 60), 0), ((0,), 0), ((), None)]
)
def test_a_line_means_the_last_intake_before_it_or_else_the_first_after_it(after_s, which):
    found = [TakenIn(recorded_at=NOON + timedelta(seconds=each), record_id=str(each)) for each in after_s]
    assert meant(NOON, found) == meant(NOON, found[::-1]) == (None if which is None else found[which])
