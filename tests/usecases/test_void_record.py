"""Voids on the real ledger: nothing hangs in the air, and nobody makes an exit alone."""

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors_correcting import (
    CancelInstead,
    HasDependents,
    NeverVoided,
    SecondPersonMissing,
    SupervisorMissing,
    TargetUnknown,
    TargetVoided,
)
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import (
    Attachment,
    ConditionCheck,
    HandoffLine,
    Intake,
    PackOpened,
    QuarantineRelease,
    SafetyDetermination,
)
from packtrail.domain.second_person import SamePersonTwice
from packtrail.store.check import check
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.void_record import void_record
from tests.station import ADMIN, TEST_KEY, codes, take_in
from tests.trade import CODE, load

SECOND = Operator("op_2", "第二人", Role.SUPERVISOR)
OPERATOR = Operator("op_3", "收货员", Role.OPERATOR)
PHOTO = Attachment(digest="sha256:" + "a" * 64, media_type="image/jpeg", size=9, role="overall")


@pytest.fixture
def void(act):
    def run(target_id, reason="duplicate_entry", text="登记了两次", **more):
        return act(void_record, target_id, reason, text, **more)

    return run


@pytest.fixture
def taken(station, clock):
    return take_in(station, clock)


@pytest.fixture
def intake(taken):
    return taken.units[0]


@pytest.fixture
def later(clock):
    """Moves the clock past the undo window."""

    def run():
        clock.at = clock.at.replace(minute=59)

    return run


def looked(unit_id, condition="normal"):
    return ConditionCheck(
        intake_record_id=unit_id, condition_class=condition, residual_voltage_mv=None, insulation_kohm=None,
        surface_celsius=None, recheck_at=None, remark=None,
    )  # fmt: skip


def unit(station, unit_id):
    with station.read() as view:
        return view.unit(unit_id)


def test_a_voided_intake_is_out_of_the_stock_and_stays_readable(station, void, intake):
    done = void(intake.unit_id)
    assert unit(station, intake.unit_id).custody is Custody.VOIDED
    assert done.target.voided_by.body.reason_text == "登记了两次"
    with station.read() as view:
        assert view.stock() == []
        assert view.units_with_code(CODE)[0].unit_id == intake.unit_id


@pytest.mark.parametrize(("reason", "text"), [("boredom", "x"), ("test_data", "  ")])
def test_a_void_has_a_reason(void, intake, reason, text):
    with pytest.raises(DraftIncomplete):
        void(intake.unit_id, reason, text)


def test_a_delivery_whose_unit_counts_is_not_voided(void, taken, intake):
    with pytest.raises(HasDependents) as refusal:
        void(taken.document.delivery_id)
    assert (refusal.value.record_type, refusal.value.number) == ("intake", intake.intake_number)
    void(intake.unit_id)
    void(taken.document.delivery_id)


def test_a_load_that_was_signed_away_is_cancelled_and_not_voided(act, void, intake):
    handed = act(release_handoff, load(CODE))
    for record_id in (handed.items[0].line_id, handed.document.handoff_id):
        with pytest.raises(CancelInstead) as refusal:
            void(record_id)
        assert refusal.value.number == handed.document.number
    with pytest.raises(HasDependents) as refusal:
        void(intake.unit_id)
    assert refusal.value.number == handed.document.number


def test_a_step_that_a_later_one_rests_on_is_not_voided(station, act, void, clock, write):
    taken_in = take_in(station, clock)
    act(correct_to_undetermined, taken_in.units[0].unit_id, write=write)
    (check_record,) = write(looked(taken_in.units[0].unit_id))
    assert unit(station, taken_in.units[0].unit_id).custody is Custody.IN_STORAGE
    act(release_handoff, load(CODE))
    with pytest.raises(HasDependents) as refusal:
        void(check_record.record_id)
    assert refusal.value.record_type == "handoff_line"


def correct_to_undetermined(unit_id, *, write, **_):
    """Nobody has looked yet: as an older program could have corrected it."""
    from packtrail.domain.records import Correction, FieldChange

    change = FieldChange(path="/condition_class", old="normal", new="undetermined")
    write(
        Correction(
            target_record_id=unit_id, target_head_hash="sha256:" + "0" * 64, reason_code="typo",
            reason_text="x", changes=(change,),
        )
    )  # fmt: skip


@pytest.mark.parametrize("record_type", ["outlet_profile", "epoch_open"])
def test_what_the_station_is_is_never_voided(station, void, record_type):
    with station.read() as view:
        target = view.latest(record_type)
    with pytest.raises(NeverVoided):
        void(target.record_id)


def test_a_void_is_not_voided_nor_a_record_twice_nor_what_is_not_there(void, intake):
    done = void(intake.unit_id)
    with pytest.raises(NeverVoided):
        void(done.records[0].record_id)
    with pytest.raises(TargetVoided):
        void(intake.unit_id)
    with pytest.raises(TargetUnknown):
        void(new_id())


