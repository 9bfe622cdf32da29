"""The way back to ordinary storage: treated, determined anew, cool in time, and by two persons."""

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_unit import NothingToConfirm, NotIsolated, ReleasePending
from packtrail.domain.safety import Lack, MustStayIsolated
from packtrail.domain.second_person import SamePersonTwice
from packtrail.usecases.confirm_as_second import waiting_for_second
from tests.station import ADMIN
from tests.trade import CODE
from tests.usecases.floor import OPERATOR, RECHECK, SUPERVISOR, Floor, alone


@pytest.fixture
def floor(station, clock):
    return Floor(station, clock)


@pytest.fixture
def deformed(floor):
    return floor.take_in(CODE, condition_class="deformed")


def lacks(act):
    with pytest.raises(MustStayIsolated) as refused:
        act()
    return refused.value.lacks


def test_two_people_send_a_treated_pack_that_passed_back_to_storage(floor, deformed):
    floor.passed(deformed)
    released = floor.release(deformed.unit_id, "处置后判定通过", second=SUPERVISOR)
    assert (released.custody, released.is_dangerous) == (Custody.IN_STORAGE, False)


def test_everything_that_is_lacking_is_said_at_once(floor, deformed):
    assert lacks(lambda: floor.release(deformed.unit_id, "x", second=None)) == (
        Lack.TREATMENT,
        Lack.DETERMINATION,
    )
    floor.determine(deformed, draft=alone("case_cracked"))
    floor.treat(deformed)
    floor.determine(deformed, draft=alone("case_cracked"))
    assert Lack.DETERMINATION_FAILED in lacks(lambda: floor.release(deformed.unit_id, "x", second=SUPERVISOR))


@pytest.mark.practice(9)
def test_a_pack_of_high_risk_never_goes_back_to_ordinary_storage(floor):
    unit = floor.take_in(CODE, condition_class="leaking")
    floor.check(unit)
    floor.passed(unit)
    assert lacks(lambda: floor.release(unit.unit_id, "x", second=SUPERVISOR)) == (Lack.HIGH_RISK,)


@pytest.mark.practice(14)
def test_a_man_alone_asks_and_the_pack_stays_isolated_until_somebody_else_confirms(floor, deformed):
    floor.passed(deformed)
    asked = floor.release(deformed.unit_id, "只有我在", second=None)
    assert (asked.custody, asked.is_dangerous) == (Custody.QUARANTINED, True)
    with floor.station.read() as view:
        (waiting,) = waiting_for_second(view)
    assert (waiting.target.record_id, waiting.unit.unit_id) == (asked.pending_release, deformed.unit_id)
    with pytest.raises(SamePersonTwice):
        floor.confirm_as(asked.pending_release, confirmed=True, by=ADMIN)
    released = floor.confirm_as(asked.pending_release, confirmed=True)
    assert (released.custody, released.pending_release) == (Custody.IN_STORAGE, None)
    with floor.station.read() as view:
        assert waiting_for_second(view) == ()


def test_who_declines_leaves_the_pack_isolated(floor, deformed):
    floor.passed(deformed)
    asked = floor.release(deformed.unit_id, "x", second=None)
    declined = floor.confirm_as(asked.pending_release, confirmed=False)
    assert (declined.custody, declined.pending_release) == (Custody.QUARANTINED, None)
    with pytest.raises(NothingToConfirm):
        floor.confirm_as(asked.pending_release, confirmed=True)


def test_a_danger_found_meanwhile_ends_what_was_asked(floor, deformed):
    floor.passed(deformed)
    asked = floor.release(deformed.unit_id, "x", second=None)
    floor.check(deformed, "leaking")
    with pytest.raises(NothingToConfirm):
        floor.confirm_as(asked.pending_release, confirmed=True)


def test_a_treatment_meanwhile_asks_for_a_new_determination_before_anybody_confirms(floor, deformed):
    floor.passed(deformed)
    asked = floor.release(deformed.unit_id, "x", second=None)
    floor.treat(deformed)
    assert lacks(lambda: floor.confirm_as(asked.pending_release, confirmed=True)) == (Lack.DETERMINATION,)
    floor.determine(deformed)
    assert floor.confirm_as(asked.pending_release, confirmed=True).custody is Custody.IN_STORAGE


@pytest.mark.practice(9)
def test_a_warm_pack_is_released_by_nobody_before_its_second_look(floor):
    unit = floor.take_in(CODE)
    floor.determine(unit, draft=alone("low_insulation"))
    floor.passed(unit)
    assert floor.release(unit.unit_id, "x", second=SUPERVISOR).custody is Custody.IN_STORAGE
    hot = floor.check(unit, "overheating")
    floor.passed(hot)
    assert Lack.RECHECK in lacks(lambda: floor.release(unit.unit_id, "x", second=SUPERVISOR))
    floor.clock.at += RECHECK.wait
    floor.check(unit)
    found = lacks(lambda: floor.release(unit.unit_id, "x", second=SUPERVISOR))
    assert found == (Lack.HIGH_RISK,)


def test_a_release_stands_on_all_that_it_rests_on(floor, deformed):
    floor.passed(deformed)
    floor.check(deformed)
    floor.determine(deformed)
    floor.release(deformed.unit_id, "x", second=SUPERVISOR)
    (release,), (treated,) = floor.records("quarantine_release"), floor.records("treatment")
    (check,) = floor.records("condition_check")
    made = floor.records("safety_determination")[0]
    assert release.depends_on == (deformed.unit_id, made.record_id, treated.record_id, check.record_id)


def test_the_second_person_is_another_one_whose_role_includes_it(floor, deformed):
    floor.passed(deformed)
    with pytest.raises(SamePersonTwice):
        floor.release(deformed.unit_id, "x", second=ADMIN)
    with pytest.raises(NotAllowed):
        floor.release(deformed.unit_id, "x", second=OPERATOR)
    asked = floor.release(deformed.unit_id, "x", second=None)
    with pytest.raises(NotAllowed):
        floor.confirm_as(asked.pending_release, confirmed=True, by=OPERATOR)


def test_a_release_is_asked_once_says_why_and_only_of_an_isolated_unit(floor, deformed):
    floor.passed(deformed)
    with pytest.raises(DraftIncomplete):
        floor.release(deformed.unit_id, " ", second=SUPERVISOR)
    floor.release(deformed.unit_id, "x", second=None)
    with pytest.raises(ReleasePending):
        floor.release(deformed.unit_id, "x", second=SUPERVISOR)
    sound = floor.take_in("0TXPB01A000001A5A0000999")
    with pytest.raises(NotIsolated):
        floor.release(sound.unit_id, "x", second=SUPERVISOR)


def test_only_what_can_wait_is_confirmed(floor, deformed):
    with pytest.raises(LookupError):
        floor.confirm_as(deformed.unit_id, confirmed=True)
