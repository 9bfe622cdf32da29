"""Reads limits and neighbours of the stock, from the program or, for limits, from a pack."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated, Any

from pydantic import Field, StringConstraints

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
from packtrail.domain.stock_rules import LimitKind, NeighbourRule, StockLimit, StockRules, Trait, Within

_LIMITS = "stock_limits"
_NEIGHBOURS = "neighbours"

_Letter = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]


class _Limit(Sourced):
    rule: RuleId
    outlet_kind: Ident
    kind: Annotated[LimitKind, Field(strict=False)]
    mass_g: Annotated[int, Field(ge=1, le=10**12)]
    in_force_from: Day
    in_force_to: Day | None = None


class _Limits(Document):
    limit: Annotated[list[_Limit], Field(min_length=1, max_length=MOST_ENTRIES)]


class _Charged(Sourced):
    above_mv: Annotated[int, Field(ge=1, le=5_000_000)]


class _Family(Sourced):
    name: Ident
    chemistries: Annotated[list[_Letter], Field(min_length=1, max_length=26)]


class _Pair(Sourced):
    rule: RuleId
    one: Ident
    other: Ident
    within: Annotated[Within, Field(strict=False)]


class _Neighbours(Document):
    charged: _Charged
    family: Annotated[list[_Family], Field(max_length=MOST_ENTRIES)]
    pair: Annotated[list[_Pair], Field(max_length=MOST_ENTRIES)]


@cache
def load_stock_rules() -> StockRules:
    """The rules that come with the program, read once per process."""
    return stock_rules_with(stock_limits_from(resources.toml("rules", "stock_limits.toml")))


def stock_rules_with(limits: tuple[StockLimit, ...]) -> StockRules:
    """``limits`` beside the neighbours that come with the program."""
    return neighbours_from(resources.toml("rules", "neighbours.toml"), limits)


def stock_limits_from(document: Mapping[str, Any]) -> tuple[StockLimit, ...]:
    """The limits that a parsed document holds.

    Raises ValueError (pydantic's is one) for a wrong shape, an unknown source, a rule twice or one that
    ends before it begins; RefdataDatesOverlap for two figures of one meaning for one kind of outlet on one
    day.
    """
    checked = _Limits.model_validate(dict(document))
    checked.refuse_other(_LIMITS)
    by_name(checked.limit, lambda entry: entry.rule)
    checked.refuse_overlaps(
        (f"{entry.outlet_kind} {entry.kind}", entry.in_force_from, entry.in_force_to)
        for entry in checked.limit
    )
    return tuple(
        StockLimit(
            rule=entry.rule,
            outlet_kind=entry.outlet_kind,
            kind=entry.kind,
            mass_g=entry.mass_g,
            in_force_from=entry.in_force_from,
            in_force_to=entry.in_force_to,
            origin=entry.source,
            provenance=checked.provenance(entry),
        )
        for entry in checked.limit
    )


def neighbours_from(document: Mapping[str, Any], limits: tuple[StockLimit, ...] = ()) -> StockRules:
    """The neighbours that a parsed document holds, beside ``limits``.

    Raises ValueError for a wrong shape, an unknown source or name, or a rule, family or battery type twice.
    """
    checked = _Neighbours.model_validate(dict(document))
    checked.refuse_other(_NEIGHBOURS)
    families = by_name(checked.family, lambda entry: entry.name)
    for family in checked.family:
        checked.provenance(family)
    checked.provenance(checked.charged)
    letters = by_name(
        ((letter, family.name) for family in checked.family for letter in family.chemistries),
        lambda entry: entry[0],
    )
    by_name(checked.pair, lambda entry: entry.rule)
    names = (name for entry in checked.pair for name in (entry.one, entry.other))
    refuse_unknown(names, {*families, *Trait}, "trait or family")
    return StockRules(
        limits=limits,
        neighbours=tuple(
            NeighbourRule(
                rule=entry.rule,
                one=entry.one,
                other=entry.other,
                within=entry.within,
                provenance=checked.provenance(entry),
            )
            for entry in checked.pair
        ),
        families={letter: family for letter, (_, family) in letters.items()},
        charged_above_mv=checked.charged.above_mv,
    )
