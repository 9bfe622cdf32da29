"""Views are pure folds of records: what a record touches, and what it makes of it."""

import dataclasses

import pytest

from packtrail.domain.custody import HERE, LIVE, Custody
from packtrail.domain.delivery import DeliveryNumbers, take_in
from packtrail.domain.documents import HandoffState, fold_delivery, fold_handoff, fold_item
from packtrail.domain.entry import Entry
from packtrail.domain.handoff import release
from packtrail.domain.records import HandoffCancelled, NewRecord, OutletProfile
from packtrail.domain.unit import custody_at_intake
from packtrail.domain.unit_folds import fold_unit
from packtrail.domain.views import VIEWS
from packtrail.protocol.records import ZERO_HASH, chain
from tests.trade import AFTERNOON, CODE, MORNING, OUTLET, delivery, ids, load, pack


def chained(*new):
    records, seq, prev = [], 0, ZERO_HASH
    for each in new:
        link = chain(each, station_seq=(seq := seq + 1), prev_hash=prev, recorded_at=AFTERNOON)
        records.append(link.record)
        prev = link.record.record_hash
    return records


def a_day(**changes):
    """One pack taken in and handed on: its six records."""
    new_id = ids()
    numbers = DeliveryNumbers(delivery="DL-1", intakes=("IN-1",), local_ids=(None,))
    taken = take_in(
        delivery(pack(**changes)), live={}, numbers=numbers, at=MORNING, operator_ref="op_1", new_id=new_id
    )
    unit = fold_unit(None, entry(chained(*taken)[1]))
    handed = release(
        load(CODE), [dataclasses.replace(unit, custody=Custody.IN_STORAGE)], number="HO-1", at=AFTERNOON,
        operator_ref="op_1", new_id=new_id,
    )  # fmt: skip
    cancelled = NewRecord(
        record_id=new_id(),
        body=HandoffCancelled(handoff_record_id=handed[0].record_id, reason_code="weather", reason_text="雨"),
        occurred_at=AFTERNOON,
        operator_ref="op_1",
    )
    return chained(*taken, *handed, cancelled)


def entry(record, **changes):
    return Entry(record=record, **changes)


class Lines:
    """Lookups over the lines of one day."""

    def __init__(self, *lines):
        self._items = [fold_item(None, entry(line)) for line in lines]

    def items_of_handoff(self, handoff_id):
        return [item for item in self._items if item.handoff_id == handoff_id]

    def item(self, line_id):
        return next((item for item in self._items if item.line_id == line_id), None)

    def record(self, _):
        return None


def subjects(record, known):
    """By view, whom a record speaks of."""
    found = {view.name: [each for each in view.subjects(record, known) if each] for view in VIEWS}
    return {name: named for name, named in found.items() if named}


def test_a_unit_goes_from_stock_to_a_load_to_the_road_and_back_when_it_is_cancelled():
    _, intake, handoff, line, sealed, cancelled = a_day()
    unit = fold_unit(None, entry(intake))
    assert (unit.custody, unit.taken_in_at) == (Custody.IN_STORAGE, MORNING)
    unit = fold_unit(unit, entry(line))
    assert (unit.custody, unit.handoff_id) == (Custody.ALLOCATED, handoff.record_id)
    unit = fold_unit(unit, entry(sealed))
    assert (unit.custody, unit.moved_at) == (Custody.IN_TRANSIT, AFTERNOON)
    unit = fold_unit(unit, entry(cancelled))
    assert (unit.custody, unit.handoff_id) == (Custody.IN_STORAGE, None)
    assert unit.head_hash == cancelled.record_hash


def test_a_delivery_counts_its_units_and_their_mass():
    head, intake, *_ = a_day()
    document = fold_delivery(None, entry(head))
    assert (document.unit_count, document.mass_g) == (0, 0)
    document = fold_delivery(document, entry(intake))
    assert (document.unit_count, document.mass_g, document.claimed_count) == (1, 312_500, 1)


def test_a_handoff_is_released_and_can_be_cancelled():
    _, _, head, line, sealed, cancelled = a_day()
    document = fold_handoff(None, entry(head))
    assert document.state is HandoffState.SEALED
    document = fold_handoff(document, entry(sealed))
    assert (document.state, document.release_hash) == (HandoffState.RELEASED, sealed.record_hash)
    assert fold_handoff(document, entry(cancelled)).state is HandoffState.CANCELLED
    item = fold_item(None, entry(line))
    assert (item.line_no, item.battery_code, item.handoff_id) == (1, CODE, head.record_id)


def test_each_record_names_the_views_that_it_touches():
    head, intake, handoff, line, sealed, cancelled = a_day()
    known = Lines(line)
    assert subjects(head, known) == {"delivery_view": [head.record_id]}
    both = {"unit": [intake.record_id], "delivery_view": [head.record_id]}
    assert subjects(intake, known) == {**both, "reportable": [intake.record_id]}
    assert subjects(handoff, known) == {"handoff_view": [handoff.record_id]}
    both = {"handoff_item_view": [line.record_id], "unit": [intake.record_id]}
    assert subjects(line, known) == {**both, "reportable": [line.record_id]}
    both = {"unit": [intake.record_id], "handoff_view": [handoff.record_id]}
    assert subjects(sealed, known) == both
    assert subjects(cancelled, known) == {**both, "reportable": [line.record_id]}


def test_a_record_without_a_view_touches_nothing():
    profile = OutletProfile(
        outlet_uscc=OUTLET, outlet_name="测试网点", outlet_kind="collection", set_up_by_name=None,
        set_up_by_uscc=None, address=None,
    )  # fmt: skip
    (record,) = chained(NewRecord(record_id=ids()(), body=profile, occurred_at=MORNING, operator_ref="op_1"))
    assert subjects(record, Lines()) == {}


def test_an_event_on_something_that_never_came_in_is_a_bug():
    _, intake, _, line, sealed, _ = a_day()
    with pytest.raises(ValueError, match="never taken in"):
        fold_unit(None, entry(line))
    with pytest.raises(ValueError, match="never recorded"):
        fold_handoff(None, entry(sealed))
    with pytest.raises(ValueError, match="never recorded"):
        fold_delivery(None, entry(intake))


@pytest.mark.parametrize(
    ("condition", "status", "custody"),
    [
        ("normal", "read", Custody.IN_STORAGE),
        ("normal", "unreadable", Custody.IN_STORAGE),
        ("normal", "conflict", Custody.QUARANTINED),
        ("leaking", "read", Custody.QUARANTINED),
        ("undetermined", "read", Custody.RECEIVED),
        ("a_word_of_a_newer_program", "read", Custody.QUARANTINED),
    ],
)
def test_danger_and_doubt_isolate_but_never_block_recording(condition, status, custody):
    assert custody_at_intake(condition, status) is custody
    assert custody in HERE <= LIVE


def test_a_unit_is_called_by_its_code_or_its_provisional_number():
    _, intake, *_ = a_day()
    unit = fold_unit(None, entry(intake))
    assert unit.label == CODE
    assert dataclasses.replace(unit, battery_code=None, local_id="TMP-1").label == "TMP-1"
    assert dataclasses.replace(unit, battery_code=None).label == "IN-1"
