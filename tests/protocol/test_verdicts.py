"""The judge: the same mistake has the same code and pointer, whoever asks."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from packtrail.domain import records as r
from packtrail.domain.code_tables import (
    DAY_CHARACTERS,
    MONTH_CHARACTERS,
    YEAR_CHARACTERS,
    CodeTables,
    Confidence,
    DateCharacter,
    ProductType,
    Provenance,
)
from packtrail.domain.custody import Custody
from packtrail.domain.records.gate import UnitLevel
from packtrail.protocol import canonical, records
from packtrail.protocol.code_doubts import content_doubts, form_doubts
from packtrail.protocol.faults import Fault
from packtrail.protocol.knowledge import JudgeRules, KnownRecord, KnownUnit
from packtrail.protocol.verdicts import judge, judge_unreadable, references

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MORNING = NOW - timedelta(hours=2)
OUTLET = "91430100MA0FAKE013"
BAD_USCC = "91430100MA0FAKE014"
CODE = "0TXPB01A000001A5A0000123"
RULES = JudgeRules(code_doubts=form_doubts)


def rid(number):
    return f"01a1f684-8f48-7a11-8a00-{number:012d}"


UNIT, LOAD, LINE, TARGET = rid(1), rid(2), rid(3), rid(4)


@dataclass
class World:
    """A small hand-written ``Knowledge``: what a test puts in is known, nothing else."""

    records: dict = field(default_factory=dict)
    units: dict = field(default_factory=dict)
    bodies: dict = field(default_factory=dict)
    named_by: dict = field(default_factory=dict)
    now: datetime = NOW
    outlet_uscc: str | None = OUTLET

    def record(self, record_id):
        return self.records.get(record_id)

    def body(self, record_id):
        return self.bodies.get(record_id)

    def unit(self, unit_id):
        return self.units.get(unit_id)

    def unit_on_line(self, line_id):
        return next((unit for unit in self.units.values() if unit.line_id == line_id), None)

    def live_units(self, battery_code):
        return [unit for unit in self.units.values() if unit.battery_code == battery_code]

    def dependents(self, record_id):
        return [self.records[each] for each in self.named_by.get(record_id, ())]

    def knows(self, record_id, record_type, status="accepted", **changes):
        known = KnownRecord(
            record_id=record_id, record_type=record_type, status=status, head_hash=records.ZERO_HASH
        )
        self.records[record_id] = replace(known, **changes)
        return self

    def holds(self, custody=Custody.IN_STORAGE, unit_id=UNIT, **changes):
        unit = KnownUnit(
            unit_id=unit_id, custody=custody, battery_code=CODE, taken_in_at=MORNING, mass_g=100, is_ours=True
        )
        self.units[unit_id] = replace(unit, **changes)
        return self

    def named(self, record_id, *by):
        self.named_by[record_id] = by
        return self


def with_load(custody=Custody.IN_STORAGE, **changes):
    return (
        World()
        .holds(custody, **changes)
        .knows(UNIT, "intake")
        .knows(LOAD, "handoff")
        .knows(LINE, "handoff_line")
    )


def record(body, *, at=NOW, depends_on=()):
    new = r.NewRecord(
        record_id=rid(99), body=body, occurred_at=at, operator_ref="op_1", depends_on=tuple(depends_on)
    )
    return records.chain(new, station_seq=9, prev_hash=records.ZERO_HASH, recorded_at=NOW).record


def intake(**changes):
    fields = {
        "intake_id": "IN-1", "unit_level": "pack", "code_scheme": "gbt34014_full", "battery_code": CODE,
        "code_status": "read", "code_source": "scan_qr", "raw_scan_sha256": None, "chemistry_code": "B",
        "gross_mass_g": 312_500, "mass_basis": "weighed", "condition_class": "normal",
        "source_type": "repair_shop", "source_uscc": None, "source_vin": None, "late_entry": False,
    }  # fmt: skip
    return r.Intake(**(fields | changes))


def line(**changes):
    fields = {
        "handoff_id": "HO-1", "line_no": 1, "unit_level": "pack", "battery_code": CODE, "chemistry_code": "B",
        "gross_mass_g": 312_500, "mass_basis": "weighed", "handoff_record_id": LOAD, "intake_record_id": UNIT,
    }  # fmt: skip
    return r.HandoffLine(**(fields | changes))


def release(**changes):
    fields = {
        "handoff_record_id": LOAD, "handoff_id": "HO-1", "line_record_ids": (LINE,), "line_count": 1,
        "total_gross_mass_g": 500,
    }  # fmt: skip
    return r.HandoffRelease(**(fields | changes))


def ack(**changes):
    fields = {
        "handoff_id": "HO-1", "line_no": 1, "outcome": "accepted", "received_gross_mass_g": 1,
        "refusal_reason": None, "acknowledged_at": NOW, "ack_source": "phone", "paper_evidence_digest": None,
        "line_record_id": LINE,
    }  # fmt: skip
    return r.ConsigneeAck(**(fields | changes))


def correction(*changes, head=records.ZERO_HASH):
    return r.Correction(
        target_record_id=TARGET, target_head_hash=head, reason_code="typo", reason_text="x",
        changes=tuple(r.FieldChange(path=path, old=old, new=new) for path, old, new in changes),
    )  # fmt: skip


def void(head=records.ZERO_HASH):
    return r.Void(
        target_record_id=TARGET, target_head_hash=head, reason_code="did_not_occur", reason_text="x",
        replacement_record_ids=(),
    )  # fmt: skip


def verdict(body, world=None, **options):
    """The status, and (code, pointer) of each issue."""
    found = judge(record(body, **options), world or World(), RULES)
    return found.status.value, [(issue.code, issue.pointer) for issue in found.issues]


def test_an_ordinary_intake_is_accepted():
    assert verdict(intake()) == ("accepted", [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"battery_code": "0TXPB01A"}, ("BT-2001", "/body/battery_code")),
        ({"gross_mass_g": 0}, ("BT-2009", "/body/gross_mass_g")),
        ({"gross_mass_g": 3_000_001}, ("BT-2009", "/body/gross_mass_g")),
    ],
)
def test_a_doubtful_intake_is_accepted_with_a_warning(changes, expected):
    assert verdict(intake(**changes)) == ("accepted_with_warnings", [expected])


@pytest.mark.parametrize(
    "changes",
    [
        {"battery_code": None, "code_status": "absent", "code_scheme": "none"},
        {"battery_code": "ABC-1", "code_scheme": "oem_internal"},
        {"gross_mass_g": None, "mass_basis": "unknown"},
        {"gross_mass_g": 3_000_000},
    ],
)
def test_what_an_intake_may_lack_is_no_matter(changes):
    assert verdict(intake(**changes)) == ("accepted", [])


def test_a_mass_that_has_a_basis_has_a_value():
    assert verdict(intake(gross_mass_g=None)) == ("rejected", [("BT-1001", "/body/gross_mass_g")])


def test_a_code_that_stands_here_already_is_refused():
    world = World().holds()
    assert verdict(intake(), world) == ("rejected", [("BT-3001", "/body/battery_code")])


def test_a_second_pack_with_a_live_code_is_taken_in_as_a_conflict():
    found = verdict(intake(code_status="conflict"), World().holds())
    assert found == ("accepted_with_warnings", [("BT-3001", "/body/battery_code")])


@pytest.mark.practice(16)
def test_a_pack_that_its_restored_station_forgot_is_entered_again_with_a_warning():
    found = verdict(intake(late_entry=True), World().holds(is_forgotten=True))
    assert found == ("accepted_with_warnings", [("BT-3001", "/body/battery_code")])


def test_a_code_on_another_outlets_floor_is_a_warning_that_names_no_unit_of_theirs():
    found = judge(record(intake()), World().holds(is_ours=False), RULES)
    assert [(issue.code, issue.severity, issue.params["unit_id"]) for issue in found.issues] == [
        ("BT-2008", "warning", None)
    ]


def test_a_code_on_its_way_from_another_outlet_is_expected():
    assert verdict(intake(), World().holds(Custody.IN_TRANSIT, is_ours=False)) == ("accepted", [])


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOW + timedelta(minutes=10), "accepted"),
        (NOW + timedelta(minutes=11), "BT-3006"),
        (NOW - timedelta(days=3650), "accepted"),
        (NOW - timedelta(days=3660), "BT-3007"),
        (datetime(1, 1, 1, tzinfo=UTC), "BT-3007"),
        (datetime(9999, 12, 31, tzinfo=UTC), "BT-3006"),
    ],
)
def test_times_beyond_what_can_be_are_refused(at, expected):
    status, issues = verdict(intake(), at=at)
    assert [status, *(code for code, _ in issues)][-1] == expected


def test_a_station_whose_clock_runs_ahead_is_told_so():
    world = World(now=NOW - timedelta(minutes=5))
    assert verdict(intake(), world, at=MORNING) == ("accepted_with_warnings", [("BT-1008", "/recorded_at")])


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (intake(source_uscc=BAD_USCC), "/body/source_uscc"),
        (
            r.DeliveryRefused(
                delivery_number="D", source_type="dealer", deliverer_uscc=BAD_USCC, deliverer_name=None,
                claimed_count=1, reason_code="no_papers", reason_text="x",
            ),
            "/body/deliverer_uscc",
        ),
    ],
)  # fmt: skip
def test_a_company_number_with_a_wrong_check_character_is_refused(body, pointer):
    assert verdict(body) == ("rejected", [("BT-4002", pointer)])


def test_a_line_for_a_unit_here_on_an_open_load_is_accepted():
    assert verdict(line(), with_load(), depends_on=(UNIT, LOAD)) == ("accepted", [])


def test_a_line_of_the_first_version_finds_its_intake_by_what_it_depends_on():
    old = line(handoff_record_id=None, intake_record_id=None)
    assert verdict(old, with_load(), depends_on=(LOAD, UNIT)) == ("accepted", [])
    assert verdict(old, with_load(), depends_on=(LOAD,)) == (
        "rejected",
        [("BT-3002", "/body/intake_record_id")],
    )


@pytest.mark.parametrize(
    ("custody", "code"),
    [
        (Custody.ALLOCATED, "BT-3010"),
        (Custody.IN_TRANSIT, "BT-3010"),
        (Custody.DELIVERED, "BT-3010"),
        (Custody.VOIDED, "BT-3002"),
        (Custody.RETURNED_TO_SOURCE, "BT-3002"),
        (Custody.RETURNING, "BT-3002"),
    ],
)
def test_a_unit_that_is_not_here_cannot_be_handed_on(custody, code):
    assert verdict(line(), with_load(custody)) == ("rejected", [(code, "/body/intake_record_id")])


def test_danger_is_not_the_hubs_to_refuse():
    assert verdict(line(), with_load(Custody.QUARANTINED))[0] == "accepted"


def test_nothing_leaves_before_it_came():
    assert verdict(line(), with_load(), at=MORNING - timedelta(seconds=1)) == (
        "rejected",
        [("BT-3003", "/occurred_at")],
    )


def test_a_unit_taken_in_elsewhere_is_unconfirmed_and_not_refused():
    world = World().knows(LOAD, "handoff")
    found = verdict(line(unconfirmed_reason="taken_in_elsewhere"), world, depends_on=(UNIT, LOAD))
    assert found == ("accepted_with_warnings", [("BT-3012", "/body/intake_record_id")])


@pytest.mark.parametrize(
    "world",
    [
        World().holds(),
        World().holds().knows(LOAD, "intake"),
        World().holds().knows(LOAD, "handoff", "rejected"),
        World().holds().knows(LOAD, "handoff", is_voided=True),
    ],
)
def test_a_line_needs_a_load_that_stands(world):
    assert verdict(line(), world) == ("rejected", [("BT-5001", "/body/handoff_record_id")])


def test_a_released_load_takes_no_more_lines_and_no_second_release():
    world = with_load().knows(rid(5), "handoff_release").named(LOAD, rid(5))
    world.bodies[LINE] = {"gross_mass_g": 500}
    expected = ("rejected", [("BT-3010", "/body/handoff_record_id")])
    assert verdict(line(), world) == expected
    assert verdict(release(), world) == expected


def test_a_release_sums_its_lines():
    world = with_load()
    world.bodies[LINE] = {"gross_mass_g": 500}
    assert verdict(release(), world) == ("accepted", [])
    assert verdict(release(total_gross_mass_g=501), world) == (
        "accepted_with_warnings",
        [("BT-3011", "/body/total_gross_mass_g")],
    )


def test_a_line_without_a_mass_adds_nothing():
    world = with_load()
    world.bodies[LINE] = {"gross_mass_g": None}
    assert verdict(release(total_gross_mass_g=0), world) == ("accepted", [])


def test_a_release_counts_its_lines_and_each_must_stand():
    world = with_load().knows(LINE, "handoff_line", "rejected")
    assert verdict(release(line_count=2, total_gross_mass_g=0), world) == (
        "rejected",
        [("BT-3009", "/body/line_record_ids/0"), ("BT-1001", "/body/line_count")],
    )


@pytest.mark.parametrize(
    "body",
    [
        r.HandoffDeparted(handoff_record_id=LOAD, departed_at=NOW, vehicle_plate=None),
        r.HandoffArrived(handoff_record_id=LOAD, arrived_at=NOW),
        r.HandoffCancelled(handoff_record_id=LOAD, reason_code="weather", reason_text="x"),
    ],
)
def test_a_load_moves_only_after_its_release(body):
    assert verdict(body, with_load()) == ("rejected", [("BT-3008", "/body/handoff_record_id")])
    released = with_load().knows(rid(5), "handoff_release").named(LOAD, rid(5))
    assert verdict(body, released) == ("accepted", [])


def test_a_consignee_answers_for_what_is_on_the_road():
    assert verdict(ack(), with_load(Custody.IN_TRANSIT, line_id=LINE)) == ("accepted", [])
    assert verdict(ack(line_record_id=None)) == ("accepted", [])
    assert verdict(ack(), with_load(Custody.ALLOCATED, line_id=LINE)) == (
        "rejected",
        [("BT-3008", "/body/line_record_id")],
    )
    assert verdict(ack()) == ("rejected", [("BT-5001", "/body/line_record_id")])


def test_an_answer_for_a_line_whose_unit_is_not_confirmed_is_taken():
    assert verdict(ack(), World().knows(LINE, "handoff_line")) == ("accepted", [])


def came_back():
    return r.ReturnIn(
        line_record_id=LINE,
        intake_record_id=UNIT,
        gross_mass_g=1,
        mass_basis="weighed",
        condition_class="normal",
    )


def test_only_what_was_refused_or_is_on_the_road_comes_back():
    assert verdict(came_back(), with_load(Custody.RETURNING)) == ("accepted", [])
    assert verdict(came_back(), with_load(Custody.DELIVERED)) == (
        "rejected",
        [("BT-3008", "/body/intake_record_id")],
    )
    assert verdict(came_back()) == ("rejected", [("BT-5001", "/body/intake_record_id")])


def test_a_unit_returns_to_its_source_only_from_the_floor():
    body = r.ReturnedToSource(
        intake_record_id=UNIT,
        delivery_record_id=rid(8),
        reason_code="x",
        reason_text="x",
        second_operator_ref="op_2",
    )
    assert verdict(body, with_load()) == ("accepted", [])
    assert verdict(body, with_load(Custody.DELIVERED)) == (
        "rejected",
        [("BT-3010", "/body/intake_record_id")],
    )
    assert verdict(body) == ("rejected", [("BT-3002", "/body/intake_record_id")])


def identity(code):
    return r.IdentityResolution(
        intake_record_id=UNIT, battery_code=code, code_scheme="gbt34014_full", basis="relabelled",
        reason_text="x", second_operator_ref=None,
    )  # fmt: skip


def checked():
    return r.ConditionCheck(
        intake_record_id=UNIT, condition_class="normal", residual_voltage_mv=None, insulation_kohm=None,
        surface_celsius=None, recheck_at=None, remark=None,
    )  # fmt: skip


@pytest.mark.parametrize("body", [checked(), identity(CODE)])
def test_what_is_said_of_a_unit_needs_the_unit(body):
    assert verdict(body, with_load()) == ("accepted", [])
    for world in (World(), with_load(Custody.VOIDED)):
        assert verdict(body, world) == ("rejected", [("BT-5001", "/body/intake_record_id")])


def test_a_code_found_later_is_doubted_like_any_other():
    assert verdict(identity("0TXPB"), with_load())[1] == [("BT-2001", "/body/battery_code")]


def test_a_replaced_battery_has_another_code():
    def replaced(new):
        return r.BatteryReplaced(
            source_vin=None, old_code=CODE, new_code=new, replaced_on=NOW.date(), unit_level="pack",
            work_order_no=None, intake_record_id=None,
        )  # fmt: skip

    assert verdict(replaced("X")) == ("accepted", [])
    assert verdict(replaced(CODE)) == ("rejected", [("BT-2008", "/body/new_code")])


def profile(uscc):
    return r.OutletProfile(
        outlet_uscc=uscc, outlet_name="x", outlet_kind="collection", set_up_by_name=None, set_up_by_uscc=None,
        address=None,
    )  # fmt: skip


def test_an_outlet_that_calls_itself_by_another_number_is_warned():
    assert verdict(profile(OUTLET)) == ("accepted", [])
    assert verdict(profile("91430200MA0FAKE02B")) == (
        "accepted_with_warnings",
        [("BT-4001", "/body/outlet_uscc")],
    )
    assert verdict(profile("91430200MA0FAKE02B"), World(outlet_uscc=None)) == ("accepted", [])


def target(status="accepted", **changes):
    world = World().knows(TARGET, "intake", status, **changes)
    world.bodies[TARGET] = {"gross_mass_g": 298_000, "source_vin": None}
    return world


def test_a_correction_of_what_is_there_is_accepted():
    body = correction(("/gross_mass_g", 298_000, 301_500), ("/source_vin", None, "L" * 17))
    assert verdict(body, target(), depends_on=(TARGET,)) == ("accepted", [])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (correction(("/gross_mass_g", 1, 2)), ("BT-5002", "/body/changes/0/old")),
        (correction(("/battery_code", CODE, "X")), ("BT-5004", "/body/changes/0/path")),
        (correction(("/unit_level", "pack", "cell")), ("BT-5004", "/body/changes/0/path")),
        (correction(head="sha256:" + "1" * 64), ("BT-5002", "/body/target_head_hash")),
    ],
)
def test_a_correction_of_something_else_is_refused(body, expected):
    assert verdict(body, target()) == ("rejected", [expected])


def test_a_refused_record_may_be_corrected_though_one_depends_on_it():
    body = correction(("/gross_mass_g", 298_000, 1))
    assert verdict(body, target("rejected"), depends_on=(TARGET,)) == ("accepted", [])


def evidence():
    return r.Evidence(target_record_id=TARGET, remark=None)


def resubmit():
    return r.Resubmit(target_record_id=TARGET, reason_code="model_filed")


@pytest.mark.parametrize("body", [correction(), void(), evidence(), resubmit()])
def test_what_speaks_of_a_record_needs_one_that_stands(body):
    assert verdict(body) == ("rejected", [("BT-5001", "/body/target_record_id")])
    voided = verdict(body, target("rejected", is_voided=True))
    assert voided == ("rejected", [("BT-5002", "/body/target_record_id")])


def test_only_what_was_refused_is_offered_again():
    assert verdict(resubmit(), target("rejected")) == ("accepted", [])
    assert verdict(resubmit(), target()) == ("rejected", [("BT-5002", "/body/target_record_id")])


def test_nothing_is_voided_while_a_line_rests_on_it():
    world = target().knows(LINE, "handoff_line").named(TARGET, LINE)
    assert verdict(void(), world) == ("rejected", [("BT-5003", "/body/target_record_id")])


@pytest.mark.practice(13)
@pytest.mark.parametrize(
    ("children", "expected"),
    [([TARGET], ("accepted", [])), ([UNIT], ("rejected", [("BT-5003", "/body/target_record_id")]))],
)
def test_a_part_is_voided_before_the_opening_that_it_came_out_of(children, expected):
    world = target().knows(LINE, "pack_opened").named(TARGET, LINE)
    world.bodies[LINE] = {"child_record_ids": children}
    assert verdict(void(), world) == expected


def test_a_remark_does_not_keep_a_record_from_being_voided():
    world = target().knows(rid(7), "evidence").named(TARGET, rid(7))
    assert verdict(void(), world) == ("accepted", [])


@pytest.mark.parametrize("status", ["rejected", "blocked"])
def test_a_record_that_rests_on_a_refused_one_is_blocked(status):
    world = with_load().knows(UNIT, "intake", status)
    assert verdict(line(), world, depends_on=(UNIT, LOAD)) == ("blocked", [("BT-3009", "/depends_on/0")])


def test_a_record_that_rests_on_an_unknown_one_is_blocked():
    assert verdict(line(), with_load(), depends_on=(LOAD, rid(50))) == (
        "blocked",
        [("BT-3009", "/depends_on/1")],
    )


def test_an_own_fault_outweighs_a_missing_dependency():
    status, issues = verdict(line(), with_load(), depends_on=(rid(50),), at=NOW + timedelta(days=1))
    assert (status, issues) == ("rejected", [("BT-3006", "/occurred_at")])


@pytest.mark.parametrize("changes", [{"record_type": "hologram"}, {"v": 3}])
def test_what_the_hub_does_not_know_yet_is_deferred(changes):
    value = json.loads(
        records.chain(
            r.NewRecord(record_id=rid(9), body=evidence(), occurred_at=NOW, operator_ref="op_1"),
            station_seq=1,
            prev_hash=records.ZERO_HASH,
            recorded_at=NOW,
        ).canonical
    )
    one = records.read(canonical.canonical(value | changes))
    found = judge(one, World(), RULES)
    assert (found.status.value, [issue.code for issue in found.issues]) == ("deferred", ["BT-1009"])
    assert references(one) == ()


def test_a_broken_shape_is_refused_with_every_pointer():
    found = judge_unreadable("intake", (Fault("/body/a", "InvalidType", "int"), Fault("/v", "OutOfRange")))
    assert [(i.code, i.error_type, i.pointer, dict(i.params)) for i in found.issues] == [
        ("BT-1001", "InvalidType", "/body/a", {"detail": "int"}),
        ("BT-1001", "OutOfRange", "/v", {}),
    ]


def test_a_load_without_a_consignee_is_told_so_in_the_words_of_the_trade():
    found = judge_unreadable("handoff", (Fault("/body/consignee_uscc", "NotProvided"),))
    assert [issue.code for issue in found.issues] == ["BT-3004"]


def test_references_are_what_a_record_names_each_once():
    one = record(release(), depends_on=(LOAD, rid(7)))
    assert references(one) == (LOAD, rid(7), LINE)
    assert references(record(intake(delivery_record_id=rid(6)))) == (rid(6),)


def test_without_tables_a_code_is_not_doubted():
    assert judge(record(intake(battery_code="0TXPB01A")), World(), JudgeRules()).issues == ()


def tables():
    known = Provenance("test", Confidence.SEEN)

    def alphabet(characters, first):
        return {each: DateCharacter(each, first + at, known) for at, each in enumerate(characters)}

    return CodeTables(
        makers={},
        chemistries={},
        product_types={
            letter: ProductType(letter, level, known)
            for letter, level in zip("PMC", (UnitLevel.PACK, UnitLevel.MODULE, UnitLevel.CELL), strict=True)
        },
        years=alphabet(YEAR_CHARACTERS, 2011),
        months=alphabet(MONTH_CHARACTERS, 1),
        days={**alphabet(DAY_CHARACTERS[1:], 1), "0": DateCharacter("0", 31, known)},
        earliest_made_on=datetime(2012, 1, 1, tzinfo=UTC).date(),
        first_usual_year=2017,
    )


@pytest.mark.parametrize(
    ("code", "scheme", "expected"),
    [
        (CODE, "gbt34014_full", []),
        ("0TXPB01A000001A20" + "0000123", "gbt34014_full", ["BT-2002"]),  # 31 February
        ("0TXPB01A", "gbt34014_full", ["BT-2001"]),
        ("0TXPB01A", "oem_internal", []),
    ],
)
def test_with_tables_an_impossible_date_is_doubted(code, scheme, expected):
    assert [problem.code for problem in content_doubts(tables())(code, scheme)] == expected
