"""The acts of a vehicle's case on a real ledger."""

from datetime import date

import pytest

from packtrail.app.ids import new_id
from packtrail.app.vehicle_rules import load_vehicle_rules
from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete
from packtrail.domain.errors import CodeAlreadyLive, NotAllowed, OutletNotNamed
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import BatteryRemoved, Correction, NewRecord, Void
from packtrail.domain.records.ledger import FieldChange
from packtrail.domain.unit import Unit
from packtrail.domain.vehicle_case import (
    BatteryInCase,
    CaseState,
    EvidenceDraft,
    RemovalDraft,
    ReplacementDraft,
    VehicleCase,
)
from packtrail.domain.vehicle_case.errors import (
    CaseClosedAlready,
    CaseIsVoid,
    CertificateNumberUsed,
    CodeHasEarlierLife,
    VehicleCaseOpen,
)
from packtrail.store.check import check
from packtrail.usecases.add_case_evidence import add_case_evidence
from packtrail.usecases.close_case import close_case
from packtrail.usecases.issue_certificate import issue_certificate
from packtrail.usecases.match_battery import match_battery, name_expected_codes
from packtrail.usecases.numbers import number_gaps
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import DocumentKind
from packtrail.usecases.receive_vehicle import receive_vehicle
from packtrail.usecases.record_replacement import record_replacement
from packtrail.usecases.remove_battery import remove_battery
from tests.scrapyard import LOOK_ALIKE, OTHER_VIN, PACK, SECOND_PACK, VIN, certificate, scan, unit, vehicle
from tests.station import ADMIN, STATION_KEY, TEST_KEY, take_in

pytestmark = pytest.mark.practice(2)

TODAY = date(2026, 11, 20)
RULES = load_vehicle_rules()


@pytest.fixture
def acts(station, clock):
    return Acts(station, clock)


class Acts:
    """The acts with everything filled in that is the same for all."""

    def __init__(self, ledger, clock, by=ADMIN):
        self.ledger, self.clock = ledger, clock
        self.common = {"by": by, "store": ledger, "now": clock, "new_id": new_id}

    def receive(self, *codes, **changes):
        return receive_vehicle(vehicle(*codes, **changes), rules=RULES, **self.common)

    def match(self, case, code, **changes):
        return match_battery(case.case_id, scan(code, **changes), rules=RULES, **self.common)

    def photograph(self, case, *kinds):
        for kind in kinds:
            with self.ledger.act() as tx:
                kept = tx.keep_blob(kind.encode(), "image/jpeg", "overall")
            draft = EvidenceDraft(kind=kind, photos=(kept,))
            case = add_case_evidence(case.case_id, draft, rules=RULES, **self.common)
        return case

    def issue(self, case, *codes, **changes):
        draft = certificate(*codes, issued_on=TODAY, **changes)
        return issue_certificate(case.case_id, draft, rules=RULES, **self.common)

    def remove(self, case, code=PACK, at=0, **changes):
        fields = {"match_id": case.batteries[at].match_id, "unit": unit(code), **changes}
        return remove_battery(case.case_id, RemovalDraft(**fields), rules=RULES, **self.common)

    def close(self, case):
        return close_case(case.case_id, rules=RULES, **self.common)

    def whole(self, code=PACK, **changes):
        """A case from the gate to its end."""
        case = self.match(self.receive(code, **changes), code).case
        case = self.issue(case, code, certificate_no=f"HS-{case.case_number}")
        case = self.remove(case, code).case
        return self.close(self.photograph(case, "photo_before", "photo_vin", "photo_after"))

    def write(self, body):
        with self.ledger.act() as tx:
            return tx.append(
                NewRecord(record_id=new_id(), body=body, occurred_at=self.clock(), operator_ref="op_1")
            )[0]

    def void(self, record_id):
        with self.ledger.read() as view:
            head = view.amended(record_id).head_hash
        body = Void(
            target_record_id=record_id,
            target_head_hash=head,
            reason_code="typed_wrong",
            reason_text="录错",
            replacement_record_ids=(),
        )
        return self.write(body)

    def case(self, case):
        with self.ledger.read() as view:
            return view.one(VehicleCase, case.case_id)


