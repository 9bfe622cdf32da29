"""The days at the gate and in the yard that the trade's decisions were walked through on (``practice.md``).

Each ends with a sound ledger, a balance to the gram, and a hub that accepted everything.
"""

import pytest

from packtrail.domain.announcement import AnnouncementDraft, AnnouncementState
from packtrail.domain.custody import Custody
from packtrail.domain.delivery import DeliveryDraft, UnitDraft
from packtrail.domain.documents import HandoffState
from packtrail.domain.errors import CodeAlreadyLive
from packtrail.domain.errors_gate import OpeningStockIsClosed
from packtrail.domain.group_intake import GroupDraft, uncoded_run
from packtrail.domain.identity import IdentityDraft, ResolutionBasis
from packtrail.domain.load import ScaleOf, WeighingDraft
from packtrail.domain.opening_stock import OpeningLine
from packtrail.domain.owed_papers import OwedDraft
from packtrail.domain.records.gate import CodeStatus, MassBasis, SourceType, UnitLevel
from packtrail.domain.safety.isolation import WayOutClosed
from packtrail.domain.source_declaration import DECLARATION, DeclarationDraft
from packtrail.domain.unit import Identity, Unit
from packtrail.domain.vehicle_case import (
    CaseState,
    EvidenceDraft,
    MatchDraft,
    RemovalDraft,
)
from packtrail.domain.vehicle_case.errors import CaseNotComplete, CertificateBlocked
from packtrail.usecases.acknowledge_lines import acknowledge_all
from packtrail.usecases.add_case_evidence import add_case_evidence
from packtrail.usecases.announce_delivery import announce_delivery, open_announcement, ticked_off
from packtrail.usecases.close_case import close_case
from packtrail.usecases.close_opening_stock import close_opening_stock
from packtrail.usecases.declare_source import declare_source
from packtrail.usecases.depart_handoff import depart_handoff
from packtrail.usecases.determine_safety import determine_safety
from packtrail.usecases.duties import duties
from packtrail.usecases.issue_certificate import issue_certificate
from packtrail.usecases.match_battery import match_battery
from packtrail.usecases.owe_paper import owed_by
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.usecases.record_delivery import record_delivery
from packtrail.usecases.remove_battery import remove_battery
from packtrail.usecases.resolve_identity import resolve_identity
from packtrail.usecases.supply_paper import supply_paper
from packtrail.usecases.take_in_group import record_group
from packtrail.usecases.take_opening_stock import take_opening_stock
from packtrail.usecases.treat_unit import treat_unit
from packtrail.usecases.weigh_load import weigh_load
from tests.e2e.real_days import BY_PHONE, SUPERVISOR
from tests.scrapyard import PROFILE as SCRAPYARD
from tests.scrapyard import certificate, unit, vehicle
from tests.trade import REPAIR_SHOP, delivery, pack

ID = "360426199101010071"


@pytest.mark.practice(1)
@pytest.mark.practice(4)
def test_a_lorry_with_forty_packs_from_a_swap_operator_brings_one_extra_and_lacks_one(day_of):
    with day_of() as day:
        *listed, extra = day.codes(41)
        operator = {"source_type": SourceType.SWAP_OPERATOR, "deliverer_name": "长沙测试换电服务有限公司"}
        announced = day.act(
            announce_delivery,
            AnnouncementDraft(
                **operator, deliverer_uscc=REPAIR_SHOP, codes=tuple(listed), mass_g=12_500_000, origin="sheet"
            ),
        )
        day.next_day()
        came = [*listed[:7], *listed[8:], extra]
        on_the_scale = {"gross_mass_g": 28_510_000, "tare_mass_g": 16_000_000}
        taken = day.act(
            record_delivery,
            delivery(
                *(pack(code) for code in came),
                **operator,
                **on_the_scale,
                claimed_count=40,
                announced_id=announced.announcement_id,
                weighbridge_ticket="DB-20261121-007",
                vehicle_plate="湘A12345",
                driver_name="王师傅",
            ),
        )
        ticked = day.read(lambda view: ticked_off(view, announced.announcement_id))
        assert (len(ticked.arrived), ticked.missing, ticked.extra) == (39, (listed[7],), (extra,))
        state = day.read(lambda view: open_announcement(view, announced.announcement_id)).state
        assert state is AnnouncementState.ARRIVED
        ticket = WeighingDraft(
            ticket_number="DB-20261121-007",
            gross_g=28_510_000,
            tare_g=16_000_000,
            net_g=12_510_000,
            agreed=True,
            scale_of=ScaleOf.THIRD_PARTY,
        )
        weighed = day.act(weigh_load, taken.document.delivery_id, ticket, rules=day.rules.load)
        assert (weighed.known_mass_g, weighed.difference_g) == (12_500_000, -10_000)
        assert {each.custody for each in taken.units} == {Custody.IN_STORAGE}


