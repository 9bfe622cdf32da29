"""The days without network, with an inspector, a newcomer, a dead PC or a slip (``practice.md``)."""

from datetime import timedelta
from functools import partial

import pytest

from packtrail.app.secrets import NoKeyring, keep_here, unlock
from packtrail.domain.custody import Custody
from packtrail.domain.errors import NotAllowed, NotInStock
from packtrail.domain.errors_correcting import UndoTooLate
from packtrail.domain.exceptions_register import ExceptionKind
from packtrail.domain.exits import ExitReason, ReturnReason
from packtrail.domain.handoff import LineDraft
from packtrail.domain.numbers import PaperForm
from packtrail.domain.places import Place
from packtrail.domain.records.handoff import PickedBy
from packtrail.domain.second_person import ConfirmedBy
from packtrail.domain.unit_acts import CheckDraft
from packtrail.store.backup import backup
from packtrail.store.restore import restore
from packtrail.usecases.check_condition import check_condition
from packtrail.usecases.close_opening_stock import close_opening_stock
from packtrail.usecases.confirm_as_second import confirm_as_second, waiting_for_second
from packtrail.usecases.duties import duties
from packtrail.usecases.exceptions_register import exceptions_register, floor_sample
from packtrail.usecases.issue_forms import issue_forms
from packtrail.usecases.move_units import Move, move_units, warn_of_moves
from packtrail.usecases.numbers import explain_gap, number_gaps
from packtrail.usecases.ports import DocumentKind
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.return_to_source import return_unit_to_source
from packtrail.usecases.set_profile import set_profile
from packtrail.usecases.stock_on import shelf_on, stock_on
from packtrail.usecases.undo import act_of, undo
from tests.e2e.real_days import CLERK, DISPATCHER, SUPERVISOR, assert_sound, station_in
from tests.station import ADMIN, PROFILE
from tests.trade import delivery, load, pack


@pytest.mark.practice(10)
@pytest.mark.practice(16)
def test_five_days_without_network_leave_duties_that_the_sync_then_meets(day_of):
    with day_of() as day:
        codes = day.codes(6)
        day.enrol()
        for number in range(5):
            day.take_in(*codes[number : number + (2 if number == 4 else 1)])
            day.next_day()
        day.hand_over(*codes[:2])

        def owed():
            return day.read(lambda view: duties(view, day.rules.rulebook, day.today()))

        before = owed()
        assert sum(line.count for line in before) == 8
        assert [line.target for line in before] == sorted(line.target for line in before)
        assert day.read(lambda view: view.backlog("hub")).unsent > 8
        day.sync()
        assert owed() == ()
        assert day.read(lambda view: view.backlog("hub")).unsent == 0


@pytest.mark.practice(12)
def test_an_inspector_at_the_door_sees_the_exceptions_a_sample_and_the_stock_of_a_past_moment(day_of):
    with day_of() as day:
        began = day.clock.at
        codes = day.codes(6)
        burnt = pack(
            None, code_scheme="none", code_status="unreadable", code_source="none", raw_scan=None,
            code_reason="burnt", photos=(day.photo("burnt"),),
        )  # fmt: skip
        typed = pack(codes[0], code_source="manual_single")
        taken = day.take_in(typed, burnt, *codes[1:])
        back = taken.units[6]
        moves = [Move(code=codes[3], location="LOC:普通区")]
        plan = day.lane(
            partial(warn_of_moves, moves, store=day.outlet.store, rules=day.rules.stock, now=day.outlet.now)
        )
        day.act(move_units, moves, rules=day.rules.stock, confirmed=plan.to_confirm, by=CLERK)
        evening = day.clock.at
        day.next_day()
        reason = ExitReason(
            code=ReturnReason.NOT_OURS, text="交错网点", evidence=(day.photo("receipt of the driver"),)
        )
        waits = day.act(
            return_unit_to_source,
            back.unit_id,
            taken.document.delivery_id,
            reason,
            second=None,
            by=SUPERVISOR,
        )
        assert waits.custody is Custody.QUARANTINED
        day.sync()
        (waiting,) = day.read(waiting_for_second)
        day.act(
            confirm_as_second, waiting.target.record_id, confirmed=True, way=ConfirmedBy.ONE_TIME_CODE,
            rule=day.rules.safety.recheck,
        )  # fmt: skip
        day.release(lines=(LineDraft(code=codes[1], picked_by=PickedBy.LIST),))
        found = day.read(lambda view: exceptions_register(view, began, day.clock.at))
        assert dict(found.counts) == {
            ExceptionKind.RETURNED_TO_SOURCE: 1,
            ExceptionKind.UNCODED: 1,
            ExceptionKind.HAND_TYPED: 1,
            ExceptionKind.LIST_PICKED: 1,
            ExceptionKind.UNACKNOWLEDGED: 1,
        }
        (returned,) = [row for row in found.rows if row.kind is ExceptionKind.RETURNED_TO_SOURCE]
        assert (returned.operator_ref, returned.second_ref, returned.is_pending) == (
            SUPERVISOR.ref, ADMIN.ref, False,
        )  # fmt: skip
        sample = day.read(lambda view: floor_sample(view, "检查员 20261122", 3))
        assert len(sample) == 3
        assert sample == day.read(lambda view: floor_sample(view, "检查员 20261122", 3))
        then = day.read(lambda view: stock_on(view, evening))
        now = day.read(lambda view: stock_on(view, day.clock.at))
        assert (then.here.count, now.here.count) == (7, 5)
        (stood,) = day.read(lambda view: shelf_on(view, evening, Place("普通区")))
        assert (stood.unit.label, stood.put_by) == (codes[3], CLERK.ref)


