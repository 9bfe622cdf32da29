"""What a portal's import screen wants: columns in order, labels, formats, stages; data, never code.

A profile comes with the program, or an administrator loads the operator's own template as one; until it is
read here it is hostile. The labels that are shipped were seen on public screens, the real templates differ
from maker to maker (``platform.md`` 3.1, 11.2), so every profile says what it rests on.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Annotated, Any

from annotated_types import Ge, Le, Len
from pydantic import ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass as checked

from packtrail.protocol.faults import Fault, faults_of

MAX_PROFILE_BYTES = 64 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 40
MOST_STAGES = 8

DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d", "%Y年%m月%d日")

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Header = Annotated[str, StringConstraints(min_length=1, max_length=100, strip_whitespace=True)]
Sheet = Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\'\x00-\x1f]{1,31}$")]
"""As spreadsheets allow it."""

TemplateVersion = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,29}$")]
"""Stands in file names."""

ProblemCodeText = Annotated[str, StringConstraints(pattern=r"^BT-[0-9]{4}$")]


class MassUnit(StrEnum):
    """质量单位 of a workbook: chosen by a person, never assumed; kg for t is wrong by a thousand."""

    KG = "kg"
    T = "t"


class Rows(StrEnum):
    """What one row of a stage speaks of."""

    INTAKE = "intake"  # 回收网点入库: a unit that came in
    HANDOFF_LINE = "handoff_line"  # 回收网点退役: a unit that was handed on
    VEHICLE_BATTERY = "vehicle_battery"  # 车辆报废: a battery that was removed from its vehicle
    VEHICLE_BATTERY_OUT = "vehicle_battery_out"  # 电池出库: such a battery that was handed on


class Field(StrEnum):
    """What a column can hold."""

    BATTERY_CODE = "battery_code"
    UNIT_LEVEL = "unit_level"
    CHEMISTRY_CODE = "chemistry_code"
    GROSS_MASS = "gross_mass"
    INTAKE_DAY = "intake_day"
    HANDOFF_DAY = "handoff_day"
    SCRAPPED_DAY = "scrapped_day"
    OUTLET_NAME = "outlet_name"
    OUTLET_USCC = "outlet_uscc"
    CONSIGNEE_NAME = "consignee_name"
    CONSIGNEE_USCC = "consignee_uscc"
    VIN = "vin"
    CONSTANT = "constant"


DAYS = frozenset({Field.INTAKE_DAY, Field.HANDOFF_DAY, Field.SCRAPPED_DAY})

FIELDS_OF = {
    Rows.INTAKE: frozenset(Field)
    - {Field.HANDOFF_DAY, Field.SCRAPPED_DAY, Field.CONSIGNEE_NAME, Field.CONSIGNEE_USCC},
    Rows.HANDOFF_LINE: frozenset(Field) - {Field.SCRAPPED_DAY},
    Rows.VEHICLE_BATTERY: frozenset(Field) - {Field.HANDOFF_DAY, Field.CONSIGNEE_NAME, Field.CONSIGNEE_USCC},
    Rows.VEHICLE_BATTERY_OUT: frozenset(Field),
}
"""What is known of each kind of row."""


class PortalKind(StrEnum):
    """Whose portal a profile is for."""

    MAKER_PORTAL = "maker_portal"
    NATIONAL_PLATFORM = "national_platform"


class Basis(StrEnum):
    """What the labels of a profile rest on."""

    PUBLIC_SOURCES = "public_sources"  # seen on public screens; a real template may differ
    OWN_TEMPLATE = "own_template"  # taken from a template that the operator downloaded


_STRICT = ConfigDict(extra="forbid", str_max_length=300)


@checked(frozen=True, kw_only=True, config=_STRICT)
class Column:
    """One column: its heading, what stands in it, and how."""

    header: Header
    field: Field
    variants: Annotated[tuple[Header, ...], Len(max_length=20)] = ()  # headings that mean the same on reading
    required: bool = True
    day_format: str = "%Y-%m-%d"
    labels: Annotated[dict[Header, Header], Len(max_length=40)] | None = None  # our word: the portal's
    text: Text | None = None  # of a constant


@checked(frozen=True, kw_only=True, config=_STRICT)
class Stage:
    """One import screen; its rows go up after those of the stages in ``after`` were accepted."""

    name: Name
    title: Text
    rows: Rows
    sheet: Sheet
    template: Text
    template_version: TemplateVersion
    columns: Annotated[tuple[Column, ...], Len(1, MOST_COLUMNS)]
    max_rows: Annotated[int, Ge(1), Le(MOST_ROWS)]
    after: Annotated[tuple[Name, ...], Len(max_length=MOST_STAGES)] = ()

    @property
    def code_column(self) -> Column:
        """The column by which the portal's answer is matched."""
        return next(column for column in self.columns if column.field is Field.BATTERY_CODE)

    @property
    def has_mass(self) -> bool:
        """Whether a unit of mass has to be chosen before anything is written."""
        return any(column.field is Field.GROSS_MASS for column in self.columns)