@pytest.mark.practice(9)
@pytest.mark.practice(14)
def test_an_owner_with_one_damaged_pack_and_no_papers(day_of):
    with day_of() as day:
        (code,) = day.codes(1)
        taken = day.act(
            record_delivery,
            DeliveryDraft(
                source_type=SourceType.VEHICLE_OWNER,
                deliverer_person="李建国",
                claimed_count=1,
                units=(pack(code, condition_class="leaking", photos=(day.photo("leak"),)),),
                papers_owed=(
                    OwedDraft(paper=DECLARATION, reason="身份证忘在家里", due_on=day.today(3)),
                    OwedDraft(paper="vin", reason="行驶证不在身边", due_on=day.today(3)),
                ),
            ),
        )
        (leaking,) = taken.units
        assert (leaking.custody, leaking.is_high_risk) == (Custody.QUARANTINED, True)
        day.keep_recipient(takes_damaged=True)
        damaged = {"packing_instruction": "p908"}
        with pytest.raises(WayOutClosed):
            day.release(code, **damaged)
        delivery_id = taken.document.delivery_id
        signed = DeclarationDraft(
            subject_id=delivery_id,
            person_name="李建国",
            id_number=ID,
            consents=True,
            signed_on=day.today(),
            photos=(day.photo("signed declaration"),),
        )
        day.act(declare_source, signed)
        _, vin = day.read(lambda view: owed_by(view, delivery_id))
        day.act(supply_paper, vin.owed_id, paper_number="1M8GDM9AXKP042788")
        assert not any(each.is_open for each in day.read(lambda view: owed_by(view, delivery_id)))
        day.act(treat_unit, leaking.unit_id, "isolate_and_watch", "防漏托盘，观察 24 小时")
        for jointly in (False, True):
            with pytest.raises(WayOutClosed):
                day.release(code, **damaged)
            day.act(
                determine_safety,
                [leaking.unit_id],
                day.determination(jointly=jointly),
                checklist=day.rules.checklist,
                rules=day.rules.safety,
            )
        with pytest.raises(WayOutClosed):
            day.release(code)
        document, _ = day.release(code, **damaged)
        day.act(depart_handoff, document.handoff_id)
        day.act(acknowledge_all, document.handoff_id, BY_PHONE)
        assert day.unit(leaking).custody is Custody.DELIVERED
        assert day.read(lambda view: view.handoff(document.handoff_id)).state is HandoffState.ACCEPTED


@pytest.mark.practice(2)
def test_a_scrapped_taxi_without_its_pack_gets_no_certificate(day_of):
    with day_of(profile=SCRAPYARD) as day:
        (code,) = day.codes(1)
        taxi = vehicle(code, owner_kind="company", owner_name="长沙测试出租车有限公司", battery_count_seen=0)
        case = day.act(receive_vehicle, taxi, rules=day.rules.vehicle)
        refused = []
        for proof in (None, "owner_explanation", "swap_model"):
            told = {"missing_proof": proof, "proof_text": "电池已被盗"} if proof else {}
            with pytest.raises(CertificateBlocked) as blocked:
                day.act(
                    issue_certificate,
                    case.case_id,
                    certificate(issued_on=day.today(), **told),
                    rules=day.rules.vehicle,
                )
            refused.append(blocked.value.case_blocks)
        assert refused == [("battery_count_short", "battery_code_missing")] * 3
        with pytest.raises(CaseNotComplete):
            day.act(close_case, case.case_id, rules=day.rules.vehicle)


