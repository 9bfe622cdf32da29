"""What a load needs as dangerous goods: proposals of UN number and packing instruction, and refused modes.

Every entry is dated data with its source (resources/rules/dangerous_goods.toml). UN model rules and ADR
are known from secondary sources, JT/T 617 was not read, so all of it is proposed to a competent person and
to be confirmed; only the wording of the way out (practice 9) makes damaged-goods packing a condition.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from packtrail.domain.code_tables import Confidence, Provenance
from packtrail.domain.eligibility.province import province_of
from packtrail.domain.safety.danger import Danger, DangerLevel


class PackingState(StrEnum):
    """As what a battery is packed."""

    SOUND = "sound"
    DAMAGED = "damaged"
    LIABLE_TO_REACT = "liable_to_react"


class TransportWarning(StrEnum):
    """What the dispatcher should know; all of it is confirmed, none of it blocks."""

    TO_BE_CONFIRMED = "to_be_confirmed"
    COMPETENT_PERSON = "competent_person"  # whether it is liable to react is for an expert to say
    KIND_UNKNOWN = "kind_unknown"  # no UN number to propose for this chemistry
    NO_INSTRUCTION = "no_instruction"  # a UN number, but no packing instruction that we know
    SEA_ONLY = "sea_only"  # the entry applies at sea alone
    RAIL_REFUSED = "rail_refused"
    AIR_REFUSED = "air_refused"
    PACKED_APART = "packed_apart"  # damaged beside sound ones on one load
    CONDITION_UNCHECKED = "condition_unchecked"
    FILING_NUMBER_MISSING = "filing_number_missing"  # to another province


class _Dated:
    """Something that is in force between two days, both included; None is open."""

    in_force_from: date | None
    in_force_to: date | None

    def is_in_force(self, on: date) -> bool:
        """Whether ``on`` lies between its dates."""
        return (self.in_force_from or date.min) <= on <= (self.in_force_to or date.max)


@dataclass(frozen=True, kw_only=True)
class Family(_Dated):
    """Batteries that share a UN number, by the letters of their chemistry."""

    name: str
    chemistry_codes: frozenset[str]
    un_number: str  # four digits
    is_sea_only: bool
    needs_waste_manifest: bool  # 危险废物转移联单
    provenance: Provenance
    in_force_from: date | None = None
    in_force_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class Entry(_Dated):
    """The packing instructions of one family in one state, the usual one first."""

    family: str
    state: PackingState
    packings: tuple[str, ...]
    special_provision: str | None
    provenance: Provenance
    in_force_from: date | None = None
    in_force_to: date | None = None


@dataclass(frozen=True, kw_only=True)
class ModeRefusal(_Dated):
    """A mode of transport that does not take batteries in these states."""

    mode: str  # rail, air
    states: frozenset[PackingState]
    provenance: Provenance
    in_force_from: date | None = None
    in_force_to: date | None = None


@dataclass(frozen=True, slots=True)
class DangerousGoodsRules:
    """One version of the dangerous-goods data."""

    version: str
    families: tuple[Family, ...]
    entries: tuple[Entry, ...]
    refusals: tuple[ModeRefusal, ...]
    asks_filing_number: bool  # of a transfer to another province


@dataclass(frozen=True, kw_only=True, slots=True)
class TransportUnit:
    """What is known of one unit of the load."""

    label: str
    chemistry_code: str | None
    danger: Danger


@dataclass(frozen=True, kw_only=True, slots=True)
class PackingProposal:
    """One kind of package on the load."""

    family: str | None  # None: no UN number is known for this chemistry
    un_number: str | None
    state: PackingState
    packings: tuple[str, ...]
    special_provision: str | None
    confidence: Confidence | None  # the weakest of what it rests on
    labels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TransportProposal:
    """What a load needs on the road; a mixed load has a package for each kind, the most dangerous first."""

    packages: tuple[PackingProposal, ...]
    refused_modes: frozenset[str]
    needs_waste_manifest: bool
    warnings: tuple[TransportWarning, ...]

    @property
    def is_rail_allowed(self) -> bool:
        """Whether no rule that we know keeps the load from going by rail."""
        return "rail" not in self.refused_modes

    @property
    def un_numbers(self) -> tuple[str, ...]:
        """Each UN number once."""
        return tuple(dict.fromkeys(each.un_number for each in self.packages if each.un_number))


def packing_state(danger: Danger) -> PackingState:
    """As what to pack a unit, proposed on the safe side; the expert may say otherwise."""
    if danger.level == DangerLevel.HIGH:
        return PackingState.LIABLE_TO_REACT
    return PackingState.DAMAGED if danger.is_found else PackingState.SOUND


def is_damaged_goods_packing(packing: str | None, rules: DangerousGoodsRules, on: date) -> bool:
    """Whether ``packing`` is one for damaged goods: a condition of the way out (practice 9).

    Where no instruction is in force any more those known last count: old data must not lock danger in.
    """
    known = [entry for entry in rules.entries if entry.state is not PackingState.SOUND]
    return any(packing in entry.packings for entry in _in_force(known, on) or known)


def propose_transport(
    units: Sequence[TransportUnit],
    rules: DangerousGoodsRules,
    on: date,
    *,
    from_uscc: str | None = None,
    to_uscc: str | None = None,
    filing_number: str | None = None,
) -> TransportProposal:
    """What the load needs by the rules in force on the day; proposals and warnings, never a refusal.

    The provinces are those of the registration in both codes, which may not be where the yards are.
    """
    kinds: dict[tuple[PackingState, str], list[TransportUnit]] = {}
    families = {name: family for family in _in_force(rules.families, on) for name in family.chemistry_codes}
    for unit in units:
        family = families.get(unit.chemistry_code or "")
        kinds.setdefault((packing_state(unit.danger), family.name if family else ""), []).append(unit)
    by_name = {family.name: family for family in families.values()}
    order = list(PackingState)
    packages = tuple(
        _package(by_name.get(name), state, kinds[state, name], rules, on)
        for state, name in sorted(kinds, key=lambda kind: (-order.index(kind[0]), kind[1]))
    )
    states = {package.state for package in packages}
    refused = frozenset(each.mode for each in _in_force(rules.refusals, on) if each.states & states)
    used = [by_name[package.family] for package in packages if package.family]
    crosses = _crosses_provinces(from_uscc, to_uscc)
    found = {
        TransportWarning.FILING_NUMBER_MISSING: rules.asks_filing_number and crosses and not filing_number,
        TransportWarning.CONDITION_UNCHECKED: any(
            unit.danger.level == DangerLevel.UNDETERMINED for unit in units
        ),
        TransportWarning.SEA_ONLY: any(family.is_sea_only for family in used),
        TransportWarning.RAIL_REFUSED: "rail" in refused,
        TransportWarning.AIR_REFUSED: "air" in refused,
        **_package_warnings(packages),
    }
    return TransportProposal(
        packages=packages,
        refused_modes=refused,
        needs_waste_manifest=any(family.needs_waste_manifest for family in used),
        warnings=tuple(warning for warning in TransportWarning if found.get(warning)),
    )


_DatedT = TypeVar("_DatedT", bound=_Dated)


def _in_force(entries: Iterable[_DatedT], on: date) -> list[_DatedT]:
    return [entry for entry in entries if entry.is_in_force(on)]


def _package(
    family: Family | None,
    state: PackingState,
    units: Sequence[TransportUnit],
    rules: DangerousGoodsRules,
    on: date,
) -> PackingProposal:
    found = [
        entry
        for entry in _in_force(rules.entries, on)
        if family and (entry.family, entry.state) == (family.name, state)
    ]
    entry = found[0] if found else None
    rests_on = [part.provenance.confidence for part in (family, entry) if part]
    return PackingProposal(
        family=family.name if family else None,
        un_number=family.un_number if family else None,
        state=state,
        packings=entry.packings if entry else (),
        special_provision=entry.special_provision if entry else None,
        confidence=max(rests_on, key=list(Confidence).index, default=None),
        labels=tuple(unit.label for unit in units),
    )


def _package_warnings(packages: Sequence[PackingProposal]) -> dict[TransportWarning, bool]:
    states = {package.state for package in packages}
    return {
        TransportWarning.TO_BE_CONFIRMED: any(
            package.confidence not in {None, Confidence.SEEN} for package in packages
        ),
        TransportWarning.COMPETENT_PERSON: bool(states - {PackingState.SOUND}),
        TransportWarning.KIND_UNKNOWN: any(package.un_number is None for package in packages),
        TransportWarning.NO_INSTRUCTION: any(
            package.un_number and not package.packings for package in packages
        ),
        TransportWarning.PACKED_APART: PackingState.SOUND in states and len(states) > 1,
    }


def _crosses_provinces(from_uscc: str | None, to_uscc: str | None) -> bool:
    ends = [province_of(uscc or "") for uscc in (from_uscc, to_uscc)]
    return None not in ends and ends[0] != ends[1]
