"""Which unit a scanned code means at a load, where several were ever known by it."""

import pytest

from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.handoff import LineDraft
from packtrail.domain.identity import IdentityDraft, ResolutionBasis
from packtrail.usecases.picked_units import unit_of_line
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.resolve_identity import resolve_identity
from tests.station import take_in
from tests.trade import CODE, OTHER_CODE, load, pack
from tests.usecases.floor import Floor

pytestmark = pytest.mark.practice(12)


@pytest.fixture
def floor(station, clock):
    return Floor(station, clock)


def resolved(floor, act, unit, code):
    told = IdentityDraft(
        code=code,
        code_scheme="gbt34014_full",
        basis=ResolutionBasis.MAKER_CONFIRMED,
        reason_text="生产企业更正",
        photos=(floor.photo(),),
    )
    return act(resolve_identity, unit.unit_id, told)[0]


def picked(station, code):
    with station.read() as view:
        return unit_of_line(view, LineDraft(code=code))


def test_a_code_means_the_pack_that_carries_it_before_one_that_was_known_by_it_by_mistake(
    station, clock, floor, act
):
    carries = take_in(station, clock, CODE).units[0]
    mistaken = floor.take_in_unit(pack(CODE, as_conflict=True))
    assert resolved(floor, act, mistaken, OTHER_CODE).former_codes == (CODE,)
    assert picked(station, CODE).unit_id == carries.unit_id
    assert picked(station, OTHER_CODE).unit_id == mistaken.unit_id


def test_a_code_that_only_a_mistake_still_finds_is_found_by_it(station, clock, floor, act):
    mistaken = floor.take_in_unit(pack(CODE, code_scheme="none"))
    resolved(floor, act, mistaken, OTHER_CODE)
    assert picked(station, CODE).unit_id == mistaken.unit_id
    assert picked(station, "0TXPB01A000001A5A0009999") is None


def test_one_unit_scanned_by_two_of_its_names_does_not_go_on_a_load_twice(station, floor, act):
    burnt = floor.take_in_unit(
        pack(
            None,
            code_scheme="none",
            code_status="unreadable",
            code_source="none",
            code_reason="burnt",
            photos=(floor.photo(),),
        )
    )
    resolved(floor, act, burnt, CODE)
    with pytest.raises(DraftIncomplete) as refused:
        act(release_handoff, load(CODE, burnt.local_id))
    (fault,) = refused.value.faults
    assert (fault.kind, fault.line, fault.value) == (FaultKind.PICKED_TWICE, 2, burnt.local_id)
    with station.read() as view:
        assert view.handoffs() == []
