"""What the counter refuses, the platform would refuse for the same reason (``platform.md`` 12, 7 and 12).

Each mistake is made twice: as the act that the desk offers, and as the record that a program without the
counter's checks would write, which the platform's judge is asked about.
"""

import dataclasses
from datetime import timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.domain import records as r
from packtrail.domain.errors import CodeAlreadyLive, HandedOnBeforeTakenIn, NotInStock
from packtrail.domain.errors_correcting import (
    HasDependents,
    IdentityNotCorrectable,
    NeverCorrected,
    NeverVoided,
    StaleTarget,
    TargetUnknown,
    TargetVoided,
)
from packtrail.domain.handoff import LineDraft
from packtrail.domain.records import NewRecord
from packtrail.usecases.correct_record import correct_record
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.rehearse import rehearse
from packtrail.usecases.release_handoff import pick_unit, release_handoff
from packtrail.usecases.void_record import void_record
from tests.station import take_in
from tests.trade import CODE, OTHER_CODE, delivery, load, pack

UNKNOWN = "01a1f684-8f48-7a11-8a00-00000000dead"
NO_HASH = "sha256:" + "0" * 64


@pytest.fixture
def unit(station, clock):
    return take_in(station, clock, CODE, OTHER_CODE).units[0]


@pytest.fixture
def platform_says(station, clock):
    """The first code and pointer on a record written past the counter."""

    def ask(body, **more):
        new = NewRecord(
            record_id=new_id(), body=body, occurred_at=more.pop("at", clock.at), operator_ref="op_1", **more
        )
        with station.act() as tx:
            (written,) = tx.append(new)
        with station.read() as view:
            found = rehearse(view, None, clock.at)
        (said,) = [each for each in found.refused if each.record_id == written.record_id]
        return said.issues[0]["code"], said.issues[0]["pointer"]

    return ask


@pytest.fixture
def correct(act):
    def run(target_id, changes, **more):
        return act(correct_record, target_id, changes, reason_code="typo", reason_text="抄错", **more)

    return run


@pytest.fixture
def void(act):
    return lambda target_id: act(void_record, target_id, "duplicate_entry", "登记了两次")


def correction(target_id, head, path="/chemistry_code", old="B", new="C"):
    return r.Correction(
        target_record_id=target_id,
        target_head_hash=head,
        reason_code="typo",
        reason_text="x",
        changes=(r.FieldChange(path=path, old=old, new=new),),
    )


def voiding(target_id, head):
    return r.Void(
        target_record_id=target_id,
        target_head_hash=head,
        reason_code="duplicate_entry",
        reason_text="x",
        replacement_record_ids=(),
    )


def head_of(station, record_id):
    with station.read() as view:
        return view.amended(record_id).head_hash


def body_of(station, record_id):
    with station.read() as view:
        return view.record(record_id).body


def test_a_code_that_lives_already(station, act, unit, platform_says):
    with pytest.raises(CodeAlreadyLive):
        act(record_delivery, delivery(pack(CODE)))
    again = dataclasses.replace(body_of(station, unit.unit_id), intake_id="IN-9", private_sha256=None)
    assert platform_says(again) == ("BT-3001", "/body/battery_code")


def test_a_unit_that_has_left(station, act, clock, unit, platform_says):
    handed = act(release_handoff, load(CODE))
    with pytest.raises(NotInStock):
        pick_unit(LineDraft(code=CODE), store=station, now=clock)
    with station.read() as view:
        line = view.record(view.items_of_handoff(handed.document.handoff_id)[0].line_id)
    onto_another = dataclasses.replace(line.body, handoff_record_id=None)
    assert platform_says(onto_another) == ("BT-3010", "/body/intake_record_id")


def test_a_unit_that_was_voided(station, void, clock, unit, platform_says):
    void(unit.unit_id)
    with pytest.raises(NotInStock):
        pick_unit(LineDraft(code=CODE), store=station, now=clock)
    line = r.HandoffLine(
        handoff_id="HO-9",
        line_no=1,
        unit_level="pack",
        battery_code=None,
        chemistry_code=None,
        gross_mass_g=1,
        mass_basis="weighed",
        intake_record_id=unit.unit_id,
    )
    assert platform_says(line) == ("BT-3002", "/body/intake_record_id")


def test_handed_on_before_it_came(station, act, clock, unit, platform_says):
    earlier = clock.at - timedelta(days=2)
    with pytest.raises(HandedOnBeforeTakenIn):
        pick_unit(LineDraft(code=CODE), store=station, now=lambda: earlier)
    line = r.HandoffLine(
        handoff_id="HO-9",
        line_no=1,
        unit_level="pack",
        battery_code=CODE,
        chemistry_code=None,
        gross_mass_g=1,
        mass_basis="weighed",
        intake_record_id=unit.unit_id,
    )
    assert platform_says(line, at=earlier) == ("BT-3003", "/occurred_at")


def test_an_intake_with_a_live_line_can_t_be_voided(station, act, void, unit, platform_says, clock):
    act(release_handoff, load(CODE))
    clock.at += timedelta(minutes=30)
    with pytest.raises(HasDependents):
        void(unit.unit_id)
    said = platform_says(voiding(unit.unit_id, head_of(station, unit.unit_id)))
    assert said == ("BT-5003", "/body/target_record_id")


def test_a_record_that_there_is_not(correct, platform_says, unit):
    with pytest.raises(TargetUnknown):
        correct(UNKNOWN, {"chemistry_code": "C"})
    assert platform_says(correction(UNKNOWN, NO_HASH)) == ("BT-5001", "/body/target_record_id")


def test_a_record_that_was_voided(station, correct, void, unit, platform_says):
    head = head_of(station, unit.unit_id)
    void(unit.unit_id)
    with pytest.raises(TargetVoided):
        correct(unit.unit_id, {"chemistry_code": "C"})
    assert platform_says(correction(unit.unit_id, head)) == ("BT-5002", "/body/target_record_id")


def test_a_record_that_reads_otherwise_by_now(correct, unit, platform_says):
    with pytest.raises(StaleTarget):
        correct(unit.unit_id, {"chemistry_code": "C"}, seen_head=NO_HASH)
    assert platform_says(correction(unit.unit_id, NO_HASH)) == ("BT-5002", "/body/target_head_hash")


def test_a_code_is_written_anew_and_not_corrected(station, correct, unit, platform_says):
    with pytest.raises(IdentityNotCorrectable):
        correct(unit.unit_id, {"battery_code": "X"})
    head = head_of(station, unit.unit_id)
    said = platform_says(correction(unit.unit_id, head, "/battery_code", CODE, "X"))
    assert said == ("BT-5004", "/body/changes/0/path")


def test_a_profile_is_followed_by_a_later_one_and_neither_corrected_nor_voided(
    station, correct, void, unit, platform_says
):
    with station.read() as view:
        profile = view.latest("outlet_profile")
    with pytest.raises(NeverCorrected):
        correct(profile.record_id, {"outlet_name": "别的"})
    name = profile.body.outlet_name
    said = platform_says(correction(profile.record_id, profile.record_hash, "/outlet_name", name, "别的"))
    assert said == ("BT-5004", "/body/changes/0/path")


def test_the_opening_of_an_epoch_is_never_voided(station, void, unit, platform_says):
    with station.read() as view:
        opening = view.latest("epoch_open")
    with pytest.raises(NeverVoided):
        void(opening.record_id)
    assert platform_says(voiding(opening.record_id, opening.record_hash)) == (
        "BT-5002",
        "/body/target_record_id",
    )
