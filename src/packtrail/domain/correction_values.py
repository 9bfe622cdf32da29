"""What is wrong with the values of a correction, all of it at once, and how they are written.

The shapes are those of the record classes; plausibility is the counter's, so that a correction is no way
round what a draft would have been refused for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from packtrail.domain.correctable import Bar, bar_of, shape_of_field
from packtrail.domain.delivery import HEAVIEST_G, PERSONS
from packtrail.domain.draft_faults import HEAVIEST_LOAD_G, DraftFault, FaultKind
from packtrail.domain.moments import EARLIEST, legal_day, moment_fault, moment_text
from packtrail.domain.records import Body, ConsigneeAck, LoadAck
from packtrail.domain.records.gate import ConditionClass, MassBasis, SourceType, UnitLevel
from packtrail.domain.records.handoff import AckOutcome, ConsigneeRole
from packtrail.domain.records.ledger import JsonScalar
from packtrail.domain.uscc import check_uscc
from packtrail.domain.vin import parse_vin


def cleaned(
    body: Body, wanted: Mapping[str, object], at: datetime
) -> tuple[dict[str, JsonScalar], list[DraftFault]]:
    """The new values as they are written, and all that is wrong with them, each and together."""
    clean: dict[str, JsonScalar] = {}
    typed: dict[str, Any] = {}
    faults: list[DraftFault] = []
    for name, value in wanted.items():
        if bar_of(body.record_type, vars(body), name, value) is Bar.UNKNOWN:
            faults.append(DraftFault(FaultKind.VALUE_WRONG, name, value=name))
            continue
        new, wrong = _value(body, name, value, at)
        if wrong is None and new == getattr(body, name):
            wrong = DraftFault(FaultKind.NOTHING_CHANGED, name, value=str(value))
        if wrong is not None:
            faults.append(wrong)
            continue
        typed[name] = new
        clean[name] = _written(new)
    if not faults:
        faults += _together(replace(body, **typed))
    return clean, faults


def _value(body: Body, name: str, value: object, at: datetime) -> tuple[Any, DraftFault | None]:
    """A value in its field's own type, or what is wrong with it."""
    plain = _tidied(name, value)
    if plain is not None and name in _WORDS and plain not in set(_WORDS[name]):
        return None, DraftFault(FaultKind.VALUE_WRONG, name, value=_shown(value))
    try:
        new = _adapter(body.record_type, name).validate_python(plain, strict=not isinstance(plain, str))
    except ValidationError as error:
        kind = FaultKind.VALUE_WRONG
        if name in _MASSES and isinstance(plain, int) and not isinstance(plain, bool):
            kind = FaultKind.MASS_NOT_POSITIVE if plain <= 0 else FaultKind.MASS_IMPLAUSIBLE
        elif _is_uscc(name):
            kind = FaultKind.USCC_WRONG
        elif name.endswith("vin"):
            kind = FaultKind.VIN_WRONG
        elif error.errors()[0]["type"] == "string_too_long":
            return None, DraftFault(FaultKind.TEXT_TOO_LONG, name, value=str(_longest(error)))
        return None, DraftFault(kind, name, value=_shown(value))
    return new, next(_faults_of_value(body, name, new, at), None)


def _faults_of_value(body: Body, name: str, new: Any, at: datetime) -> Iterator[DraftFault]:
    if name in _MASSES and isinstance(new, int):
        if new <= 0:
            yield DraftFault(FaultKind.MASS_NOT_POSITIVE, name, value=_shown(new))
        elif new > _heaviest(body, name):
            yield DraftFault(FaultKind.MASS_IMPLAUSIBLE, name, value=_shown(new))
    if new and _is_uscc(name) and not check_uscc(new).is_valid:
        yield DraftFault(FaultKind.USCC_WRONG, name, value=_shown(new))
    fault = _fault_of_time(name, new, at)
    if fault is not None:
        yield DraftFault(fault, name, value=_shown(new))


