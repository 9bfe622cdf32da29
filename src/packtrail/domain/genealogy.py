"""拆包 and what came of it: pack, modules, cells as one tree, and the masses of an opening side by side.

Sources: ``practice.md`` 6 and 13, features 34: the parent is never deleted, codes of pack, module and cell
are linked, and what is missing of the parent's mass is shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.custody import Custody
from packtrail.domain.records.gate import MassBasis, UnitLevel
from packtrail.domain.safety import DangerLevel, RecheckRule
from packtrail.domain.unit import Unit

INSIDE: Mapping[str, frozenset[str]] = {
    UnitLevel.PACK: frozenset({UnitLevel.MODULE, UnitLevel.CELL}),
    UnitLevel.MODULE: frozenset({UnitLevel.CELL}),
}
"""What a unit of a level can hold; what is not here holds nothing."""

DEEPEST = len(INSIDE) + 1
"""Levels of one tree: pack, module, cell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MassOfOpening:
    """The parent's mass against what came out of it; grams, None where it is not known."""

    parent_g: int | None
    children_g: int  # of those whose mass is known, as they came out
    children: int
    unknown: int  # children without a mass
    estimated: int  # children whose mass is a share or an estimate
    residue_g: int | None

    @property
    def difference_g(self) -> int | None:
        """What is missing of the parent (+) or too much (-); None while a mass is not known."""
        if self.parent_g is None or self.unknown:
            return None
        return self.parent_g - self.children_g - (self.residue_g or 0)


@dataclass(frozen=True, slots=True)
class Kin:
    """One unit of a tree, with what came out of it in the order in which it came."""

    unit: Unit
    parts: tuple["Kin", ...] = ()

    @property
    def mass(self) -> MassOfOpening | None:
        """Its opening's masses; None of a unit that was not opened."""
        if self.unit.custody is not Custody.OPENED:
            return None
        return mass_of_opening(self.unit, [part.unit for part in self.parts])

    @property
    def count(self) -> int:
        """How many units the tree has from here down, this one included."""
        return 1 + sum(part.count for part in self.parts)

    def find(self, unit_id: str) -> "Kin | None":
        """The unit of this id in the tree."""
        if self.unit.unit_id == unit_id:
            return self
        return next((found for part in self.parts if (found := part.find(unit_id))), None)


def danger_carried(parent: Unit, rule: RecheckRule | None = None) -> tuple[str | None, datetime | None]:
    """What its parts carry of a danger that stands: its level, and when heat is looked at again.

    Without ``rule`` the time is the one that was promised of the parent.
    """
    if not (parent.is_dangerous or parent.is_high_risk):
        return None, None
    level = DangerLevel.HIGH if parent.is_high_risk else DangerLevel.DAMAGED
    due_at = parent.safety.recheck_due_at(rule) if rule else parent.safety.recheck_at
    return level.name.lower(), due_at if parent.safety.worst.is_thermal else None


def mass_of_opening(parent: Unit, children: Sequence[Unit]) -> MassOfOpening:
    """The balance of one opening; what was voided since did not come out of it."""
    counting = [child for child in children if child.custody is not Custody.VOIDED]
    known = [child.mass_in_g for child in counting if child.mass_in_g is not None]
    return MassOfOpening(
        parent_g=parent.mass_g,
        children_g=sum(known),
        children=len(counting),
        unknown=len(counting) - len(known),
        estimated=sum(child.mass_basis == MassBasis.ESTIMATED for child in counting),
        residue_g=parent.residue_g,
    )


def tree(root: Unit, children_of: Mapping[str, Sequence[Unit]]) -> Kin:
    """The tree under ``root``; a part that was recorded anew stands once, as what it is now."""
    replaced = {unit.replaces_id for units in children_of.values() for unit in units if unit.replaces_id}

    def kin(unit: Unit, depth: int) -> Kin:
        found = children_of.get(unit.unit_id, ()) if depth < DEEPEST else ()
        return Kin(unit, tuple(kin(each, depth + 1) for each in found if each.unit_id not in replaced))

    return kin(root, 1)
