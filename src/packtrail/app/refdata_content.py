"""What the content of each dataset has to be before a pack of it is taken into use, and what is read from it.

The same readers check what comes with the program, so a pack and a file of ``resources`` mean the same. What
was taken into use and can no longer be read (by an older program, say) counts as if it were not there: what
came with the program is in use then, and nothing waits for a pack.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter

from packtrail import __version__, resources
from packtrail.app.recipients import load_recipient_rules, recipient_rules_from
from packtrail.app.refdata import code_tables_from, load_code_tables
from packtrail.app.rulebook import RuleDocuments, builtin_documents, load_rulebook, rulebook_from
from packtrail.app.safety_checklist import SafetyData, load_safety, safety_from
from packtrail.app.stock_rules import load_stock_rules, stock_limits_from, stock_rules_with
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.deadlines import RuleBook
from packtrail.domain.eligibility import RecipientRules
from packtrail.domain.errors import OutletError
from packtrail.domain.refdata import Dataset, RefdataVersion, refuse_overlaps
from packtrail.domain.shapes import Name, Token, Uscc
from packtrail.domain.stock_rules import StockRules
from packtrail.protocol.battery_models import BatteryModel, models_in, models_on
from packtrail.protocol.canonical import JsonValue
from packtrail.usecases.adopt_refdata import Validator, refdata_content, refdata_in_use
from packtrail.usecases.ports import View

T = TypeVar("T")

_MOST_CONSIGNEES = 20_000
_MOST_CALENDARS = 60
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_BUILT_IN = {
    Dataset.BATTERY_CODES: ("refdata", "battery_codes.toml"),
    Dataset.DEADLINE_RULES: ("rules", "deadlines.toml"),
    Dataset.RECIPIENTS: ("rules", "recipients.toml"),
    Dataset.SAFETY_CHECKLIST: ("rules", "safety_checklist.toml"),
    Dataset.STOCK_LIMITS: ("rules", "stock_limits.toml"),
}
"""The files whose version compares with a pack's; calendars have one a year."""

OWN_DATASETS = tuple(dataset.value for dataset in _BUILT_IN)


def _day(value: object) -> object:
    """A date of TOML or ``YYYY-MM-DD`` of JSON; a number of seconds is no day."""
    if isinstance(value, str) and not _DAY.fullmatch(value):
        raise ValueError("no day")
    return date.fromisoformat(value) if isinstance(value, str) else value


_Day = Annotated[date, BeforeValidator(_day)]
_Source = Annotated[str, StringConstraints(min_length=1, max_length=300)]
_Confidence = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z_-]{0,31}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _Membership(_Strict):
    """One enterprise on one published list, from one day to another."""

    uscc: Uscc
    name: Name
    list: Token  # miit_white_list, province_filing …: an attribute of a recipient, never a rule by itself
    batch: _Source | None = None
    valid_from: _Day
    valid_to: _Day | None = None
    source: _Source
    confidence: _Confidence


class _Consignees(_Strict):
    entry: Annotated[list[_Membership], Field(max_length=_MOST_CONSIGNEES)]


class _Calendars(_Strict):
    calendar: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=_MOST_CALENDARS)]


def validators() -> Mapping[str, Validator]:
    """The reader of each dataset's content; each raises ValueError or an OutletError of its own."""
    return {
        Dataset.BATTERY_CODES: _of_mapping(code_tables_from),
        Dataset.DEADLINE_RULES: lambda content: rulebook_from(_with_rules(builtin_documents(), content)),
        Dataset.HOLIDAY_CALENDAR: lambda content: rulebook_from(
            _with_calendars(builtin_documents(), content)
        ),
        Dataset.SAFETY_CHECKLIST: _of_mapping(safety_from),
        Dataset.RECIPIENTS: _of_mapping(recipient_rules_from),
        Dataset.STOCK_LIMITS: _of_mapping(stock_limits_from),
        Dataset.CONSIGNEES: _consignees,
        Dataset.BATTERY_MODELS: _battery_models,
    }


def built_in_versions() -> dict[str, RefdataVersion]:
    """The version of what came with the program, where it has one that compares with a pack's."""
    found: dict[str, RefdataVersion] = {}
    for dataset, names in _BUILT_IN.items():
        document = resources.toml(*names)
        try:
            found[dataset] = RefdataVersion.parse(str(document["version"]))
        except ValueError:
            found[dataset] = RefdataVersion(document["as_of"], 1)
    return found


