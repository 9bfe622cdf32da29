"""A load is signed away whole or not at all, on the real ledger."""

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState
from packtrail.domain.draft_faults import MOST_IN_ONE_DOCUMENT, DraftIncomplete
from packtrail.domain.errors import NotInStock, UnitIsolated
from packtrail.domain.handoff import LineDraft
from packtrail.usecases.drafts import HANDOFF, draft_content, draft_from
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import pick_unit, release_handoff
from tests.station import ADMIN, codes, take_in
from tests.trade import CODE, OTHER_CODE, delivery, load, pack


def release(ledger, clock, draft):
    return release_handoff(draft, by=ADMIN, store=ledger, now=clock, new_id=new_id)


def test_a_released_load_is_on_the_road_with_its_lines(station, clock):
    take_in(station, clock, CODE, OTHER_CODE)
    handed = release(station, clock, load(CODE, OTHER_CODE))
    assert handed.document.number == "HO-S1a-20261120-0001"
    assert handed.document.state is HandoffState.RELEASED
    assert [item.battery_code for item in handed.items] == [CODE, OTHER_CODE]
    with station.read() as view:
        assert {view.units_with_code(code)[0].custody for code in (CODE, OTHER_CODE)} == {Custody.IN_TRANSIT}


def test_one_unit_that_may_not_go_keeps_the_whole_load_here(station, clock):
    take_in(station, clock, CODE)
    with pytest.raises(NotInStock):
        release(station, clock, load(CODE, OTHER_CODE))
    with station.read() as view:
        assert view.handoffs() == []
        assert view.units_with_code(CODE)[0].custody is Custody.IN_STORAGE


def test_what_was_handed_on_cannot_be_handed_on_again(station, clock):
    take_in(station, clock)
    release(station, clock, load(CODE))
    with pytest.raises(NotInStock) as refusal:
        release(station, clock, load(CODE))
    assert refusal.value.left_at is not None


def test_a_battery_that_comes_back_while_it_is_on_the_road_is_isolated(station, clock):
    take_in(station, clock)
    release(station, clock, load(CODE))
    back = record_delivery(
        delivery(pack(CODE, as_conflict=True)), by=ADMIN, store=station, now=clock, new_id=new_id
    )
    with pytest.raises(UnitIsolated):
        pick_unit(LineDraft(code=CODE), store=station, now=clock)
    assert back.units[0].custody is Custody.QUARANTINED


def test_a_handoff_without_recipient_writes_nothing(station, clock):
    take_in(station, clock)
    with pytest.raises(DraftIncomplete):
        release(station, clock, load(CODE, consignee_uscc=None))
    with station.read() as view:
        assert view.handoffs() == []


def test_a_unit_picked_from_the_list_is_the_one_that_was_chosen(station, clock):
    unit = take_in(station, clock).units[0]
    found = pick_unit(LineDraft(code=CODE, unit_id=unit.unit_id, picked_by="list"), store=station, now=clock)
    assert found == unit


def test_a_handoff_draft_survives_as_json(station):
    draft = load(CODE, driver_name="李四")
    assert draft_from(HANDOFF, draft_content(draft)) == draft


def test_the_longest_load_fits_into_its_records(station, clock):
    many = codes(MOST_IN_ONE_DOCUMENT)
    light = delivery(*(pack(code, mass_g=100_000) for code in many))
    record_delivery(light, by=ADMIN, store=station, now=clock, new_id=new_id)
    assert release(station, clock, load(*many)).document.line_count == MOST_IN_ONE_DOCUMENT
