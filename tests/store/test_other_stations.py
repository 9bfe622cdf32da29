"""Records of the outlet's other stations: verified on their own chains, and folded beside our own."""

import dataclasses

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.custody import Custody
from packtrail.domain.errors import NotInStock
from packtrail.domain.errors_correcting import TargetUnknown
from packtrail.protocol.canonical import sha256_digest
from packtrail.store.check import check
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.ports import UnitQuery
from packtrail.usecases.rehearse import rehearse
from packtrail.usecases.undo import act_of, undo
from packtrail.usecases.void_record import void_record
from tests.neighbours import meet, two_desks
from tests.station import TEST_KEY, codes
from tests.usecases.feed import bound

FIRST, SECOND, THIRD = codes(3)
REASON = {"reason_code": "typo", "reason_text": "按磅单更正"}


@pytest.fixture
def desks(tmp_path):
    with two_desks(tmp_path) as found:
        yield found


@pytest.fixture
def here(desks):
    return desks[0]


@pytest.fixture
def there(desks):
    return desks[1]


def sound(desk):
    found = check(desk.ledger.folder, TEST_KEY, rebuild=True)
    return found.problems == () and found.rebuilt_rows > 0


def saying(told, line):
    """Another line in the place of one that was told."""
    return dataclasses.replace(told, line=line, hash=sha256_digest(line.encode()))


def standing(desk):
    with desk.ledger.read() as view:
        return [(each.label, each.head_seq, each.waiting, each.faulty) for each in view.other_stations()]


def test_what_another_desk_took_in_stands_in_our_stock_under_its_name(here, there):
    here.take_in(FIRST)
    there.take_in(SECOND, THIRD)
    meet(here, there)
    assert here.stock() == there.stock() == {"in_storage": (3, 3 * 312_500)}
    assert (here.unit(FIRST).station, here.unit(SECOND).station) == (None, "S2")
    assert (there.unit(FIRST).station, there.unit(SECOND).station) == ("S1", None)
    assert sound(here)
    assert sound(there)


def test_a_unit_of_another_desk_can_be_handed_on_here_and_one_that_left_there_can_not(here, there):
    there.take_in(FIRST, SECOND)
    there.hand_on(FIRST)
    meet(here, there)
    with pytest.raises(NotInStock):
        here.hand_on(FIRST)
    here.hand_on(SECOND)
    assert here.unit(SECOND).custody is Custody.IN_TRANSIT
    meet(here, there)
    assert there.unit(SECOND).custody is Custody.IN_TRANSIT
    assert here.floor() == there.floor()
    assert sound(here)
    assert sound(there)


def test_a_void_at_the_other_desk_is_folded_as_well(here, there):
    there.take_in(FIRST)
    gone = there.hand_on(FIRST)
    meet(here, there)
    assert here.unit(FIRST).custody is Custody.IN_TRANSIT
    there.cancel(gone.document.handoff_id)
    meet(here, there)
    assert here.unit(FIRST).custody is Custody.IN_STORAGE
    assert sound(here)


def test_others_records_are_never_ours(here, there):
    there.take_in(FIRST)
    before = here.records()
    with here.ledger.read() as view:
        numbers, documents = view.number_state("DL-S2a-20261120-0001"), view.deliveries()
        duties = view.open_duties()
    meet(here, there)
    assert here.records() == before
    with here.ledger.read() as view:
        assert (view.number_state("DL-S2a-20261120-0001"), view.deliveries()) == (numbers, documents)
        assert view.open_duties() == duties
        assert view.record(here.unit(FIRST).unit_id) is None


def test_hearing_the_same_twice_changes_nothing(here, there):
    there.take_in(FIRST)
    meet(here, there)
    before = here.floor(), standing(here)
    meet(here, there)
    assert (here.floor(), standing(here)) == before


def test_a_gap_waits_and_is_told_until_it_is_closed(here, there):
    there.take_in(FIRST)
    told = there.records()
    here.hear([told[0], *told[3:]])
    assert here.stock() == {}
    assert standing(here) == [("S2", 1, len(told) - 3, 0)]
    here.hear(told)
    assert standing(here) == [("S2", len(told), 0, 0)]
    assert here.unit(FIRST).custody is Custody.IN_STORAGE
    assert sound(here)


def test_records_that_come_backwards_end_up_in_their_order(here, there):
    there.take_in(FIRST, SECOND)
    there.hand_on(FIRST)
    here.hear(there.records()[::-1])
    assert here.floor() == there.floor()
    assert sound(here)


def test_a_second_record_in_one_place_is_kept_told_and_never_folded(here, there, tmp_path):
    there.take_in(FIRST)
    told = there.records()
    here.hear(told)
    before = here.floor()
    here.hear([saying(told[-1], told[-1].line.replace(FIRST, SECOND))])
    assert here.floor() == before
    assert standing(here) == [("S2", len(told), 0, 1)]
    assert sound(here)