def own_document(dataset: str) -> dict[str, JsonValue]:
    """What came with the program as a pack would have it; KeyError without a version that compares.

    It is in force on any day: its entries carry their own dates, sources and confidence.
    """
    return {
        "dataset": dataset,
        "version": str(built_in_versions()[dataset]),
        "effective_from": "2000-01-01",
        "effective_to": None,
        "source": f"Packtrail {__version__}",
        "confidence": "by_entry",
        "content": _plain(resources.toml(*_BUILT_IN[Dataset(dataset)])),
    }


def _plain(value: Any) -> JsonValue:
    """TOML as JSON has it: days become texts."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def code_tables_in_use(view: View, on: date) -> CodeTables:
    """What the characters of a battery code mean on a day."""
    return _in_use(view, Dataset.BATTERY_CODES, on, code_tables_from) or load_code_tables()


def battery_models_in_use(view: View, on: date) -> dict[str, BatteryModel] | None:
    """The filed models of a day by filing code; None while no list was taken into use."""
    models = _in_use(view, Dataset.BATTERY_MODELS, on, models_in)
    return None if models is None else models_on(models, on)


def safety_in_use(view: View, on: date) -> SafetyData:
    """The safety checklist and its figures that count on a day."""
    return _in_use(view, Dataset.SAFETY_CHECKLIST, on, safety_from) or load_safety()


def recipient_rules_in_use(view: View, on: date) -> RecipientRules:
    """What papers each kind of recipient needs on a day."""
    return _in_use(view, Dataset.RECIPIENTS, on, recipient_rules_from) or load_recipient_rules()


def stock_rules_in_use(view: View, on: date) -> StockRules:
    """The limits that count on a day; neighbours always come with the program."""
    limits = _in_use(view, Dataset.STOCK_LIMITS, on, stock_limits_from)
    return load_stock_rules() if limits is None else stock_rules_with(limits)


def rulebook_in_use(view: View, on: date) -> RuleBook:
    """The deadline rules and working days that count on a day.

    A calendar pack stands in place of the program's own calendars of its years; the others stay.
    """
    rules = _in_use(view, Dataset.DEADLINE_RULES, on, _same)
    calendars = _in_use(view, Dataset.HOLIDAY_CALENDAR, on, _same)
    if rules is None and calendars is None:
        return load_rulebook()
    documents = builtin_documents()
    try:
        documents = documents if rules is None else _with_rules(documents, rules)
        return rulebook_from(documents if calendars is None else _with_calendars(documents, calendars))
    except (OutletError, ValueError):
        return load_rulebook()


def _in_use(view: View, dataset: Dataset, on: date, read: Callable[[Any], T]) -> T | None:
    """What the version in force says; None when there is none, or none that can be read here."""
    adopted = refdata_in_use(view, dataset, on)
    if adopted is None:
        return None
    try:
        return read(refdata_content(view, adopted))
    except (OutletError, ValueError):
        return None


def _same(content: JsonValue) -> JsonValue:
    return content


def _with_rules(documents: RuleDocuments, content: JsonValue) -> RuleDocuments:
    return replace(documents, rules=content)


def _with_calendars(documents: RuleDocuments, content: JsonValue) -> RuleDocuments:
    for calendar in _Calendars.model_validate(content).calendar:
        documents = documents.with_calendar(calendar)
    return documents


def _of_mapping(read: Callable[[Mapping[str, Any]], object]) -> Validator:
    """``read`` for content that may be anything at all."""
    mapping = TypeAdapter(dict[str, Any])
    return lambda content: read(mapping.validate_python(content, strict=True))


def _consignees(content: JsonValue) -> None:
    checked = _Consignees.model_validate(content)
    _dated(
        Dataset.CONSIGNEES,
        [(f"{each.uscc} {each.list}", each.valid_from, each.valid_to) for each in checked.entry],
    )


def _battery_models(content: JsonValue) -> None:
    entries = [(each.filing_code, each.valid_from, each.valid_to) for each in models_in(content)]
    _dated(Dataset.BATTERY_MODELS, entries)


def _dated(dataset: Dataset, entries: list[tuple[str, date, date | None]]) -> None:
    for name, first, last in entries:
        if last is not None and last < first:
            raise ValueError(f"{name} ends before it begins")
    refuse_overlaps(dataset, entries)