def test_a_whole_case_leaves_a_unit_that_names_vehicle_certificate_and_case(acts, station):
    case = acts.match(acts.receive(PACK), PACK).case
    case = acts.issue(case, PACK)
    out = acts.remove(case)
    assert (out.case.state, out.case.batteries[0].unit_id) == (CaseState.CERTIFICATE_ISSUED, out.unit.unit_id)
    assert (out.unit.custody, out.unit.vin, out.unit.vehicle_id) == (Custody.IN_STORAGE, VIN, case.case_id)
    with station.read() as view:
        intake = view.record(out.unit.unit_id)
        (unit_of_case,) = view.in_order(Unit, vehicle_id=case.case_id)
        removals = view.of_type(BatteryRemoved.record_type)
    assert unit_of_case == out.unit
    assert (intake.body.source_type, intake.body.scrap_certificate_no) == (
        "scrap_dismantler", case.certificate_no,
    )  # fmt: skip
    assert intake.body.delivery_record_id is None
    assert removals[0].record.body.removed_on == TODAY
    assert set(removals[0].record.depends_on) == {
        case.case_id, case.certificate_id, case.batteries[0].match_id, out.unit.unit_id,
    }  # fmt: skip
    case = acts.close(acts.photograph(out.case, "photo_before", "photo_vin", "photo_after"))
    assert (case.state, acts.case(case)) == (CaseState.CLOSED, case)


def test_a_case_gets_the_next_number_and_leaves_no_gap(acts, station):
    first = acts.receive(PACK)
    second = acts.receive(SECOND_PACK, vin=OTHER_VIN)
    assert [first.case_number, second.case_number] == ["VC-S1a-20261120-0001", "VC-S1a-20261120-0002"]
    with station.read() as view:
        gaps = number_gaps(view, DocumentKind.VEHICLE_CASE, TODAY, TODAY)
        state = view.number_state("vc-s1a-20261120-2")
    assert (gaps.drawn, gaps.gaps) == (2, ())
    assert state.has_document


def test_the_owner_stays_out_of_what_leaves_the_station(acts, station):
    case = acts.receive(PACK)
    with station.read() as view:
        lines = b"".join(line for _, line in view.canonical_lines(1, 0, 100))
        private = view.private_part(case.case_id)
    assert "李建国".encode() not in lines
    assert b"360426199101010071" not in lines
    assert private["owner_name"] == "李建国"
    assert "李建国" not in repr(case)


def test_a_vin_with_an_open_case_is_refused_and_its_saved_draft_stays(acts, station):
    case = acts.receive(PACK)
    with pytest.raises(VehicleCaseOpen) as refused:
        acts.receive(PACK)
    assert refused.value.case_id == case.case_id


@pytest.mark.practice(12)
def test_a_code_that_was_taken_in_before_opens_that_life_and_fills_no_slot(acts, station, clock):
    taken = take_in(station, clock, PACK).units[0]
    case = acts.receive(PACK)
    with pytest.raises(CodeHasEarlierLife) as refused:
        acts.match(case, PACK)
    assert (refused.value.case_life, refused.value.life_record_id) == ("unit", taken.unit_id)
    assert acts.case(case).batteries == ()
    found = acts.match(case, PACK, earlier_life_text="网点换下后又装回本车，见工单")
    assert found.battery.outcome == "match"


@pytest.mark.practice(12)
def test_a_void_intake_is_an_earlier_life_too(acts, station, clock):
    taken = take_in(station, clock, PACK).units[0]
    acts.void(taken.unit_id)
    with pytest.raises(CodeHasEarlierLife) as refused:
        acts.match(acts.receive(PACK), PACK)
    assert refused.value.case_life == "voided_unit"


@pytest.mark.practice(12)
def test_a_code_seen_in_another_vehicle_opens_that_case(acts):
    first = acts.match(acts.receive(PACK), PACK).case
    second = acts.receive(PACK, vin=OTHER_VIN)
    with pytest.raises(CodeHasEarlierLife) as refused:
        acts.match(second, PACK)
    assert (refused.value.case_life, refused.value.life_record_id) == ("other_case", first.case_id)
    assert (refused.value.life_number, refused.value.vin) == (first.case_number, VIN)


