"""Days at a dismantler's, each as it really comes (``practice.md`` 2 and 12)."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.moments import SHANGHAI
from packtrail.domain.vehicle_case import (
    CaseState,
    EarlierLife,
    EvidenceDraft,
    MissingProof,
    RemovalDraft,
    ReplacementDraft,
    SlotState,
    add_evidence,
    certificate_blocks,
    closing_gaps,
    near_codes,
)
from packtrail.domain.vehicle_case.errors import (
    BatteryMatchedAlready,
    BatteryRemovedAlready,
    BatterySettled,
    CaseClosedAlready,
    CaseHeld,
    CaseNotComplete,
    CertificateBlocked,
    CertificateIssuedAlready,
    CertificateNumberUsed,
    CodeHasEarlierLife,
    NotConfirmed,
    PrintedCodesDiffer,
    RemovedBeforeMatched,
)
from tests.scrapyard import (
    LOOK_ALIKE,
    OTHER_VIN,
    PACK,
    PAPERS,
    SECOND_PACK,
    THIRD_PACK,
    VIN,
    Yard,
    certificate,
    photo,
    scan,
    unit,
    vehicle,
)

pytestmark = pytest.mark.practice(2)

TODAY = date(2026, 11, 20)
LAST_DAY_OF_OLD_RULE = datetime(2026, 3, 31, 15, 0, tzinfo=SHANGHAI)
PHOTOS = {"photos_before": (photo("photo_before"),), "photos_after": (photo("photo_after"),)}


@pytest.fixture
def yard():
    return Yard()


def blocks(yard, case, **changes):
    return [each.kind.value for each in certificate_blocks(case, yard.rules, TODAY, **changes)]


def faults(raised):
    return {fault.kind.value for fault in raised.value.faults}


def taken_out(case, at=0, code=PACK, **changes):
    return RemovalDraft(match_id=case.batteries[at].match_id, unit=unit(code), **{**PHOTOS, **changes})


def test_an_ordinary_car_goes_from_arrival_to_a_closed_case(yard):
    case = yard.receive(vehicle(PACK))
    assert case.state is CaseState.OPEN
    assert blocks(yard, case) == ["battery_not_scanned"]
    case = yard.match(case, scan(PACK))
    assert (case.state, blocks(yard, case)) == (CaseState.MATCHED, [])
    case = yard.issue(case, certificate(PACK))
    assert (case.state, case.certificate_issued_on) == (CaseState.CERTIFICATE_ISSUED, TODAY)
    case = yard.remove(case, taken_out(case))
    assert (case.state, case.last_removed_on) == (CaseState.DISMANTLED, TODAY)
    assert closing_gaps(case, yard.rules, TODAY) == ("photo_vin",)
    case = yard.close(yard.evidence(case, "photo_vin"))
    assert case.state is CaseState.CLOSED


@pytest.mark.rule("S40")
def test_a_scrapped_taxi_without_its_pack_gets_no_certificate(yard):
    taxi = yard.receive(vehicle(PACK, battery_count_seen=0, owner_kind="company", owner_name="长沙测试出租"))
    assert blocks(yard, taxi) == ["battery_count_short", "battery_code_missing"]
    with pytest.raises(CertificateBlocked) as refused:
        yard.issue(taxi, certificate(missing_proof="owner_explanation", proof_text="电池被盗"))
    assert refused.value.case_blocks == ("battery_count_short", "battery_code_missing")


@pytest.mark.rule("S42")
def test_until_the_end_of_march_2026_the_owner_of_the_taxi_explained_it_in_writing():
    yard = Yard(LAST_DAY_OF_OLD_RULE)
    taxi = yard.receive(vehicle(PACK, battery_count_seen=0))
    with pytest.raises(CertificateBlocked):
        yard.issue(taxi, certificate())
    explained = certificate(missing_proof="owner_explanation", proof_text="电池已由车主售出")
    assert yard.issue(taxi, explained).missing_battery_proof == "owner_explanation"
    march, april = date(2026, 3, 31), date(2026, 4, 1)
    proof = MissingProof("owner_explanation", "电池已由车主售出")
    assert certificate_blocks(taxi, yard.rules, march, proof) == ()
    assert certificate_blocks(taxi, yard.rules, april, proof) != ()


def test_a_petrol_car_needs_no_traction_battery(yard):
    case = yard.receive(vehicle(energy_type="petrol", battery_count_seen=0))
    assert blocks(yard, case) == []


def test_an_electric_car_of_which_nothing_is_known_still_needs_one_battery(yard):
    case = yard.receive(vehicle(battery_count_seen=0))
    assert blocks(yard, case) == ["battery_count_short"]


@pytest.mark.rule("S41")
def test_a_swap_car_without_a_battery_gets_its_certificate_with_recorded_proof_alone(yard):
    case = yard.receive(vehicle(case_kind="swap", battery_count_seen=0))
    with pytest.raises(CertificateBlocked):
        yard.issue(case, certificate())
    proved = certificate(missing_proof="swap_model", proof_text="换电合同 HT-2026-11，电池归换电企业")
    with pytest.raises(NotConfirmed) as refused:
        yard.issue(case, proved)
    assert refused.value.case_warnings == ("exception_unconfirmed",)
    case = yard.issue(case, replace(proved, confirmed_warnings=("exception_unconfirmed",)))
    assert (case.state, case.missing_battery_proof) == (CaseState.CERTIFICATE_ISSUED, "swap_model")


def test_the_swap_exception_helps_no_ordinary_car(yard):
    case = yard.receive(vehicle(battery_count_seen=0))
    with pytest.raises(CertificateBlocked):
        yard.issue(case, certificate(missing_proof="swap_model", proof_text="说是换电车"))


def test_of_a_car_with_three_packs_every_one_has_to_be_found(yard):
    case = yard.receive(vehicle(PACK, SECOND_PACK, THIRD_PACK))
    case = yard.match(yard.match(case, scan(THIRD_PACK)), scan(PACK))
    assert [slot.state for slot in case.slots] == [SlotState.MATCHED, SlotState.EMPTY, SlotState.MATCHED]
    assert blocks(yard, case) == ["battery_not_scanned"]
    case = yard.match(case, scan(SECOND_PACK))
    assert (case.state, blocks(yard, case)) == (CaseState.MATCHED, [])


def test_of_three_packs_two_in_the_car_are_one_missing_by_number_and_by_code(yard):
    case = yard.receive(vehicle(PACK, SECOND_PACK, THIRD_PACK, battery_count_seen=2))
    case = yard.match(yard.match(case, scan(THIRD_PACK)), scan(PACK))
    found = certificate_blocks(case, yard.rules, TODAY)
    assert [(each.kind.value, each.found, each.wanted, each.expected_code) for each in found] == [
        ("battery_count_short", 2, 3, None),
        ("battery_code_missing", None, None, SECOND_PACK),
    ]


def test_a_number_of_packs_without_codes_counts_as_well(yard):
    case = yard.receive(vehicle(expected_count=2, battery_count_seen=1))
    case = yard.match(case, scan(PACK))
    assert [slot.state for slot in case.slots] == [SlotState.UNKNOWN_OFFLINE, SlotState.EMPTY]
    assert blocks(yard, case) == ["battery_count_short"]


def test_a_pledged_car_waits_for_the_proof_that_the_pledge_ended(yard):
    case = yard.match(yard.receive(vehicle(PACK, pledged=True)), scan(PACK))
    assert blocks(yard, case) == ["pledged"]
    case = yard.evidence(case, "pledge_release")
    assert yard.issue(case, certificate(PACK)).state is CaseState.CERTIFICATE_ISSUED


def test_a_pledge_that_nobody_asked_about_has_to_be_confirmed(yard):
    case = yard.match(yard.receive(vehicle(PACK, pledged=None, vin_altered=None)), scan(PACK))
    with pytest.raises(NotConfirmed) as refused:
        yard.issue(case, certificate(PACK))
    assert refused.value.case_warnings == ("pledge_unknown", "vin_alteration_unknown")


def test_a_car_with_an_altered_vin_is_held_until_the_police_clear_it(yard):
    case = yard.match(yard.receive(vehicle(PACK, vin_altered=True)), scan(PACK))
    assert (case.state, blocks(yard, case)) == (CaseState.HELD, ["vin_altered"])
    with pytest.raises(CaseHeld):
        yard.issue(case, certificate(PACK))
    with pytest.raises(CaseHeld):
        yard.close(case)
    case = yard.evidence(case, "police_report")
    assert case.state is CaseState.HELD
    case = yard.evidence(case, "police_clearance")
    assert yard.issue(case, certificate(PACK)).state is CaseState.CERTIFICATE_ISSUED


def test_a_dangerous_battery_comes_out_of_a_held_car_once_that_is_confirmed(yard):
    case = yard.match(yard.receive(vehicle(PACK, vin_altered=True)), scan(PACK))
    leaking = RemovalDraft(match_id=case.batteries[0].match_id, unit=unit(condition_class="leaking"))
    with pytest.raises(NotConfirmed) as refused:
        yard.remove(case, leaking)
    assert refused.value.case_warnings == ("case_held", "before_certificate")
    confirmed = replace(leaking, confirmed_warnings=("case_held", "before_certificate"))
    assert yard.remove(case, confirmed).batteries[0].is_removed


def test_a_certificate_whose_code_differs_from_the_label_by_one_look_alike_is_refused(yard):
    case = yard.match(yard.receive(vehicle(PACK)), scan(PACK))
    with pytest.raises(PrintedCodesDiffer) as refused:
        yard.issue(case, certificate(LOOK_ALIKE, confirmed_warnings=("not_all_printed",)))
    assert (refused.value.printed, refused.value.found) == ((LOOK_ALIKE,), (PACK,))
    near = near_codes(LOOK_ALIKE, [PACK, SECOND_PACK])
    assert [(one.battery_code, [each.position for each in one.changes]) for one in near] == [(PACK, [20])]


def test_a_label_that_differs_by_one_look_alike_takes_the_place_it_looks_like_and_blocks(yard):
    case = yard.receive(vehicle(SECOND_PACK, PACK))
    case = yard.match(case, scan(LOOK_ALIKE))
    assert (case.batteries[0].outcome, case.batteries[0].expected_code) == ("mismatch", PACK)
    case = yard.match(case, scan(SECOND_PACK))
    assert blocks(yard, case) == ["mismatch_unexplained"]


def test_a_supervised_car_gets_its_certificate_only_after_dismantling(yard):
    case = yard.match(yard.receive(vehicle(PACK, case_kind="supervised")), scan(PACK))
    assert blocks(yard, case) == ["not_dismantled"]
    case = yard.remove(case, taken_out(case, photos_after=()))
    assert blocks(yard, case) == ["not_dismantled"]
    case = yard.evidence(case, "photo_after")
    assert (case.state, blocks(yard, case)) == (CaseState.DISMANTLED, [])
    assert yard.issue(case, certificate(PACK)).certificate_no is not None


def test_an_ordinary_car_is_not_opened_before_its_certificate_unless_somebody_confirms_it(yard):
    case = yard.match(yard.receive(vehicle(PACK)), scan(PACK))
    with pytest.raises(NotConfirmed) as refused:
        yard.remove(case, taken_out(case))
    assert refused.value.case_warnings == ("before_certificate",)


def test_a_hidden_label_satisfies_presence_and_leaves_a_match_owed_at_removal(yard):
    case = yard.receive(vehicle(PACK, label_visible=False))
    hidden = scan(
        "", battery_code=None, label_hidden=True, expected_code=PACK, code_origin="platform_by_vin",
        photos=(photo(),),
    )  # fmt: skip
    case = yard.match(case, hidden)
    assert (case.state, blocks(yard, case)) == (CaseState.MATCHED, [])
    case = yard.issue(case, certificate(PACK, confirmed_warnings=("label_hidden",)))
    assert "battery_not_settled" in closing_gaps(case, yard.rules, TODAY)
    case = yard.remove(case, taken_out(case))
    assert (case.batteries[0].outcome, case.batteries[0].battery_code) == ("match", PACK)


def test_a_hidden_label_needs_a_photograph_and_says_where_its_code_is_from(yard):
    case = yard.receive(vehicle(PACK))
    with pytest.raises(DraftIncomplete) as raised:
        yard.match(case, scan("", battery_code=None, label_hidden=True, expected_code=SECOND_PACK))
    assert faults(raised) == {"code_origin_missing", "code_not_expected", "photo_missing"}


def test_a_label_that_turns_out_at_removal_to_be_another_has_to_be_explained_before_closing(yard):
    case = yard.receive(vehicle(PACK))
    hidden = scan("", battery_code=None, label_hidden=True, expected_code=PACK, code_origin="certificate")
    case = yard.match(case, replace(hidden, photos=(photo(),)))
    case = yard.issue(case, certificate(PACK, confirmed_warnings=("label_hidden",)))
    case = yard.evidence(yard.remove(case, taken_out(case, code=SECOND_PACK)), "photo_vin")
    assert case.slots[0].state is SlotState.MISMATCH
    with pytest.raises(CaseNotComplete) as refused:
        yard.close(case)
    assert refused.value.case_gaps == ("battery_not_settled",)
    explained = scan(
        "", battery_code=None, match_id=case.batteries[0].match_id, proof="maker_statement",
        proof_text="企业确认换过包", photos=(photo(),),
    )  # fmt: skip
    case = yard.match(case, explained)
    assert (case.slots[0].state, case.batteries[0].is_removed) == (SlotState.EXPLAINED, True)
    assert yard.close(case).state is CaseState.CLOSED


def test_a_label_that_cannot_be_read_even_when_out_stays_owed_until_the_maker_speaks(yard):
    case = yard.receive(vehicle(PACK))
    hidden = scan("", battery_code=None, label_hidden=True, expected_code=PACK, code_origin="certificate")
    case = yard.match(case, replace(hidden, photos=(photo(),)))
    case = yard.issue(case, certificate(PACK, confirmed_warnings=("label_hidden",)))
    burnt = unit(None, code_status="unreadable", code_reason="burnt", photos=(photo(),))
    case = yard.remove(case, RemovalDraft(match_id=case.batteries[0].match_id, unit=burnt, **PHOTOS))
    assert closing_gaps(case, yard.rules, TODAY) == ("battery_not_settled", "photo_vin")
    told = scan(
        "", battery_code=None, match_id=case.batteries[0].match_id, proof="maker_statement",
        proof_text="企业按照片认定", photos=(photo(),),
    )  # fmt: skip
    assert yard.match(case, told).batteries[0].is_settled


def test_what_was_matched_offline_is_checked_when_the_platform_answers(yard):
    case = yard.receive(vehicle(battery_count_seen=2))
    case = yard.match(yard.match(case, scan(PACK)), scan(SECOND_PACK))
    assert [one.outcome for one in case.batteries] == ["unknown_offline"] * 2
    assert blocks(yard, case) == []
    with pytest.raises(NotConfirmed) as refused:
        yard.issue(case, certificate(PACK, SECOND_PACK))
    assert refused.value.case_warnings == ("codes_unchecked",)
    case = yard.name_codes(case, PACK, THIRD_PACK)
    assert [(one.outcome, one.expected_code) for one in case.batteries] == [
        ("match", PACK),
        ("mismatch", THIRD_PACK),
    ]
    assert blocks(yard, case) == ["mismatch_unexplained"]


def test_a_platform_that_knows_nothing_of_the_car_settles_what_waited_for_it(yard):
    case = yard.name_codes(yard.match(yard.receive(vehicle()), scan(PACK)))
    assert (case.batteries[0].proof, case.batteries[0].is_settled) == ("platform_does_not_know", True)


def test_a_lawful_replacement_of_ours_explains_the_other_code_by_itself(yard):
    yard.replace(ReplacementDraft(vin=VIN, old_code=PACK, new_code=SECOND_PACK, replaced_on=date(2025, 3, 1)))
    case = yard.match(yard.receive(vehicle(PACK)), scan(SECOND_PACK))
    assert (case.slots[0].state, case.batteries[0].proof) == (SlotState.EXPLAINED, "lawful_replacement")
    assert case.batteries[0].proof_record_id == yard.replacements[0].replacement_id
    with pytest.raises(NotConfirmed) as refused:
        yard.issue(case, certificate(PACK))
    assert refused.value.case_warnings == ("old_code_printed",)
    assert yard.issue(case, certificate(SECOND_PACK)).missing_battery_proof == "lawful_replacement"


def test_a_replacement_on_another_car_explains_nothing(yard):
    yard.replace(
        ReplacementDraft(vin=OTHER_VIN, old_code=PACK, new_code=SECOND_PACK, replaced_on=date(2025, 3, 1))
    )
    case = yard.match(yard.receive(vehicle(PACK)), scan(SECOND_PACK))
    assert blocks(yard, case) == ["mismatch_unexplained"]


@pytest.mark.rule("mismatch")
def test_a_mismatch_is_explained_by_text_and_photograph_together(yard):
    case = yard.match(yard.receive(vehicle(PACK)), scan(SECOND_PACK))
    again = scan("", battery_code=None, match_id=case.batteries[0].match_id, proof="lawful_replacement")
    with pytest.raises(DraftIncomplete) as raised:
        yard.match(case, again)
    assert faults(raised) == {"proof_text_missing", "photo_missing"}
    with pytest.raises(DraftIncomplete) as raised:
        yard.match(case, replace(again, proof="swap_model", proof_text="x", photos=(photo(),)))
    assert faults(raised) == {"proof_unknown"}
    case = yard.match(case, replace(again, proof_text="维修工单 123，旧电池已回收", photos=(photo(),)))
    assert blocks(yard, case) == []


def test_one_battery_scanned_twice_is_one_battery(yard):
    case = yard.match(yard.receive(vehicle(PACK, SECOND_PACK)), scan(PACK))
    with pytest.raises(BatteryMatchedAlready):
        yard.match(case, scan(PACK.lower()))


def test_a_battery_that_fits_needs_no_explanation(yard):
    case = yard.match(yard.receive(vehicle(PACK)), scan(PACK))
    with pytest.raises(BatterySettled):
        yard.match(case, scan(SECOND_PACK, match_id=case.batteries[0].match_id))


def test_the_expected_pack_takes_its_place_from_a_strange_one_that_was_scanned_first(yard):
    case = yard.match(yard.receive(vehicle(PACK, battery_count_seen=2)), scan(SECOND_PACK))
    assert case.slots[0].state is SlotState.MISMATCH
    case = yard.match(case, scan(PACK))
    assert [(slot.expected_code, slot.state) for slot in case.slots] == [
        (PACK, SlotState.MATCHED),
        (None, SlotState.MISMATCH),
    ]


def test_a_surplus_battery_is_a_mismatch_of_no_place(yard):
    case = yard.receive(vehicle(PACK, battery_count_seen=2))
    case = yard.match(yard.match(case, scan(PACK)), scan(SECOND_PACK))
    (block,) = certificate_blocks(case, yard.rules, TODAY)
    assert (block.kind.value, block.battery_code, block.expected_code) == (
        "mismatch_unexplained", SECOND_PACK, None,
    )  # fmt: skip


@pytest.mark.practice(12)
def test_a_code_with_an_earlier_life_fills_no_slot_until_that_is_explained(yard):
    case = yard.receive(vehicle(PACK))
    life = EarlierLife(case_life="unit", number="IN-S1a-20250301-0007", record_id="u", vin=OTHER_VIN)
    with pytest.raises(CodeHasEarlierLife) as refused:
        yard.match(case, scan(PACK), life)
    assert (refused.value.life_record_id, refused.value.vin) == ("u", OTHER_VIN)
    told = EarlierLife(case_life="unit", number="IN-1", record_id=case.case_id, vin=OTHER_VIN)
    case = yard.match(case, scan(PACK, earlier_life_text="上一辆车换下后装到本车"), told)
    assert case.batteries[0].outcome == "match"


def test_nothing_comes_out_that_was_not_matched_and_nothing_twice(yard):
    case = yard.match(yard.receive(vehicle(PACK)), scan(PACK))
    with pytest.raises(RemovedBeforeMatched):
        yard.remove(case, RemovalDraft(match_id=None, unit=unit()))
    case = yard.remove(yard.issue(case, certificate(PACK)), taken_out(case))
    with pytest.raises(BatteryRemovedAlready):
        yard.remove(case, taken_out(case))


def test_a_case_has_one_certificate_and_a_certificate_one_case(yard):
    case = yard.issue(yard.match(yard.receive(vehicle(PACK)), scan(PACK)), certificate(PACK))
    with pytest.raises(CertificateIssuedAlready):
        yard.issue(case, certificate(PACK, certificate_no="HS-2"))
    other = yard.match(yard.receive(vehicle(SECOND_PACK, vin=OTHER_VIN)), scan(SECOND_PACK))
    with pytest.raises(CertificateNumberUsed) as refused:
        yard.issue(other, certificate(SECOND_PACK, certificate_no=" hs-430000-1323-20261120-8 "))
    assert refused.value.case_number == case.case_number


def test_a_certificate_that_names_too_little_or_a_strange_host_is_confirmed(yard):
    case = yard.receive(vehicle(PACK, SECOND_PACK))
    case = yard.match(yard.match(case, scan(PACK)), scan(SECOND_PACK))
    with pytest.raises(NotConfirmed) as refused:
        yard.issue(case, certificate(PACK, qr_text="https://qclt.mofcom.gov.cn.example.com/x"))
    assert refused.value.case_warnings == ("not_all_printed", "qr_host_unknown")
    with pytest.raises(NotConfirmed) as refused:
        yard.issue(case, certificate(qr_text=None))
    assert refused.value.case_warnings == ("nothing_printed",)


def test_a_certificate_from_before_the_car_came_or_from_tomorrow_is_a_fault(yard):
    case = yard.match(yard.receive(vehicle(PACK)), scan(PACK))
    for day in (date(2026, 11, 19), date(2026, 11, 21)):
        with pytest.raises(DraftIncomplete) as raised:
            yard.issue(case, certificate(PACK, issued_on=day, certificate_no=" "))
        assert faults(raised) == {"certificate_no_missing", "day_implausible"}


def test_a_closed_case_gets_no_more_steps(yard):
    case = yard.issue(yard.match(yard.receive(vehicle(PACK)), scan(PACK)), certificate(PACK))
    case = yard.close(yard.evidence(yard.remove(case, taken_out(case)), "photo_vin"))
    steps = (
        lambda: yard.match(case, scan(SECOND_PACK)),
        lambda: yard.name_codes(case, SECOND_PACK),
        lambda: yard.evidence(case, "police_report"),
        lambda: yard.issue(case, certificate(PACK)),
        lambda: yard.remove(case, taken_out(case)),
        lambda: yard.close(case),
    )
    for step in steps:
        with pytest.raises(CaseClosedAlready):
            step()


def test_a_seized_car_needs_the_authoritys_document_instead_of_the_owners_papers(yard):
    case = yard.receive(
        vehicle(energy_type="petrol", battery_count_seen=0, case_kind="seized", papers_present=())
    )
    assert closing_gaps(case, yard.rules, TODAY) == (
        "certificate", "disposal_document", "photo_before", "photo_vin", "photo_after",
    )  # fmt: skip


def test_a_statement_of_loss_fills_the_place_of_the_lost_paper(yard):
    case = yard.receive(vehicle(PACK, papers_present=PAPERS[1:]))
    assert "registration_certificate" in closing_gaps(case, yard.rules, TODAY)
    case = yard.evidence(case, "registration_lost_statement")
    assert "registration_certificate" not in closing_gaps(case, yard.rules, TODAY)


def test_evidence_is_a_photograph_or_paper_of_a_kind_that_cases_know(yard):
    case = yard.receive(vehicle(PACK))
    with pytest.raises(DraftIncomplete) as raised:
        add_evidence(EvidenceDraft(kind="selfie"), case, rules=yard.rules, acting=yard.acting)
    assert faults(raised) == {"evidence_unknown", "photo_missing"}
