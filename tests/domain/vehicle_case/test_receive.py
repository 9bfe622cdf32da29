"""A vehicle at the gate: all faults at once, papers owed, persons masked, and a VIN that came before."""

from dataclasses import replace
from datetime import date

import pytest

from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.owed_papers import OwedDraft
from packtrail.domain.records import PaperOwed, VehicleReceived
from packtrail.domain.vehicle_case import (
    CaseState,
    ExpectedCode,
    RemovalDraft,
    VehicleDraft,
    masked_id_number,
    masked_name,
    masked_phone,
    receive,
    vehicle_faults,
)
from packtrail.domain.vehicle_case.errors import VehicleCaseOpen, VehicleSeenBefore
from tests.scrapyard import BAD_CHECK_VIN, PACK, VIN, Yard, certificate, photo, scan, unit, vehicle

pytestmark = pytest.mark.practice(2)


@pytest.fixture
def yard():
    return Yard()


def found(yard, draft):
    return {fault.kind.value for fault in vehicle_faults(draft, yard.rules, yard.at)}


def test_an_empty_form_says_everything_it_lacks_at_once(yard):
    assert found(yard, VehicleDraft()) == {
        "vin_missing", "owner_kind_missing", "owner_missing", "energy_type_missing", "count_seen_missing",
    }  # fmt: skip


def test_a_check_digit_that_fails_is_advice_that_somebody_confirms(yard):
    draft = vehicle(PACK, vin=BAD_CHECK_VIN)
    assert found(yard, draft) == {"vin_check_digit"}
    case = yard.receive(replace(draft, confirmed_warnings=("vin_check_digit",)))
    assert (case.vin, case.confirmed_warnings) == (BAD_CHECK_VIN, ("vin_check_digit",))


@pytest.mark.parametrize("vin", [None, "", "LSVAA12345678901", "I0Q"])
def test_a_missing_or_malformed_vin_needs_its_reason_and_is_kept_as_read(yard, vin):
    draft = vehicle(PACK, vin=vin)
    assert found(yard, draft) <= {"vin_missing", "vin_malformed"}
    assert found(yard, draft)
    case = yard.receive(replace(draft, vin_reason="burnt"))
    assert (case.vin, case.vin_reason, case.vin_as_read) == (None, "burnt", vin or None)


@pytest.mark.parametrize(
    ("typed", "plate"), [("湘A·D12345", "湘AD12345"), ("使014578", "使014578"), (None, None)]
)
def test_a_plate_of_any_form_or_none_is_taken(yard, typed, plate):
    assert yard.receive(vehicle(PACK, plate=typed)).plate == plate


def test_an_owner_s_resident_number_is_checked_and_never_shown(yard):
    wrong = vehicle(PACK, owner_id_number="360426199101010072")
    (fault,) = vehicle_faults(wrong, yard.rules, yard.at)
    assert (fault.kind.value, fault.value) == ("owner_id_wrong", "")
    assert found(yard, replace(wrong, confirmed_warnings=("owner_id_check",))) == set()
    assert found(yard, vehicle(PACK, owner_id_number="E12345678")) == set()


@pytest.mark.parametrize("owner_kind", ["person", "company", "authority"])
def test_who_owns_the_car_stays_at_the_station(yard, owner_kind):
    draft = vehicle(PACK, owner_kind=owner_kind)
    head, *_ = receive(draft, rules=yard.rules, same_vin=(), case_number="VC-1", acting=yard.acting)
    assert head.private == {
        "owner_name": "李建国", "owner_id_number": "360426199101010071", "owner_phone": "13800138000",
    }  # fmt: skip
    assert "李建国" not in repr(head.body)
    assert "13800138000" not in repr(draft)


def test_names_numbers_and_telephones_are_masked():
    assert masked_name("欧阳建国") == "欧***"
    assert masked_name("李") == "李"
    assert masked_phone("13800138000") == "*******8000"
    assert masked_phone("110") == "***"
    assert masked_id_number("360426199101010071") == "360***********0071"
    assert masked_id_number("E12345678") == "*******78"
    assert masked_id_number("E1") == "**"