@pytest.mark.practice(12)
def test_the_same_vehicle_with_the_same_battery_comes_again_only_with_an_explanation(acts):
    closed = acts.whole()
    again = acts.receive(PACK, confirmed_warnings=("earlier_case",))
    assert again.earlier_case_id == closed.case_id
    with pytest.raises(CodeHasEarlierLife):
        acts.match(again, PACK)


def test_a_battery_of_a_void_match_is_looked_at_anew(acts):
    case = acts.match(acts.receive(PACK), SECOND_PACK).case
    acts.void(case.batteries[0].match_id)
    assert acts.case(case).batteries == ()
    assert acts.match(case, PACK).case.state is CaseState.MATCHED


def test_a_look_alike_says_which_expected_code_it_looks_like(acts):
    found = acts.match(acts.receive(PACK), LOOK_ALIKE)
    assert (found.battery.outcome, [each.battery_code for each in found.near]) == ("mismatch", [PACK])


def test_a_hidden_label_that_is_read_after_all_is_the_same_battery(acts, station):
    case = acts.receive(PACK, label_visible=False)
    with station.act() as tx:
        kept = tx.keep_blob(b"photo", "image/jpeg", "overall")
    hidden = {"label_hidden": True, "expected_code": PACK, "code_origin": "certificate", "photos": (kept,)}
    first = acts.match(case, None, **hidden)
    second = acts.match(case, PACK)
    assert (first.battery.outcome, second.battery.outcome) == ("label_hidden", "match")
    assert second.battery.match_id == first.battery.match_id
    assert len(second.case.batteries) == 1
    with station.read() as view:
        assert view.count(BatteryInCase, case_id=case.case_id) == 1


def test_codes_that_the_platform_names_later_are_compared_in_the_same_act(acts):
    case = acts.match(acts.receive(), PACK).case
    assert case.batteries[0].outcome == "unknown_offline"
    case = name_expected_codes(case.case_id, [PACK], "platform_by_vin", **acts.common)
    assert (case.batteries[0].outcome, case.state) == ("match", CaseState.MATCHED)
    with pytest.raises(DraftIncomplete):
        name_expected_codes(case.case_id, [""], "rumour", **acts.common)


def test_a_replacement_gives_its_voucher_and_explains_the_case_that_comes_later(acts):
    draft = ReplacementDraft(
        vin=VIN,
        old_code=PACK.lower(),
        new_code=SECOND_PACK,
        replaced_on=date(2026, 3, 2),
        work_order_no="G-7",
    )
    recorded = record_replacement(draft, **acts.common)
    paper = recorded.voucher
    assert (paper.document_number, paper.vin, paper.old_code, paper.new_code, paper.outlet_name) == (
        "RV-S1a-20261120-0001", VIN, PACK, SECOND_PACK, "长沙测试回收服务网点",
    )  # fmt: skip
    found = acts.match(acts.receive(PACK), SECOND_PACK)
    assert found.battery.proof_record_id == recorded.replacement.replacement_id
    acts.void(recorded.replacement.replacement_id)
    with acts.ledger.read() as view:
        assert view.newest(type(recorded.replacement)) == []


def test_a_replacement_says_everything_it_lacks_at_once(acts):
    with pytest.raises(DraftIncomplete) as raised:
        record_replacement(
            ReplacementDraft(vin="X", old_code=PACK, new_code=PACK, unit_level="lot"), **acts.common
        )
    assert {fault.kind.value for fault in raised.value.faults} == {
        "vin_wrong", "code_twice", "day_missing", "level_missing",
    }  # fmt: skip
    with pytest.raises(LookupError):
        record_replacement(ReplacementDraft(unit_id=new_id()), **acts.common)


def test_a_certificate_number_stands_in_one_case_alone(acts):
    first = acts.match(acts.receive(PACK), PACK).case
    acts.issue(first, PACK, certificate_no="HS 1")
    second = acts.match(acts.receive(SECOND_PACK, vin=OTHER_VIN), SECOND_PACK).case
    with pytest.raises(CertificateNumberUsed):
        acts.issue(second, SECOND_PACK, certificate_no="hs1")
    assert acts.issue(second, SECOND_PACK, certificate_no="HS 2").certificate_no == "HS 2"


