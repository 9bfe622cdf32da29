"""编码录错 on the real ledger: one act, same unit, original dates, whatever became of it meanwhile."""

from datetime import date, timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.consignee import AckDraft, LineReturn
from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffState, LineState
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors_correcting import (
    CancelInstead,
    CorrectionPending,
    HasDependents,
    NewCodeLive,
    NothingToAnswer,
    RewriteImpossible,
    TargetUnknown,
    UndoImpossible,
)
from packtrail.domain.records import (
    Attachment,
    ConditionCheck,
    Intake,
    PackOpened,
    QuarantineRelease,
    SafetyDetermination,
    SecondConfirmation,
    Treatment,
    UnitMoved,
    Void,
)
from packtrail.domain.rewriting import CodeReading
from packtrail.domain.unit import Unit
from packtrail.store.check import check
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.answer_correction import answer_correction, awaiting_counterparty
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.rewrite_code import rewrite_code
from packtrail.usecases.take_back import take_units_back
from packtrail.usecases.undo import undo
from packtrail.usecases.void_record import void_record
from tests.station import TEST_KEY, codes, take_in
from tests.trade import CODE, OTHER_CODE, delivery, load, pack

pytestmark = pytest.mark.practice(15)

PHOTO = Attachment(digest="sha256:" + "b" * 64, media_type="image/jpeg", size=9, role="nameplate")
RIGHT = CodeReading(
    battery_code=OTHER_CODE, code_scheme="gbt34014_full", code_source="scan_qr", raw_scan=OTHER_CODE
)


@pytest.fixture
def rewrite(act):
    def run(unit_id, reading=RIGHT, **more):
        told = {"reason_text": "手输看错", "evidence": (PHOTO,)}
        return act(rewrite_code, unit_id, reading, **{**told, **more})

    return run


@pytest.fixture
def taken(station, clock):
    return take_in(station, clock)


@pytest.fixture
def intake(taken):
    return taken.units[0]


@pytest.fixture(autouse=True)
def sound(request, tmp_path, station):
    """After every test the views are what a rebuild makes."""
    yield
    assert check(tmp_path / "station", TEST_KEY, rebuild=True).problems == ()


def found(station, code):
    with station.read() as view:
        return [unit.unit_id for unit in view.units_with_code(code) if unit.custody is not Custody.VOIDED]


def sent(act, code=CODE):
    return act(release_handoff, load(code))


def acknowledged(act, handed, clock, **more):
    act(depart_handoff, handed.document.handoff_id)
    draft = AckDraft(answers=(), source="phone", acknowledged_at=clock.at)
    act(acknowledge_all, handed.document.handoff_id, draft, **more)


def looked(unit_id, condition):
    return ConditionCheck(
        intake_record_id=unit_id, condition_class=condition, residual_voltage_mv=None, insulation_kohm=None,
        surface_celsius=None, recheck_at=None, remark=None,
    )  # fmt: skip


def determined(unit_id):
    return SafetyDetermination(
        intake_record_id=unit_id, checklist="x", checklist_version="1", answers=(), passed=True,
        consignor_name="x", consignee_name=None, consignee_uscc=None,
    )  # fmt: skip


SAME = (
    "intake_number", "delivery_id", "level", "mass_g", "condition_class", "taken_in_at", "moved_at",
    "custody", "zone", "slot", "is_dangerous", "is_high_risk", "safety", "safety_id", "pending_release",
    "left_at", "mass_in_g", "difference_g", "handoff_id",
)  # fmt: skip


def assert_same_unit(before, after):
    assert {name: getattr(after, name) for name in SAME} == {name: getattr(before, name) for name in SAME}


def test_a_unit_in_stock_has_its_right_code_and_both_codes_find_it(station, rewrite, taken, intake):
    done = rewrite(intake.unit_id)
    assert (done.unit.battery_code, done.unit.former_codes) == (OTHER_CODE, (CODE,))
    assert found(station, CODE) == found(station, OTHER_CODE) == [done.unit.unit_id]
    assert_same_unit(intake, done.unit)
    with station.read() as view:
        assert view.delivery(taken.document.delivery_id).unit_count == 1
        assert [(line.count, line.mass_g) for line in view.stock()] == [(1, 312_500)]
        assert view.unit(intake.unit_id).custody is Custody.VOIDED


