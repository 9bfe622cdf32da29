"""The rows of a deliverer's list, read as what they announce (``practice.md`` 1, 3).

The list comes from anybody, so a row is taken only where it says something clear; what is not taken is told
row by row and nothing is guessed. A code that a sheet turned into a number has lost its last digits and is
refused, whatever it looks like.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.delivery_draft import HEAVIEST_G
from packtrail.domain.moments import MomentFault, parse_typed_day
from packtrail.domain.records.gate import UnitLevel
from packtrail.domain.vin import parse_vin

Cell = str | int | float | bool | date | datetime | None
"""As a sheet has it; a list from a text file has texts alone."""

Rows = Sequence[Sequence[Cell]]

HEADER_WITHIN = 30
"""Rows looked at for the headings; above them stand a title and an address."""

LONGEST_CODE = 128
SHOWN = 40  # characters of a cell that a fault repeats


class Column(StrEnum):
    """What a column can hold."""

    CODE = "code"
    ORIGINAL_CODE = "original_code"
    MASS_KG = "mass_kg"
    MASS_G = "mass_g"
    MASS_T = "mass_t"
    VIN = "vin"
    INTAKE_DAY = "intake_day"
    REPORTED = "reported"
    REPORTED_WHERE = "reported_where"
    REPORTED_DAY = "reported_day"
    MAKER = "maker"
    SOURCE = "source"
    PLACE = "place"


class SheetFault(StrEnum):
    """Why a row was not taken."""

    CODE_MISSING = "code_missing"
    CODE_IS_NUMBER = "code_is_number"
    CODE_TOO_LONG = "code_too_long"
    LISTED_TWICE = "listed_twice"
    MASS_UNREADABLE = "mass_unreadable"
    MASS_NOT_POSITIVE = "mass_not_positive"
    MASS_IMPLAUSIBLE = "mass_implausible"
    VIN_WRONG = "vin_wrong"
    DAY_UNREADABLE = "day_unreadable"
    REPORTED_UNCLEAR = "reported_unclear"


@dataclass(frozen=True, slots=True)
class RowFault:
    """A row that was not taken; ``row`` as the sheet numbers it, from 1."""

    row: int
    kind: SheetFault
    value: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedUnit:
    """One row that says something clear."""

    row: int
    code: str
    original_code: str | None = None
    mass_g: int | None = None
    vin: str | None = None
    intake_on: date | None = None
    is_reported: bool = False
    reported_where: str | None = None
    reported_on: date | None = None
    responsible_maker: str | None = None
    source_name: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class DeliveryList:
    """A list as read: what it says, and which rows were left out and why."""

    units: tuple[ListedUnit, ...]
    faults: tuple[RowFault, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in the order of the rows."""
        return tuple(unit.code for unit in self.units)

    @property
    def mass_g(self) -> int | None:
        """The mass of all; None when any row has none, for half a sum would look like a whole one."""
        masses = [unit.mass_g for unit in self.units]
        known = [mass for mass in masses if mass is not None]
        return sum(known) if known and len(known) == len(masses) else None


