"""May this recipient receive: the papers seen of it against what its kind needs (practice 11).

The legal test is "lawfully established + Art. 18 papers" (Order 73 of 2026); the industry's white list is
guidance, so membership is a dated attribute that is shown and never decides. What stops a handoff is a
paper missing or expired, and a supervisor may let it go with a reason; a code whose check character is
wrong names nobody and stops it in any case. Data that is old or ends never stops anything.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar

from packtrail.domain.eligibility.rules import (
    SET_UP_BY,
    RecipientRules,
    Requirement,
    RoleRule,
    is_unconfirmed,
)
from packtrail.domain.errors import OutletError
from packtrail.domain.records import ListMembership, PartyPaper, PartyProfile
from packtrail.domain.uscc import check_uscc


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """收货单位 as this outlet knows it."""

    uscc: str
    name: str
    role: str  # a ConsigneeRole
    papers: tuple[PartyPaper, ...] = ()
    takes_damaged: bool = False
    memberships: tuple[ListMembership, ...] = ()
    set_up_by_name: str | None = None
    set_up_by_uscc: str | None = None


def recipient_of(profile: PartyProfile) -> Recipient:
    """The recipient that the newest profile of a party describes."""
    return Recipient(
        uscc=profile.uscc,
        name=profile.name,
        role=profile.role,
        papers=profile.papers,
        takes_damaged=profile.takes_damaged,
        memberships=profile.memberships,
        set_up_by_name=profile.set_up_by_name,
        set_up_by_uscc=profile.set_up_by_uscc,
    )


class EligibilityWarning(StrEnum):
    """What is shown and confirmed, and stops nothing."""

    RULE_TO_BE_CONFIRMED = "rule_to_be_confirmed"  # the rule itself was not read in the law's wording
    FLOW_TO_BE_CONFIRMED = "flow_to_be_confirmed"  # outlet to outlet, or back to a maker
    FORMER_REPURPOSING = "former_repurposing"  # 原梯次利用企业: counts by Art. 18 papers alone
    NO_RULE = "no_rule"  # nothing in force for this kind of recipient on this day
    CHECKED_LATER = "checked_later"  # a paper was seen only after the day of the handoff
    LEFT_A_LIST = "left_a_list"
    SET_UP_CODE_WRONG = "set_up_code_wrong"


@dataclass(frozen=True, kw_only=True, slots=True)
class Eligibility:
    """The result; requirements are named by their ids, in the order of the rule."""

    is_code_right: bool
    missing: tuple[str, ...]
    expired: tuple[str, ...]
    expiring_soon: Mapping[str, date]  # the last day of each
    stale_check: tuple[str, ...]  # seen too long ago, or nobody noted when
    warnings: tuple[EligibilityWarning, ...]
    rules: tuple[str, ...]  # ids, for the record
    rules_version: str

    @property
    def is_eligible(self) -> bool:
        """Whether nothing stops the handoff."""
        return self.is_code_right and not self.wanting

    @property
    def wanting(self) -> tuple[str, ...]:
        """What is missing or expired: a supervisor may let it go."""
        return self.missing + self.expired


@dataclass(frozen=True, slots=True)
class Override:
    """主管放行: who let a handoff go without papers, and why; the act asks for the role."""

    reason: str
    by: str  # operator_ref


@dataclass(eq=False)
class RecipientCodeWrong(OutletError):
    """The recipient's 统一社会信用代码 names nobody."""

    name: str
    uscc: str
    code: ClassVar[str] = "RECIPIENT-CODE-WRONG"


@dataclass(eq=False)
class RecipientNotEligible(OutletError):
    """Papers that this kind of recipient needs are missing or expired."""

    name: str
    papers: tuple[str, ...]  # requirements by id
    code: ClassVar[str] = "RECIPIENT-NOT-ELIGIBLE"