@pytest.mark.practice(12)
def test_after_the_window_the_void_of_an_intake_takes_two_people_and_evidence(void, intake, later):
    later()
    with pytest.raises(SecondPersonMissing):
        void(intake.unit_id)
    with pytest.raises(DraftIncomplete) as refusal:
        void(intake.unit_id, second=SECOND)
    assert [fault.kind for fault in refusal.value.faults] == [FaultKind.PROOF_MISSING]
    with pytest.raises(SamePersonTwice):
        void(intake.unit_id, second=ADMIN, attachments=(PHOTO,))
    done = void(intake.unit_id, second=SECOND, attachments=(PHOTO,))
    assert (done.records[0].body.second_operator_ref, done.records[0].attachments) == ("op_2", (PHOTO,))


@pytest.mark.practice(12)
def test_within_the_window_only_who_did_it_takes_it_back_alone(void, intake):
    with pytest.raises(SecondPersonMissing):
        void(intake.unit_id, by=SECOND)


@pytest.mark.practice(9)
@pytest.mark.parametrize("finding", ["check", "determination"])
def test_a_finding_of_danger_is_voided_by_a_supervisor_and_another(
    station, void, write, later, intake, finding
):
    found = {
        "check": looked(intake.unit_id, "leaking"),
        "determination": SafetyDetermination(
            intake_record_id=intake.unit_id, checklist="x", checklist_version="1", answers=(), passed=False,
            consignor_name="x", consignee_name=None, consignee_uscc=None, high_risk=True,
        ),
    }  # fmt: skip
    (record,) = write(found[finding])
    later()
    with pytest.raises(SupervisorMissing):
        void(record.record_id, by=OPERATOR)
    with pytest.raises(SecondPersonMissing):
        void(record.record_id, by=SECOND)
    assert unit(station, intake.unit_id).custody is Custody.QUARANTINED
    void(record.record_id, by=OPERATOR, second=SECOND, attachments=(PHOTO,))
    assert unit(station, intake.unit_id).custody is Custody.IN_STORAGE
    assert not unit(station, intake.unit_id).is_high_risk


@pytest.mark.practice(9)
def test_a_danger_told_by_correction_is_no_easier_to_take_back(act, void, later, intake):
    told = act(
        correct_record, intake.unit_id, {"condition_class": "leaking"}, reason_code="typo", reason_text="x"
    )
    later()
    with pytest.raises(SupervisorMissing):
        void(told.correction.record_id, by=OPERATOR)


def test_a_correction_is_taken_back_unless_a_later_one_builds_on_it(station, act, void, intake):
    def weigh(mass):
        return act(
            correct_record, intake.unit_id, {"gross_mass_g": mass}, reason_code="typo", reason_text="x"
        ).correction.record_id

    first, second = weigh(300_000), weigh(301_000)
    with pytest.raises(HasDependents):
        void(first)
    void(second)
    assert unit(station, intake.unit_id).mass_g == 300_000
    void(first)
    assert unit(station, intake.unit_id).mass_g == 312_500


def test_the_void_of_a_release_that_a_load_rests_on_is_refused(station, act, void, write, intake):
    (found,) = write(looked(intake.unit_id, "deformed"))
    release = QuarantineRelease(
        intake_record_id=intake.unit_id, safety_record_id=found.record_id, second_operator_ref="op_2",
        reason_text="x",
    )  # fmt: skip
    (released,) = write(release)
    assert unit(station, intake.unit_id).custody is Custody.IN_STORAGE
    act(release_handoff, load(CODE))
    with pytest.raises(HasDependents) as refusal:
        void(released.record_id)
    assert refusal.value.record_type == HandoffLine.record_type


@pytest.mark.practice(13)
def test_an_opening_is_voided_together_with_what_came_out(station, clock, void, write, intake, tmp_path):
    children = [each.unit_id for each in take_in(station, clock, *codes(2)).units]
    opened = PackOpened(
        parent_record_id=intake.unit_id, child_record_ids=tuple(children), residue_mass_g=1, reason_code="x"
    )
    (opening,) = write(opened)
    with pytest.raises(HasDependents):
        void(children[0])
    done = void(opening.record_id)
    assert len(done.records) == 3
    assert unit(station, intake.unit_id).custody is Custody.IN_STORAGE
    assert {unit(station, each).custody for each in children} == {Custody.VOIDED}
    assert check(tmp_path / "station", TEST_KEY, rebuild=True).problems == ()


def test_an_opening_stands_while_a_module_of_it_is_on_a_load(station, act, clock, void, write, intake):
    (child,) = take_in(station, clock, *codes(1)).units
    opened = PackOpened(
        parent_record_id=intake.unit_id, child_record_ids=(child.unit_id,), residue_mass_g=1, reason_code="x"
    )
    (opening,) = write(opened)
    act(release_handoff, load(*codes(1)))
    with pytest.raises(HasDependents) as refusal:
        void(opening.record_id)
    assert refusal.value.record_type in {"handoff_line", Intake.record_type}