@pytest.mark.parametrize("field", ["prev_hash", "station_seq", "station_id"])
def test_a_line_that_does_not_fit_its_chain_breaks_it_there(here, there, field):
    there.take_in(FIRST)
    told = there.records()
    wrong = {
        "prev_hash": saying(told[2], told[2].line.replace(told[1].hash, "sha256:" + "2" * 64)),
        "station_seq": dataclasses.replace(told[2], station_seq=4),
        "station_id": dataclasses.replace(told[2], station_id=new_id()),
    }[field]
    here.hear([*told[:2], wrong, *told[3:]])
    assert here.stock() == {}
    waiting, faulty = sum(each[2] for each in standing(here)), sum(each[3] for each in standing(here))
    assert (waiting > 0, faulty > 0 or field == "station_id") == (True, True)
    here.hear(told)
    assert here.unit(FIRST).custody is Custody.IN_STORAGE
    assert sound(here)


def test_a_station_does_not_hear_itself(here):
    here.take_in(FIRST)
    here.hear(here.records())
    with here.ledger.read() as view:
        assert len(view.find_units(UnitQuery())) == 1
        assert sum(each.faulty for each in view.other_stations()) == len(here.records())


def test_a_double_hand_out_is_found_at_both_desks_and_settled_by_either(here, there):
    here.take_in(FIRST)
    meet(here, there)
    ours, theirs = here.hand_on(FIRST), there.hand_on(FIRST)
    meet(here, there)
    for desk in (here, there):
        assert desk.unit(FIRST).clash == "double_hand_out"
        assert sound(desk)
    assert here.floor() == there.floor()
    there.cancel(theirs.document.handoff_id)
    meet(here, there)
    for desk in (here, there):
        assert (desk.unit(FIRST).clash, desk.unit(FIRST).handoff_id) == (None, ours.document.handoff_id)
        assert desk.unit(FIRST).custody is Custody.IN_TRANSIT
        assert sound(desk)


def test_a_double_hand_out_settled_by_the_first_leaves_the_unit_on_the_other_load(here, there):
    here.take_in(FIRST)
    meet(here, there)
    ours, theirs = here.hand_on(FIRST), there.hand_on(FIRST)
    meet(here, there)
    here.cancel(ours.document.handoff_id)
    meet(here, there)
    for desk in (here, there):
        assert (desk.unit(FIRST).clash, desk.unit(FIRST).handoff_id) == (None, theirs.document.handoff_id)
        assert desk.unit(FIRST).custody is Custody.IN_TRANSIT


def test_a_line_for_a_unit_taken_in_elsewhere_is_open_until_that_log_is_heard(here, there):
    there.take_in(FIRST)
    handed = here.hand_on_from_elsewhere(FIRST)
    assert (handed.items[0].open_reason, handed.items[0].unit_id) == ("taken_in_elsewhere", None)
    assert here.records()[-2].line.count('"unconfirmed_reason":"taken_in_elsewhere"') == 1
    meet(here, there)
    for desk in (here, there):
        assert desk.unit(FIRST).custody is Custody.IN_TRANSIT
        assert desk.unit(FIRST).handoff_id == handed.document.handoff_id
        with desk.ledger.read() as view:
            (item,) = view.items_of_handoff(handed.document.handoff_id)
        assert (item.open_reason, item.unit_id) == (None, desk.unit(FIRST).unit_id)
        assert sound(desk)
    assert here.floor() == there.floor()


def test_a_settled_line_is_open_again_once_its_intake_is_taken_back(here, there):
    there.take_in(FIRST)
    handed = here.hand_on_from_elsewhere(FIRST)
    here.hear(there.records())
    with there.ledger.read() as view:
        acts = act_of(view, view.deliveries(1)[0].delivery_id)
    there.act(undo, acts[::-1])
    meet(here, there)
    with here.ledger.read() as view:
        assert view.items_of_handoff(handed.document.handoff_id)[0].open_reason == "taken_in_elsewhere"
    assert here.floor() == there.floor()
    assert sound(here)


def test_a_unit_that_is_known_here_is_not_handed_on_as_taken_in_elsewhere(here, there):
    there.take_in(FIRST)
    there.hand_on(FIRST)
    meet(here, there)
    with pytest.raises(NotInStock):
        here.hand_on_from_elsewhere(FIRST)


@pytest.mark.parametrize("code", ["MK1", "TMP-S2a-20261120-0001", ""])
def test_only_a_whole_battery_code_can_be_taken_in_elsewhere(here, code):
    with pytest.raises(NotInStock):
        here.hand_on_from_elsewhere(code)


def test_a_correction_at_the_other_desk_is_folded_and_a_record_of_its_is_not_ours_to_amend(here, there):
    there.take_in(FIRST)
    meet(here, there)
    unit = here.unit(FIRST)
    with pytest.raises(TargetUnknown):
        here.act(void_record, unit.unit_id, "test_data", "测试")
    there.act(correct_record, unit.unit_id, {"gross_mass_g": 300_000}, **REASON)
    meet(here, there)
    assert here.unit(FIRST).mass_g == 300_000
    assert sound(here)


def test_a_rehearsal_knows_the_units_of_the_other_desk(here, there):
    there.take_in(FIRST, SECOND)
    there.hand_on(SECOND)
    bound(here.ledger)
    meet(here, there)
    here.hand_on(FIRST)
    with here.ledger.read() as view:
        told = rehearse(view, "hub", here.clock.at)
    assert (told.judged, told.refused, told.warned) == (3, (), ())