def test_figures_and_codes_beyond_reason_are_faults(yard):
    twice = tuple(ExpectedCode(battery_code=code) for code in (PACK, PACK.lower(), " "))
    draft = vehicle(
        battery_count_seen=51, expected_count=-1, kerb_mass_g=0, first_registered_on=date(2027, 1, 1),
        expected=(*twice, ExpectedCode(battery_code="X1", origin="hearsay")), papers_present=("selfie",),
        case_kind="gift", photos=(photo(),) * 51,
    )  # fmt: skip
    assert found(yard, draft) == {
        "count_implausible", "mass_implausible", "day_implausible", "code_twice", "code_missing",
        "code_origin_missing", "evidence_unknown", "case_kind_missing", "entries_too_many",
    }  # fmt: skip


def test_texts_that_no_record_has_room_for_are_faults(yard):
    long = "长" * 400
    draft = vehicle(PACK, owner_name=long, brand_model=long, plate=long, vin=long, vin_reason="burnt")
    faults = {(each.kind.value, each.field) for each in vehicle_faults(draft, yard.rules, yard.at)}
    assert faults == {("text_too_long", each) for each in ("owner_name", "brand_model", "plate", "vin")}


@pytest.mark.practice(14)
def test_a_paper_that_is_owed_becomes_a_duty_with_its_day(yard):
    owed = OwedDraft(paper="driving_licence", reason="车主下周送来", due_on=date(2026, 11, 27))
    draft = vehicle(PACK, papers_present=(), papers_owed=(owed,))
    case = yard.receive(draft)
    assert case.papers_owed == ("driving_licence",)
    (record,) = [each for each in yard.records.values() if isinstance(each.body, PaperOwed)]
    assert (record.body.subject_record_id, record.body.due_on) == (case.case_id, date(2026, 11, 27))
    assert found(yard, replace(draft, papers_owed=(replace(owed, due_on=None, reason=""),))) == {
        "owed_reason_missing", "owed_day_missing",
    }  # fmt: skip


def test_a_vin_with_an_open_case_points_to_that_case(yard):
    case = yard.receive(vehicle(PACK))
    with pytest.raises(VehicleCaseOpen) as refused:
        yard.receive(vehicle(PACK))
    assert (refused.value.case_id, refused.value.case_number) == (case.case_id, case.case_number)


def test_a_vin_with_a_closed_case_opens_that_life_and_is_confirmed(yard):
    case = yard.match(yard.receive(vehicle(PACK)), scan(PACK))
    case = yard.issue(case, certificate(PACK))
    out = RemovalDraft(match_id=case.batteries[0].match_id, unit=unit())
    case = yard.close(yard.evidence(yard.remove(case, out), "photo_before", "photo_vin", "photo_after"))
    assert case.state is CaseState.CLOSED
    with pytest.raises(VehicleSeenBefore) as refused:
        yard.receive(vehicle(PACK))
    assert refused.value.case_id == case.case_id
    again = yard.receive(vehicle(PACK, confirmed_warnings=("earlier_case",)))
    assert again.earlier_case_id == case.case_id


def test_cars_without_a_vin_are_never_taken_for_one_another(yard):
    first, second = (yard.receive(vehicle(PACK, vin=None, vin_reason="burnt")) for _ in range(2))
    assert first.case_number != second.case_number


def test_the_record_says_who_named_each_expected_code(yard):
    expected = (
        ExpectedCode(battery_code=PACK.lower(), origin="platform_by_vin"),
        ExpectedCode(battery_code="SN 0001", origin="certificate"),
    )
    case = yard.receive(vehicle(expected=expected, vin=VIN.lower()))
    body = yard.records[case.case_id].body
    assert isinstance(body, VehicleReceived)
    assert (body.expected_codes, body.expected_origins, body.vin) == (
        (PACK, "SN0001"), ("platform_by_vin", "certificate"), VIN,
    )  # fmt: skip


def test_a_refused_draft_leaves_nothing(yard):
    with pytest.raises(DraftIncomplete):
        yard.receive(VehicleDraft())
    assert yard.records == {}
