"""Which code a unit has after all: linked later, in conflict, with an earlier life, or two codes at once."""

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors_unit import (
    CodeNotInDoubt,
    CodeOnAnotherUnit,
    ConflictNeedsSupervisor,
    EarlierLifeUnexplained,
)
from packtrail.domain.identity import CarriedAs, IdentityDraft
from packtrail.domain.records import IdentityResolution
from packtrail.domain.records.gate import CodeStatus
from packtrail.domain.unit import Identity
from packtrail.usecases.resolve_identity import earlier_lives
from tests.station import codes
from tests.trade import CODE, pack
from tests.usecases.floor import OPERATOR, SUPERVISOR, Floor
from tests.usecases.road import BY_PHONE, Road

OTHER, THIRD = codes(2, first=500)


@pytest.fixture
def floor(station, clock):
    return Floor(station, clock)


@pytest.fixture
def road(station, clock):
    return Road(station, clock)


@pytest.fixture
def burnt(floor):
    """A pack with a burnt label."""
    draft = pack(
        None, code_status=CodeStatus.UNREADABLE, code_reason="burnt", raw_scan=None, photos=(floor.photo(),)
    )
    return floor.take_in_unit(draft)


@pytest.fixture
def twins(floor):
    """One code on two packs: the first in storage, the second taken in as a conflict."""
    first = floor.take_in(CODE)
    return first, floor.take_in(CODE, as_conflict=True)


def said(floor, code, **changes):
    fields = {
        "code": code,
        "code_scheme": "gbt34014_full",
        "basis": "second_reading",
        "reason_text": "清洁后重新识读",
        "photos": (floor.photo(),),
    }
    return IdentityDraft(**{**fields, **changes})


def found(floor, name):
    with floor.station.read() as view:
        return [unit.unit_id for unit in view.units_with_code(name)]


@pytest.mark.practice(14)
def test_a_burnt_label_is_linked_later_and_every_name_still_finds_the_pack(floor, burnt):
    assert (burnt.identity, burnt.label) == (Identity.UNREADABLE, burnt.local_id)
    (linked,) = floor.resolve(burnt.unit_id, said(floor, CODE, basis="maker_confirmed"))
    assert (linked.battery_code, linked.code_status) == (CODE, CodeStatus.READ)
    assert (linked.identity, linked.custody) == (Identity.RESOLVED_MANUALLY, Custody.IN_STORAGE)
    assert found(floor, CODE) == found(floor, burnt.local_id) == [burnt.unit_id]


def test_a_code_is_written_as_records_have_it_whatever_was_typed(floor, burnt):
    (linked,) = floor.resolve(burnt.unit_id, said(floor, f" {CODE.lower()} "))
    assert linked.battery_code == CODE


def test_what_was_found_out_once_can_be_found_out_better(floor, burnt):
    floor.resolve(burnt.unit_id, said(floor, OTHER))
    (linked,) = floor.resolve(burnt.unit_id, said(floor, CODE, basis="certificate"))
    assert (linked.battery_code, linked.former_codes) == (CODE, (OTHER,))
    assert found(floor, OTHER) == found(floor, CODE) == [burnt.unit_id]


def test_a_reused_battery_is_found_by_both_its_codes(floor, burnt):
    (linked,) = floor.resolve(
        burnt.unit_id, said(floor, OTHER, code_scheme="gbt34014_reuse", original_code=CODE)
    )
    assert (linked.battery_code, linked.original_code) == (OTHER, CODE)
    assert found(floor, CODE) == found(floor, OTHER) == [burnt.unit_id]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"code": None}, FaultKind.CODE_MISSING),
        ({"basis": "a_dream"}, FaultKind.BASIS_MISSING),
        ({"photos": ()}, FaultKind.PHOTO_MISSING),
        ({"reason_text": "  "}, FaultKind.REASON_TEXT_MISSING),
        ({"original_code": CODE}, FaultKind.ORIGINAL_CODE_SAME),
        ({"code": "X" * 129}, FaultKind.TEXT_TOO_LONG),
    ],
)
def test_nothing_is_linked_without_what_shows_it(floor, burnt, changes, kind):
    with pytest.raises(DraftIncomplete) as refused:
        floor.resolve(burnt.unit_id, said(floor, **{"code": CODE, **changes}))
    assert [fault.kind for fault in refused.value.faults] == [kind]


def test_a_code_that_was_read_well_is_changed_by_another_act(floor):
    unit = floor.take_in(CODE)
    with pytest.raises(CodeNotInDoubt):
        floor.resolve(unit.unit_id, said(floor, OTHER))


@pytest.mark.practice(12)
def test_a_code_that_is_live_on_another_pack_is_refused_with_where_that_one_is(floor, burnt):
    other = floor.take_in(CODE)
    with pytest.raises(CodeOnAnotherUnit) as refused:
        floor.resolve(burnt.unit_id, said(floor, CODE))
    assert (refused.value.unit_id, refused.value.custody) == (other.unit_id, "in_storage")