def test_a_void_certificate_gives_its_number_back(acts):
    case = acts.match(acts.receive(PACK), PACK).case
    case = acts.issue(case, PACK)
    acts.void(case.certificate_id)
    assert acts.case(case).state is CaseState.MATCHED
    assert acts.issue(case, PACK).certificate_no == case.certificate_no


def test_a_burnt_label_goes_the_way_of_every_unit_without_a_code(acts, station):
    case = acts.match(acts.receive(PACK), PACK).case
    case = acts.issue(case, PACK)
    with station.act() as tx:
        kept = tx.keep_blob(b"burnt", "image/jpeg", "nameplate")
    burnt = unit(
        None, code_status="unreadable", code_reason="burnt", photos=(kept,), condition_class="leaking"
    )
    out = acts.remove(case, unit=burnt)
    assert (out.unit.custody, out.unit.local_id) == (Custody.QUARANTINED, "TMP-S1a-20261120-0001")


def test_a_removal_whose_code_is_on_the_floor_already_is_refused_whole(acts, station, clock):
    take_in(station, clock, PACK)
    case = acts.match(acts.receive(PACK), PACK, earlier_life_text="登记错误，见更正").case
    case = acts.issue(case, PACK)
    with pytest.raises(CodeAlreadyLive):
        acts.remove(case)
    assert not acts.case(case).batteries[0].is_removed
    out = acts.remove(case, unit=unit(as_conflict=True))
    assert out.unit.custody is Custody.QUARANTINED


def test_a_correction_of_the_pledge_opens_the_way(acts):
    case = acts.match(acts.receive(PACK, pledged=True), PACK).case
    with acts.ledger.read() as view:
        head = view.amended(case.case_id).head_hash
    change = FieldChange(path="/pledged", old=True, new=False)
    acts.write(
        Correction(
            target_record_id=case.case_id,
            target_head_hash=head,
            reason_code="typed_wrong",
            reason_text="查询后无抵押",
            changes=(change,),
        )
    )
    assert acts.issue(case, PACK).state is CaseState.CERTIFICATE_ISSUED


def test_a_void_case_gets_no_more_steps_and_its_vehicle_may_come_again(acts):
    case = acts.receive(PACK)
    acts.void(case.case_id)
    with pytest.raises(CaseIsVoid):
        acts.match(case, PACK)
    assert acts.receive(PACK).state is CaseState.OPEN


def test_a_closed_case_stays_as_it_is(acts):
    case = acts.whole()
    with pytest.raises(CaseClosedAlready) as refused:
        acts.match(case, SECOND_PACK)
    assert refused.value.case_step == "match"


def test_the_work_list_is_every_case_that_is_not_over(acts, station):
    acts.whole()
    opened = acts.receive(SECOND_PACK, vin=OTHER_VIN)
    with station.read() as view:
        over = {CaseState.CLOSED, CaseState.VOIDED}
        found = view.newest(VehicleCase, state=frozenset(CaseState) - over)
    assert [case.case_id for case in found] == [opened.case_id]


def test_views_of_cases_made_anew_are_the_same(acts, ledger, tmp_path):
    acts.whole()
    case = acts.match(acts.receive(PACK, vin=OTHER_VIN), PACK, earlier_life_text="见说明").case
    acts.void(case.batteries[0].match_id)
    record_replacement(
        ReplacementDraft(vin=VIN, old_code=PACK, new_code=SECOND_PACK, replaced_on=TODAY), **acts.common
    )
    ledger.close()
    assert check(tmp_path / "station", TEST_KEY, rebuild=True).problems == ()


def test_a_viewer_handles_no_vehicle(station, clock):
    viewer = Acts(station, clock, by=Operator("op_9", "访客", Role.VIEWER))
    with pytest.raises(NotAllowed):
        viewer.receive(PACK)


def test_an_outlet_without_a_name_takes_no_battery_out(ledger, clock):
    open_station(ledger, label="S1", private_key=STATION_KEY, operator_ref="op_1", now=clock, new_id=new_id)
    acts = Acts(ledger, clock)
    case = acts.match(acts.receive(PACK), PACK).case
    with pytest.raises(OutletNotNamed):
        acts.remove(case)


def test_a_case_nobody_opened_is_a_bug(acts):
    with pytest.raises(LookupError):
        match_battery(new_id(), scan(PACK), rules=RULES, **acts.common)