@pytest.mark.practice(12)
def test_a_new_employee_is_refused_by_name_what_is_not_his_to_do(day_of):
    with day_of() as day:
        codes = day.codes(2)
        taken = day.act(record_delivery, delivery(*(pack(code) for code in codes)), by=CLERK)
        unit = taken.units[0]
        reason = ExitReason(code=ReturnReason.NOT_OURS, text="交错", evidence=(day.photo(),))
        send_home = partial(return_unit_to_source, unit.unit_id, unit.delivery_id, reason, second=None)
        forbidden = [
            (CLERK, partial(release_handoff, load(codes[0])), "release_handoff"),
            (CLERK, partial(set_profile, PROFILE), "set_profile"),
            (CLERK, partial(close_opening_stock, 0, day.photo()), "close_opening_stock"),
            (CLERK, send_home, "close_exit"),
            (DISPATCHER, partial(record_delivery, delivery(pack(day.codes(1)[0]))), "record_delivery"),
            (SUPERVISOR, partial(set_profile, PROFILE), "set_profile"),
        ]
        for who, use_case, act in forbidden:
            with pytest.raises(NotAllowed) as refused:
                day.act(use_case, by=who)
            assert (refused.value.act, refused.value.role) == (act, who.role)
        looked = CheckDraft(condition_class="normal")
        day.act(check_condition, unit.unit_id, looked, rules=day.rules.safety, by=CLERK)
        document = day.act(release_handoff, load(codes[0]), rules=day.rules.release, by=DISPATCHER).document
        assert day.read(lambda view: view.record(document.handoff_id)).operator_ref == DISPATCHER.ref


@pytest.mark.practice(16)
def test_a_dead_pc_is_bridged_by_the_pad_and_its_gaps_are_explained_on_the_new_one(tmp_path, clock, days_hub):
    old, new = tmp_path / "old", tmp_path / "new"
    with station_in(old, clock, days_hub, profile=PROFILE) as (day, recovery_code):
        codes = day.codes(4)
        day.take_in(codes[0])
        pad = day.act(issue_forms, PaperForm.DELIVERY, 3)
        day.sync()
        saved = backup(old, unlock(old, NoKeyring()), tmp_path / "stick", now=clock.at)
        (forgotten,) = day.take_in(codes[1]).units
        day.sync()
    clock.at += timedelta(hours=2)
    restore(saved.file, new, recovery_code, keep_key=partial(keep_here, keyring=NoKeyring()))
    with station_in(new, clock, days_hub) as (day, _):
        assert day.read(lambda view: view.station()).epoch == 2
        assert day.read(lambda view: view.units_with_code(codes[1])) == []
        happened = clock.at - timedelta(minutes=90)
        paper = {"paper_photos": (day.photo("form", "paper_original"),), "occurred_at": happened}
        late = day.take_in(codes[2], paper_number=pad.numbers[0], **paper)
        assert (late.document.number, late.document.taken_in_at) == (pad.numbers[0], happened)
        lost = day.take_in(codes[1], paper_ref="旧电脑打印件", late_entry=True, **paper)
        assert lost.document.number.split("-")[1] == pad.numbers[0].split("-")[1][:-1] + "b"  # a new epoch's
        day.act(explain_gap, [pad.numbers[1]], "填写时弄脏，作废")
        gaps = day.read(lambda view: number_gaps(view, DocumentKind.DELIVERY, day.today(), day.today()))
        assert [(gap.number, gap.state.value) for gap in gaps.gaps] == [
            (pad.numbers[1], "explained"), (pad.numbers[2], "on_pad"),
        ]  # fmt: skip
        day.hand_over(*codes[:3])
        day.ends({"intake already_in_storage": 1})
    assert days_hub.custody_of([forgotten.unit_id]) == {forgotten.unit_id: "voided"}
    assert_sound(new)
    assert_sound(old)


@pytest.mark.practice(12)
def test_an_act_is_taken_back_within_ten_seconds_and_never_after(day_of):
    with day_of() as day:
        first, second = day.codes(2)
        (slip,) = [day.take_in(first)]
        day.act(undo, day.read(lambda view: act_of(view, slip.document.delivery_id)))
        assert day.unit(first).custody is Custody.VOIDED
        again = day.take_in(first, second)
        document, _ = day.release(first)
        released_at = day.clock.at
        day.sync()
        day.clock.at = released_at + timedelta(seconds=5)  # sending looked at the clock, a second each time
        day.act(undo, day.read(lambda view: act_of(view, document.handoff_id)))
        assert day.unit(first).custody is Custody.IN_STORAGE
        clock_ran = day.clock.at + timedelta(seconds=11)
        day.clock.at = clock_ran
        with pytest.raises(UndoTooLate):
            day.act(undo, day.read(lambda view: act_of(view, again.document.delivery_id)))
        day.hand_over(first, second)
        with pytest.raises(NotInStock):
            day.release(first)
