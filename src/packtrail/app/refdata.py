"""Reads the reference tables of battery codes and checks them before anything relies on them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from packtrail import resources
from packtrail.domain.code_tables import (
    Chemistry,
    CodeTables,
    Confidence,
    DateCharacter,
    Maker,
    ProductType,
    Provenance,
)
from packtrail.domain.records.gate import UnitLevel

_Character = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]$")]
_Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_Entry = TypeVar("_Entry")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Sourced(_Strict):
    source: str
    confidence: Confidence


class _Maker(_Sourced):
    code: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{3}$")]
    zh: _Words
    en: _Words


class _Chemistry(_Sourced):
    letter: _Letter


class _ProductType(_Sourced):
    letter: _Letter
    level: UnitLevel


class _DateCharacter(_Sourced):
    character: _Character
    disputed: bool = False


class _Year(_DateCharacter):
    value: Annotated[int, Field(ge=2000, le=2100)]


class _Month(_DateCharacter):
    value: Annotated[int, Field(ge=1, le=12)]


class _Day(_DateCharacter):
    value: Annotated[int, Field(ge=1, le=31)]


class _Document(_Strict):
    dataset: str
    version: int
    as_of: date
    earliest_made_on: date
    first_usual_year: int
    sources: dict[str, _Words]
    maker: list[_Maker]
    product_type: list[_ProductType]
    chemistry: list[_Chemistry]
    year: list[_Year]
    month: list[_Month]
    day: list[_Day]

    def provenance(self, entry: _Sourced) -> Provenance:
        """The provenance of ``entry``; raises ValueError for a source that isn't listed."""
        if entry.source not in self.sources:
            raise ValueError(f"source {entry.source!r} is not listed")
        return Provenance(self.sources[entry.source], entry.confidence)

    def characters(self, entries: Iterable["_Year | _Month | _Day"]) -> dict[str, DateCharacter]:
        """One alphabet of the date; two characters of one value are refused as well."""
        found = _by_key(
            (
                DateCharacter(entry.character, entry.value, self.provenance(entry), entry.disputed)
                for entry in entries
            ),
            lambda entry: entry.character,
        )
        _by_key(found.values(), lambda entry: str(entry.value))
        return found


@cache
def load_code_tables() -> CodeTables:
    """The tables that come with the program, read once per process."""
    return code_tables_from(resources.toml("refdata", "battery_codes.toml"))


def code_tables_from(document: Mapping[str, Any]) -> CodeTables:
    """The tables that a parsed document holds.

    Raises ValueError (pydantic's is one) for a wrong shape, an unknown source, the same key or date value
    twice, or a character of the form without a meaning.
    """
    checked = _Document.model_validate(dict(document))
    return CodeTables(
        makers=_by_key(
            (Maker(entry.code, entry.zh, entry.en, checked.provenance(entry)) for entry in checked.maker),
            lambda entry: entry.code,
        ),
        chemistries=_by_key(
            (Chemistry(entry.letter, checked.provenance(entry)) for entry in checked.chemistry),
            lambda entry: entry.letter,
        ),
        product_types=_by_key(
            (
                ProductType(entry.letter, entry.level, checked.provenance(entry))
                for entry in checked.product_type
            ),
            lambda entry: entry.letter,
        ),
        years=checked.characters(checked.year),
        months=checked.characters(checked.month),
        days=checked.characters(checked.day),
        earliest_made_on=checked.earliest_made_on,
        first_usual_year=checked.first_usual_year,
    )


def _by_key(entries: Iterable[_Entry], key: Callable[[_Entry], str]) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for entry in entries:
        name = key(entry)
        if name in found:
            raise ValueError(f"{name} stands there twice")
        found[name] = entry
    return found
