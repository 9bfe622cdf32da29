"""Corrections on the real ledger: the original stays, nothing slips past, what is sealed waits."""

from datetime import date, timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.consignee import AckDraft, LineReturn
from packtrail.domain.custody import Custody
from packtrail.domain.documents import HandoffItem, LineState
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_correcting import (
    AgreedByBoth,
    CorrectionPending,
    FindingNotCorrectable,
    HasDependents,
    IdentityNotCorrectable,
    NeverCorrected,
    NothingToAnswer,
    StaleTarget,
    TargetUnknown,
    TargetVoided,
)
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import Attachment
from packtrail.store.check import check
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.amending import sealed_fields
from packtrail.usecases.answer_correction import answer_correction, awaiting_counterparty
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.take_back import take_units_back
from packtrail.usecases.void_record import void_record
from tests.station import TEST_KEY, take_in
from tests.trade import CODE, delivery, load, pack

SECOND = Operator("op_2", "第二人", Role.SUPERVISOR)
PAPER = Attachment(digest="sha256:" + "a" * 64, media_type="image/jpeg", size=9, role="paper_original")


@pytest.fixture
def correct(act):
    def run(target_id, changes, **more):
        reason = {"reason_code": "typo", "reason_text": "看错了"}
        return act(correct_record, target_id, changes, **{**reason, **more})

    return run


@pytest.fixture
def intake(station, clock):
    return take_in(station, clock).units[0]


@pytest.fixture
def handed(act, intake):
    return act(release_handoff, load(CODE))


def acknowledged(act, handed, clock, **more):
    act(depart_handoff, handed.document.handoff_id)
    draft = AckDraft(answers=(), source="phone", acknowledged_at=clock.at)
    return act(acknowledge_all, handed.document.handoff_id, draft, **more)


def read(station, what, *given):
    with station.read() as view:
        return what(view, *given)


def unit(station, unit_id):
    with station.read() as view:
        return view.unit(unit_id)


def faults(refusal):
    return {(fault.kind, fault.field) for fault in refusal.value.faults}


def test_a_corrected_mass_counts_and_the_original_stays(station, correct, intake):
    done = correct(intake.unit_id, {"/gross_mass_g": 301_500}, reason_code="reweighed")
    assert done.waits_for is None
    (change,) = done.correction.body.changes
    assert (change.old, change.new) == (312_500, 301_500)
    assert unit(station, intake.unit_id).mass_g == 301_500
    with station.read() as view:
        assert view.record(intake.unit_id).body.gross_mass_g == 312_500
        assert view.amended(intake.unit_id).head_hash == done.correction.record_hash
        assert view.stock()[0].mass_g == 301_500


def test_a_second_correction_says_what_the_first_left(correct, intake):
    correct(intake.unit_id, {"gross_mass_g": 301_500})
    (change,) = correct(intake.unit_id, {"gross_mass_g": 301_600}).correction.body.changes
    assert change.old == 301_500


def test_who_looked_at_an_earlier_head_is_told(station, correct, intake):
    with station.read() as view:
        seen = view.amended(intake.unit_id).head_hash
    correct(intake.unit_id, {"gross_mass_g": 301_500}, seen_head=seen)
    with pytest.raises(StaleTarget):
        correct(intake.unit_id, {"gross_mass_g": 301_600}, seen_head=seen)


@pytest.mark.parametrize(
    "field",
    [
        "battery_code",
        "unit_level",
        "local_id",
        "intake_id",
        "delivery_record_id",
        "code_source",
        "code_status",
    ],
)
def test_identity_is_never_corrected(correct, intake, field):
    with pytest.raises(IdentityNotCorrectable):
        correct(intake.unit_id, {field: "x"})


def test_all_bad_values_are_told_at_once(correct, intake):
    bad = {
        "gross_mass_g": -1,
        "source_uscc": "91430100MA0FAKE014",
        "source_vin": "LGW1",
        "mass_basis": "guessed",
        "residual_voltage_mv": -5,
        "responsible_maker": "长" * 201,
        "no_such_field": 1,
    }
    with pytest.raises(DraftIncomplete) as refusal:
        correct(intake.unit_id, bad, reason_text=" ", reason_code="boredom")
    assert faults(refusal) == {
        (FaultKind.MASS_NOT_POSITIVE, "gross_mass_g"),
        (FaultKind.USCC_WRONG, "source_uscc"),
        (FaultKind.VIN_WRONG, "source_vin"),
        (FaultKind.VALUE_WRONG, "mass_basis"),
        (FaultKind.VALUE_WRONG, "residual_voltage_mv"),
        (FaultKind.TEXT_TOO_LONG, "responsible_maker"),
        (FaultKind.VALUE_WRONG, "no_such_field"),
        (FaultKind.REASON_TEXT_MISSING, "reason_text"),
        (FaultKind.VALUE_WRONG, "reason_code"),
    }


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"gross_mass_g": 0}, FaultKind.MASS_NOT_POSITIVE),
        ({"gross_mass_g": 10_000_000}, FaultKind.MASS_IMPLAUSIBLE),
        ({"gross_mass_g": None}, FaultKind.MASS_WITHOUT_BASIS),
        ({"gross_mass_g": True}, FaultKind.VALUE_WRONG),
        ({"gross_mass_g": 312_500}, FaultKind.NOTHING_CHANGED),
        ({"mass_basis": "unknown"}, FaultKind.MASS_WITHOUT_BASIS),
        ({}, FaultKind.NOTHING_CHANGED),
    ],
)
def test_a_value_that_no_draft_could_have_is_refused(correct, intake, changes, kind):
    with pytest.raises(DraftIncomplete) as refusal:
        correct(intake.unit_id, changes)
    assert kind in {fault.kind for fault in refusal.value.faults}


