"""A station that was restored from a copy and takes the same packs in again, as the other desks tell it."""

import dataclasses

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.consignee import AckDraft, AckSource
from packtrail.domain.custody import Custody
from packtrail.domain.records import Delivery, Intake, NewRecord
from packtrail.protocol import records
from packtrail.protocol.changes import station_record
from packtrail.store.check import check
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.depart_handoff import depart_handoff
from tests.neighbours import some_desks
from tests.station import TEST_KEY, codes

CODE, OTHER = codes(2)
BY_PHONE = AckDraft(answers=(), source=AckSource.PHONE)


@pytest.fixture
def desks(tmp_path):
    with some_desks(tmp_path, 3) as found:
        yield found


def gone_on_from(copy, desk, bodies):
    """The next epoch of a desk that goes on from ``copy`` of its log, and what it writes in it."""
    last, told, ids = copy[-1], [], {}
    opening = dataclasses.replace(
        records.read(copy[0].canonical).body,
        station_epoch=2,
        last_seq=last.station_seq,
        last_hash=last.hash,
        reason="restored",
    )
    seq, before = last.station_seq, last.hash
    for each in [opening, *(dataclasses.replace(each, private_sha256=None) for each in bodies)]:
        moved = {"delivery_record_id": ids["delivery"]} if isinstance(each, Intake) else {}
        body = dataclasses.replace(each, **moved)
        seq += 1
        new = NewRecord(record_id=new_id(), body=body, occurred_at=desk.clock.at, operator_ref="op_1")
        chained = records.chain(new, station_seq=seq, prev_hash=before, recorded_at=desk.clock.at)
        ids[body.record_type], before = new.record_id, chained.record.record_hash
        told.append(
            station_record(
                station_id=last.station_id,
                station_label=last.station_label,
                station_epoch=2,
                station_seq=seq,
                key_id=last.key_id,
                status="accepted",
                canonical_line=chained.canonical,
            )
        )
    return told


def taken_in_again(desk, code):
    """What the desk wrote up to a backup, behind it (a pack taken in), and after it was restored."""
    copy = desk.records()
    desk.take_in(code)
    lost = desk.records()[len(copy) :]
    read = [records.read(each.canonical).body for each in lost]
    after = gone_on_from(copy, desk, [each for each in read if isinstance(each, Delivery | Intake)])
    return copy, lost, after


def units_of(desk, code):
    """Its units, the counting ones first, once the views were found sound."""
    assert check(desk.ledger.folder, TEST_KEY, rebuild=True).problems == ()
    with desk.ledger.read() as view:
        found = sorted(view.units_with_code(code), key=lambda unit: unit.custody is Custody.VOIDED)
    return [(unit.unit_id, unit.custody) for unit in found]


def test_the_same_pack_taken_in_again_is_one_unit_whichever_epoch_is_heard_first(desks):
    first, restored, third = desks
    copy, lost, after = taken_in_again(restored, CODE)
    first.hear([*copy, *lost])
    first.hear(after)
    third.hear([*copy, *after])
    third.hear(lost)
    assert [custody for _, custody in units_of(first, CODE)] == [Custody.IN_STORAGE, Custody.VOIDED]
    assert units_of(first, CODE) == units_of(third, CODE)
    assert units_of(first, CODE)[0][0] == records.read(after[-1].canonical).record_id
    assert first.stock()["in_storage"] == third.stock()["in_storage"] == (1, 312_500)


def test_a_pack_behind_the_copy_that_is_not_taken_in_again_stays_where_it_is(desks):
    first, restored, _ = desks
    restored.take_in(OTHER)
    copy, lost, after = taken_in_again(restored, CODE)
    first.hear([*copy, *lost, after[0]])
    assert [custody for _, custody in units_of(first, CODE)] == [Custody.IN_STORAGE]
    first.hear(after)
    assert [custody for _, custody in units_of(first, OTHER)] == [Custody.IN_STORAGE]


def test_a_line_for_the_forgotten_unit_goes_to_the_one_taken_in_again(desks):
    first, restored, third = desks
    copy, lost, after = taken_in_again(restored, CODE)
    handed = first.hand_on_from_elsewhere(CODE)
    ours = first.records()
    first.hear([*copy, *lost])
    (forgotten, custody), *_ = units_of(first, CODE)
    assert custody is Custody.IN_TRANSIT
    first.hear(after)
    third.hear(after)
    third.hear(ours)
    third.hear([*copy, *lost])
    for desk in (first, third):
        (counting, custody), second = units_of(desk, CODE)
        assert (custody, second) == (Custody.IN_TRANSIT, (forgotten, Custody.VOIDED))
        with desk.ledger.read() as view:
            (item,) = view.items_of_handoff(handed.document.handoff_id)
        assert item.unit_id == counting


def test_a_unit_that_had_left_for_good_before_it_came_again_is_another_one(desks):
    first, restored, third = desks
    copy = restored.records()
    restored.take_in(CODE)
    load = restored.hand_on(CODE).document.handoff_id
    restored.act(depart_handoff, load)
    restored.act(acknowledge_all, load, BY_PHONE)
    lost = restored.records()[len(copy) :]
    read = [records.read(each.canonical).body for each in lost]
    after = gone_on_from(copy, restored, [each for each in read if isinstance(each, Delivery | Intake)])
    first.hear([*copy, *lost])
    first.hear(after)
    third.hear([*copy, *after])
    third.hear(lost)
    assert {custody for _, custody in units_of(first, CODE)} == {Custody.DELIVERED, Custody.IN_STORAGE}
    assert sorted(units_of(first, CODE)) == sorted(units_of(third, CODE))
