"""What is found of a unit, kept for ever: checks, determinations, treatments, and the second look at heat."""

from datetime import timedelta

import pytest

from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftIncomplete, FaultKind
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_unit import UnitNotHere, WarningsUnconfirmed
from packtrail.domain.operators import Operator, Role
from packtrail.domain.records import ConditionCheck, SafetyDetermination
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.unit import Unit
from packtrail.store.ledger import open_ledger
from packtrail.usecases.rechecks import rechecks_due
from tests.station import TEST_KEY, codes
from tests.trade import CODE, RECYCLER
from tests.usecases.floor import RECHECK, SAFETY, Floor, alone, together
from tests.usecases.road import Road

ONE, TWO = codes(2)


@pytest.fixture
def floor(station, clock):
    return Floor(station, clock)


def test_the_latest_check_counts_and_every_earlier_one_stays(floor):
    unit = floor.take_in(CODE)
    floor.check(unit, "damaged_casing", remark="左下角开裂")
    seen = floor.check(unit, "deformed")
    assert (seen.condition_class, seen.custody, seen.is_dangerous) == ("deformed", Custody.QUARANTINED, True)
    with floor.station.read() as view:
        history = view.history(Unit, unit.unit_id)
    found = [
        each.record.body.condition_class for each in history if isinstance(each.record.body, ConditionCheck)
    ]
    assert found == ["damaged_casing", "deformed"]


@pytest.mark.practice(9)
@pytest.mark.parametrize(
    "condition", [each for each in ConditionClass if each not in {"normal", "undetermined"}]
)
def test_whatever_is_wrong_with_a_unit_isolates_it_and_is_recorded(floor, condition):
    unit = floor.take_in(CODE)
    assert floor.check(unit, condition).custody is Custody.QUARANTINED


def test_a_unit_that_nobody_had_looked_at_is_stored_once_it_is_found_sound(floor):
    unit = floor.take_in(CODE, condition_class="undetermined")
    assert unit.custody is Custody.RECEIVED
    assert floor.check(unit).custody is Custody.IN_STORAGE


def test_a_danger_is_not_ended_by_a_look_that_finds_nothing(floor):
    unit = floor.take_in(CODE, condition_class="leaking")
    seen = floor.check(unit)
    assert (seen.condition_class, seen.custody, seen.is_high_risk) == ("normal", Custody.QUARANTINED, True)


def test_a_figure_past_its_threshold_is_confirmed_before_it_is_written(floor):
    unit = floor.take_in(CODE)
    with pytest.raises(WarningsUnconfirmed) as refused:
        floor.check(unit, voltage_mv=400_000, insulation_kohm=20, surface_celsius=52)
    assert refused.value.unit_warnings == ("hazardous_voltage", "low_insulation", "hot_surface")
    seen = floor.check(
        unit,
        voltage_mv=400_000,
        insulation_kohm=20,
        confirmed_warnings=("hazardous_voltage", "low_insulation"),
    )
    assert (seen.voltage_mv, seen.insulation_kohm) == (400_000, 20)
    assert floor.records("condition_check")[0].body.confirmed_warnings == (
        "hazardous_voltage",
        "low_insulation",
    )


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"condition": "glowing"}, FaultKind.CONDITION_UNKNOWN),
        ({"voltage_mv": -1}, FaultKind.VOLTAGE_IMPLAUSIBLE),
        ({"voltage_mv": 400_000_000}, FaultKind.VOLTAGE_IMPLAUSIBLE),
        ({"insulation_kohm": -5}, FaultKind.INSULATION_IMPLAUSIBLE),
        ({"surface_celsius": 4000}, FaultKind.TEMPERATURE_IMPLAUSIBLE),
        ({"remark": "长" * 201}, FaultKind.TEXT_TOO_LONG),
    ],
)
def test_a_slip_of_the_pen_is_named_at_its_field(floor, changes, kind):
    unit = floor.take_in(CODE)
    with pytest.raises(DraftIncomplete) as refused:
        floor.check(unit, **changes)
    assert [fault.kind for fault in refused.value.faults] == [kind]


def test_a_unit_that_is_gone_is_not_looked_at(floor):
    road = Road(floor.station, floor.clock)
    road.sent(CODE)
    unit = road.unit(CODE)
    for act in (floor.check, floor.treat, floor.determine):
        with pytest.raises(UnitNotHere) as refused:
            act(unit)
        assert refused.value.custody == "in_transit"


def test_a_viewer_looks_and_writes_nothing(floor):
    unit = floor.take_in(CODE)
    with pytest.raises(NotAllowed):
        floor.check(unit, by=Operator("op_9", "查看", Role.VIEWER))


