"""Records as EPCIS 2.0 events: what becomes of each kind, and how nothing is edited there either."""

import json
from datetime import datetime

import pytest

from packtrail.app.ids import new_id
from packtrail.domain import records as r
from packtrail.domain.moments import SHANGHAI
from packtrail.protocol import records
from packtrail.protocol.epcis import CLOSING, as_line, events_of, opening
from packtrail.protocol.epcis_events import TELL, Where
from tests.epcis_subset import SUBSET, assert_document, assert_event

AT = datetime(2026, 11, 20, 9, 12, tzinfo=SHANGHAI)
OUTLET, RECYCLER, SHOP = "91430100MA0FAKE013", "91430200MA0FAKE02B", "91430100MA0FAKE039"
CODE = "0TXPB01A000001A5A0000123"
EPC = f"urn:x-packtrail:gbt34014:{CODE}"
WHERE = Where("01a1fd8f-5700-7a11-8a00-000000000007", OUTLET)


class Log:
    """Records in memory, with the look-ups that the mapping needs."""

    def __init__(self):
        self.records = []
        self.codes = {}

    def write(self, body):
        prev = self.records[-1].record_hash if self.records else records.ZERO_HASH
        new = r.NewRecord(record_id=new_id(), body=body, occurred_at=AT, operator_ref="op_1")
        chained = records.chain(new, station_seq=len(self.records) + 1, prev_hash=prev, recorded_at=AT)
        self.records.append(chained.record)
        if isinstance(body, r.Intake):
            self.codes[chained.record.record_id] = body.battery_code
        return chained.record

    def record(self, record_id):
        return next((each for each in self.records if each.record_id == record_id), None)

    def corrections(self, record_id):
        return [
            each
            for each in self.records
            if isinstance(each.body, r.Correction) and each.body.target_record_id == record_id
        ]

    def code_of(self, intake_id):
        return self.codes.get(intake_id)

    def events(self, record):
        found = events_of(record, self, WHERE)
        for event in found:
            assert_event(event)
        return found

    def event(self, record):
        (found,) = self.events(record)
        return found


@pytest.fixture
def log():
    return Log()


def intake(**changes):
    fields = {
        "intake_id": "IN-1",
        "unit_level": "pack",
        "code_scheme": "gbt34014_full",
        "battery_code": CODE,
        "code_status": "read",
        "code_source": "scan_datamatrix",
        "raw_scan_sha256": None,
        "chemistry_code": "B",
        "gross_mass_g": 312_500,
        "mass_basis": "weighed",
        "condition_class": "normal",
        "source_type": "repair_shop",
        "source_uscc": SHOP,
        "source_vin": None,
        "late_entry": False,
    } | changes
    return r.Intake(**fields)


@pytest.fixture
def taken(log):
    return log.write(intake())


@pytest.fixture
def loaded(log, taken):
    """A header with one line."""
    head = log.write(
        r.Handoff(
            handoff_id="HO-1",
            consignee_uscc=RECYCLER,
            consignee_role="regeneration_enterprise",
            carrier_uscc=None,
            vehicle_plate=None,
            packaging=None,
            line_count=1,
            total_gross_mass_g=312_500,
        )
    )
    line = log.write(
        r.HandoffLine(
            handoff_id="HO-1",
            line_no=1,
            unit_level="pack",
            battery_code=CODE,
            chemistry_code="B",
            gross_mass_g=312_500,
            mass_basis="weighed",
            handoff_record_id=head.record_id,
            intake_record_id=taken.record_id,
        )
    )
    return head, line


def test_an_intake_is_received_from_whoever_had_it(log, taken):
    event = log.event(taken)
    assert (event["type"], event["action"], event["bizStep"]) == ("ObjectEvent", "OBSERVE", "receiving")
    assert event["epcList"] == [EPC]
    assert event["eventID"] == f"urn:uuid:{taken.record_id}"
    assert event["sourceList"] == [{"type": "possessing_party", "source": f"urn:x-packtrail:uscc:{SHOP}"}]
    assert (event["eventTime"], event["eventTimeZoneOffset"]) == ("2026-11-20T09:12:00+08:00", "+08:00")


