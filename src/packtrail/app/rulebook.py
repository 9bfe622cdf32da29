"""Reads deadline rules and working-day calendars and checks them before anything counts by them.

The same way for those that come with the program and for those that come from outside: signed packs are
parsed and verified elsewhere and handed in as plain documents. A bad document is refused whole, with the
first place that is wrong.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails

from packtrail import resources
from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.deadlines import (
    CalendarYear,
    DayUnit,
    DeadlineRule,
    DestinationKind,
    DocumentFault,
    Duty,
    MetBy,
    Proof,
    Reporter,
    RuleBook,
    RuleDataUnfit,
    Standing,
    WorkCalendar,
)
from packtrail.domain.sync_state import AckLevel
from packtrail.protocol.canonical import canonical

_MOST_RULES = 500
_MOST_HOLIDAYS = 40  # names in one year
_MOST_DAYS_OFF = 60  # under one name
_MOST_CALENDARS = 60
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_SHOWN = 40  # characters of what is wrong


def _day(value: object) -> object:
    """A date of TOML, or ``YYYY-MM-DD`` of JSON; a moment or a number is no day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        found = value
    elif isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        found = date.fromisoformat(value)
    else:
        raise ValueError("no day")
    if not _FIRST_DAY <= found <= _LAST_DAY:
        raise ValueError("out of range")
    return found


def _says_something(level: AckLevel) -> AckLevel:
    if level is AckLevel.NONE:
        raise ValueError("a receipt says something")
    return level


