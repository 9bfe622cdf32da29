"""What the records of one unit, in their order, say of its safety: the fold behind the two ways out.

A danger once found stays found: who recorded it wrongly voids or corrects the record, and the fold is made
anew without it. What is asked for afterwards must come after it, by the order of the ledger and not by
clocks: treatment after the danger, the determination after the treatment.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from packtrail.domain.safety.danger import (
    NO_DANGER,
    Danger,
    DangerLevel,
    RecheckRule,
    condition_danger,
    recheck_due,
)
from packtrail.domain.safety.isolation import IsolatedCase


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """The condition was noted, at intake, on a return or by a 状态检查."""

    at: datetime
    condition_class: str
    recheck_at: datetime | None = None  # as its record promised


@dataclass(frozen=True, kw_only=True, slots=True)
class Treated:
    """A 处置 was recorded."""

    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Determined:
    """A 安全判定 was recorded."""

    at: datetime
    passed: bool
    is_high_risk: bool = False
    is_thermal: bool = False
    is_joint: bool = False
    consignee_uscc: str | None = None
    recheck_at: datetime | None = None


SafetyFact = Checked | Treated | Determined


@dataclass(frozen=True, kw_only=True, slots=True)
class SafetyState:
    """The safety of one unit after some of its records; starts empty."""

    condition_class: str | None = None  # the latest counts
    dangers: frozenset[str] = frozenset()  # classes of condition in which danger was found
    worst: Danger = NO_DANGER
    is_treated: bool = False
    determination: Determined | None = None
    hot_at: datetime | None = None  # the last heat, or the first trace of fire
    recheck_at: datetime | None = None
    cool_at: datetime | None = None  # the last check since then that found no heat

    def recheck_due_at(self, rule: RecheckRule) -> datetime | None:
        """When the unit has to be looked at again; what its record promised, else by ``rule``."""
        if self.hot_at is None:
            return None
        return self.recheck_at or recheck_due(self.hot_at, rule)


def fold_safety(state: SafetyState, fact: SafetyFact) -> SafetyState:
    """The state after ``fact``."""
    match fact:
        case Checked():
            return _checked(state, fact)
        case Treated():
            return replace(state, is_treated=True, determination=None)
        case Determined():
            return _determined(state, fact)
        case _:
            assert_never(fact)


def isolated_case(
    state: SafetyState,
    *,
    rule: RecheckRule,
    has_settled_identity: bool,
    recipient_uscc: str | None = None,
    recipient_takes_damaged: bool = False,
    is_packed_as_damaged: bool = False,
    released_by: str | None = None,
    confirmed_by: str | None = None,
) -> IsolatedCase:
    """The claims of ``may_leave_isolated`` and ``may_be_released_to_storage``, from the records and the act.

    A determination counts as accepted by both only for the recipient who stood there.
    """
    due, made = state.recheck_due_at(rule), state.determination
    latest = DangerLevel.UNDETERMINED
    if state.condition_class is not None:
        latest = condition_danger(state.condition_class).level
    return IsolatedCase(
        is_checked=latest != DangerLevel.UNDETERMINED,
        is_damaged=state.worst.is_found,
        is_high_risk=state.worst.level == DangerLevel.HIGH,
        is_thermal=state.worst.is_thermal,
        has_settled_identity=has_settled_identity,
        is_treated=state.is_treated,
        is_determined=made is not None,
        has_passed=made is not None and made.passed,
        is_accepted_by_both=bool(
            made and made.is_joint and recipient_uscc and made.consignee_uscc == recipient_uscc
        ),
        is_rechecked=due is not None and state.cool_at is not None and state.cool_at >= due,
        recipient_takes_damaged=recipient_takes_damaged,
        is_packed_as_damaged=is_packed_as_damaged,
        released_by=released_by,
        confirmed_by=confirmed_by,
    )


def _checked(state: SafetyState, fact: Checked) -> SafetyState:
    danger = condition_danger(fact.condition_class)
    seen = replace(state, condition_class=fact.condition_class)
    is_hot_now = danger.is_thermal and danger.is_going_on
    if danger.level == DangerLevel.UNDETERMINED:
        return seen
    if not danger.is_found:
        return _cooled(seen, fact.at)
    is_new = fact.condition_class not in state.dangers or danger.is_going_on or _had_passed(state)
    seen = replace(
        seen,
        dangers=state.dangers | {fact.condition_class},
        worst=_worse(state.worst, danger),
        is_treated=state.is_treated and not is_new,
        determination=None,
    )
    if is_hot_now or (danger.is_thermal and is_new):
        return _heated(seen, fact.at, fact.recheck_at)
    return _cooled(seen, fact.at)


def _determined(state: SafetyState, fact: Determined) -> SafetyState:
    if fact.passed:
        return replace(state, determination=fact)
    level = DangerLevel.HIGH if fact.is_high_risk else DangerLevel.DAMAGED
    danger = Danger(level, is_thermal=fact.is_thermal)
    worst = _worse(state.worst, danger)
    seen = replace(state, worst=worst, determination=fact)
    if worst != state.worst or _had_passed(state):  # it found what no treatment was for
        seen = replace(seen, is_treated=False, determination=None)
    return _heated(seen, fact.at, fact.recheck_at) if fact.is_thermal else seen


def _had_passed(state: SafetyState) -> bool:
    """Whether the unit was found sound meanwhile, so that any danger from now on is a new one."""
    return state.determination is not None and state.determination.passed


def _worse(known: Danger, found: Danger) -> Danger:
    return Danger(max(known.level, found.level), is_thermal=known.is_thermal or found.is_thermal)


def _heated(state: SafetyState, at: datetime, recheck_at: datetime | None) -> SafetyState:
    return replace(state, hot_at=at, recheck_at=recheck_at, cool_at=None)


def _cooled(state: SafetyState, at: datetime) -> SafetyState:
    """A look that found no heat; one entered late does not take the place of a later one."""
    if state.hot_at is None:
        return state
    return replace(state, cool_at=max(at, state.cool_at or at))