_HEADINGS: Mapping[Column, tuple[str, ...]] = {
    Column.CODE: (
        "电池编码",
        "电池包编码",
        "编码",
        "电池编号",
        "电池包编号",
        "电池码",
        "追溯编码",
        "动力电池编码",
        "模块编码",
        "CODE",
        "BATTERYCODE",
        "PACKCODE",
    ),
    Column.ORIGINAL_CODE: ("原编码", "原电池编码", "ORIGINALCODE"),
    Column.MASS_KG: (
        "质量",
        "重量",
        "质量KG",
        "重量KG",
        "质量公斤",
        "重量公斤",
        "单重",
        "单重KG",
        "MASS",
        "MASSKG",
        "WEIGHT",
        "WEIGHTKG",
    ),
    Column.MASS_G: ("质量G", "重量G", "质量克", "重量克", "MASSG", "WEIGHTG"),
    Column.MASS_T: ("质量T", "重量T", "质量吨", "重量吨", "MASST", "WEIGHTT"),
    Column.VIN: ("VIN", "VIN码", "车架号", "车辆识别代号", "车辆识别代码"),
    Column.INTAKE_DAY: ("入库日期", "原入库日期", "收货日期", "INTAKEDATE"),
    Column.REPORTED: ("已上报", "是否上报", "是否已上报", "上报", "REPORTED"),
    Column.REPORTED_WHERE: ("上报平台", "上报对象", "上报到", "REPORTEDTO"),
    Column.REPORTED_DAY: ("上报日期", "REPORTEDON"),
    Column.MAKER: ("责任企业", "生产企业", "厂家", "MAKER"),
    Column.SOURCE: ("交付方", "来源", "来源单位", "SOURCE"),
    Column.PLACE: ("库位", "LOCATION"),
}
_COLUMNS = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_MARKS = re.compile(r"[\s()（）\[\]【】:：/／_.,，、*＊-]")
_SCIENTIFIC = re.compile(r"[0-9]\.?[0-9]*E\+?[0-9]{2,}")
_AMOUNT = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(KG|公斤|千克|G|克|T|吨)?")
_GRAMS = {"KG": 1000, "公斤": 1000, "千克": 1000, "G": 1, "克": 1, "T": 1_000_000, "吨": 1_000_000}
_PER_COLUMN = {Column.MASS_KG: "KG", Column.MASS_G: "G", Column.MASS_T: "T"}
_YES = frozenset({"是", "已", "已上报", "Y", "YES", "TRUE", "1", "√", "✓"})
_NO = frozenset({"", "否", "未", "未上报", "N", "NO", "FALSE", "0", "×", "-"})


def read_list(rows: Rows) -> DeliveryList | None:
    """What ``rows`` announce; None when no column is one of battery codes.

    A list of one column of codes needs no heading. Rows below the headings that are wholly empty, and a sum
    at the end, are passed over.
    """
    found = _columns(rows)
    if found is None:
        return None
    first, columns = found
    units: list[ListedUnit] = []
    faults: list[RowFault] = []
    seen: set[str] = set()
    for number, row in enumerate(rows[first:], start=first + 1):
        cells = {column: row[at] for column, at in columns.items() if at < len(row)}
        if _is_nothing(row, cells):
            continue
        read = _unit_of(number, cells)
        if isinstance(read, RowFault):
            faults.append(read)
        elif fold(read.code).text in seen:
            faults.append(RowFault(number, SheetFault.LISTED_TWICE, read.code[:SHOWN]))
        else:
            seen.add(fold(read.code).text)
            units.append(read)
    return DeliveryList(tuple(units), tuple(faults))


def _columns(rows: Rows) -> tuple[int, dict[Column, int]] | None:
    """The row after the headings and where each column stands; the first of two alike counts."""
    for number, row in enumerate(rows[:HEADER_WITHIN]):
        columns: dict[Column, int] = {}
        for at, cell in enumerate(row):
            column = _COLUMNS.get(_MARKS.sub("", fold(_text(cell)).text))
            if column is not None:
                columns.setdefault(column, at)
        if Column.CODE in columns:
            return number + 1, columns
    single = [row for row in rows if any(_text(cell) for cell in row)]
    if single and all(len([cell for cell in row if _text(cell)]) == 1 and _text(row[0]) for row in single):
        return (0, {Column.CODE: 0}) if any(_looks_like_a_code(row[0]) for row in single) else None
    return None


def _looks_like_a_code(cell: Cell) -> bool:
    text = fold(_text(cell)).text
    return len(text) >= 10 and any(c.isdigit() for c in text) and text.isascii()


def _is_nothing(row: Sequence[Cell], cells: Mapping[Column, Cell]) -> bool:
    said = [_text(cell) for cell in row if _text(cell)]
    has_no_code = not _text(cells.get(Column.CODE))
    return not said or (
        has_no_code and said[0].startswith(("合计", "总计", "小计", "TOTAL", "Total", "备注", "注"))
    )


