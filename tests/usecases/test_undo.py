"""Ctrl+Z: an act is taken back whole, in ten seconds, by whoever did it; side values are there again."""

from datetime import timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState
from packtrail.domain.errors_correcting import (
    CancelInstead,
    HasDependents,
    TargetUnknown,
    UndoImpossible,
    UndoNotYours,
    UndoTooLate,
)
from packtrail.domain.operators import Operator, Role
from packtrail.domain.voiding import UNDO_WINDOW
from packtrail.store.check import check
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.drafts import DELIVERY, draft_content, draft_from
from packtrail.usecases.ports import Draft
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.undo import UNDONE, undo
from tests.station import TEST_KEY, codes, take_in
from tests.trade import CODE, delivery, load, pack


@pytest.fixture
def taken(station, clock):
    return take_in(station, clock, *codes(3))


def ids_of(taken):
    return [taken.document.delivery_id, *(unit.unit_id for unit in taken.units)]


def load_ids(station, handed):
    with station.read() as view:
        release = view.handoff(handed.document.handoff_id).release_id
    return [handed.document.handoff_id, *(item.line_id for item in handed.items), release]


def test_a_delivery_is_taken_back_whole_and_reads_as_one(station, act, taken, tmp_path):
    done = act(undo, ids_of(taken))
    assert {each.body.reason_text for each in done.records} == {UNDONE}
    assert [each.body.target_record_id for each in done.records] == list(reversed(ids_of(taken)))
    assert len({each.recorded_at for each in done.records}) == 1
    with station.read() as view:
        assert view.stock() == []
        assert view.delivery(taken.document.delivery_id).is_voided
    assert check(tmp_path / "station", TEST_KEY, rebuild=True).problems == ()


def test_the_draft_that_the_act_used_up_is_there_again(station, act, clock):
    typed = delivery(pack(CODE))
    draft = Draft(draft_id=new_id(), kind=DELIVERY, content=draft_content(typed), updated_at=clock.at)
    with station.act() as tx:
        tx.save_draft(draft)
    taken = act(record_delivery, typed, draft_id=draft.draft_id)
    act(undo, ids_of(taken), draft=draft)
    with station.read() as view:
        (found,) = view.drafts(DELIVERY)
    assert draft_from(DELIVERY, found.content) == typed
    again = act(record_delivery, typed, draft_id=draft.draft_id)
    assert again.document.number == "DL-S1a-20261120-0002"


def test_a_load_that_was_just_signed_away_is_in_stock_again(station, act, taken):
    handed = act(release_handoff, load(*codes(3)))
    act(undo, load_ids(station, handed))
    with station.read() as view:
        assert {view.unit(unit.unit_id).custody for unit in taken.units} == {Custody.IN_STORAGE}
        assert view.handoff(handed.document.handoff_id).state is HandoffState.CANCELLED
        assert view.items_of_handoff(handed.document.handoff_id) == []
    assert act(release_handoff, load(*codes(3))).document.line_count == 3


def test_half_an_act_is_not_undone(station, act, taken):
    handed = act(release_handoff, load(*codes(3)))
    with pytest.raises(CancelInstead):
        act(undo, load_ids(station, handed)[:2])


def test_a_correction_is_undone(station, act, taken):
    told = act(
        correct_record, taken.units[0].unit_id, {"gross_mass_g": 1000}, reason_code="typo", reason_text="x"
    )
    act(undo, [told.correction.record_id])
    with station.read() as view:
        assert view.unit(taken.units[0].unit_id).mass_g == 312_500


def test_the_window_is_ten_seconds_and_no_longer(act, taken, clock):
    clock.at = taken_at(act, taken) + UNDO_WINDOW - timedelta(seconds=1)  # the clock ticks once more
    act(undo, ids_of(taken))


def taken_at(act, taken):
    return act(lambda *, store, **_: recorded_at(store, taken.document.delivery_id))


def recorded_at(store, record_id):
    with store.read() as view:
        return view.record(record_id).recorded_at


@pytest.mark.parametrize("off", [timedelta(0), timedelta(days=1), timedelta(hours=-1)])
def test_after_it_or_with_the_clock_set_back_the_undo_says_what_to_do_instead(act, taken, clock, off):
    clock.at = taken_at(act, taken) + UNDO_WINDOW + off
    if off < timedelta(0):
        clock.at = taken_at(act, taken) + off
    with pytest.raises(UndoTooLate) as refusal:
        act(undo, ids_of(taken))
    assert refusal.value.instead == "void_record"


def test_a_load_that_is_too_old_to_undo_is_cancelled(station, act, taken, clock):
    handed = act(release_handoff, load(*codes(3)))
    clock.at += timedelta(minutes=5)
    with pytest.raises(UndoTooLate) as refusal:
        act(undo, load_ids(station, handed))
    assert refusal.value.instead == "cancel_handoff"


def test_only_who_did_it_undoes_it(act, taken):
    with pytest.raises(UndoNotYours):
        act(undo, ids_of(taken), by=Operator("op_2", "别人", Role.ADMIN))


def test_an_undo_is_not_undone_nor_what_is_not_there(act, taken):
    done = act(undo, ids_of(taken))
    with pytest.raises(UndoImpossible):
        act(undo, [each.record_id for each in done.records])
    with pytest.raises(TargetUnknown):
        act(undo, [new_id()])


def test_what_something_else_stands_on_is_not_undone(station, act, clock):
    clock.at = clock.at.replace(second=0)
    taken = take_in(station, clock)
    act(release_handoff, load(CODE))
    with pytest.raises(HasDependents):
        act(undo, ids_of(taken))


def test_a_profile_is_not_undone(station, act):
    with station.read() as view:
        profile = view.latest("outlet_profile")
    with pytest.raises(UndoImpossible):
        act(undo, [profile.record_id])