def eligibility(recipient: Recipient, rules: RecipientRules, on: date, *, sender_kind: str) -> Eligibility:
    """Whether ``recipient`` may receive on the day, by the rule for its kind in force on it.

    ``sender_kind`` is the outlet's own kind (``OutletProfile.outlet_kind``). Without a rule for the kind
    on that day nothing is asked, and a warning says so.
    """
    rule = rules.of_role(recipient.role, on)
    needed = [rules.requirements[name] for name in rule.requirements] if rule else []
    seen = {need.name: _best(_papers(recipient, on), need) for need in needed}
    missing = tuple(need.name for need in needed if seen[need.name] is None)
    held = {name: paper for name, paper in seen.items() if paper is not None}
    warnings = _warnings(recipient, rule, needed, held, on, sender_kind)
    expired = tuple(name for name, paper in held.items() if has_expired(paper, on))
    return Eligibility(
        is_code_right=check_uscc(recipient.uscc).is_valid,
        missing=missing,
        expired=expired,
        expiring_soon={
            name: paper.expires_on
            for name, paper in held.items()
            if paper.expires_on and expires_soon(paper, on, rules.expiring_within)
        },
        stale_check=tuple(
            name
            for name, paper in held.items()
            if name not in expired and _is_stale(paper, on, rules.stale_after)
        ),
        warnings=tuple(dict.fromkeys(warnings)),
        rules=tuple(dict.fromkeys([rule.rule, *(need.rule for need in needed)])) if rule else (),
        rules_version=rules.version,
    )


def require_eligible(recipient: Recipient, found: Eligibility, override: Override | None = None) -> None:
    """Raise unless the handoff may go: RecipientCodeWrong in any case, RecipientNotEligible without override.

    An override without a reason or a name is none.
    """
    if not found.is_code_right:
        raise RecipientCodeWrong(recipient.name, recipient.uscc)
    is_let_go = override is not None and override.reason.strip() and override.by
    if found.wanting and not is_let_go:
        raise RecipientNotEligible(recipient.name, found.wanting)


def has_expired(paper: PartyPaper, on: date) -> bool:
    """Whether the last day of ``paper`` was before ``on``."""
    return paper.expires_on is not None and paper.expires_on < on


def expires_soon(paper: PartyPaper, on: date, within: timedelta) -> bool:
    """Whether ``paper`` still holds on the day and ends within the time."""
    return paper.expires_on is not None and timedelta(0) <= paper.expires_on - on <= within


def _papers(recipient: Recipient, on: date) -> Sequence[PartyPaper]:
    if not recipient.set_up_by_name:
        return recipient.papers
    return (*recipient.papers, PartyPaper(paper=SET_UP_BY, number=recipient.set_up_by_uscc, checked_on=on))


def _best(papers: Sequence[PartyPaper], need: Requirement) -> PartyPaper | None:
    """The paper that holds longest, and of those the one seen last."""
    return max(
        (paper for paper in papers if paper.paper in need.papers),
        key=lambda paper: (paper.expires_on or date.max, paper.checked_on or date.min),
        default=None,
    )


def _is_stale(paper: PartyPaper, on: date, stale_after: timedelta) -> bool:
    return paper.checked_on is None or on - paper.checked_on > stale_after


def _warnings(
    recipient: Recipient,
    rule: RoleRule | None,
    needed: Sequence[Requirement],
    held: Mapping[str, PartyPaper],
    on: date,
    sender_kind: str,
) -> Iterator[EligibilityWarning]:
    if rule is None:
        yield EligibilityWarning.NO_RULE
    else:
        if any(map(is_unconfirmed, (rule.provenance, *(need.provenance for need in needed)))):
            yield EligibilityWarning.RULE_TO_BE_CONFIRMED
        if sender_kind in rule.to_be_confirmed_from:
            yield EligibilityWarning.FLOW_TO_BE_CONFIRMED
        if rule.is_former_repurposing:
            yield EligibilityWarning.FORMER_REPURPOSING
    if any(paper.checked_on and paper.checked_on > on for paper in held.values()):
        yield EligibilityWarning.CHECKED_LATER
    if any(membership.until and membership.until < on for membership in recipient.memberships):
        yield EligibilityWarning.LEFT_A_LIST
    if recipient.set_up_by_uscc and not check_uscc(recipient.set_up_by_uscc).is_valid:
        yield EligibilityWarning.SET_UP_CODE_WRONG
