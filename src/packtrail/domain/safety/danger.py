"""How dangerous a unit is, by what was seen and measured, and when a hot one is looked at again.

The classes are our own words (外观状态, ``platform.md`` 9.2), so what they mean stands here; every figure is
dated data of the safety checklist's file and only warns, since none could be read in a standard.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from packtrail.domain.code_tables import Provenance
from packtrail.domain.moments import to_moment
from packtrail.domain.records.gate import ConditionClass


class DangerLevel(IntEnum):
    """危险程度, in rising order."""

    NONE = 0
    UNDETERMINED = 1  # nobody has looked yet, or a newer peer has a word that we don't know
    DAMAGED = 2
    HIGH = 3  # 高风险: never to ordinary storage (practice 9)


@dataclass(frozen=True, slots=True)
class Danger:
    """What one look at a unit found."""

    level: DangerLevel
    is_thermal: bool = False  # heat or fire: looked at again after a time
    is_going_on: bool = False  # still leaking, still hot: an earlier treatment did not end it

    @property
    def is_found(self) -> bool:
        """Whether there is damage or worse."""
        return self.level >= DangerLevel.DAMAGED


NO_DANGER = Danger(DangerLevel.NONE)

_BY_CLASS: dict[str, Danger] = {
    ConditionClass.NORMAL: NO_DANGER,
    ConditionClass.UNDETERMINED: Danger(DangerLevel.UNDETERMINED),
    ConditionClass.DAMAGED_CASING: Danger(DangerLevel.DAMAGED),
    ConditionClass.DEFORMED: Danger(DangerLevel.DAMAGED),
    ConditionClass.LEAKING: Danger(DangerLevel.HIGH, is_going_on=True),
    ConditionClass.FIRE_WATER_EXPOSED: Danger(DangerLevel.HIGH, is_thermal=True),
    ConditionClass.OVERHEATING: Danger(DangerLevel.HIGH, is_thermal=True, is_going_on=True),
}


def condition_danger(condition_class: str) -> Danger:
    """The danger that a 外观状态 means; a word that we don't know is undetermined, never sound."""
    return _BY_CLASS.get(condition_class, Danger(DangerLevel.UNDETERMINED))


@dataclass(frozen=True, slots=True)
class RecheckRule:
    """定时复检: how long after heat or fire a unit is looked at again."""

    wait: timedelta
    provenance: Provenance


def recheck_due(checked_at: datetime, rule: RecheckRule) -> datetime:
    """When a unit that was found hot or burnt at ``checked_at`` has to be looked at again.

    Counted in hours that pass, not in working days. Raises ValueError for a naive time.
    """
    return to_moment(checked_at) + rule.wait


@dataclass(frozen=True, slots=True)
class MeasurementRules:
    """From which figures on a measurement is worth a warning; all of them to be confirmed."""

    hazardous_voltage_mv: int  # above it, live work needs a qualified person
    insulation_ohm_per_volt: int
    surface_celsius: int
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class SafetyRules:
    """The figures that come with a checklist."""

    recheck: RecheckRule
    measurements: MeasurementRules


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What the instruments said of a unit; None where nobody measured."""

    residual_voltage_mv: int | None = None
    insulation_kohm: int | None = None
    surface_celsius: int | None = None


class MeasurementKind(StrEnum):
    """What a measurement warns of."""

    HAZARDOUS_VOLTAGE = "hazardous_voltage"
    LOW_INSULATION = "low_insulation"
    HOT_SURFACE = "hot_surface"


@dataclass(frozen=True, slots=True)
class MeasurementWarning:
    """A figure past its threshold, both in V, kΩ or °C; the operator confirms it, nothing is blocked."""

    kind: MeasurementKind
    found: int
    limit: int


def measurement_warnings(measured: Measured, rules: MeasurementRules) -> tuple[MeasurementWarning, ...]:
    """What is past its threshold.

    Insulation is judged against the voltage that was measured with it; without one there is nothing to
    judge it by.
    """
    found = []
    millivolts, kohm, celsius = (
        measured.residual_voltage_mv,
        measured.insulation_kohm,
        measured.surface_celsius,
    )
    if millivolts is not None and millivolts > rules.hazardous_voltage_mv:
        volts, limit = millivolts // 1000, rules.hazardous_voltage_mv // 1000
        found.append(MeasurementWarning(MeasurementKind.HAZARDOUS_VOLTAGE, volts, limit))
    if millivolts is not None and kohm is not None:
        needed_milliohm = millivolts * rules.insulation_ohm_per_volt
        if kohm * 1_000_000 < needed_milliohm:
            needed_kohm = -(-needed_milliohm // 1_000_000)
            found.append(MeasurementWarning(MeasurementKind.LOW_INSULATION, kohm, needed_kohm))
    if celsius is not None and celsius > rules.surface_celsius:
        found.append(MeasurementWarning(MeasurementKind.HOT_SURFACE, celsius, rules.surface_celsius))
    return tuple(found)
