"""Deadline rules as data: who must report what, in how many days, from when to when, and what meets it.

The numbers stand in ``resources/rules/deadlines.toml`` or in a signed rule pack, each with its source and how
sure we are of it; nothing here knows a day count. Source: ``platform.md`` 8.9, ``practice.md`` 10.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import pairwise

from packtrail.domain.code_tables import Provenance
from packtrail.domain.deadlines.calendar import WorkCalendar
from packtrail.domain.deadlines.errors import DocumentFault, RuleDataUnfit, RulesOverlap
from packtrail.domain.sync_state import AckLevel

DATASET = "deadline_rules"


class Duty(StrEnum):
    """时限事项: what has to be reported, and the day from which its days are counted."""

    INTAKE = "intake"  # the day on which a battery came in
    HANDOFF = "handoff"  # the day on which it left
    CERTIFICATE = "certificate"  # vehicle received and certificate issued: the later of the two
    REMOVAL = "removal"  # battery removed and handed out: the later of the two


class Reporter(StrEnum):
    """报送主体: whom a rule gives the days."""

    RECYCLING_OUTLET = "recycling_outlet"
    DISMANTLER = "dismantler"
    VEHICLE_MAKER = "vehicle_maker"
    BATTERY_MAKER = "battery_maker"
    UTILISATION_ENTERPRISE = "utilisation_enterprise"
    REPAIRER = "repairer"
    SWAP_OPERATOR = "swap_operator"


class DayUnit(StrEnum):
    """What a rule's days are; ``unclear`` is a text that says 日 and may mean either."""

    WORKDAY = "workday"
    CALENDAR_DAY = "calendar_day"
    UNCLEAR = "unclear"


class Standing(StrEnum):
    """What a rule rests on, from the strongest to our own wish."""

    IN_FORCE = "in_force"
    REPEALED = "repealed"  # still the rule of the days on which it was in force
    SECOND_HAND = "second_hand_unverified"
    ASSUMPTION = "assumption"  # nothing found: ours, 待确认
    INTERNAL = "internal"  # 内部目标: no law gives this day


class DestinationKind(StrEnum):
    """Where a report can go."""

    HUB = "hub"
    MAKER_PORTAL = "maker_portal"
    NATIONAL_PLATFORM = "national_platform"


class Proof(StrEnum):
    """凭证, the strongest first; ranked and never merged (practice 10)."""

    SIGNED_RECEIPT = "signed_receipt"
    PORTAL_READBACK = "portal_readback"  # the portal's own result, with its count and a picture of it
    OPERATOR_STATEMENT = "operator_statement"

    @property
    def rank(self) -> int:
        """0 is the strongest."""
        return list(Proof).index(self)


@dataclass(frozen=True, kw_only=True, slots=True)
class MetBy:
    """What counts at one kind of destination.

    ``ack_level`` is what a signed receipt has to say at least, and None exactly where no receipt counts.
    """

    destination_kind: DestinationKind
    ack_level: AckLevel | None
    proofs: frozenset[Proof]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineRule:
    """One rule in one form; a rule that changes has a second entry of the same id from the day of change.

    ``valid_from`` and ``valid_to`` (inclusive, None: open) are compared with the day of the event.
    Raises RuleDataUnfit for what no rule can say.
    """

    rule_id: str
    duty: Duty
    applies_to: Reporter
    unit: DayUnit
    days: int
    valid_from: date
    valid_to: date | None
    standing: Standing
    soon_workdays: int  # 临期 from so many working days before the target on
    source_id: str  # of docs/sources.md
    provenance: Provenance
    met_by: tuple[MetBy, ...]

    def __post_init__(self) -> None:
        if self.days < 1:
            raise self._unfit(DocumentFault.TOO_SMALL, f"days = {self.days}")
        if self.soon_workdays < 0:
            raise self._unfit(DocumentFault.TOO_SMALL, f"soon_workdays = {self.soon_workdays}")
        if self.valid_to and self.valid_to < self.valid_from:
            raise self._unfit(DocumentFault.ENDS_BEFORE_IT_BEGINS, f"{self.valid_from} > {self.valid_to}")
        kinds = [entry.destination_kind for entry in self.met_by]
        if len(kinds) != len(set(kinds)):
            raise self._unfit(DocumentFault.TWICE, "met_by")
        for entry in self.met_by:
            if (Proof.SIGNED_RECEIPT in entry.proofs) != (entry.ack_level is not None):
                raise self._unfit(DocumentFault.RECEIPT_WITHOUT_LEVEL, entry.destination_kind.value)

    def is_in_force(self, event_day: date) -> bool:
        """Whether the rule is the one for what happened on ``event_day``."""
        return self.valid_from <= event_day and (self.valid_to is None or event_day <= self.valid_to)

    def met_at(self, kind: DestinationKind) -> MetBy | None:
        """What meets the duty at a kind of destination; None: nothing does."""
        return next((entry for entry in self.met_by if entry.destination_kind is kind), None)

    def _unfit(self, fault: DocumentFault, found: str) -> RuleDataUnfit:
        return RuleDataUnfit(DATASET, self.rule_id, fault, found)


@dataclass(frozen=True, kw_only=True)
class RuleBook:
    """规则包 with its calendar; ``version`` and ``digest`` go into the record that takes it into use.

    Raises RulesOverlap when two rules of one id, or of one duty, reporter and standing, share a day.
    """

    rules: tuple[DeadlineRule, ...]
    calendar: WorkCalendar
    version: str
    digest: str  # "sha256:…" over rules and calendar

    def __post_init__(self) -> None:
        by_id: dict[object, list[DeadlineRule]] = defaultdict(list)
        by_place: dict[object, list[DeadlineRule]] = defaultdict(list)
        for rule in self.rules:
            by_id[rule.rule_id].append(rule)
            by_place[rule.duty, rule.applies_to, rule.standing].append(rule)
        for group in (*by_id.values(), *by_place.values()):
            _refuse_overlap(group)

    def in_force(self, duty: Duty, applies_to: Reporter, event_day: date) -> tuple[DeadlineRule, ...]:
        """The rules for what happened on ``event_day``, the strongest standing first."""
        return tuple(rule for rule in self._of.get((duty, applies_to), ()) if rule.is_in_force(event_day))

    @cached_property
    def _of(self) -> dict[tuple[Duty, Reporter], list[DeadlineRule]]:
        found: dict[tuple[Duty, Reporter], list[DeadlineRule]] = defaultdict(list)
        for rule in sorted(self.rules, key=lambda one: (list(Standing).index(one.standing), one.rule_id)):
            found[rule.duty, rule.applies_to].append(rule)
        return dict(found)


def _refuse_overlap(group: list[DeadlineRule]) -> None:
    ordered = sorted(group, key=lambda rule: rule.valid_from)
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or later.valid_from <= earlier.valid_to:
            raise RulesOverlap(earlier.rule_id, later.rule_id, later.valid_from)
