"""Who may open a pack, as dated data that is handed in; it warns with its source and blocks nothing.

Source: ``domain.md`` 5.1 (docs/sources.md, S50): an outlet does no dismantling beyond safety inspection.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.unit import Identity, Unit


class OpeningWarningKind(StrEnum):
    """What an opening warns of."""

    BEYOND_SAFETY_INSPECTION = "beyond_safety_inspection"
    OPENING_TO_BE_CONFIRMED = "opening_to_be_confirmed"  # no rule was read for this kind of outlet
    DANGER_GOES_ON = "danger_goes_on"  # what comes out of a dangerous pack is isolated with it
    IDENTITY_IN_CONFLICT = "identity_in_conflict"  # which pack it is should be settled first


@dataclass(frozen=True, kw_only=True, slots=True)
class OpeningRule:
    """What one kind of outlet is told."""

    rule: str
    outlet_kind: str
    warning: OpeningWarningKind
    in_force_from: date
    in_force_to: date | None  # the last day
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class OpeningRules:
    """One version of them."""

    version: str
    rules: tuple[OpeningRule, ...]


@dataclass(frozen=True, slots=True)
class OpeningWarning:
    """What the operator confirms; ``provenance`` only where it rests on a rule."""

    kind: OpeningWarningKind
    provenance: Provenance | None = None

    @property
    def is_to_be_confirmed(self) -> bool:
        """Whether nobody saw the wording that it rests on (待确认)."""
        return self.provenance is not None and self.provenance.confidence is not Confidence.SEEN


def opening_warnings(
    unit: Unit, outlet_kind: str, rules: OpeningRules, on: date
) -> tuple[OpeningWarning, ...]:
    """What the opening of ``unit`` on a day warns of; a kind of outlet without a rule is told so too."""
    found = [
        OpeningWarning(rule.warning, rule.provenance)
        for rule in rules.rules
        if rule.outlet_kind == outlet_kind and rule.in_force_from <= on <= (rule.in_force_to or date.max)
    ]
    if not found:
        found.append(OpeningWarning(OpeningWarningKind.OPENING_TO_BE_CONFIRMED))
    if unit.is_dangerous or unit.is_high_risk:
        found.append(OpeningWarning(OpeningWarningKind.DANGER_GOES_ON))
    if unit.identity is Identity.CONFLICT:
        found.append(OpeningWarning(OpeningWarningKind.IDENTITY_IN_CONFLICT))
    return tuple(found)