def test_the_act_is_voids_then_records_with_the_original_dates(rewrite, act, intake, clock):
    sent(act)
    clock.at += timedelta(days=3)
    done = rewrite(intake.unit_id)
    kinds = [each.record_type for each in done.records]
    assert kinds == ["void", "void", "intake", "handoff_line"]
    again, line = done.records[2:]
    assert again.occurred_at == intake.taken_in_at
    assert again.body.replaces_record_id == intake.unit_id
    assert done.records[1].body.replacement_record_ids == (again.record_id,)
    assert done.records[0].body.replacement_record_ids == (line.record_id,)
    assert {again.record_id, line.body.handoff_record_id} <= set(line.depends_on)
    assert again.attachments[-1] == PHOTO


def test_a_unit_on_the_road_stays_on_its_load_under_its_right_code(station, rewrite, act, intake):
    handed = sent(act)
    with station.read() as view:
        before = view.unit(intake.unit_id)
    done = rewrite(intake.unit_id)
    assert_same_unit(before, done.unit)
    assert done.unit.custody is Custody.IN_TRANSIT
    with station.read() as view:
        (item,) = view.items_of_handoff(handed.document.handoff_id)
        assert view.handoff(handed.document.handoff_id).state is HandoffState.RELEASED
        assert awaiting_counterparty(view) == ()
    assert (item.line_no, item.battery_code, item.unit_id) == (1, OTHER_CODE, done.unit.unit_id)


def test_a_delivered_unit_keeps_its_weighing_difference_and_waits_for_an_answer(
    station, rewrite, act, intake, clock
):
    handed = sent(act)
    acknowledged(act, handed, clock, received_g={handed.items[0].line_id: 305_000})
    with station.read() as view:
        before = view.unit(intake.unit_id)
    assert before.difference_g == 7_500
    done = rewrite(intake.unit_id)
    assert_same_unit(before, done.unit)
    assert done.items[0].state is LineState.ACCEPTED
    assert done.sheet.awaits_answer
    with station.read() as view:
        (waiting,) = awaiting_counterparty(view)
        assert (waiting.counts_already, waiting.number) == (True, handed.document.number)
        assert view.handoff(handed.document.handoff_id).accepted_count == 1
    answer = {"answered_on": date(2026, 11, 20), "answer_source": "phone"}
    act(answer_correction, waiting.record_id, "applied", **answer)
    with station.read() as view:
        assert awaiting_counterparty(view) == ()
    with pytest.raises(NothingToAnswer):
        act(answer_correction, waiting.record_id, "declined", **answer)


def test_stock_at_past_moments_is_what_it_was(station, rewrite, act, intake, clock):
    moments = [clock.at]
    for step in (lambda: sent(act), lambda: rewrite(intake.unit_id)):
        clock.at += timedelta(hours=1)
        step()
        moments.append(clock.at)
        if len(moments) == 2:
            with station.read() as view:
                before = [view.stock_as_of(at) for at in moments]
    with station.read() as view:
        assert [view.stock_as_of(at) for at in moments[:2]] == before
        assert view.stock_as_of(moments[2]) == before[1]


def test_moves_and_findings_survive(station, rewrite, write, intake):
    write(UnitMoved(intake_record_id=intake.unit_id), private={"zone": "Q", "slot": "3"})
    write(looked(intake.unit_id, "deformed"))
    write(Treatment(intake_record_id=intake.unit_id, treatment_code="other", description="x"))
    (safe,) = write(determined(intake.unit_id))
    with station.read() as view:
        before = view.unit(intake.unit_id)
    after = rewrite(intake.unit_id).unit
    assert_same_unit(before, after)
    assert (after.custody, after.zone, after.safety_id) == (Custody.QUARANTINED, "Q", safe.record_id)


