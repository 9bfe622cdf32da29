"""How much may stand at an outlet and what may not stand beside what, as dated data that is handed in.

Nothing here blocks: of the limits one is of a repealed guide and the other is no ceiling at all, and of the
neighbours nothing could be read in force (``domain.md`` 5.1). Each rule goes with its source wherever it is
shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.safety import DangerLevel, condition_danger
from packtrail.domain.standing import Look


class LimitKind(StrEnum):
    """What a figure of a rule means."""

    CEILING = "ceiling"  # not more than so much may stand here
    CAPACITY = "capacity"  # room for at least so much; more may stand here


@dataclass(frozen=True, kw_only=True, slots=True)
class StockLimit:
    """One figure for one kind of outlet."""

    rule: str
    outlet_kind: str
    kind: LimitKind
    mass_g: int
    in_force_from: date
    in_force_to: date | None  # the last day
    origin: str  # which text; a word of the screens
    provenance: Provenance

    def is_repealed(self, on: date) -> bool:
        """Whether it was over before ``on``."""
        return self.in_force_to is not None and self.in_force_to < on

    def is_to_be_confirmed(self, on: date) -> bool:
        """Whether nobody read that it holds on ``on`` (待确认)."""
        return self.is_repealed(on) or self.provenance.confidence is not Confidence.SEEN


class Trait(StrEnum):
    """What counts of a unit when it stands beside another; material families stand beside these."""

    SOUND = "sound"
    UNCHECKED = "unchecked"
    DAMAGED = "damaged"
    HIGH_RISK = "high_risk"
    CHARGED = "charged"


class Within(StrEnum):
    """How near two units stand that are neighbours."""

    ZONE = "zone"
    SLOT = "slot"  # the same one, or both on the open floor of the zone


@dataclass(frozen=True, kw_only=True, slots=True)
class NeighbourRule:
    """Two kinds of units that should not stand together; names are traits or material families."""

    rule: str
    one: str
    other: str
    within: Within
    provenance: Provenance

    def meets(self, mine: frozenset[str], theirs: frozenset[str]) -> bool:
        """Whether two units with these traits are such a pair."""
        return (self.one in mine and self.other in theirs) or (self.other in mine and self.one in theirs)


@dataclass(frozen=True, kw_only=True)
class StockRules:
    """Limits and neighbours in use; an empty one knows no rule."""

    limits: tuple[StockLimit, ...] = ()
    neighbours: tuple[NeighbourRule, ...] = ()
    families: Mapping[str, str] = field(
        default_factory=dict
    )  # material family by the letter of the battery type
    charged_above_mv: int | None = None

    def limit(self, outlet_kind: str | None, kind: LimitKind, on: date) -> StockLimit | None:
        """The figure in force on ``on``, else the one that was repealed last: nothing took its place."""
        known = [
            each
            for each in self.limits
            if each.outlet_kind == outlet_kind and each.kind is kind and each.in_force_from <= on
        ]
        return max(known, key=lambda each: (not each.is_repealed(on), each.in_force_from), default=None)

    def traits(self, look: Look) -> frozenset[str]:
        """The traits and the family of a unit, as far as anybody looked."""
        found: set[str] = {_condition(look)}
        if found == {Trait.HIGH_RISK}:
            found.add(Trait.DAMAGED)
        if look.is_charged:
            found.add(Trait.CHARGED)
        family = self.families.get(look.chemistry_code or "")
        return frozenset(found | {family} if family else found)


def _condition(look: Look) -> Trait:
    if look.is_high_risk:
        return Trait.HIGH_RISK
    if look.is_dangerous:
        return Trait.DAMAGED
    level = condition_danger(look.condition_class).level
    if level is DangerLevel.UNDETERMINED:
        return Trait.UNCHECKED
    return Trait.SOUND if level is DangerLevel.NONE else Trait.DAMAGED
