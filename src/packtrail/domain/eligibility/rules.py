"""Which papers a kind of recipient or a carrier needs, as dated data (resources/rules/recipients.toml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from packtrail.domain.code_tables import Confidence, Provenance

SET_UP_BY = "set_up_by"
"""Not a paper: who set the outlet up or entrusted it, named on the recipient itself (practice 17)."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """凭证要求: any one of these papers meets it."""

    name: str
    papers: frozenset[str]
    rule: str  # id in docs/sources.md and on reports
    provenance: Provenance


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRule:
    """What one kind of recipient needs between two days, both included."""

    rule: str
    role: str  # a ConsigneeRole
    in_force_from: date
    in_force_to: date | None
    requirements: tuple[str, ...]
    to_be_confirmed_from: frozenset[str]  # kinds of outlet whose handing on to this role is 待确认
    is_former_repurposing: bool
    provenance: Provenance

    def is_in_force(self, on: date) -> bool:
        """Whether ``on`` lies between its dates."""
        return self.in_force_from <= on <= (self.in_force_to or date.max)


@dataclass(frozen=True, kw_only=True, slots=True)
class CarrierRule:
    """What the card of a carrier should show; it only ever warns."""

    rule: str
    requirements: tuple[str, ...]
    scope_requirement: str  # whose paper has a 经营范围
    scope: str  # what it has to hold for dangerous goods of this class, 第9类
    provenance: Provenance


@dataclass(frozen=True, kw_only=True, slots=True)
class RecipientRules:
    """One version of the data."""

    version: str
    requirements: Mapping[str, Requirement]
    roles: tuple[RoleRule, ...]
    carrier: CarrierRule
    stale_after: timedelta  # papers looked at longer ago warn; a target of our own
    expiring_within: timedelta

    def of_role(self, role: str, on: date) -> RoleRule | None:
        """The rule for ``role`` in force on the day."""
        return next((rule for rule in self.roles if rule.role == role and rule.is_in_force(on)), None)


def is_unconfirmed(provenance: Provenance) -> bool:
    """待确认: nobody has seen it in the law's own wording."""
    return provenance.confidence is not Confidence.SEEN