def test_a_second_person_may_confirm_after_the_code_was_put_right(station, rewrite, write, intake):
    write(looked(intake.unit_id, "deformed"))
    write(Treatment(intake_record_id=intake.unit_id, treatment_code="other", description="x"))
    (safe,) = write(determined(intake.unit_id))
    (asked,) = write(
        QuarantineRelease(
            intake_record_id=intake.unit_id, safety_record_id=safe.record_id, second_operator_ref=None,
            reason_text="x",
        )
    )  # fmt: skip
    done = rewrite(intake.unit_id)
    assert done.unit.pending_release == asked.record_id
    write(SecondConfirmation(target_record_id=asked.record_id, confirmed=True, way="later"))
    with station.read() as view:
        assert view.unit(done.unit.unit_id).custody is Custody.IN_STORAGE
        assert view.unit(intake.unit_id).custody is Custody.VOIDED


def test_what_names_the_old_record_later_means_the_unit(station, rewrite, write, intake):
    done = rewrite(intake.unit_id)
    write(looked(intake.unit_id, "leaking"))
    with station.read() as view:
        assert view.unit(done.unit.unit_id).custody is Custody.QUARANTINED


def test_every_load_that_the_unit_was_on_has_its_right_code(station, rewrite, act, intake, clock):
    first = sent(act)
    acknowledged(act, first, clock, refused={first.items[0].line_id: "capacity"})
    back = LineReturn(
        line_id=first.items[0].line_id, condition_class="normal", mass_g=312_000, mass_basis="weighed"
    )
    act(take_units_back, first.document.handoff_id, (back,))
    with station.read() as view:
        assert view.unit(intake.unit_id).custody is Custody.IN_STORAGE
    second = sent(act)
    with station.read() as view:
        before = view.unit(intake.unit_id)
    done = rewrite(intake.unit_id)
    assert_same_unit(before, done.unit)
    assert [item.state for item in done.items] == [LineState.RETURNED, LineState.OPEN]
    with station.read() as view:
        loads = [view.items_of_handoff(each.document.handoff_id) for each in (first, second)]
    assert [[item.battery_code for item in items] for items in loads] == [[OTHER_CODE], [OTHER_CODE]]


def test_a_code_is_put_right_twice(station, rewrite, act, intake, clock):
    handed = sent(act)
    acknowledged(act, handed, clock)
    first = rewrite(intake.unit_id)
    (third,) = codes(1)
    again = rewrite(
        first.unit.unit_id,
        CodeReading(battery_code=third, code_scheme="gbt34014_full", code_source="scan_qr"),
    )
    assert again.unit.former_codes == (CODE, OTHER_CODE)
    assert [found(station, each) for each in (CODE, OTHER_CODE, third)] == [[again.unit.unit_id]] * 3
    assert again.unit.custody is Custody.DELIVERED
    with station.read() as view:
        assert len(view.items_of_handoff(handed.document.handoff_id)) == 1


def test_a_corrected_intake_is_written_anew_as_it_reads(act, rewrite, intake):
    act(correct_record, intake.unit_id, {"gross_mass_g": 300_000}, reason_code="typo", reason_text="x")
    assert rewrite(intake.unit_id).unit.mass_g == 300_000


def test_the_sheet_names_both_codes_and_every_document(act, rewrite, taken, intake):
    handed = sent(act)
    paper = rewrite(intake.unit_id).sheet
    assert (paper.old_code, paper.new_code, paper.reason_text) == (CODE, OTHER_CODE, "手输看错")
    assert [(each.record_type, each.number, each.line_no) for each in paper.documents] == [
        ("delivery", taken.document.number, None),
        ("intake", intake.intake_number, 1),
        ("handoff_line", handed.document.number, 1),
    ]
    assert paper.documents[2].party == "株洲测试再生利用有限公司"
    assert paper.taken_in_at == intake.taken_in_at
    assert not paper.awaits_answer


