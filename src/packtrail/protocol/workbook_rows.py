"""What a record says, as one row of a portal's sheet: every cell a text, nothing guessed.

Bodies come as the JSON of their canonical lines, corrections applied, so that the desk and the hub fill the
same cells from the same bytes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from packtrail.domain.moments import legal_day
from packtrail.protocol.workbook_profile import DAYS, Column, Field, MassUnit, Stage

Facts = Mapping[Field, str | int | date | None]
"""What is known for a row; a mass is whole grams."""

LONGEST_CELL = 300

_GRAM_DIGITS = {MassUnit.KG: 3, MassUnit.T: 6}


class LackKind(StrEnum):
    """Why a row can't be written yet."""

    MISSING = "missing"  # the portal asks for it and the ledger doesn't have it
    NO_LABEL = "no_label"  # the profile has no word of the portal for our word
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Lack:
    """One cell that a row lacks."""

    header: str
    kind: LackKind
    value: str = ""  # our word, where the portal's is not known


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the sheet, with what the portal's answer is matched by."""

    code: str
    cells: tuple[str, ...]


def intake_facts(body: Mapping[str, Any], occurred_at: str, outlet: Mapping[str, Any]) -> Facts:
    """What an intake says of its unit; ``outlet`` is the body of the profile of the outlet it came in at."""
    return {
        Field.BATTERY_CODE: body.get("battery_code"),
        Field.UNIT_LEVEL: body.get("unit_level"),
        Field.CHEMISTRY_CODE: body.get("chemistry_code"),
        Field.GROSS_MASS: body.get("gross_mass_g"),
        Field.INTAKE_DAY: legal_day(datetime.fromisoformat(occurred_at)),
        Field.OUTLET_NAME: outlet.get("outlet_name"),
        Field.OUTLET_USCC: outlet.get("outlet_uscc"),
        Field.VIN: body.get("source_vin"),
    }


def handoff_facts(
    line: Mapping[str, Any], occurred_at: str, header: Mapping[str, Any], intake: Facts
) -> Facts:
    """What a line of a load says of its unit, with what its load's header and its intake say."""
    found = {
        Field.BATTERY_CODE: line.get("battery_code"),
        Field.UNIT_LEVEL: line.get("unit_level"),
        Field.CHEMISTRY_CODE: line.get("chemistry_code"),
        Field.GROSS_MASS: line.get("gross_mass_g"),
    }
    return {
        **intake,
        **{field: value for field, value in found.items() if value is not None},
        Field.HANDOFF_DAY: legal_day(datetime.fromisoformat(occurred_at)),
        Field.CONSIGNEE_NAME: header.get("consignee_name"),
        Field.CONSIGNEE_USCC: header.get("consignee_uscc"),
    }


def vehicle_facts(intake: Facts, vin: str | None, scrapped_on: str | None) -> Facts:
    """The same with the vehicle that the unit was removed from; the day is that of its certificate."""
    return {
        **intake,
        Field.VIN: vin,
        Field.SCRAPPED_DAY: date.fromisoformat(scrapped_on) if scrapped_on else None,
    }


def row_of(stage: Stage, facts: Facts, unit: MassUnit | None) -> Row | tuple[Lack, ...]:
    """The row of a stage, or everything that it lacks.

    ValueError when the stage has a mass and nobody chose its unit.
    """
    if stage.has_mass and unit is None:
        raise ValueError("the unit of mass was not chosen")
    cells, lacks = list[str](), list[Lack]()
    for column in stage.columns:
        cell = _cell(column, facts, unit)
        if isinstance(cell, Lack):
            lacks.append(cell)
        else:
            cells.append(cell)
    if lacks:
        return tuple(lacks)
    return Row(str(facts[Field.BATTERY_CODE]), tuple(cells))


def mass_text(mass_g: int, unit: MassUnit) -> str:
    """A mass in the chosen unit, exact to the gram: ``312.5`` kg, ``0.3125`` t."""
    digits = _GRAM_DIGITS[unit]
    whole, part = divmod(mass_g, 10**digits)
    decimals = f"{part:0{digits}d}".rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def mass_cells(stage: Stage, rows: Sequence[Row]) -> list[str]:
    """What stands in the mass column of ``rows``, for the preview; empty where the stage has none."""
    at = [number for number, column in enumerate(stage.columns) if column.field is Field.GROSS_MASS]
    return [row.cells[number] for row in rows for number in at[:1]]


def _cell(column: Column, facts: Facts, unit: MassUnit | None) -> str | Lack:
    if column.field is Field.CONSTANT:
        return column.text or ""
    value = facts.get(column.field)
    if value is None or value == "":
        return Lack(column.header, LackKind.MISSING) if column.required else ""
    if column.field is Field.GROSS_MASS and unit is not None:
        return mass_text(int(str(value)), unit)
    if column.field in DAYS and isinstance(value, date):
        return value.strftime(column.day_format)
    text = str(value)
    if column.labels:
        label = column.labels.get(text)
        return label if label is not None else Lack(column.header, LackKind.NO_LABEL, text)
    return text if len(text) <= LONGEST_CELL else Lack(column.header, LackKind.TOO_LONG)
