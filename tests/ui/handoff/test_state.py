"""A load as plain values."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.refdata import load_code_tables
from packtrail.domain.documents import HandoffDocument
from packtrail.domain.documents import HandoffState as DocumentState
from packtrail.domain.handoff import HandoffDraft, LineDraft
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.records.handoff import ConsigneeRole, PickedBy
from packtrail.ui.handoff.state import (
    HandoffState,
    Heard,
    Recipient,
    Released,
    Step,
    Warn,
    line_of_list,
    line_of_scan,
    warnings,
    with_recipient,
    with_unit,
    without_units,
)
from tests.trade import AFTERNOON, CODE, OTHER_CODE, RECYCLER, REPAIR_SHOP, stored

TABLES = load_code_tables()


def unit(number, **changes):
    return stored(f"0TXPB01A000001A5A{number:07d}", unit_id=f"u{number}", **changes)


def loaded(*units, picked_by=PickedBy.SCAN):
    state = HandoffState()
    for each in units:
        state = with_unit(state, LineDraft(code=each.label, picked_by=picked_by), each)
    return state


def document(number, name, uscc, role="utilisation_enterprise"):
    return HandoffDocument(
        handoff_id=number,
        number=number,
        consignee_uscc=uscc,
        consignee_name=name,
        consignee_role=role,
        carrier_name=None,
        vehicle_plate=None,
        line_count=1,
        mass_g=1,
        handed_on_at=AFTERNOON,
        state=DocumentState.RELEASED,
        release_id=None,
        release_hash=None,
    )


def test_a_scanned_label_is_asked_for_by_its_code():
    line = line_of_scan(f"INTERNAL-77\n{CODE}", "scan_qr", TABLES)
    assert isinstance(line, LineDraft)
    assert (line.code, line.picked_by, line.code_source) == (CODE, PickedBy.SCAN, "scan_qr")
    assert line.raw_scan == f"INTERNAL-77\n{CODE}"


def test_a_provisional_number_is_asked_for_as_it_stands():
    line = line_of_scan("tmp-s1a-20261120-0001", "scan_wedge", TABLES)
    assert isinstance(line, LineDraft)
    assert line.code == "TMP-S1A-20261120-0001"


def test_a_label_with_two_codes_leaves_the_choice_to_a_person():
    assert set(line_of_scan(f"{CODE}\n{OTHER_CODE}", "scan_qr", TABLES)) == {CODE, OTHER_CODE}


def test_a_unit_chosen_in_a_table_is_no_scan():
    line = line_of_list(unit(1))
    assert (line.picked_by, line.unit_id) == (PickedBy.LIST, "u1")


def test_a_picked_unit_is_a_line_under_its_own_name():
    state = loaded(unit(1))
    assert state.draft.lines[0].unit_id == "u1"
    assert state.picked is not None
    assert state.picked.heard is Heard.ADDED


def test_a_unit_that_is_aboard_is_not_loaded_twice():
    state = with_unit(loaded(unit(1)), LineDraft(code=CODE), unit(1))
    assert state.count == 1
    assert state.picked is not None
    assert state.picked.heard is Heard.AGAIN


def test_a_scan_proves_a_line_that_came_from_the_list():
    listed = loaded(unit(1), picked_by=PickedBy.LIST)
    assert with_unit(listed, LineDraft(code=CODE), unit(1)).draft.lines[0].picked_by == PickedBy.SCAN


def test_the_list_does_not_unsay_a_scan():
    scanned = loaded(unit(1))
    again = with_unit(scanned, line_of_list(unit(1)), unit(1))
    assert again.draft.lines[0].picked_by == PickedBy.SCAN


def test_units_taken_off_take_their_mass_along():
    state = without_units(loaded(unit(1), unit(2, mass_g=1000), unit(3)), ["u1", "u3"])
    assert [line.unit_id for line in state.draft.lines] == ["u2"]
    assert state.mass_g == 1000


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=30))
def test_lines_and_units_stay_in_step_whatever_is_picked_and_taken_off(steps):
    state = HandoffState()
    for is_pick, number in steps:
        if is_pick:
            state = with_unit(state, LineDraft(code=unit(number).label), unit(number))
        else:
            state = without_units(state, [f"u{number}"])
    assert [line.unit_id for line in state.draft.lines] == [each.unit_id for each in state.units]
    assert len({line.unit_id for line in state.draft.lines}) == state.count


def test_stock_to_pick_from_leaves_out_what_is_aboard():
    state = loaded(unit(1))
    state = replace(state, stock=replace(state.stock, units=(unit(1), unit(2))))
    assert [each.unit_id for each in state.to_pick] == ["u2"]


def test_recipients_are_offered_newest_first_and_once():
    state = HandoffState(
        recent=(
            document("3", "乙厂", REPAIR_SHOP),
            document("2", "甲厂", RECYCLER, "battery_maker"),
            document("1", "乙厂旧名", REPAIR_SHOP),
        )
    )
    assert state.recipients == (
        Recipient("乙厂", REPAIR_SHOP, "utilisation_enterprise"),
        Recipient("甲厂", RECYCLER, "battery_maker"),
    )


def test_a_recipient_used_before_brings_name_code_and_role():
    draft = with_recipient(HandoffDraft(), Recipient("甲厂", RECYCLER, "battery_maker"))
    assert (draft.consignee_name, draft.consignee_uscc, draft.consignee_role) == (
        "甲厂",
        RECYCLER,
        "battery_maker",
    )


def test_lines_from_the_list_are_warned_of():
    assert (Warn.FROM_LIST, 2) in warnings(loaded(unit(1), unit(2), picked_by=PickedBy.LIST))


def test_unknown_and_estimated_masses_are_counted_apart():
    state = loaded(
        unit(1, mass_g=None, mass_basis=MassBasis.UNKNOWN), unit(2, mass_basis=MassBasis.ESTIMATED), unit(3)
    )
    found = dict(warnings(state))
    assert (found[Warn.MASS_UNKNOWN], found[Warn.NOT_WEIGHED]) == (1, 1)


@pytest.mark.parametrize(
    "role", [ConsigneeRole.OTHER_OUTLET, ConsigneeRole.BATTERY_MAKER, ConsigneeRole.VEHICLE_MAKER]
)
def test_a_recipient_whose_right_is_not_settled_is_warned_of(role):
    state = HandoffState(draft=HandoffDraft(consignee_role=role))
    assert dict(warnings(state)) == {Warn.ROLE_TO_CONFIRM: 1}


def test_a_former_cascade_user_is_asked_for_papers():
    state = HandoffState(draft=HandoffDraft(consignee_role=ConsigneeRole.REPURPOSING_ENTERPRISE))
    assert dict(warnings(state)) == {Warn.ROLE_FORMER: 1}


def test_a_plate_is_carrier_enough():
    state = loaded(unit(1))
    assert Warn.NO_CARRIER in dict(warnings(state))
    state = replace(state, draft=replace(state.draft, vehicle_plate="湘A·D12345"))
    assert Warn.NO_CARRIER not in dict(warnings(state))


def test_after_the_release_the_paper_is_next():
    released = HandoffState(released=Released(document=document("1", "甲厂", RECYCLER)))
    assert released.step is Step.SAFETY


def test_the_next_scan_begins_a_new_load():
    released = HandoffState(released=Released(document=document("1", "甲厂", RECYCLER)))
    assert with_unit(released, LineDraft(code=CODE), unit(1)).step is Step.LOAD
