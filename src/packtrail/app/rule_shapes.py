"""The shapes that rule documents share: identifiers, days, sources and how sure we are of each entry.

The same document comes as TOML with the program and as JSON in a signed pack, so days and words of a list
may arrive as text; everything else has to be of its type. Limits are far above what any rule needs.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Annotated, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.refdata import refuse_overlaps

MOST_ENTRIES = 200

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_Entry = TypeVar("_Entry")

Ident = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\.[1-9][0-9]{0,3}$")]


def _day(value: object) -> object:
    """A date of TOML, or ``YYYY-MM-DD`` of JSON; a number of seconds is no day."""
    if isinstance(value, str):
        if not _DAY.fullmatch(value):
            raise ValueError("no day")
        return date.fromisoformat(value)
    return value


Day = Annotated[date, BeforeValidator(_day), Field(ge=date(2000, 1, 1), le=date(2100, 12, 31))]


class Strict(BaseModel):
    """Nothing unknown, nothing coerced, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Sourced(Strict):
    """An entry with its source and how sure we are of it."""

    source: Ident
    confidence: Annotated[Confidence, Field(strict=False)]


class Document(Strict):
    """A rule document: which data, which version, the sources that entries name."""

    dataset: Ident
    version: Version
    sources: Annotated[dict[Ident, Words], Field(max_length=MOST_ENTRIES)]

    def provenance(self, entry: Sourced) -> Provenance:
        """The provenance of ``entry``; raises ValueError for a source that is not listed."""
        if entry.source not in self.sources:
            raise ValueError(f"source {entry.source!r} is not listed")
        return Provenance(self.sources[entry.source], entry.confidence)

    def refuse_other(self, dataset: str) -> None:
        """Raise ValueError when this is the document of another dataset."""
        if self.dataset != dataset:
            raise ValueError(f"the document is of {self.dataset!r}, not of {dataset!r}")

    def refuse_overlaps(self, periods: Iterable[tuple[str, date | None, date | None]]) -> None:
        """Refuse two entries of one name on one day, and one that ends before it begins.

        Raises RefdataDatesOverlap or ValueError.
        """
        checked = []
        for name, first, last in periods:
            if first and last and last < first:
                raise ValueError(f"{name} ends before it begins")
            checked.append((name, first or date.min, last))
        refuse_overlaps(self.dataset, checked)


def by_name(entries: Iterable[_Entry], name_of: Callable[[_Entry], str]) -> dict[str, _Entry]:
    """The entries by name; raises ValueError for one that stands there twice."""
    found: dict[str, _Entry] = {}
    for entry in entries:
        name = name_of(entry)
        if name in found:
            raise ValueError(f"{name} stands there twice")
        found[name] = entry
    return found


def refuse_unknown(names: Iterable[str], known: Iterable[str], what: str) -> None:
    """Raise ValueError for a name that is not among those known."""
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise ValueError(f"{what} {', '.join(unknown)} is not there")
