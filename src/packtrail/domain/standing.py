"""What stands in a zone, summed by everything that limits and neighbours ask of a unit.

A zone may hold a thousand units and an operator who moves one waits for the answer; no rule asks which of
those that are alike stands there, so they are counted and weighed together and only a few ever named.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from packtrail.domain.occupancy import MassSum, mass_of
from packtrail.domain.unit import Unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What the rules of neighbours ask of a unit."""

    is_high_risk: bool
    is_dangerous: bool
    condition_class: str
    chemistry_code: str | None
    is_charged: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Alike:
    """Units of one look in one slot of a zone; a slot of None is its open floor."""

    zone: str
    slot: str | None
    look: Look
    count: int
    mass: MassSum


def look_of(unit: Unit, charged_above_mv: int | None) -> Look:
    """How ``unit`` looks to the rules; None knows no voltage from which a unit is charged."""
    return Look(
        is_high_risk=unit.is_high_risk,
        is_dangerous=unit.is_dangerous,
        condition_class=unit.condition_class,
        chemistry_code=unit.chemistry_code,
        is_charged=charged_above_mv is not None and (unit.voltage_mv or 0) > charged_above_mv,
    )


def without(standing: Iterable[Alike], units: Sequence[Unit], charged_above_mv: int | None) -> list[Alike]:
    """What is left of ``standing`` when ``units``, which are among it or stand elsewhere, are taken away."""
    left = []
    for alike in standing:
        gone = [
            unit
            for unit in units
            if (unit.zone, unit.slot) == (alike.zone, alike.slot)
            and look_of(unit, charged_above_mv) == alike.look
        ]
        if len(gone) < alike.count:
            left.append(replace(alike, count=alike.count - len(gone), mass=_less(alike.mass, mass_of(gone))))
    return left


def mass_of_all(standing: Iterable[Alike]) -> MassSum:
    """The mass of all that stands there, by how it is known."""
    total = MassSum()
    for alike in standing:
        total = _sum(total, alike.mass, 1)
    return total


def together(one: MassSum, other: MassSum) -> MassSum:
    """Both masses."""
    return _sum(one, other, 1)


def _less(one: MassSum, other: MassSum) -> MassSum:
    return _sum(one, other, -1)


def _sum(one: MassSum, other: MassSum, sign: int) -> MassSum:
    return MassSum(
        weighed_g=one.weighed_g + sign * other.weighed_g,
        uncertain_g=one.uncertain_g + sign * other.uncertain_g,
        uncertain_count=one.uncertain_count + sign * other.uncertain_count,
        unknown_count=one.unknown_count + sign * other.unknown_count,
    )
