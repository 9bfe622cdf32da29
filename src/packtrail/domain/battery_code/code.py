"""One code that has the right form, what its characters say, and what is odd about it."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from packtrail.domain.battery_code.form import (
    DESIGN_LENGTH,
    DIGITS,
    FORMS_BY_LENGTH,
    CodePart,
    Form,
    fits,
    slice_of,
)
from packtrail.domain.code_tables import Chemistry, CodeTables, Maker
from packtrail.domain.records.gate import UnitLevel


class CodeWarningKind(StrEnum):
    """What can be odd about a code of the right form; stable, since records keep it."""

    MAKER_UNKNOWN = "maker_unknown"
    CHEMISTRY_UNKNOWN = "chemistry_unknown"
    LETTERS_IN_SERIAL = "letters_in_serial"
    SERIAL_ZERO = "serial_zero"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_TOO_EARLY = "date_too_early"
    YEAR_BEFORE_STANDARD = "year_before_standard"
    DATE_IN_FUTURE = "date_in_future"
    DAY_DISPUTED = "day_disputed"
    FULL_WITH_REUSE_ENDING = "full_with_reuse_ending"
    REUSE_LEVEL_DIFFERS = "reuse_level_differs"
    LEVEL_DIFFERS = "level_differs"


@dataclass(frozen=True, slots=True)
class CodeWarning:
    """Something odd that the operator confirms and the record keeps; never a reason to refuse."""

    kind: CodeWarningKind
    position: int  # of the first character it is about, counted from 1
    characters: str
    made_on: date | None = None  # for warnings about a date that exists
    level: UnitLevel | None = None  # what the operator, or the other end of the code, says
    own_level: UnitLevel | None = None  # what the fourth character says, where the two differ


@dataclass(frozen=True, slots=True, kw_only=True)
class BatteryCode:
    """A code of GB/T 34014-2017 as printed; ``str(code)`` gives exactly the text back."""

    text: str
    form: Form
    level: UnitLevel  # 产品类型, by the fourth character
    maker: Maker | None  # None: the maker code is not in the tables
    chemistry: Chemistry | None  # None: the letter is not in the tables
    made_on: date | None  # None: no such day in the calendar
    warnings: tuple[CodeWarning, ...]  # those that need no clock; see warnings_on

    def __str__(self) -> str:
        return self.text

    def part(self, part: CodePart) -> str:
        """The characters of one field, empty where this form has none."""
        return self.text[slice_of(part, self.form)]

    @property
    def maker_code(self) -> str:
        """厂商代码, three characters."""
        return self.part(CodePart.MAKER)

    @property
    def maker_name(self) -> str | None:
        """The maker's Chinese name, if the tables know the code."""
        return self.maker.name_zh if self.maker else None

    @property
    def product_type(self) -> str:
        """产品类型代码: P, M or C."""
        return self.part(CodePart.PRODUCT_TYPE)

    @property
    def chemistry_code(self) -> str:
        """电池类型代码, one letter; it is also the key of the chemistry's name."""
        return self.part(CodePart.CHEMISTRY)

    @property
    def spec(self) -> str:
        """规格代码, two characters that the maker filed."""
        return self.part(CodePart.SPEC)

    @property
    def trace(self) -> str:
        """追溯信息代码, seven characters, empty in the reuse form."""
        return self.part(CodePart.TRACE)

    @property
    def date_raw(self) -> str:
        """The three date characters as printed, to be shown beside the date."""
        return self.part(CodePart.YEAR) + self.part(CodePart.MONTH) + self.part(CodePart.DAY)

    @property
    def serial(self) -> str:
        """序列号, seven characters, leading zeros kept."""
        return self.part(CodePart.SERIAL)

    @property
    def reuse_suffix(self) -> str:
        """``RP``, ``RM`` or ``RC`` of a reused product, else empty."""
        return self.part(CodePart.REUSE_MARK) + self.part(CodePart.REUSE_LEVEL)

    @property
    def model_key(self) -> str | None:
        """前14位编码: what two units of one model share; None in the reuse form."""
        return None if self.form is Form.REUSE else self.text[:DESIGN_LENGTH]


def read_whole(text: str, tables: CodeTables) -> BatteryCode | None:
    """The code that ``text`` is from its first to its last character, or None.

    ``text`` is taken as it stands, upper case and without blanks; ``parse`` is for anything else.
    """
    form = FORMS_BY_LENGTH.get(len(text))
    return decoded(text, form, tables) if form is not None and fits(text, form) else None


