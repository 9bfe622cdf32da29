"""How dangerous a condition is, which figures warn, and when a hot unit is looked at again."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.safety_checklist import load_safety
from packtrail.domain.moments import SHANGHAI
from packtrail.domain.records.gate import ConditionClass
from packtrail.domain.safety import (
    DangerLevel,
    Measured,
    MeasurementKind,
    MeasurementWarning,
    condition_danger,
    measurement_warnings,
    recheck_due,
)

RULES = load_safety().rules
HIGH = {ConditionClass.LEAKING, ConditionClass.FIRE_WATER_EXPOSED, ConditionClass.OVERHEATING}
THERMAL = {ConditionClass.FIRE_WATER_EXPOSED, ConditionClass.OVERHEATING}


@pytest.mark.practice(9)
@pytest.mark.parametrize("condition", list(ConditionClass))
def test_leaking_burnt_and_hot_units_are_high_risk(condition):
    danger = condition_danger(condition)
    assert (danger.level == DangerLevel.HIGH) == (condition in HIGH)
    assert danger.is_thermal == (condition in THERMAL)


@pytest.mark.parametrize(
    ("condition", "level"),
    [
        (ConditionClass.NORMAL, DangerLevel.NONE),
        (ConditionClass.UNDETERMINED, DangerLevel.UNDETERMINED),
        (ConditionClass.DAMAGED_CASING, DangerLevel.DAMAGED),
        (ConditionClass.DEFORMED, DangerLevel.DAMAGED),
        ("word_of_a_newer_peer", DangerLevel.UNDETERMINED),
        ("", DangerLevel.UNDETERMINED),
    ],
)
def test_what_nobody_knows_is_never_sound(condition, level):
    assert condition_danger(condition).level == level


@pytest.mark.rule("recheck")
@given(st.integers(0, 2_000_000_000))
def test_the_recheck_is_due_so_many_hours_after_the_check(seconds):
    at = datetime(2020, 1, 1, tzinfo=SHANGHAI) + timedelta(seconds=seconds)
    assert recheck_due(at, RULES.recheck) - at == RULES.recheck.wait > timedelta(0)


def test_a_time_without_its_offset_is_a_bug():
    with pytest.raises(ValueError, match="offset"):
        recheck_due(datetime(2026, 5, 4, 9, 30), RULES.recheck)  # noqa: DTZ001 - what the test is about


def test_what_nobody_measured_warns_of_nothing():
    assert measurement_warnings(Measured(), RULES.measurements) == ()
    assert measurement_warnings(Measured(insulation_kohm=0), RULES.measurements) == ()


@pytest.mark.rule("S23")
@pytest.mark.parametrize(
    ("measured", "warnings"),
    [
        (Measured(residual_voltage_mv=60_000), ()),
        (Measured(residual_voltage_mv=60_001), (("hazardous_voltage", 60, 60),)),
        (Measured(residual_voltage_mv=50_000, insulation_kohm=5), ()),
        (Measured(residual_voltage_mv=50_000, insulation_kohm=4), (("low_insulation", 4, 5),)),
        (Measured(residual_voltage_mv=50_001, insulation_kohm=5), (("low_insulation", 5, 6),)),
        (Measured(surface_celsius=45), ()),
        (Measured(surface_celsius=46), (("hot_surface", 46, 45),)),
        (
            Measured(residual_voltage_mv=380_000, insulation_kohm=0, surface_celsius=80),
            (("hazardous_voltage", 380, 60), ("low_insulation", 0, 38), ("hot_surface", 80, 45)),
        ),
    ],
)
def test_a_figure_past_its_threshold_warns(measured, warnings):
    assert measurement_warnings(measured, RULES.measurements) == tuple(
        MeasurementWarning(MeasurementKind(kind), found, limit) for kind, found, limit in warnings
    )