@checked(frozen=True, kw_only=True, config=_STRICT)
class FailureHeaders:
    """How the columns of the portal's failure file may be headed, beside the stage's own code column."""

    code: Annotated[tuple[Header, ...], Len(1, 30)]
    text: Annotated[tuple[Header, ...], Len(1, 30)]


@checked(frozen=True, kw_only=True, config=_STRICT)
class Profile:
    """One portal's import screens, in the order in which they are filled."""

    name: Name
    title: Text
    version: TemplateVersion
    portal: PortalKind
    basis: Basis
    source: Text
    failure: FailureHeaders
    stages: Annotated[tuple[Stage, ...], Len(1, MOST_STAGES)]

    def stage(self, name: str) -> Stage:
        """A stage by its name; LookupError for one that there is not."""
        for each in self.stages:
            if each.name == name:
                return each
        raise LookupError(name)


@dataclass(frozen=True, slots=True)
class PortalText:
    """A sentence that portals write, and our code for what it means."""

    text: str
    code: str


class BadProfile(ValueError):
    """A profile breaks its shape; ``faults`` say where, as JSON Pointers into it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(
            "; ".join(f"{fault.pointer}: {fault.detail or fault.error_type}" for fault in faults)
        )
        self.faults = faults


def read_profile(data: bytes) -> Profile:
    """The profile in hostile TOML; raises BadProfile with what is wrong."""
    value = _toml(data)
    try:
        profile: Profile = _adapter(Profile).validate_python(value)
    except ValidationError as error:
        raise BadProfile(faults_of(error)) from error
    faults = tuple(_contradictions(profile))
    if faults:
        raise BadProfile(faults)
    return profile


def read_portal_texts(data: bytes) -> tuple[PortalText, ...]:
    """Sentences of portals with our codes, the longest first; raises BadProfile."""
    value = _toml(data)
    try:
        texts: dict[str, str] = _adapter(
            Annotated[dict[Header, ProblemCodeText], Len(max_length=300)]
        ).validate_python(value.get("texts"))
    except ValidationError as error:
        raise BadProfile(faults_of(error, "/texts")) from error
    return tuple(
        PortalText(text, code) for text, code in sorted(texts.items(), key=lambda each: -len(each[0]))
    )


def _toml(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_PROFILE_BYTES:
        raise BadProfile((Fault("", "OutOfRange", "too_large"),))
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise BadProfile((Fault("", "InvalidFormat", str(error)[:200]),)) from error


def _contradictions(profile: Profile) -> Iterator[Fault]:
    """What the shape allows and no portal can mean."""
    names = [stage.name for stage in profile.stages]
    for at, stage in enumerate(profile.stages):
        here = f"/stages/{at}"
        if stage.name in names[:at]:
            yield Fault(f"{here}/name", "InvalidValue", "stands there twice")
        for name in stage.after:
            if name not in names[:at]:
                yield Fault(f"{here}/after", "InvalidValue", f"{name} is no earlier stage")
        headers = [column.header for column in stage.columns]
        if len(set(headers)) < len(headers):
            yield Fault(f"{here}/columns", "InvalidValue", "a heading stands there twice")
        if sum(column.field is Field.BATTERY_CODE for column in stage.columns) != 1:
            yield Fault(f"{here}/columns", "InvalidValue", "one column of battery codes is needed")
        for number, column in enumerate(stage.columns):
            yield from _column_faults(stage, column, f"{here}/columns/{number}")


def _column_faults(stage: Stage, column: Column, here: str) -> Iterator[Fault]:
    if column.field not in FIELDS_OF[stage.rows]:
        yield Fault(f"{here}/field", "InvalidValue", f"{column.field} is not known of {stage.rows}")
    if column.day_format not in DAY_FORMATS:
        yield Fault(f"{here}/day_format", "InvalidValue", "no form of a day")
    if (column.field is Field.CONSTANT) != (column.text is not None):
        yield Fault(f"{here}/text", "InvalidValue", "a constant has a text, and nothing else has one")
    if column.field is Field.UNIT_LEVEL and not column.labels:
        yield Fault(f"{here}/labels", "NotProvided", "the words of the portal are needed")
    if column.field is Field.BATTERY_CODE and not column.required:
        yield Fault(f"{here}/required", "InvalidValue", "a row without its code can't be matched")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
