"""Reads who may open a pack, with the source of each entry."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from packtrail import resources
from packtrail.app.rule_shapes import MOST_ENTRIES, Day, Document, Ident, RuleId, Sourced, by_name
from packtrail.domain.opening_rules import OpeningRule, OpeningRules, OpeningWarningKind

_DATASET = "opening"


class _Rule(Sourced):
    rule: RuleId
    outlet_kind: Ident
    warning: Annotated[OpeningWarningKind, Field(strict=False)]
    in_force_from: Day
    in_force_to: Day | None = None


class _Document(Document):
    rule: Annotated[list[_Rule], Field(min_length=1, max_length=MOST_ENTRIES)]


@cache
def load_opening_rules() -> OpeningRules:
    """The rules that come with the program, read once per process."""
    return opening_rules_from(resources.toml("rules", "opening.toml"))


def opening_rules_from(document: Mapping[str, Any]) -> OpeningRules:
    """The rules that a parsed document holds.

    Raises ValueError for a wrong shape, an unknown source or a rule that stands there twice, and
    RefdataDatesOverlap for two of one kind of outlet on one day.
    """
    checked = _Document.model_validate(dict(document))
    checked.refuse_other(_DATASET)
    by_name(checked.rule, lambda each: each.rule)
    checked.refuse_overlaps((each.outlet_kind, each.in_force_from, each.in_force_to) for each in checked.rule)
    return OpeningRules(
        version=checked.version,
        rules=tuple(
            OpeningRule(
                rule=each.rule,
                outlet_kind=each.outlet_kind,
                warning=each.warning,
                in_force_from=each.in_force_from,
                in_force_to=each.in_force_to,
                provenance=checked.provenance(each),
            )
            for each in checked.rule
        ),
    )
