"""Handing on: who may receive, which units may go, and that the paper's lines are the ledger's."""

import dataclasses
from datetime import timedelta

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import HandedOnBeforeTakenIn, NotInStock, UnitIsolated
from packtrail.domain.handoff import handoff_faults, refuse_if_not_ready, release
from packtrail.domain.records import Handoff, HandoffLine, HandoffRelease
from tests.trade import AFTERNOON, CODE, OTHER_CODE, ids, load, stored


def released(draft, *units):
    return release(
        draft, units, number="HO-S1a-20261120-0001", at=AFTERNOON, operator_ref="op_1", new_id=ids()
    )


def kinds(draft):
    return [fault.kind for fault in handoff_faults(draft)]


def test_header_lines_and_release_come_together_and_count_the_same():
    other = stored(OTHER_CODE, unit_id="01a1f684-8f48-7a11-8a00-0000000000bb", mass_g=200_000)
    header, first, second, sealed = released(load(CODE, OTHER_CODE), stored(), other)
    assert isinstance(header.body, Handoff)
    assert isinstance(sealed.body, HandoffRelease)
    assert header.body.line_count == sealed.body.line_count == 2
    assert header.body.total_gross_mass_g == sealed.body.total_gross_mass_g == 512_500
    assert sealed.body.line_record_ids == (first.record_id, second.record_id)


def test_a_line_depends_on_its_units_intake_and_on_its_handoff():
    header, line, _ = released(load(CODE), stored())
    assert isinstance(line.body, HandoffLine)
    assert line.depends_on == (stored().unit_id, header.record_id)
    assert line.body.handoff_record_id == header.record_id
    assert line.body.picked_by == "scan"


def test_the_driver_stays_private():
    header, line, _ = released(load(CODE, driver_name="李四", driver_phone="13900000000"), stored())
    assert "李四" not in repr(header.body)
    assert header.private == {"driver_name": "李四", "driver_phone": "13900000000"}
    assert line.private == {}


def test_what_was_never_taken_in_is_refused():
    with pytest.raises(NotInStock) as refusal:
        released(load(CODE), None)
    assert refusal.value.left_at is None


def test_what_left_already_is_refused_with_the_time_it_left():
    gone = stored(custody=Custody.IN_TRANSIT, moved_at=AFTERNOON)
    with pytest.raises(NotInStock) as refusal:
        released(load(CODE), gone)
    assert refusal.value.left_at == AFTERNOON


@pytest.mark.parametrize("custody", [Custody.QUARANTINED, Custody.RECEIVED])
def test_what_is_isolated_or_unchecked_does_not_go_on_an_ordinary_load(custody):
    with pytest.raises(UnitIsolated):
        released(load(CODE), stored(custody=custody, condition_class="leaking"))


@pytest.mark.parametrize("custody", sorted(set(Custody) - {Custody.IN_STORAGE}))
def test_only_a_unit_in_storage_is_ready(custody):
    with pytest.raises((NotInStock, UnitIsolated)):
        refuse_if_not_ready(CODE, stored(custody=custody), AFTERNOON)


def test_nothing_leaves_before_it_came():
    late = stored(taken_in_at=AFTERNOON + timedelta(hours=1))
    with pytest.raises(HandedOnBeforeTakenIn):
        released(load(CODE), late)


def test_a_handoff_without_recipient_is_not_ready():
    assert kinds(load(CODE, consignee_name=None, consignee_uscc=None)) == [
        FaultKind.RECIPIENT_MISSING,
        FaultKind.USCC_MISSING,
    ]


def test_wrong_credit_codes_are_told_at_their_fields():
    draft = load(CODE, consignee_uscc="91430200MA0FAKE02C", carrier_uscc="1")
    assert [(f.kind, f.field) for f in handoff_faults(draft)] == [
        (FaultKind.USCC_WRONG, "consignee_uscc"),
        (FaultKind.USCC_WRONG, "carrier_uscc"),
    ]


def test_an_empty_load_and_a_unit_picked_twice_are_not_ready():
    assert kinds(load()) == [FaultKind.NOTHING_PICKED]
    with pytest.raises(DraftIncomplete):
        released(load(CODE, CODE), stored(), stored())


def test_a_load_longer_than_a_document_is_told_as_such():
    assert kinds(load(*(f"TMP-{n}" for n in range(501)))) == [FaultKind.TOO_MANY]


def test_a_load_heavier_than_any_lorry_is_a_typing_error():
    with pytest.raises(DraftIncomplete) as refusal:
        released(load(CODE), stored(mass_g=100_000_001))
    assert [fault.kind for fault in refusal.value.faults] == [FaultKind.TOO_HEAVY]


def test_a_unit_that_nobody_weighed_counts_nothing_and_says_so():
    header, line, _ = released(load(CODE), dataclasses.replace(stored(), mass_g=None, mass_basis="weighed"))
    assert header.body.total_gross_mass_g == 0
    assert line.body.mass_basis == "unknown"
