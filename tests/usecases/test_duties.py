"""What is due, by when, and what was shown for it."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from packtrail.app.ids import new_id
from packtrail.app.rulebook import load_rulebook
from packtrail.domain.deadlines import DestinationKind, Duty, DutyState, Proof, Reported
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import NotAllowed
from packtrail.domain.moments import SHANGHAI
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import (
    Attachment,
    BatteryRemoved,
    CertificateIssued,
    NewRecord,
    OpeningStock,
    VehicleReceived,
)
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.usecases.duties import duties, standing_of
from packtrail.usecases.port_values import Destination, Verdict
from packtrail.usecases.prove_report import ProofDraft, prove_report
from packtrail.usecases.release_handoff import release_handoff
from packtrail.usecases.set_profile import set_profile
from tests.station import ADMIN, PROFILE, codes, take_in
from tests.trade import CODE, MORNING, OUTLET, load

BOOK = load_rulebook()
DAY = MORNING.date()
PICTURE = Attachment(digest="sha256:" + "7" * 64, media_type="image/jpeg", size=1000, role="portal")
HUB = Destination(
    name="hub", title="企业平台", base_url="https://hub.example", outlet_uscc=OUTLET,
    hub_keys={"k": b"1" * 32}, station_signature=b"2" * 64, enrolled_at=MORNING,
)  # fmt: skip


def on(station, day=DAY):
    with station.read() as view:
        return duties(view, BOOK, day)


def standing(station, record_id, day=DAY):
    with station.read() as view:
        return standing_of(view, record_id, BOOK, day)


def prove(station, clock, *targets, by=ADMIN, **changes):
    draft = ProofDraft(
        proof=Proof.PORTAL_READBACK, destination=DestinationKind.MAKER_PORTAL, target_record_ids=targets,
        reported_on=DAY, confirmed_count=len(targets), pictures=(PICTURE,),
    )  # fmt: skip
    return prove_report(replace(draft, **changes), by=by, store=station, now=clock, new_id=new_id)


def append(station, clock, body, *, at=None):
    with station.act() as tx:
        new = NewRecord(record_id=new_id(), body=body, occurred_at=at or clock(), operator_ref=ADMIN.ref)
        return tx.append(new)[0]


def settled(station, record_id, level, day=DAY):
    with station.act() as tx:
        tx.settle(
            "hub",
            [
                Verdict(
                    record_id=record_id, state=SubmissionState.ACCEPTED, ack_level=level, remote_no=None,
                    issues=(), said_at=datetime(day.year, day.month, day.day, 12, tzinfo=SHANGHAI),
                )
            ],
        )  # fmt: skip


@pytest.mark.practice(10)
def test_what_came_in_today_aims_at_our_own_target_and_shows_the_assumed_day(station, clock):
    take_in(station, clock, *codes(3))
    (line,) = on(station)
    assert (line.duty, line.event_on, line.count, line.proof) == (Duty.INTAKE, DAY, 3, None)
    assert line.target == DAY + timedelta(days=3)
    assert line.due.outside.target == DAY + timedelta(days=30)
    assert (line.state, line.outside_state) == (DutyState.DUE_SOON, DutyState.ON_TRACK)


@pytest.mark.practice(10)
def test_five_days_without_a_network_pass_our_target_and_not_the_one_that_others_set(station, clock):
    take_in(station, clock)
    (line,) = on(station, DAY + timedelta(days=5))
    assert (line.state, line.outside_state) == (DutyState.OVERDUE, DutyState.ON_TRACK)


def test_each_day_and_each_kind_stands_by_itself_the_most_pressing_first(station, clock):
    take_in(station, clock, *codes(2))
    clock.at += timedelta(days=1)
    release_handoff(load(codes(2)[0]), by=ADMIN, store=station, now=clock, new_id=new_id)
    take_in(station, clock, *codes(1, first=9))
    found = [(line.event_on, line.duty, line.count) for line in on(station)]
    tomorrow = DAY + timedelta(days=1)
    assert found == [(DAY, Duty.INTAKE, 2), (tomorrow, Duty.HANDOFF, 1), (tomorrow, Duty.INTAKE, 1)]


@pytest.mark.practice(10)
def test_what_the_hub_accepted_is_due_no_more_and_a_signed_receipt_proves_it(station, clock):
    unit = take_in(station, clock).units[0]
    with station.act() as tx:
        tx.add_destination(HUB)
    assert [line.count for line in on(station)] == [1]
    settled(station, unit.unit_id, AckLevel.RELAY_ACCEPTED)
    assert on(station) == ()
    stands = standing(station, unit.unit_id, DAY + timedelta(days=90))
    assert (stands.state, stands.reported) == (DutyState.MET, Reported.CONFIRMED)


@pytest.mark.practice(10)
def test_a_portal_s_result_is_shown_as_reported_by_hand_and_counted_apart(station, clock):
    first, second = take_in(station, clock, *codes(2)).units
    prove(station, clock, first.unit_id)
    open_line, by_hand = on(station)
    assert (open_line.count, open_line.proof) == (1, None)
    assert (by_hand.count, by_hand.proof) == (1, Proof.PORTAL_READBACK)
    assert standing(station, first.unit_id).reported is Reported.BY_HAND
    assert standing(station, second.unit_id).reported is Reported.NOT_REPORTED


@pytest.mark.practice(10)
def test_a_receipt_that_comes_later_outranks_the_word_that_stood_before(station, clock):
    unit = take_in(station, clock).units[0]
    with station.act() as tx:
        tx.add_destination(HUB)
    prove(station, clock, unit.unit_id, proof=Proof.OPERATOR_STATEMENT)
    settled(station, unit.unit_id, AckLevel.RELAY_ACCEPTED, DAY + timedelta(days=1))
    stands = standing(station, unit.unit_id)
    assert stands.proof.proof is Proof.SIGNED_RECEIPT
    assert [one.proof for one in stands.proofs] == [Proof.SIGNED_RECEIPT, Proof.OPERATOR_STATEMENT]


@pytest.mark.practice(3)
def test_a_line_of_the_opening_stock_that_was_reported_elsewhere_owes_nothing(station, clock):
    first, second = take_in(station, clock, *codes(2)).units
    for unit, reported in ((first, True), (second, False)):
        opening = OpeningStock(
            intake_record_id=unit.unit_id, original_intake_on=date(2026, 10, 8), already_reported=reported,
            reported_where="厂家平台" if reported else None, reported_on=None,
        )  # fmt: skip
        append(station, clock, opening)
    (line,) = on(station)
    assert (line.count, line.event_on) == (1, date(2026, 10, 8))


@pytest.mark.practice(2)
@pytest.mark.rule("S11")
def test_a_battery_out_of_a_vehicle_owes_its_removal_once_it_is_handed_out(station, clock):
    set_profile(replace(PROFILE, outlet_kind="dismantler"), by=ADMIN, store=station, now=clock, new_id=new_id)
    unit = take_in(station, clock).units[0]
    removed = BatteryRemoved(
        vehicle_record_id=unit.unit_id, intake_record_id=unit.unit_id, match="match", removed_on=DAY
    )
    append(station, clock, removed)
    assert {line.duty for line in on(station)} == {Duty.INTAKE}
    release_handoff(load(CODE), by=ADMIN, store=station, now=clock, new_id=new_id)
    assert {line.duty for line in on(station)} == {Duty.INTAKE, Duty.REMOVAL}


@pytest.mark.practice(2)
def test_a_certificate_waits_for_the_authority_and_not_only_for_the_hub(station, clock):
    set_profile(replace(PROFILE, outlet_kind="dismantler"), by=ADMIN, store=station, now=clock, new_id=new_id)
    with station.act() as tx:
        tx.add_destination(HUB)
    vehicle = VehicleReceived(
        case_number="VC-1", vin=None, plate=None, owner_kind="person", energy_type="electric",
        case_kind="ordinary", expected_codes=(), battery_count_seen=1, label_visible=True,
        papers_present=(), kerb_mass_g=None, pledged=None, vin_altered=None,
    )  # fmt: skip
    certificate = CertificateIssued(
        vehicle_record_id=append(station, clock, vehicle).record_id, certificate_no="HS-1", issued_on=DAY,
        printed_codes=(), missing_battery_proof=None, proof_text=None,
    )  # fmt: skip
    record = append(station, clock, certificate)
    settled(station, record.record_id, AckLevel.RELAY_ACCEPTED)
    assert Duty.CERTIFICATE in {line.duty for line in on(station)}
    settled(station, record.record_id, AckLevel.AUTHORITY_ACCEPTED)
    assert Duty.CERTIFICATE not in {line.duty for line in on(station)}


def test_a_day_beyond_the_calendars_says_that_the_calendar_is_missing(station, clock):
    clock.at += timedelta(days=3650)
    take_in(station, clock)
    (line,) = on(station, clock.at.date())
    assert line.lacks_calendar
    assert line.state is None


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"target_record_ids": ()}, FaultKind.NOTHING_PICKED),
        ({"proof": Proof.SIGNED_RECEIPT}, FaultKind.RECEIPT_BY_HAND),
        ({"reported_on": DAY + timedelta(days=1)}, FaultKind.DAY_IN_FUTURE),
        ({"confirmed_count": None}, FaultKind.COUNT_MISSING),
        ({"pictures": ()}, FaultKind.PHOTO_MISSING),
    ],
)
def test_a_proof_that_proves_nothing_is_refused(station, clock, change, kind):
    unit = take_in(station, clock).units[0]
    with pytest.raises(DraftIncomplete) as refused:
        prove(station, clock, unit.unit_id, **change)
    assert kind in {fault.kind for fault in refused.value.faults}


def test_who_only_looks_proves_nothing(station, clock):
    with pytest.raises(NotAllowed):
        prove(station, clock, new_id(), by=Operator("op_7", "访客", Role.VIEWER))


def test_a_record_that_owes_no_report_has_no_standing(station, clock):
    assert standing(station, new_id()) is None