_Day = Annotated[date, BeforeValidator(_day)]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Key = Annotated[str, StringConstraints(max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
_Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\.[1-9][0-9]{0,3}$")]
_Year = Annotated[StrictInt, Field(ge=_FIRST_DAY.year, le=_LAST_DAY.year)]
_Days = Annotated[list[_Day], Field(max_length=_MOST_DAYS_OFF)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _MetBy(_Strict):
    destination_kind: DestinationKind
    ack_level: Annotated[AckLevel, AfterValidator(_says_something)] | None = None
    proofs: Annotated[list[Proof], Field(min_length=1, max_length=len(Proof))]


class _Rule(_Strict):
    rule_id: _Key
    duty: Duty
    applies_to: Reporter
    unit: DayUnit
    days: Annotated[StrictInt, Field(ge=1, le=3650)]
    valid_from: _Day
    valid_to: _Day | None = None
    standing: Standing
    soon_workdays: Annotated[StrictInt, Field(ge=0, le=60)]
    source: _Key
    confidence: Confidence
    met_by: _Key


class _Rules(_Strict):
    dataset: Literal["deadline_rules"]
    version: _Version
    as_of: _Day
    sources: Annotated[dict[_Key, _Words], Field(max_length=100)]
    met_by: Annotated[
        dict[_Key, Annotated[list[_MetBy], Field(min_length=1, max_length=len(DestinationKind))]],
        Field(max_length=20),
    ]
    rule: Annotated[list[_Rule], Field(min_length=1, max_length=_MOST_RULES)]


class _Holiday(_Strict):
    name: _Words
    days_off: _Days
    make_up_days: _Days


class _Calendar(_Strict):
    dataset: Literal["holiday_calendar"]
    version: _Version
    year: _Year
    is_provisional: StrictBool
    source: _Words
    holiday: Annotated[list[_Holiday], Field(min_length=1, max_length=_MOST_HOLIDAYS)]


@dataclass(frozen=True)
class RuleDocuments:
    """One rule pack and the calendars beside it, as parsed from TOML or JSON and not yet checked."""

    rules: Mapping[str, Any]
    calendars: tuple[Mapping[str, Any], ...]

    def with_calendar(self, document: Mapping[str, Any]) -> "RuleDocuments":
        """The same with one calendar more, in place of the one of its year."""
        others = (one for one in self.calendars if one.get("year") != document.get("year"))
        return replace(self, calendars=(*others, document))


@dataclass(frozen=True, slots=True)
class Described:
    """What a document is, as the record that takes it into use names it."""

    dataset: str
    version: str
    digest: str  # "sha256:…" of what it says: the same whether it came as TOML or as JSON
    year: int | None  # of a calendar


def builtin_documents() -> RuleDocuments:
    """The rules and calendars that come with the program; callers must not change them."""
    names = sorted(file.name for file in resources.path("calendars").glob("*.toml"))
    return RuleDocuments(
        rules=resources.toml("rules", "deadlines.toml"),
        calendars=tuple(resources.toml("calendars", name) for name in names),
    )


@cache
def load_rulebook() -> RuleBook:
    """The rules and calendars that come with the program, read once per process."""
    return rulebook_from(builtin_documents())


def rulebook_from(documents: RuleDocuments) -> RuleBook:
    """The rules and the calendar that parsed documents hold, whatever the order of the calendars.

    Raises RuleDataUnfit with the first place that is wrong, RulesOverlap when two rules share a day.
    """
    if len(documents.calendars) > _MOST_CALENDARS:
        raise RuleDataUnfit("holiday_calendar", "", DocumentFault.TOO_LONG, str(len(documents.calendars)))
    pack = _checked(_Rules, documents.rules)
    calendars = sorted((_checked(_Calendar, one) for one in documents.calendars), key=lambda one: one.year)
    return RuleBook(
        rules=tuple(_rule(pack, entry) for entry in pack.rule),
        calendar=WorkCalendar(tuple(_calendar_year(one) for one in calendars)),
        version=pack.version,
        digest=_digest([_plain(pack), *(_plain(one) for one in calendars)]),
    )


def described(document: Any) -> Described:
    """What one document is, checked by itself; raises as ``rulebook_from`` does."""
    if isinstance(document, Mapping) and document.get("dataset") == "holiday_calendar":
        calendar = _checked(_Calendar, document)
        _calendar_year(calendar)
        return Described(calendar.dataset, calendar.version, _digest(_plain(calendar)), calendar.year)
    pack = _checked(_Rules, document)
    for entry in pack.rule:
        _rule(pack, entry)
    return Described(pack.dataset, pack.version, _digest(_plain(pack)), None)


def _rule(pack: _Rules, entry: _Rule) -> DeadlineRule:
    for names, name in ((pack.sources, entry.source), (pack.met_by, entry.met_by)):
        if name not in names:
            raise RuleDataUnfit(pack.dataset, entry.rule_id, DocumentFault.UNKNOWN_NAME, name)
    return DeadlineRule(
        rule_id=entry.rule_id,
        duty=entry.duty,
        applies_to=entry.applies_to,
        unit=entry.unit,
        days=entry.days,
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        standing=entry.standing,
        soon_workdays=entry.soon_workdays,
        source_id=entry.source,
        provenance=Provenance(pack.sources[entry.source], entry.confidence),
        met_by=tuple(
            MetBy(
                destination_kind=one.destination_kind, ack_level=one.ack_level, proofs=frozenset(one.proofs)
            )
            for one in pack.met_by[entry.met_by]
        ),
    )


def _calendar_year(calendar: _Calendar) -> CalendarYear:
    return CalendarYear(
        year=calendar.year,
        days_off=frozenset(day for holiday in calendar.holiday for day in holiday.days_off),
        make_up_days=frozenset(day for holiday in calendar.holiday for day in holiday.make_up_days),
        is_provisional=calendar.is_provisional,
        source=calendar.source,
    )


def _plain(checked: BaseModel) -> dict[str, Any]:
    return checked.model_dump(mode="json")


def _digest(value: Any) -> str:
    return f"sha256:{hashlib.sha256(canonical(value)).hexdigest()}"


# --- What pydantic found, as a fact for the operator -----------------------------------------------------

_Model = TypeVar("_Model", _Rules, _Calendar)

_DATASETS: dict[type[BaseModel], str] = {_Rules: "deadline_rules", _Calendar: "holiday_calendar"}
_FAULTS = {
    "extra_forbidden": DocumentFault.UNKNOWN_FIELD,
    "missing": DocumentFault.MISSING_FIELD,
    "value_error": DocumentFault.NOT_A_DAY,
    "greater_than_equal": DocumentFault.TOO_SMALL,
    "less_than_equal": DocumentFault.TOO_LARGE,
    "too_long": DocumentFault.TOO_LONG,
    "string_too_long": DocumentFault.TOO_LONG,
    "too_short": DocumentFault.TOO_SHORT,
    "string_too_short": DocumentFault.TOO_SHORT,
    "enum": DocumentFault.NOT_IN_LIST,
    "literal_error": DocumentFault.NOT_IN_LIST,
    "string_pattern_mismatch": DocumentFault.WRONG_FORM,
}


def _checked(kind: type[_Model], document: Any) -> _Model:
    try:
        return kind.model_validate(document)
    except ValidationError as error:
        raise _unfit(_DATASETS[kind], error.errors(include_url=False, include_context=False)[0]) from None


def _unfit(dataset: str, first: ErrorDetails) -> RuleDataUnfit:
    fault = _FAULTS.get(first["type"], DocumentFault.WRONG_KIND)
    if fault is DocumentFault.NOT_A_DAY and first["loc"][-1] == "ack_level":
        fault = DocumentFault.NOT_IN_LIST
    place = ".".join(str(step + 1) if isinstance(step, int) else _shown(step) for step in first["loc"])
    return RuleDataUnfit(dataset, place, fault, _shown(first["input"]))


def _shown(found: object) -> str:
    """What stands in the document, short and harmless to print; its type when it is no single value."""
    if isinstance(found, int) and found.bit_length() > _SHOWN:
        return "int"
    if not isinstance(found, str | int | float | date):
        return type(found).__name__
    return "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in str(found)[:_SHOWN]
    )