def decoded(text: str, form: Form, tables: CodeTables) -> BatteryCode:
    """The meaning of ``text``, which the caller has found to fit ``form``."""
    code = BatteryCode(
        text=text,
        form=form,
        level=tables.product_types[text[slice_of(CodePart.PRODUCT_TYPE, form)]].level,
        maker=tables.makers.get(text[slice_of(CodePart.MAKER, form)]),
        chemistry=tables.chemistries.get(text[slice_of(CodePart.CHEMISTRY, form)]),
        made_on=_made_on(text, form, tables),
        warnings=(),
    )
    return replace(code, warnings=_warnings(code, tables))


def warnings_on(code: BatteryCode, today: date | None = None) -> tuple[CodeWarning, ...]:
    """All warnings of ``code``, the one about a date still to come included when ``today`` is given."""
    if today is None or code.made_on is None or code.made_on <= today:
        return code.warnings
    ahead = _warning(code, CodeWarningKind.DATE_IN_FUTURE, CodePart.YEAR, code.date_raw)
    return (*code.warnings, replace(ahead, made_on=code.made_on))


def level_mismatch(code: BatteryCode, level: UnitLevel) -> CodeWarning | None:
    """A warning when the operator says ``level`` and the fourth character says another."""
    if code.level is level:
        return None
    differs = _warning(code, CodeWarningKind.LEVEL_DIFFERS, CodePart.PRODUCT_TYPE, code.product_type)
    return replace(differs, level=level, own_level=code.level)


def _made_on(text: str, form: Form, tables: CodeTables) -> date | None:
    try:
        return date(
            tables.years[text[slice_of(CodePart.YEAR, form)]].value,
            tables.months[text[slice_of(CodePart.MONTH, form)]].value,
            tables.days[text[slice_of(CodePart.DAY, form)]].value,
        )
    except ValueError:  # 30 February and the like
        return None


def _warnings(code: BatteryCode, tables: CodeTables) -> tuple[CodeWarning, ...]:
    return (*_about_kind(code), *_about_date(code, tables), *_about_serial(code), *_about_reuse(code, tables))


def _about_kind(code: BatteryCode) -> list[CodeWarning]:
    found = []
    if code.maker is None:
        found.append(_warning(code, CodeWarningKind.MAKER_UNKNOWN, CodePart.MAKER, code.maker_code))
    if code.chemistry is None:
        found.append(
            _warning(code, CodeWarningKind.CHEMISTRY_UNKNOWN, CodePart.CHEMISTRY, code.chemistry_code)
        )
    return found


def _about_date(code: BatteryCode, tables: CodeTables) -> list[CodeWarning]:
    found = []
    day = code.part(CodePart.DAY)
    if code.made_on is None:
        found.append(_warning(code, CodeWarningKind.DATE_IMPOSSIBLE, CodePart.YEAR, code.date_raw))
    elif code.made_on < tables.earliest_made_on:
        early = _warning(code, CodeWarningKind.DATE_TOO_EARLY, CodePart.YEAR, code.date_raw)
        found.append(replace(early, made_on=code.made_on))
    elif code.made_on.year < tables.first_usual_year:
        early = _warning(code, CodeWarningKind.YEAR_BEFORE_STANDARD, CodePart.YEAR, code.part(CodePart.YEAR))
        found.append(replace(early, made_on=code.made_on))
    if tables.days[day].is_disputed:
        found.append(_warning(code, CodeWarningKind.DAY_DISPUTED, CodePart.DAY, day))
    return found


def _about_serial(code: BatteryCode) -> list[CodeWarning]:
    letters = [(at, character) for at, character in enumerate(code.serial) if character not in DIGITS]
    if letters:
        first = slice_of(CodePart.SERIAL, code.form).start + letters[0][0] + 1
        characters = "".join(character for _, character in letters)
        return [CodeWarning(CodeWarningKind.LETTERS_IN_SERIAL, first, characters)]
    if not code.serial.strip("0"):
        return [_warning(code, CodeWarningKind.SERIAL_ZERO, CodePart.SERIAL, code.serial)]
    return []


def _about_reuse(code: BatteryCode, tables: CodeTables) -> list[CodeWarning]:
    found = []
    if code.form is Form.FULL_REUSE:
        found.append(
            _warning(code, CodeWarningKind.FULL_WITH_REUSE_ENDING, CodePart.REUSE_MARK, code.reuse_suffix)
        )
    ending = code.part(CodePart.REUSE_LEVEL)
    if ending and ending != code.product_type:
        differs = _warning(code, CodeWarningKind.REUSE_LEVEL_DIFFERS, CodePart.REUSE_LEVEL, ending)
        ending_level = tables.product_types[ending].level
        found.append(replace(differs, level=ending_level, own_level=code.level))
    return found


def _warning(code: BatteryCode, kind: CodeWarningKind, part: CodePart, characters: str) -> CodeWarning:
    return CodeWarning(kind, slice_of(part, code.form).start + 1, characters)