def test_a_unit_without_a_code_is_named_by_its_record_until_it_has_one(log):
    burnt = log.write(intake(battery_code=None, code_status="unreadable", condition_class="leaking"))
    event = log.event(burnt)
    assert event["epcList"] == [f"urn:x-packtrail:unit:{burnt.record_id}"]
    assert event["disposition"] == "damaged"
    found = log.write(
        r.IdentityResolution(
            intake_record_id=burnt.record_id,
            battery_code=CODE,
            code_scheme="gbt34014_full",
            basis="certificate",
            reason_text="x",
            second_operator_ref=None,
        )
    )
    checked, became = log.events(found)
    assert (checked["disposition"], checked["epcList"]) == ("completeness_verified", [EPC])
    assert (became["inputEPCList"], became["outputEPCList"]) == (event["epcList"], [EPC])
    assert checked["eventID"] != became["eventID"]


def test_a_code_with_letters_that_a_uri_lacks_is_written_so_that_it_has_them(log):
    event = log.event(log.write(intake(battery_code="A/B 电")))
    assert event["epcList"] == ["urn:x-packtrail:gbt34014:A%2FB%20%E7%94%B5"]


def test_a_released_load_is_put_together_and_shipped(log, loaded):
    head, line = loaded
    release = log.write(
        r.HandoffRelease(
            handoff_record_id=head.record_id,
            handoff_id="HO-1",
            line_record_ids=(line.record_id,),
            line_count=1,
            total_gross_mass_g=312_500,
        )
    )
    together, shipped = log.events(release)
    assert (together["type"], together["action"], together["childEPCs"]) == ("AggregationEvent", "ADD", [EPC])
    assert (shipped["bizStep"], shipped["disposition"]) == ("shipping", "in_transit")
    assert shipped["destinationList"][0]["destination"] == f"urn:x-packtrail:uscc:{RECYCLER}"


@pytest.mark.parametrize(
    ("outcome", "step", "disposition"),
    [("accepted", "accepting", "in_progress"), ("refused", "inspecting", "non_conformant")],
)
def test_what_the_consignee_says_of_a_line(log, loaded, outcome, step, disposition):
    ack = r.ConsigneeAck(
        handoff_id="HO-1",
        line_no=1,
        outcome=outcome,
        received_gross_mass_g=None,
        refusal_reason=None,
        acknowledged_at=AT,
        ack_source="phone",
        paper_evidence_digest=None,
        line_record_id=loaded[1].record_id,
    )
    event = log.event(log.write(ack))
    assert (event["bizStep"], event["disposition"], event["epcList"]) == (step, disposition, [EPC])


def others(taken, head, line):
    """One body of each further kind that moves a battery, and the step it is."""
    unit, load = {"intake_record_id": taken.record_id}, {"handoff_record_id": head.record_id}
    return {
        "inspecting": r.ConditionCheck(
            **unit,
            condition_class="leaking",
            residual_voltage_mv=None,
            insulation_kohm=None,
            surface_celsius=None,
            recheck_at=None,
            remark=None,
        ),
        "storing": r.UnitMoved(**unit),
        "repairing": r.Treatment(**unit, treatment_code="discharged", description="x"),
        "decommissioning": r.IncidentClosed(
            **unit, incident="theft", reason_text="x", second_operator_ref=None
        ),
        "departing": r.HandoffDeparted(**load, departed_at=AT, vehicle_plate=None),
        "arriving": r.HandoffArrived(**load, arrived_at=AT),
        "void_shipping": r.HandoffCancelled(**load, reason_code="x", reason_text="x"),
        "receiving": r.ReturnIn(
            line_record_id=line.record_id,
            **unit,
            gross_mass_g=None,
            mass_basis="unknown",
            condition_class="normal",
        ),
        "shipping": r.ReturnedToSource(
            **unit,
            delivery_record_id=head.record_id,
            reason_code="x",
            reason_text="x",
            second_operator_ref=None,
        ),
        "disassembling": r.PackOpened(
            parent_record_id=taken.record_id,
            child_record_ids=(line.record_id,),
            residue_mass_g=None,
            reason_code="x",
        ),
        "removing": r.BatteryRemoved(
            vehicle_record_id=head.record_id, **unit, match="match", removed_on=AT.date()
        ),
    }


def test_every_other_kind_is_a_step_of_the_vocabulary(log, taken, loaded):
    for step, body in others(taken, *loaded).items():
        assert log.event(log.write(body))["bizStep"] == step