@pytest.mark.practice(2)
def test_a_swap_car_comes_without_its_battery_and_gets_its_certificate_with_the_proof(day_of):
    with day_of(profile=SCRAPYARD) as day:
        car = vehicle(case_kind="swap", battery_count_seen=0)
        case = day.act(receive_vehicle, car, rules=day.rules.vehicle)
        for kind in ("swap_contract", "photo_before", "photo_vin"):
            evidence = EvidenceDraft(kind=kind, photos=(day.photo(kind),))
            day.act(add_case_evidence, case.case_id, evidence, rules=day.rules.vehicle)
        paper = certificate(
            issued_on=day.today(),
            missing_proof="swap_model",
            proof_text="换电车型，电池归换电服务企业",
            confirmed_warnings=("exception_unconfirmed",),
        )
        case = day.act(issue_certificate, case.case_id, paper, rules=day.rules.vehicle)
        with pytest.raises(CaseNotComplete) as incomplete:
            day.act(close_case, case.case_id, rules=day.rules.vehicle)
        assert incomplete.value.case_gaps == ("photo_after",)
        after = EvidenceDraft(kind="photo_after", photos=(day.photo("after"),))
        day.act(add_case_evidence, case.case_id, after, rules=day.rules.vehicle)
        assert day.act(close_case, case.case_id, rules=day.rules.vehicle).state is CaseState.CLOSED


@pytest.mark.practice(2)
def test_a_car_with_its_label_hidden_is_matched_at_removal_and_its_pack_handed_on(day_of):
    with day_of(profile=SCRAPYARD) as day:
        (code,) = day.codes(1)
        hidden = vehicle(code, label_visible=False)
        case = day.act(receive_vehicle, hidden, rules=day.rules.vehicle)
        seen = MatchDraft(
            label_hidden=True,
            expected_code=code,
            code_origin="certificate",
            photos=(day.photo("in the car"),),
        )
        case = day.act(match_battery, case.case_id, seen, rules=day.rules.vehicle).case
        paper = certificate(code, issued_on=day.today(), confirmed_warnings=("label_hidden",))
        case = day.act(issue_certificate, case.case_id, paper, rules=day.rules.vehicle)
        out = day.act(
            remove_battery,
            case.case_id,
            RemovalDraft(match_id=case.batteries[0].match_id, unit=unit(code)),
            rules=day.rules.vehicle,
        )
        assert out.case.batteries[0].outcome == "match"
        for kind in ("photo_before", "photo_vin", "photo_after"):
            evidence = EvidenceDraft(kind=kind, photos=(day.photo(kind),))
            day.act(add_case_evidence, case.case_id, evidence, rules=day.rules.vehicle)
        assert day.act(close_case, case.case_id, rules=day.rules.vehicle).state is CaseState.CLOSED
        day.hand_over(code)
        assert day.unit(out.unit).custody is Custody.DELIVERED


@pytest.mark.practice(12)
def test_a_burnt_label_gets_a_provisional_number_and_is_linked_to_its_code_later(day_of):
    with day_of() as day:
        (code,) = day.codes(1)
        burnt = pack(
            None,
            code_scheme="none",
            code_status=CodeStatus.UNREADABLE,
            code_source="none",
            raw_scan=None,
            code_reason="burnt",
            photos=(day.photo("burnt label", "nameplate"),),
        )
        (found,) = day.take_in(burnt).units
        assert (found.battery_code, found.identity) == (None, Identity.UNREADABLE)
        day.sync()
        day.next_day(2)
        told = IdentityDraft(
            code=code,
            code_scheme="gbt34014_full",
            basis=ResolutionBasis.MAKER_CONFIRMED,
            reason_text="生产企业按模组序列号查得",
            photos=(day.photo("reply of the maker"),),
        )
        (linked,) = day.act(resolve_identity, found.unit_id, told)
        assert (linked.battery_code, linked.identity) == (code, Identity.RESOLVED_MANUALLY)
        assert {day.unit(each).unit_id for each in (code, found.local_id)} == {found.unit_id}
        day.hand_over(code)


