"""What stands in zones, summed within one index; no unit's row is read for it, however many stand there."""

from collections.abc import Collection
from typing import Any

from packtrail.domain.custody import HERE
from packtrail.domain.occupancy import MassSum
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.standing import Alike, Look
from packtrail.domain.unit import Unit
from packtrail.store.connection import Connection
from packtrail.store.rows import shape_of
from packtrail.store.statements import filled, marks

_NO_VOLTAGE_MV = 2**62
_HERE = sorted(custody.value for custody in HERE)

_ALIKE = """
    SELECT zone, slot, is_high_risk, is_dangerous, condition_class, chemistry_code,
      coalesce(voltage_mv, 0) > ? AS is_charged, count(*),
      coalesce(sum(iif(mass_basis = ?, mass_g, 0)), 0), coalesce(sum(iif(mass_basis = ?, 0, mass_g)), 0),
      count(iif(mass_basis = ?, NULL, mass_g)), sum(mass_g IS NULL)
    FROM unit WHERE zone IN ({zones}) AND custody IN ({here})
    GROUP BY zone, slot, is_high_risk, is_dangerous, condition_class, chemistry_code, is_charged
    ORDER BY zone, slot, is_high_risk, is_dangerous, condition_class, chemistry_code, is_charged
    """
_SOME = """
    SELECT {columns} FROM unit WHERE zone = ? AND custody IN ({here}) AND slot IS ?
      AND is_high_risk = ? AND is_dangerous = ? AND condition_class = ? AND chemistry_code IS ?
      AND (coalesce(voltage_mv, 0) > ?) = ?
    ORDER BY arrival LIMIT ?
    """


def alike(connection: Connection, zones: Collection[str], charged_above_mv: int | None) -> list[Alike]:
    """What stands in ``zones``, summed by slot and look."""
    weighed = MassBasis.WEIGHED.value
    facts = (_above(charged_above_mv), weighed, weighed, weighed, *sorted(zones), *_HERE)
    rows = connection.execute(
        filled(_ALIKE, zones=marks(len(zones)), here=marks(len(_HERE))), facts
    ).fetchall()
    return [_alike(*row) for row in rows]


def some_alike(connection: Connection, one: Alike, charged_above_mv: int | None, limit: int) -> list[Unit]:
    """Some of what ``one`` sums, in log order."""
    shape, look = shape_of(Unit), one.look
    rows = connection.execute(
        filled(_SOME, columns=shape.names, here=marks(len(_HERE))),
        (
            one.zone,
            *_HERE,
            one.slot,
            look.is_high_risk,
            look.is_dangerous,
            look.condition_class,
            look.chemistry_code,
            _above(charged_above_mv),
            look.is_charged,
            limit,
        ),
    ).fetchall()
    return [shape.state_of(row) for row in rows]


def _above(charged_above_mv: int | None) -> int:
    return _NO_VOLTAGE_MV if charged_above_mv is None else charged_above_mv


def _alike(
    zone: str,
    slot: str | None,
    is_high_risk: int,
    is_dangerous: int,
    condition_class: str,
    chemistry_code: str | None,
    is_charged: int,
    count: int,
    *mass: Any,
) -> Alike:
    return Alike(
        zone=zone,
        slot=slot,
        look=Look(
            is_high_risk=bool(is_high_risk),
            is_dangerous=bool(is_dangerous),
            condition_class=condition_class,
            chemistry_code=chemistry_code,
            is_charged=bool(is_charged),
        ),
        count=count,
        mass=MassSum(*mass),
    )