def _unit_of(number: int, cells: Mapping[Column, Cell]) -> ListedUnit | RowFault:
    try:
        return ListedUnit(
            row=number,
            code=_code(cells.get(Column.CODE)),
            original_code=_code(cells[Column.ORIGINAL_CODE])
            if _text(cells.get(Column.ORIGINAL_CODE))
            else None,
            mass_g=_mass(cells),
            vin=_vin(cells.get(Column.VIN)),
            intake_on=_day(cells.get(Column.INTAKE_DAY)),
            is_reported=_is_yes(cells.get(Column.REPORTED)),
            reported_where=_text(cells.get(Column.REPORTED_WHERE)) or None,
            reported_on=_day(cells.get(Column.REPORTED_DAY)),
            responsible_maker=_text(cells.get(Column.MAKER)) or None,
            source_name=_text(cells.get(Column.SOURCE)) or None,
            place=_text(cells.get(Column.PLACE)) or None,
        )
    except _Unclear as unclear:
        return RowFault(number, unclear.kind, unclear.value[:SHOWN])


class _Unclear(ValueError):
    """A cell says nothing clear; stays within this module."""

    def __init__(self, kind: SheetFault, value: str) -> None:
        super().__init__(kind)
        self.kind = kind
        self.value = value


def _code(cell: Cell) -> str:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise _Unclear(SheetFault.CODE_IS_NUMBER, _text(cell))
    code = fold(_text(cell)).text
    if not code:
        raise _Unclear(SheetFault.CODE_MISSING, "")
    if _SCIENTIFIC.fullmatch(code):
        raise _Unclear(SheetFault.CODE_IS_NUMBER, code)
    if len(code) > LONGEST_CODE:
        raise _Unclear(SheetFault.CODE_TOO_LONG, code)
    return code


def _mass(cells: Mapping[Column, Cell]) -> int | None:
    for column, unit in _PER_COLUMN.items():
        typed = fold(_text(cells.get(column))).text.replace(",", "")
        if typed:
            return _grams(typed, unit)
    return None


def _grams(typed: str, unit: str) -> int:
    found = _AMOUNT.fullmatch(typed)
    if found is None:
        kind = SheetFault.MASS_NOT_POSITIVE if typed.startswith("-") else SheetFault.MASS_UNREADABLE
        raise _Unclear(kind, typed)
    try:
        grams = Decimal(found[1]) * _GRAMS[found[2] or unit]
    except InvalidOperation:  # pragma: no cover - the pattern lets only decimals through
        raise _Unclear(SheetFault.MASS_UNREADABLE, typed) from None
    whole = int(grams.to_integral_value(ROUND_HALF_UP))
    if whole <= 0:
        raise _Unclear(SheetFault.MASS_NOT_POSITIVE, typed)
    if whole > HEAVIEST_G[UnitLevel.PACK]:
        raise _Unclear(SheetFault.MASS_IMPLAUSIBLE, typed)
    return whole


def _vin(cell: Cell) -> str | None:
    typed = _text(cell)
    if not typed:
        return None
    vin = parse_vin(typed)
    if not vin.is_well_formed:
        raise _Unclear(SheetFault.VIN_WRONG, typed)
    return vin.text


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    typed = _text(cell)
    if not typed:
        return None
    day = parse_typed_day(typed)
    if isinstance(day, MomentFault):
        raise _Unclear(SheetFault.DAY_UNREADABLE, typed)
    return day


def _is_yes(cell: Cell) -> bool:
    said = fold(_text(cell)).text
    if said in _YES:
        return True
    if said in _NO:
        return False
    raise _Unclear(SheetFault.REPORTED_UNCLEAR, said)


def _text(cell: Cell) -> str:
    """A cell as text; a whole number without the point that sheets give it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