def test_a_module_of_ten_tonnes_is_a_typing_error(act, correct):
    taken = act(record_delivery, delivery(pack(CODE, level="module", mass_g=20_000)))
    with pytest.raises(DraftIncomplete) as refusal:
        correct(taken.units[0].unit_id, {"gross_mass_g": 10_000_000})
    assert faults(refusal) == {(FaultKind.MASS_IMPLAUSIBLE, "gross_mass_g")}


def test_a_person_is_never_named_in_a_public_field(act, correct):
    draft = delivery(pack(), source_type="vehicle_owner", deliverer_name="张三", deliverer_uscc=None)
    taken = act(record_delivery, draft)
    with pytest.raises(DraftIncomplete) as refusal:
        correct(taken.document.delivery_id, {"deliverer_name": "张三"})
    assert (FaultKind.PERSON_IN_PUBLIC, "deliverer_name") in faults(refusal)


@pytest.mark.practice(9)
@pytest.mark.parametrize("better", ["normal", "deformed", "undetermined"])
def test_a_danger_that_was_found_is_not_corrected_away(act, correct, better):
    taken = act(record_delivery, delivery(pack(CODE, condition_class="leaking")))
    with pytest.raises(FindingNotCorrectable):
        correct(taken.units[0].unit_id, {"condition_class": better})


@pytest.mark.practice(9)
def test_a_danger_that_was_overlooked_isolates_the_unit_by_correction(station, correct, intake):
    correct(intake.unit_id, {"condition_class": "leaking"})
    assert unit(station, intake.unit_id).custody is Custody.QUARANTINED


def test_what_is_unknown_or_voided_or_a_void_is_named(act, correct, intake):
    with pytest.raises(TargetUnknown):
        correct(new_id(), {"gross_mass_g": 1})
    gone = act(void_record, intake.unit_id, "test_data", "试录")
    with pytest.raises(TargetVoided):
        correct(intake.unit_id, {"gross_mass_g": 1})
    with pytest.raises(NeverCorrected):
        correct(gone.records[0].record_id, {"reason_text": "别的"})


def test_a_viewer_corrects_nothing(correct, intake):
    with pytest.raises(NotAllowed):
        correct(intake.unit_id, {"gross_mass_g": 1}, by=Operator("op_9", "访客", Role.VIEWER))


# -- what the recipient sealed


@pytest.fixture
def accepted(act, handed, clock):
    """A load that the recipient weighed and took."""
    (item,) = handed.items
    acknowledged(act, handed, clock, received_g={item.line_id: 305_000})
    return item


def ack_of(station, line_id):
    with station.read() as view:
        return next(each for each in view.dependents(line_id) if each.record_type == "consignee_ack")


def test_nothing_is_sealed_before_the_recipient_acknowledged(station, handed):
    (item,) = handed.items
    assert read(station, sealed_fields, item.line_id) == ()
    assert read(station, sealed_fields, handed.document.handoff_id) == ()


def test_sealed_fields_say_by_whom_and_since_when(station, accepted, handed):
    for record_id in (
        accepted.line_id,
        handed.document.handoff_id,
        ack_of(station, accepted.line_id).record_id,
    ):
        sealed = read(station, sealed_fields, record_id)
        assert {each.by for each in sealed} == {"株洲测试再生利用有限公司"}
        assert {each.since for each in sealed} == {ack_of(station, accepted.line_id).body.acknowledged_at}
    assert "received_gross_mass_g" in {each.field for each in sealed}
    assert read(station, sealed_fields, accepted.unit_id) == ()


def test_a_sealed_mass_waits_for_the_other_side_and_then_counts(station, act, correct, accepted, clock):
    ack = ack_of(station, accepted.line_id)
    asked = correct(ack.record_id, {"received_gross_mass_g": 306_000}, reason_code="reweighed")
    assert asked.waits_for.by == "株洲测试再生利用有限公司"
    assert unit(station, accepted.unit_id).mass_g == 305_000
    (waiting,) = read(station, awaiting_counterparty)
    assert (waiting.record_id, waiting.counts_already) == (asked.correction.record_id, False)
    with pytest.raises(CorrectionPending):
        correct(ack.record_id, {"received_gross_mass_g": 307_000})
    answer(act, asked, clock)
    assert unit(station, accepted.unit_id).mass_g == 306_000
    assert read(station, awaiting_counterparty) == ()
    with pytest.raises(AgreedByBoth):
        act(void_record, asked.correction.record_id, "did_not_occur", "反悔")