@pytest.mark.rule("S8")
def test_one_yes_fails_the_unit_and_isolates_it(floor):
    unit = floor.take_in(CODE)
    (failed,) = floor.determine(unit, draft=alone("smoke"))
    assert (failed.custody, failed.is_high_risk) == (Custody.QUARANTINED, True)
    body = floor.records("safety_determination")[0].body
    assert (body.passed, body.thermal, body.is_joint) == (False, True, False)
    assert body.checklist_version == SAFETY.checklist.version


@pytest.mark.rule("S8")
def test_both_parties_stand_in_the_record_and_their_persons_stay_at_the_station(floor):
    unit = floor.take_in(CODE)
    floor.determine(unit, draft=together())
    (record,) = floor.records("safety_determination")
    assert isinstance(record.body, SafetyDetermination)
    assert (record.body.is_joint, record.body.consignee_uscc) == (True, RECYCLER)
    assert record.body.consignor_name == "长沙测试回收服务网点"
    with floor.station.read() as view:
        assert view.private_part(record.record_id) == {"consignor_person": "张三", "consignee_person": "李四"}
        (line,) = view.canonical_lines(1, record.station_seq - 1, 1)
    assert "李四".encode() not in line[1]


def test_a_company_without_its_person_or_a_person_without_his_company_is_asked_for(floor):
    unit = floor.take_in(CODE)
    draft = together()
    for changes, kind in (
        ({"consignee_person": None}, FaultKind.CONSIGNEE_MISSING),
        ({"consignee_uscc": None}, FaultKind.USCC_MISSING),
        ({"consignee_name": None}, FaultKind.RECIPIENT_MISSING),
        ({"consignee_uscc": "91430200MA0FAKE02X"}, FaultKind.USCC_WRONG),
    ):
        fields = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
        with pytest.raises(DraftIncomplete) as refused:
            floor.determine(unit, draft=type(draft)(**{**fields, **changes}))
        assert kind in [fault.kind for fault in refused.value.faults]


def test_several_sound_units_are_determined_in_one_act_and_a_danger_of_one_alone(floor):
    units = [floor.take_in(code) for code in (ONE, TWO)]
    assert len(floor.determine(*units)) == 2
    with pytest.raises(DraftIncomplete) as refused:
        floor.determine(*units, draft=alone("smoke"))
    assert [fault.kind for fault in refused.value.faults] == [FaultKind.YES_FOR_MANY]


def test_a_determination_stands_on_the_treatment_before_it(floor):
    unit = floor.take_in(CODE, condition_class="deformed")
    floor.passed(unit)
    (treated,), (made,) = floor.records("treatment"), floor.records("safety_determination")
    assert made.depends_on == (unit.unit_id, treated.record_id)


def test_a_treatment_says_what_was_done(floor):
    unit = floor.take_in(CODE, condition_class="deformed")
    with pytest.raises(DraftIncomplete) as refused:
        floor.treat_as(unit.unit_id, "", " ")
    assert {fault.kind for fault in refused.value.faults} == {
        FaultKind.TREATMENT_MISSING,
        FaultKind.REASON_TEXT_MISSING,
    }


@pytest.mark.practice(9)
def test_a_hot_pack_stands_on_the_countdown_until_somebody_looks_at_it_in_time(floor):
    unit = floor.take_in(CODE)
    floor.check(unit, "overheating")
    (waiting,) = floor.due()
    assert (waiting.unit_id, waiting.due_at - waiting.hot_at) == (unit.unit_id, RECHECK.wait)
    assert not waiting.is_due
    floor.check(unit)  # an hour later it is cool, which is no second look after the time yet
    assert [each.unit_id for each in floor.due()] == [unit.unit_id]
    floor.clock.at += RECHECK.wait
    assert floor.due()[0].is_due
    floor.check(unit)
    assert floor.due() == ()


def test_the_countdown_goes_on_after_a_restart(tmp_path, floor):
    unit = floor.take_in(CODE, condition_class="fire_water_exposed")
    now = floor.clock.at
    before = floor.due(now)
    floor.station.close()
    again = open_ledger(tmp_path / "station", TEST_KEY, clock=floor.clock)
    try:
        with again.read() as view:
            assert rechecks_due(view, now, RECHECK) == before
    finally:
        again.close()
    assert [each.unit_id for each in before] == [unit.unit_id]


def test_the_first_due_stands_first_and_says_how_long_it_waits(floor):
    first = floor.take_in(ONE, condition_class="overheating")
    floor.clock.at += timedelta(hours=2)
    second = floor.take_in(TWO, condition_class="overheating")
    waiting = floor.due(first.taken_in_at + RECHECK.wait + timedelta(hours=1))
    assert [each.unit_id for each in waiting] == [first.unit_id, second.unit_id]
    assert waiting[0].left == timedelta(hours=-1)