def _fault_of_time(name: str, new: Any, at: datetime) -> FaultKind | None:
    if isinstance(new, datetime):
        if new.tzinfo is None:
            return FaultKind.TIME_UNREADABLE
        fault = moment_fault(new, at)
        return FaultKind(fault.value) if fault else None
    if not isinstance(new, date):
        return None
    if new < _FLOORS.get(name, EARLIEST):
        return FaultKind.TIME_TOO_EARLY
    return FaultKind.TIME_IN_FUTURE if name not in _AHEAD and new > legal_day(at) else None


def _together(body: Body) -> Iterator[DraftFault]:
    """What only the whole record shows to be wrong."""
    said = vars(body)
    basis, mass = said.get("mass_basis"), said.get("gross_mass_g")
    if basis is not None and (mass is None) is not (basis == MassBasis.UNKNOWN):
        yield DraftFault(FaultKind.MASS_WITHOUT_BASIS, "mass_basis")
    for name, uscc in (("deliverer_name", "deliverer_uscc"), ("source_name", "source_uscc")):
        if said.get(name) and said.get("source_type") in PERSONS and not said.get(uscc):
            yield DraftFault(FaultKind.PERSON_IN_PUBLIC, name)
    outcome, refusal = said.get("outcome"), said.get("refusal_reason")
    if isinstance(body, ConsigneeAck) and (outcome == AckOutcome.REFUSED) is not bool(refusal):
        yield DraftFault(FaultKind.REASON_TEXT_MISSING, "refusal_reason")
    gross, tare, net = (said.get(name) for name in ("gross_mass_g", "tare_mass_g", "net_mass_g"))
    if None not in (gross, tare, net) and gross != (tare or 0) + (net or 0):
        yield DraftFault(FaultKind.VALUE_WRONG, "net_mass_g", value=str(net))


def _tidied(name: str, value: object) -> object:
    """A typed value as records write it: no blanks around, codes in upper case, nothing for an empty text."""
    if not isinstance(value, str):
        return value
    text = value.strip()
    if not text:
        return None
    if _is_uscc(name):
        return check_uscc(text).text
    return parse_vin(text).text if name.endswith("vin") else text


def _written(value: Any) -> JsonScalar:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    plain: JsonScalar = value
    return plain


def _is_uscc(name: str) -> bool:
    return name == "uscc" or name.endswith("_uscc")


def _shown(value: object) -> str:
    return str(value)[:80]


def _longest(error: ValidationError) -> int:
    return int(error.errors()[0].get("ctx", {}).get("max_length", 0))


def _heaviest(body: Body, name: str) -> int:
    if name in _OF_A_LOAD or isinstance(body, LoadAck):
        return HEAVIEST_LOAD_G
    return HEAVIEST_G.get(getattr(body, "unit_level", UnitLevel.PACK), HEAVIEST_LOAD_G)


def _adapter(record_type: str, name: str) -> TypeAdapter[Any]:
    key = (record_type, name)
    if key not in _ADAPTERS:
        _ADAPTERS[key] = TypeAdapter(shape_of_field(record_type, name))
    return _ADAPTERS[key]


_ADAPTERS: dict[tuple[str, str], TypeAdapter[Any]] = {}

_OF_A_LOAD = frozenset(
    {"total_gross_mass_g", "tare_mass_g", "net_mass_g", "group_mass_g", "expected_mass_g", "kerb_mass_g"}
)
_MASSES = _OF_A_LOAD | {"gross_mass_g", "received_gross_mass_g"}

_AHEAD = frozenset({"due_on", "expires_on"})
"""Days that lie ahead by their nature."""

_FLOORS = {"first_registered_on": date(1990, 1, 1)}
"""A vehicle may be older than the trade's records."""

_WORDS: Mapping[str, type[StrEnum]] = {
    "condition_class": ConditionClass,
    "consignee_role": ConsigneeRole,
    "mass_basis": MassBasis,
    "outcome": AckOutcome,
    "source_type": SourceType,
}
"""Fields whose words are a list of ours; a correction writes no other."""