def test_every_kind_that_is_told_is_tested_here(taken, loaded):
    told_elsewhere = {
        "intake",
        "identity_resolution",
        "handoff_release",
        "consignee_ack",
        "battery_replaced",
        "safety_determination",
    }
    here = {body.record_type for body in others(taken, *loaded).values()}
    assert set(TELL) == told_elsewhere | here
    assert set(SUBSET["events"]) == {"ObjectEvent", "AggregationEvent", "TransformationEvent"}


def test_a_battery_that_was_replaced_leaves_its_vehicle_and_another_comes(log):
    body = r.BatteryReplaced(
        source_vin="LSVAA4182E2123456",
        old_code=CODE,
        new_code="0TXPB01A000001A5A0000124",
        replaced_on=AT.date(),
        unit_level="pack",
        work_order_no=None,
        intake_record_id=None,
    )
    gone, come = log.events(log.write(body))
    assert (gone["action"], gone["childEPCs"]) == ("DELETE", [EPC])
    assert (come["action"], come["parentID"]) == ("ADD", "urn:x-packtrail:vin:LSVAA4182E2123456")


@pytest.mark.parametrize(("passed", "disposition"), [(True, "conformant"), (False, "non_conformant")])
def test_a_safety_determination_says_whether_it_passed(log, taken, passed, disposition):
    body = r.SafetyDetermination(
        intake_record_id=taken.record_id,
        checklist="x",
        checklist_version="1",
        answers=(),
        passed=passed,
        consignor_name="x",
        consignee_name=None,
        consignee_uscc=None,
    )
    assert log.event(log.write(body))["disposition"] == disposition


def correction(target, old, new):
    return r.Correction(
        target_record_id=target.record_id,
        target_head_hash=target.record_hash,
        reason_code="reweighed",
        reason_text="x",
        changes=(r.FieldChange(path="/gross_mass_g", old=old, new=new),),
    )


def void(target, reason="did_not_occur", instead=()):
    return r.Void(
        target_record_id=target.record_id,
        target_head_hash=target.record_hash,
        reason_code=reason,
        reason_text="x",
        replacement_record_ids=instead,
    )


def without_declaration(event):
    return {name: value for name, value in event.items() if name != "errorDeclaration"}


def test_a_correction_declares_the_event_wrong_and_tells_it_anew(log, taken):
    first = log.event(taken)
    once = log.write(correction(taken, 312_500, 301_500))
    wrong, anew = log.events(once)
    assert without_declaration(wrong) == first
    assert wrong["errorDeclaration"]["correctiveEventIDs"] == [anew["eventID"]]
    assert (wrong["errorDeclaration"]["reason"], anew["packtrail:grossMassG"]) == ("incorrect_data", 301_500)
    twice = log.write(correction(taken, 301_500, 299_000))
    again, last = log.events(twice)
    assert without_declaration(again) == anew
    assert last["packtrail:grossMassG"] == 299_000
    assert last["eventTime"] == first["eventTime"]


def test_a_void_declares_the_event_as_it_stood_wrong_and_names_what_stands_for_it(log, taken):
    once = log.write(correction(taken, 312_500, 301_500))
    _, corrected_event = log.events(once)
    event = log.event(log.write(void(taken, instead=(new_id(),))))
    assert without_declaration(event) == corrected_event
    assert event["errorDeclaration"]["reason"] == "did_not_occur"
    assert len(event["errorDeclaration"]["correctiveEventIDs"]) == 1


def test_a_correction_that_does_not_count_yet_is_no_event(log, taken):
    pending = log.write(correction(taken, 312_500, 301_500))
    log.corrections = lambda _: []
    assert log.events(pending) == []


def test_a_voided_line_is_taken_off_its_load(log, loaded):
    event = log.event(log.write(void(loaded[1], "wrong_unit")))
    assert (event["bizStep"], event["action"], event["childEPCs"]) == ("void_shipping", "DELETE", [EPC])


def test_what_moves_no_battery_is_no_event(log, loaded):
    assert log.events(loaded[0]) == []
    assert log.events(log.write(void(log.write(void(loaded[0]))))) == []


def test_the_pieces_are_one_document(log, taken):
    lines = ",\n".join(as_line(event) for event in log.events(taken))
    document = json.loads(opening(AT) + lines + CLOSING)
    assert_document(document)
    assert_document(json.loads(opening(AT) + CLOSING))
