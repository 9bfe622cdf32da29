"""Reads which papers recipients and carriers need, from the program or from a pack."""

from collections.abc import Mapping
from datetime import timedelta
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
    Words,
    by_name,
    refuse_unknown,
)
from packtrail.domain.eligibility import CarrierRule, RecipientRules, Requirement, RoleRule
from packtrail.wording import CHINESE, ENGLISH, wording

_DATASET = "recipients"
_MOST_OF_ONE = 20

_Names = Annotated[list[Ident], Field(max_length=_MOST_OF_ONE)]
_Days = Annotated[int, Field(ge=1, le=3650)]


class _Requirement(Sourced):
    name: Ident
    papers: Annotated[list[Ident], Field(min_length=1, max_length=_MOST_OF_ONE)]
    rule: RuleId


class _Role(Sourced):
    role: Ident
    rule: RuleId
    in_force_from: Day
    in_force_to: Day | None = None
    requirements: _Names
    to_be_confirmed_from: _Names = Field(default=[])
    former_repurposing: bool = False


class _Carrier(Sourced):
    rule: RuleId
    requirements: _Names
    scope_requirement: Ident
    scope: Words


class _Document(Document):
    stale_after_days: _Days
    expiring_within_days: _Days
    requirement: Annotated[list[_Requirement], Field(max_length=MOST_ENTRIES)]
    role: Annotated[list[_Role], Field(max_length=MOST_ENTRIES)]
    carrier: _Carrier


@cache
def load_recipient_rules() -> RecipientRules:
    """The rules that come with the program, read once per process."""
    return recipient_rules_from(resources.toml("rules", "recipients.toml"))


def recipient_rules_from(document: Mapping[str, Any]) -> RecipientRules:
    """The rules that a parsed document holds.

    Raises ValueError (pydantic's is one) for a wrong shape, an unknown source or requirement, a requirement
    twice or without words, a rule that ends before it begins; RefdataDatesOverlap for two rules of one role
    on one day.
    """
    checked = _Document.model_validate(dict(document))
    checked.refuse_other(_DATASET)
    requirements = by_name(checked.requirement, lambda entry: entry.name)
    _refuse_gaps(checked, requirements)
    carrier = checked.carrier
    return RecipientRules(
        version=checked.version,
        requirements={
            name: Requirement(name, frozenset(entry.papers), entry.rule, checked.provenance(entry))
            for name, entry in requirements.items()
        },
        roles=tuple(
            RoleRule(
                rule=entry.rule,
                role=entry.role,
                in_force_from=entry.in_force_from,
                in_force_to=entry.in_force_to,
                requirements=tuple(entry.requirements),
                to_be_confirmed_from=frozenset(entry.to_be_confirmed_from),
                is_former_repurposing=entry.former_repurposing,
                provenance=checked.provenance(entry),
            )
            for entry in checked.role
        ),
        carrier=CarrierRule(
            rule=carrier.rule,
            requirements=tuple(carrier.requirements),
            scope_requirement=carrier.scope_requirement,
            scope=carrier.scope,
            provenance=checked.provenance(carrier),
        ),
        stale_after=timedelta(days=checked.stale_after_days),
        expiring_within=timedelta(days=checked.expiring_within_days),
    )


def _refuse_gaps(document: _Document, requirements: Mapping[str, _Requirement]) -> None:
    for needed in (*(entry.requirements for entry in document.role), document.carrier.requirements):
        by_name(needed, str)
        refuse_unknown(needed, requirements, "requirement")
    refuse_unknown([document.carrier.scope_requirement], document.carrier.requirements, "requirement")
    document.refuse_overlaps((entry.role, entry.in_force_from, entry.in_force_to) for entry in document.role)
    for name in requirements:
        for language in (CHINESE, ENGLISH):
            if not wording(language).knows(f"words.requirement.{name}"):
                raise ValueError(f"requirement {name} has no words in {language}")
