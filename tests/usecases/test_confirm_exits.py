"""The second person's word on a return or a write-off that waits."""

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.errors_handoff_way import ExitPending, ReturnTooDangerous
from packtrail.domain.second_person import SamePersonTwice
from packtrail.usecases.confirm_as_second import waiting_for_second
from tests.station import ADMIN
from tests.trade import CODE, OTHER_CODE
from tests.usecases.floor import module
from tests.usecases.yard import Yard


@pytest.fixture
def yard(station, clock):
    return Yard(station, clock)


@pytest.mark.practice(12)
@pytest.mark.parametrize("confirmed", [True, False])
def test_a_return_waits_isolated_until_another_person_confirms_or_declines(yard, confirmed):
    unit = yard.take_in(CODE)
    asked = yard.send_home(unit, second=None)
    assert asked.custody is Custody.QUARANTINED
    with pytest.raises(SamePersonTwice):
        yard.confirm_as(asked.pending_exit, confirmed=True, by=ADMIN)
    done = yard.confirm_as(asked.pending_exit, confirmed=confirmed)
    assert done.custody is (Custody.RETURNED_TO_SOURCE if confirmed else Custody.IN_STORAGE)
    assert done.pending_exit is None


@pytest.mark.practice(9)
def test_a_danger_found_meanwhile_keeps_the_pack_from_going_home(yard):
    unit = yard.take_in(CODE)
    asked = yard.send_home(unit, second=None)
    yard.check(unit, "leaking")
    with pytest.raises(ReturnTooDangerous):
        yard.confirm_as(asked.pending_exit, confirmed=True)
    declined = yard.confirm_as(asked.pending_exit, confirmed=False)
    assert (declined.custody, declined.pending_exit) == (Custody.QUARANTINED, None)


def test_a_loss_on_the_road_is_written_off_by_two_and_answered_by_nobody_meanwhile(yard):
    yard.keep_able_recipient()
    unit = yard.take_in(CODE)
    yard.hand_over(unit, departs=True)
    asked = yard.write_off(yard.unit(unit.unit_id), second=None)
    with pytest.raises(ExitPending):
        yard.answer(asked)
    assert yard.confirm_as(asked.pending_exit, confirmed=True).custody is Custody.INCIDENT_CLOSED


def test_a_pack_nobody_had_looked_at_is_not_stored_by_a_declined_return(yard):
    unit = yard.take_in(CODE, condition_class="undetermined")
    asked = yard.send_home(unit, second=None)
    assert yard.confirm_as(asked.pending_exit, confirmed=False).custody is Custody.RECEIVED


def test_nothing_but_a_look_is_had_of_a_pack_whose_return_waits(yard):
    unit = yard.take_in(CODE, condition_class="damaged_casing")
    yard.passed(unit)
    yard.send_home(unit, second=None)
    for act in (
        lambda: yard.release(unit.unit_id, "x", second=None),
        lambda: yard.open(unit, module(), photos=(yard.proof,)),
    ):
        with pytest.raises(ExitPending):
            act()
    assert yard.check(unit).condition_class == "normal"


@pytest.mark.practice(14)
def test_what_waits_is_listed_wherever_the_unit_is(yard):
    yard.keep_able_recipient()
    lost, back = yard.take_in(CODE), yard.take_in(OTHER_CODE)
    yard.hand_over(lost, departs=True)
    asked = [yard.write_off(yard.unit(lost.unit_id), second=None), yard.send_home(back, second=None)]
    with yard.station.read() as view:
        assert [each.target.record_id for each in waiting_for_second(view)] == [
            unit.pending_exit for unit in asked
        ]


@pytest.mark.practice(12)
def test_a_release_confirmed_while_a_return_waits_leaves_the_pack_isolated_until_both_are_settled(yard):
    unit = yard.take_in(CODE, condition_class="damaged_casing")
    yard.passed(unit)
    asked = yard.release(unit.unit_id, "处置后判定通过", second=None)
    waiting = yard.send_home(asked, second=None)
    released = yard.confirm_as(waiting.pending_release, confirmed=True)
    assert (released.custody, released.is_dangerous) == (Custody.QUARANTINED, False)
    assert yard.confirm_as(waiting.pending_exit, confirmed=False).custody is Custody.IN_STORAGE
