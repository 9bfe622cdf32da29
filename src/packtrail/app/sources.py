"""Reads what is asked of deliverers by their kind, from the program or from a pack."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from packtrail import resources
from packtrail.app.rule_shapes import (
    MOST_ENTRIES,
    Day,
    Document,
    Ident,
    RuleId,
    Sourced,
    by_name,
    refuse_unknown,
)
from packtrail.domain.records.gate import SourceType
from packtrail.domain.sources import (
    HEAD_FIELDS,
    UNIT_FIELDS,
    SourceRule,
    SourceRules,
    UnitCase,
    UnitCaseRule,
)
from packtrail.wording import CHINESE, ENGLISH, wording

_DATASET = "sources"
_MOST_OF_ONE = 20

_Names = Annotated[list[Ident], Field(max_length=_MOST_OF_ONE)]


class _Asking(Sourced):
    rule: RuleId
    fields: _Names = Field(default=[])
    papers: _Names = Field(default=[])


class _Source(_Asking):
    source_type: Ident
    in_force_from: Day
    in_force_to: Day | None = None


class _Case(_Asking):
    case: Annotated[UnitCase, Field(strict=False)]


class _Document(Document):
    asked: Annotated[list[_Source], Field(max_length=MOST_ENTRIES)]
    case: Annotated[list[_Case], Field(max_length=len(UnitCase))]


@cache
def load_source_rules() -> SourceRules:
    """The rules that come with the program, read once per process."""
    return source_rules_from(resources.toml("rules", "sources.toml"))


def source_rules_from(document: Mapping[str, Any]) -> SourceRules:
    """The rules that a parsed document holds.

    Raises ValueError (pydantic's is one) for a wrong shape, an unknown source, kind of source or field, a
    name without words or twice; RefdataDatesOverlap for two rules of one kind on one day.
    """
    checked = _Document.model_validate(dict(document))
    checked.refuse_other(_DATASET)
    refuse_unknown((entry.source_type for entry in checked.asked), SourceType, "kind of source")
    checked.refuse_overlaps(
        (entry.source_type, entry.in_force_from, entry.in_force_to) for entry in checked.asked
    )
    by_name(checked.case, lambda entry: entry.case)
    for entry in (*checked.asked, *checked.case):
        refuse_unknown(entry.fields, (*HEAD_FIELDS, *UNIT_FIELDS), "field")
        _refuse_wordless(by_name((*entry.fields, *entry.papers), str))
    return SourceRules(
        version=checked.version,
        sources=tuple(
            SourceRule(
                rule=entry.rule,
                source_type=entry.source_type,
                in_force_from=entry.in_force_from,
                in_force_to=entry.in_force_to,
                fields=tuple(entry.fields),
                papers=tuple(entry.papers),
                provenance=checked.provenance(entry),
            )
            for entry in checked.asked
        ),
        cases=tuple(
            UnitCaseRule(
                rule=entry.rule,
                case=entry.case,
                fields=tuple(entry.fields),
                papers=tuple(entry.papers),
                provenance=checked.provenance(entry),
            )
            for entry in checked.case
        ),
    )


def _refuse_wordless(names: Iterable[str]) -> None:
    for name in names:
        for language in (CHINESE, ENGLISH):
            if not wording(language).knows(f"words.asked.{name}"):
                raise ValueError(f"{name} has no words in {language}")