@pytest.mark.practice(6)
@pytest.mark.practice(13)
def test_twenty_four_loose_modules_are_one_act_with_one_mass_and_a_count_against_the_filing(day_of):
    with day_of() as day:
        (parent,) = day.codes(1)
        *read, torn = uncoded_run(24, level=UnitLevel.MODULE, reason="missing")
        group = GroupDraft(
            delivery=delivery(
                *read,
                torn,
                source_type=SourceType.REPAIR_SHOP,
                claimed_count=24,
            ),
            group_mass_g=300_011,
            group_photo=day.photo("24 modules"),
            parent_code=parent,
            filed_count=25,
        )
        done = day.act(record_group, group)
        assert (done.counted.here, done.counted.missing) == (24, 1)
        units = done.taken.units
        assert sum(each.mass_g for each in units) == 300_011
        assert {each.mass_basis for each in units} == {MassBasis.ESTIMATED}
        numbers = [int(each.local_id.rsplit("-", 1)[1]) for each in units]
        assert numbers == list(range(numbers[0], numbers[0] + 24))
        day.hand_over(*(each.local_id for each in units))
        assert {each.custody for each in day.read(lambda view: view.in_order(Unit))} == {Custody.DELIVERED}


@pytest.mark.practice(12)
def test_a_second_pack_with_a_live_code_is_taken_in_as_a_conflict_and_settled_by_two_persons(day_of):
    with day_of({"intake already_in_storage": 1}) as day:
        code, other = day.codes(2)
        (first,) = day.take_in(code).units
        with pytest.raises(CodeAlreadyLive):
            day.take_in(code)
        (second,) = day.take_in(pack(code, as_conflict=True)).units
        assert (second.custody, second.identity) == (Custody.QUARANTINED, Identity.CONFLICT)
        assert second.conflicts_with == first.unit_id
        day.sync()
        found = IdentityDraft(
            code=other,
            code_scheme="gbt34014_full",
            basis=ResolutionBasis.MAKER_CONFIRMED,
            reason_text="铭牌贴错，生产企业更正",
            photos=(day.photo("maker's letter"),),
        )
        day.act(resolve_identity, second.unit_id, found, second=SUPERVISOR)
        assert day.unit(second).custody is Custody.IN_STORAGE
        day.sync()
        day.hand_over(code, other)


@pytest.mark.practice(3)
def test_on_day_one_the_floor_is_counted_and_closed_by_the_administrator(day_of):
    with day_of() as day:
        day.enrol()
        reported, unknown, _ = codes = day.codes(3)
        lines = [
            OpeningLine(
                unit=pack(reported),
                source_type=SourceType.REPAIR_SHOP,
                original_intake_on=day.today(-200),
                already_reported=True,
                reported_where="市级平台",
                reported_on=day.today(-199),
                reported_to="hub",
            ),
            OpeningLine(unit=pack(unknown, mass_g=None, mass_basis=MassBasis.UNKNOWN)),
            OpeningLine(unit=UnitDraft(
                level=UnitLevel.MODULE, code_status=CodeStatus.ABSENT, code_reason="missing",
                photos=(day.photo("no label"),), mass_g=12_000, mass_basis=MassBasis.WEIGHED,
            )),
        ]  # fmt: skip
        units = day.act(take_opening_stock, lines)
        assert units[0].original_intake_on == day.today(-200)
        states = [
            day.read(lambda view, each=each: view.submission(each.unit_id, "hub")).state for each in units
        ]
        assert states == ["not_required", "pending", "pending"]
        owed = day.read(lambda view: duties(view, day.rules.rulebook, day.today()))
        assert sum(line.count for line in owed) == 2
        closed = day.act(close_opening_stock, 3, day.photo("count sheet"))
        assert (closed.body.unit_count, closed.body.total_mass_g) == (3, 324_500)
        with pytest.raises(OpeningStockIsClosed):
            day.act(take_opening_stock, [OpeningLine(unit=pack(codes[2]))])
        day.hand_over(reported)