def answer(act, asked, clock, outcome="applied", **more):
    told = {"answered_on": date(2026, 11, 20), "answer_source": "phone", **more}
    return act(answer_correction, asked.correction.record_id, outcome, **told)


def test_a_declined_correction_never_counts(station, act, correct, accepted, clock):
    asked = correct(ack_of(station, accepted.line_id).record_id, {"received_gross_mass_g": 306_000})
    answer(act, asked, clock, "declined")
    assert unit(station, accepted.unit_id).mass_g == 305_000
    with pytest.raises(NothingToAnswer):
        answer(act, asked, clock)


def test_a_pending_correction_can_be_taken_back(station, act, correct, accepted, clock):
    asked = correct(accepted.line_id, {"remark": "托盘 3"})
    act(void_record, asked.correction.record_id, "did_not_occur", "不改了")
    assert read(station, awaiting_counterparty) == ()
    with pytest.raises(TargetVoided):
        answer(act, asked, clock)
    assert correct(accepted.line_id, {"remark": "托盘 4"}).waits_for is not None


def test_an_answer_on_paper_has_the_paper(station, act, correct, accepted, clock):
    asked = correct(accepted.line_id, {"remark": "托盘 3"})
    with pytest.raises(DraftIncomplete):
        answer(act, asked, clock, answer_source="signed_paper")
    with pytest.raises(DraftIncomplete):
        answer(act, asked, clock, answered_on=date(2026, 11, 19))
    with pytest.raises(DraftIncomplete):
        answer(act, asked, clock, answered_on=date(2026, 11, 21))
    answer(act, asked, clock, answer_source="signed_paper", attachments=(PAPER,))
    with station.read() as view:
        assert view.amended(accepted.line_id).record.body.remark == "托盘 3"


def test_an_answer_taken_for_a_refusal_brings_the_unit_back_once_both_agree(
    station, act, correct, accepted, clock
):
    ack = ack_of(station, accepted.line_id)
    with pytest.raises(DraftIncomplete):
        correct(ack.record_id, {"outcome": "refused"})
    asked = correct(ack.record_id, {"outcome": "refused", "refusal_reason": "capacity"})
    answer(act, asked, clock)
    assert unit(station, accepted.unit_id).custody is Custody.RETURNING
    with station.read() as view:
        assert view.one(HandoffItem, accepted.line_id).state is LineState.REFUSED


def test_a_refusal_is_not_corrected_once_the_unit_is_back(station, act, correct, handed, clock):
    (item,) = handed.items
    acknowledged(act, handed, clock, refused={item.line_id: "capacity"})
    take_back_sound(act, item)
    with pytest.raises(HasDependents) as refusal:
        correct(
            ack_of(station, item.line_id).record_id,
            {"outcome": "accepted", "refusal_reason": None, "received_gross_mass_g": 1000},
        )
    assert refusal.value.record_type == "return_in"


def take_back_sound(act, item):
    back = LineReturn(line_id=item.line_id, condition_class="normal", mass_g=312_000, mass_basis="weighed")
    return act(take_units_back, item.handoff_id, (back,))


def test_what_was_corrected_is_what_a_rebuild_finds(station, act, correct, accepted, clock, tmp_path):
    asked = correct(ack_of(station, accepted.line_id).record_id, {"received_gross_mass_g": 306_000})
    answer(act, asked, clock)
    correct(accepted.unit_id, {"chemistry_code": "C"})
    report = check(tmp_path / "station", TEST_KEY, rebuild=True)
    assert report.problems == ()


def test_a_departure_is_corrected_but_not_into_the_future(act, correct, handed, clock):
    act(depart_handoff, handed.document.handoff_id)
    departed = act(depart_of, handed.document.handoff_id)
    wrong_times = {
        (clock.at + timedelta(days=1)).isoformat(): FaultKind.TIME_IN_FUTURE,
        "1900-01-01T08:00:00+08:00": FaultKind.TIME_TOO_EARLY,
        "2026-11-20T08:00:00": FaultKind.TIME_UNREADABLE,
        "gestern": FaultKind.VALUE_WRONG,
    }
    for wrong, kind in wrong_times.items():
        with pytest.raises(DraftIncomplete) as refusal:
            correct(departed, {"departed_at": wrong})
        assert faults(refusal) == {(kind, "departed_at")}
    done = correct(departed, {"departed_at": "2026-11-20T01:00:00Z"})
    assert done.correction.body.changes[0].new == "2026-11-20T09:00:00+08:00"


def depart_of(handoff_id, *, store, **_):
    with store.read() as view:
        found = view.of_type("handoff_departed")
    return found[0].record.record_id