@pytest.mark.practice(12)
def test_where_the_other_one_is_said_to_be_wrong_both_are_isolated_until_one_is_settled(floor, burnt):
    other = floor.take_in(CODE)
    mine, theirs = floor.resolve(burnt.unit_id, said(floor, CODE, other_is_wrong=True))
    for unit, against in ((mine, other), (theirs, burnt)):
        assert (unit.identity, unit.custody) == (Identity.CONFLICT, Custody.QUARANTINED)
        assert unit.conflicts_with == against.unit_id
    with pytest.raises(CodeOnAnotherUnit):
        floor.resolve(burnt.unit_id, said(floor, CODE, other_is_wrong=True))
    theirs, mine = floor.resolve(other.unit_id, said(floor, OTHER, basis="relabelled"))
    assert (theirs.battery_code, theirs.identity) == (OTHER, Identity.RESOLVED_MANUALLY)
    assert (mine.battery_code, mine.identity) == (CODE, Identity.RESOLVED_MANUALLY)
    assert {theirs.custody, mine.custody} == {Custody.IN_STORAGE}
    assert (mine.conflicts_with, theirs.former_codes) == (None, (CODE,))


@pytest.mark.practice(12)
def test_the_second_pack_with_a_code_turns_out_to_be_another(floor, twins):
    first, second = twins
    assert (second.identity, second.conflicts_with) == (Identity.CONFLICT, first.unit_id)
    (settled,) = floor.resolve(second.unit_id, said(floor, OTHER))
    assert (settled.battery_code, settled.custody) == (OTHER, Custody.IN_STORAGE)
    assert floor.unit(first.unit_id) == first


@pytest.mark.practice(12)
def test_the_first_pack_with_a_code_turns_out_to_be_another(floor, twins):
    first, second = twins
    moved, freed = floor.resolve(first.unit_id, said(floor, OTHER))
    assert (moved.battery_code, freed.battery_code) == (OTHER, CODE)
    assert (freed.unit_id, freed.identity) == (second.unit_id, Identity.RESOLVED_MANUALLY)


def test_a_pack_that_only_bore_anothers_label_has_no_code_and_keeps_its_number(floor, twins):
    _, second = twins
    (settled,) = floor.resolve(second.unit_id, said(floor, None))
    assert (settled.battery_code, settled.code_status) == (None, CodeStatus.ABSENT)
    assert (settled.label, settled.custody) == (second.intake_number, Custody.IN_STORAGE)


def test_a_pack_in_conflict_that_nobody_has_looked_at_is_not_stored_by_its_code(floor):
    floor.take_in(CODE)
    second = floor.take_in(CODE, as_conflict=True, condition_class="undetermined")
    (settled,) = floor.resolve(second.unit_id, said(floor, OTHER))
    assert settled.custody is Custody.RECEIVED


@pytest.mark.practice(9)
def test_a_leaking_pack_stays_isolated_whatever_its_code_is(floor):
    floor.take_in(CODE)
    second = floor.take_in(CODE, as_conflict=True, condition_class="leaking")
    (settled,) = floor.resolve(second.unit_id, said(floor, OTHER))
    assert (settled.identity, settled.custody) == (Identity.RESOLVED_MANUALLY, Custody.QUARANTINED)


def test_a_conflict_is_for_a_supervisor_as_first_or_second_person(floor, twins):
    _, second = twins
    with pytest.raises(ConflictNeedsSupervisor):
        floor.resolve(second.unit_id, said(floor, OTHER), by=OPERATOR)
    (settled,) = floor.resolve(second.unit_id, said(floor, OTHER), by=OPERATOR, second=SUPERVISOR)
    assert settled.identity is Identity.RESOLVED_MANUALLY
    assert floor.records("identity_resolution")[0].body.second_operator_ref == SUPERVISOR.ref


@pytest.mark.practice(12)
def test_a_code_that_was_delivered_once_opens_that_life_and_has_to_be_explained(floor, road, burnt):
    handoff_id, _ = road.sent(CODE)
    road.answer_all(handoff_id, BY_PHONE)
    gone = road.unit(CODE)
    with pytest.raises(EarlierLifeUnexplained) as refused:
        floor.resolve(burnt.unit_id, said(floor, CODE))
    assert refused.value.numbers == (gone.intake_number,)
    with floor.station.read() as view:
        (life,) = earlier_lives(view, CODE)
    assert (life.custody, life.carried_as, life.is_live) == (Custody.DELIVERED, CarriedAs.CODE, False)
    floor.resolve(burnt.unit_id, said(floor, CODE, explanation="收货人转售后又收回"))
    body = floor.records("identity_resolution")[0].body
    assert isinstance(body, IdentityResolution)
    assert (body.earlier_life_ids, body.earlier_life_text) == ((gone.unit_id,), "收货人转售后又收回")


def test_a_pack_that_has_left_can_still_be_linked(floor, road, burnt):
    road.sent_again(burnt.local_id)
    (linked,) = floor.resolve(burnt.unit_id, said(floor, CODE, basis="maker_confirmed"))
    assert (linked.custody, linked.battery_code) == (Custody.IN_TRANSIT, CODE)
