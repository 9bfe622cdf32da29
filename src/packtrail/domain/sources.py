"""来源: what is asked of a deliverer by the kind of party he is, and what of it is neither here nor owed.

Only deliverer, count and code status are required (``practice.md`` 14). The rest is data with dates and
sources (``resources/rules/sources.toml``); what lacks is a list to look at and never stops a record.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.battery_code import Scheme
from packtrail.domain.code_tables import Provenance
from packtrail.domain.delivery_draft import DeliveryDraft, UnitDraft

UNIT_FIELDS = ("vin", "work_order_no", "certificate_no", "original_battery_code")
HEAD_FIELDS = ("deliverer_uscc", "vehicle_plate")
"""Fields that may be asked for; whatever else a rule names is a paper."""


class UnitCase(StrEnum):
    """A state of one unit that asks for more, whoever brings it."""

    ARRIVED_OPENED = "arrived_opened"
    REUSED = "reused"


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceRule:
    """What is asked of one kind of source while the rule is in force."""

    rule: str
    source_type: str
    in_force_from: date
    in_force_to: date | None
    fields: tuple[str, ...]
    papers: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitCaseRule:
    """What is asked of a unit in such a state."""

    rule: str
    case: UnitCase
    fields: tuple[str, ...]
    papers: tuple[str, ...]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class SourceRules:
    """One version of the rules."""

    version: str
    sources: tuple[SourceRule, ...]
    cases: tuple[UnitCaseRule, ...]

    def of(self, source_type: str, on: date) -> SourceRule | None:
        """The rule for a kind of source on a day; None where nothing is asked."""
        return next(
            (
                rule
                for rule in self.sources
                if rule.source_type == source_type
                and rule.in_force_from <= on
                and (rule.in_force_to is None or on <= rule.in_force_to)
            ),
            None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceGap:
    """Something asked for that a draft neither has nor owes."""

    name: str
    is_paper: bool
    lines: tuple[int, ...]  # the units that lack it, counted from 1; empty for the delivery as a whole
    rule: str
    provenance: Provenance


def source_gaps(draft: DeliveryDraft, rules: SourceRules, on: date) -> tuple[SourceGap, ...]:
    """What is asked of ``draft`` on a day and is neither there nor promised with a reason and a day."""
    asking: list[tuple[SourceRule | UnitCaseRule, tuple[int, ...]]] = []
    rule = rules.of(draft.source_type, on)
    if rule is not None:
        asking.append((rule, ()))
    for case in rules.cases:
        lines = tuple(line for line, unit in enumerate(draft.units, start=1) if _is_in(unit, case.case))
        if lines:
            asking.append((case, lines))
    return tuple(gap for asked, lines in asking for gap in _gaps(draft, asked, lines))


def _gaps(
    draft: DeliveryDraft, asked: SourceRule | UnitCaseRule, lines: tuple[int, ...]
) -> Iterator[SourceGap]:
    """``lines`` are the units that a case is about; empty for a rule about all of them."""
    owed = {each.paper for each in draft.papers_owed}
    about = lines or range(1, len(draft.units) + 1)
    for name in asked.fields:
        without = tuple(line for line in about if not getattr(draft.units[line - 1], name, None))
        is_open = not getattr(draft, name) if name in HEAD_FIELDS else bool(without)
        if is_open and name not in owed:
            named = () if name in HEAD_FIELDS else without
            yield SourceGap(
                name=name, is_paper=False, lines=named, rule=asked.rule, provenance=asked.provenance
            )
    for name in asked.papers:
        if name not in draft.papers_present and name not in owed:
            yield SourceGap(
                name=name, is_paper=True, lines=lines, rule=asked.rule, provenance=asked.provenance
            )


def _is_in(unit: UnitDraft, case: UnitCase) -> bool:
    if case is UnitCase.ARRIVED_OPENED:
        return unit.arrived_opened
    return unit.code_scheme == Scheme.GBT34014_REUSE