def test_a_unit_that_has_no_code_after_all_gets_a_provisional_number(station, rewrite, intake):
    reading = CodeReading(battery_code=None, code_status="unreadable", code_reason="burnt")
    done = rewrite(intake.unit_id, reading)
    assert done.unit.label.startswith("TMP-")
    assert found(station, CODE) == [done.unit.unit_id]


def test_a_code_that_is_on_another_unit_here_is_a_conflict(act, rewrite, intake):
    act(record_delivery, delivery(pack(OTHER_CODE)))
    with pytest.raises(NewCodeLive) as refusal:
        rewrite(intake.unit_id)
    assert refusal.value.battery_code == OTHER_CODE


def test_a_code_that_was_put_right_is_free_for_the_pack_that_has_it(station, act, rewrite, intake):
    rewrite(intake.unit_id)
    other = act(record_delivery, delivery(pack(CODE)))
    assert other.units[0].custody is Custody.IN_STORAGE


@pytest.mark.parametrize(
    ("reading", "more", "kinds"),
    [
        (RIGHT, {"reason_text": " "}, {FaultKind.REASON_TEXT_MISSING}),
        (RIGHT, {"evidence": ()}, {FaultKind.PROOF_MISSING}),
        (CodeReading(battery_code=" "), {}, {FaultKind.CODE_MISSING}),
        (CodeReading(battery_code="x" * 129), {}, {FaultKind.TEXT_TOO_LONG}),
        (CodeReading(battery_code=CODE), {}, {FaultKind.NOTHING_CHANGED}),
        (CodeReading(battery_code="X", level="lorry"), {}, {FaultKind.VALUE_WRONG}),
        (CodeReading(battery_code=None, code_status="absent"), {}, {FaultKind.REASON_MISSING}),
    ],
)
def test_what_is_lacking_is_told_and_nothing_is_written(station, rewrite, intake, reading, more, kinds):
    with pytest.raises(DraftIncomplete) as refusal:
        rewrite(intake.unit_id, reading, **more)
    assert {fault.kind for fault in refusal.value.faults} == kinds
    with station.read() as view:
        assert view.of_type(Void.record_type) == []


def test_voided_opened_and_unknown_units_are_not_written_anew(station, act, rewrite, write, intake, clock):
    with pytest.raises(TargetUnknown):
        rewrite(new_id())
    write(PackOpened(parent_record_id=intake.unit_id, child_record_ids=(), residue_mass_g=1, reason_code="x"))
    with pytest.raises(RewriteImpossible):
        rewrite(intake.unit_id)


def test_a_line_whose_correction_waits_is_not_written_anew(act, rewrite, intake, clock):
    handed = sent(act)
    acknowledged(act, handed, clock)
    line_id = handed.items[0].line_id
    act(correct_record, line_id, {"remark": "x"}, reason_code="typo", reason_text="x")
    with pytest.raises(CorrectionPending):
        rewrite(intake.unit_id)


def test_what_was_written_anew_is_held_by_all_that_held_it_before(act, rewrite, intake):
    sent(act)
    done = rewrite(intake.unit_id)
    with pytest.raises(CancelInstead):
        act(void_record, done.items[0].line_id, "wrong_unit", "x")
    with pytest.raises(HasDependents):
        act(void_record, done.unit.unit_id, "wrong_unit", "x")
    with pytest.raises(UndoImpossible):
        act(undo, [each.record_id for each in done.records])


@pytest.mark.practice(12)
def test_a_conflict_stays_isolated_until_somebody_settles_it(act, rewrite, taken, intake):
    twin = act(record_delivery, delivery(pack(CODE, as_conflict=True))).units[0]
    done = rewrite(twin.unit_id)
    assert (done.unit.code_status, done.unit.custody) == ("conflict", Custody.QUARANTINED)


def test_the_history_tells_the_whole_story(station, act, rewrite, intake):
    sent(act)
    done = rewrite(intake.unit_id)
    with station.read() as view:
        told = view.history(Unit, done.unit.unit_id)
    intakes = [each for each in told if isinstance(each.record.body, Intake)]
    assert [each.is_voided for each in intakes] == [True, False]
    assert [each.record.record_type for each in told].count("handoff_line") == 2
