"""What is known of the parties of a load: whom a typed text finds, and the recipient's papers; no Qt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from packtrail.domain.delivery import plain_uscc
from packtrail.domain.eligibility import SET_UP_BY, Eligibility, RecipientRules
from packtrail.domain.handoff import HandoffDraft
from packtrail.domain.moments import MomentFault, parse_typed_day
from packtrail.domain.party import Party, PartyDraft, PartyKind
from packtrail.domain.records import PartyPaper
from packtrail.domain.records.handoff import ConsigneeRole
from packtrail.domain.release_rules import UNCHECKED, Judgement
from packtrail.domain.uscc import check_uscc

FOUND = 8  # offered at once

SEARCHED = {
    "consignee_name": PartyKind.RECIPIENT,
    "consignee_uscc": PartyKind.RECIPIENT,
    "carrier_name": PartyKind.CARRIER,
    "carrier_uscc": PartyKind.CARRIER,
}
"""The fields of a load that find parties, and which."""


class Seen(StrEnum):
    """How a requirement stands on the day of the load."""

    HELD = "held"
    MISSING = "missing"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement of the recipient's kind."""

    requirement: str
    papers: tuple[str, ...]  # any one of them meets it
    seen: Seen
    until: date | None = None  # the last day of what is held, where it ends soon


@dataclass(frozen=True, kw_only=True, slots=True)
class PartyState:
    """Beside the draft of a load."""

    field: str = ""  # which field asked for ``found``
    found: tuple[Party, ...] = ()
    judged: Judgement = UNCHECKED
    recipient: Party | None = None  # the card on file of whom the draft names
    carrier: Party | None = None
    needs: tuple[Need, ...] = ()
    may_override: bool = False

    @property
    def wanting(self) -> bool:
        """Whether papers stop the load unless a supervisor lets it go."""
        return any(need.seen is not Seen.HELD for need in self.needs)


def needs_of(found: Eligibility | None, role: str, rules: RecipientRules, on: date) -> tuple[Need, ...]:
    """What a recipient's kind needs, and what of it was seen; nothing without a card."""
    rule = rules.of_role(role, on)
    if found is None or rule is None:
        return ()
    return tuple(
        Need(
            name,
            tuple(sorted(rules.requirements[name].papers)),
            _seen(name, found),
            found.expiring_soon.get(name),
        )
        for name in rule.requirements
    )


def can_keep(draft: HandoffDraft, kind: PartyKind) -> bool:
    """Whether name and code are there, so that a card can be kept."""
    name, uscc = _named(draft, kind)
    return bool(name) and check_uscc(uscc).is_valid


def party_of(draft: HandoffDraft, kind: PartyKind) -> PartyDraft:
    """The first card of whom the draft names."""
    name, uscc = _named(draft, kind)
    role = draft.consignee_role if kind is PartyKind.RECIPIENT else ""
    return PartyDraft(kind=kind, name=name, uscc=plain_uscc(uscc) or "", role=role)


def with_party(draft: HandoffDraft, field: str, party: Party) -> HandoffDraft:
    """``draft`` with a party's name, code and kind; a reason to let another one go is its no more."""
    if SEARCHED[field] is PartyKind.CARRIER:
        return replace(draft, carrier_name=party.name, carrier_uscc=party.uscc)
    role = party.role if party.role in set(ConsigneeRole) else draft.consignee_role
    return replace(
        draft,
        consignee_name=party.name,
        consignee_uscc=party.uscc,
        consignee_role=role,
        override_reason=None,
    )


def with_paper(party: Party, paper: str, typed: str, today: date) -> PartyDraft | MomentFault:
    """The card of ``party`` after ``paper`` was seen today; ``typed`` is its last day, or who set it up.

    A paper of the same kind that was seen before gives way.
    """
    card = _card(party)
    if paper == SET_UP_BY:
        return replace(card, set_up_by_name=typed.strip() or None)
    until = parse_typed_day(typed) if typed.strip() else None
    if isinstance(until, MomentFault):
        return until
    others = tuple(each for each in party.papers if each.paper != paper)
    return replace(card, papers=(*others, PartyPaper(paper=paper, checked_on=today, expires_on=until)))


def papers_to_note(needs: Sequence[Need]) -> tuple[str, ...]:
    """The papers that would meet what is missing or expired, each once."""
    open_needs = (need for need in needs if need.seen is not Seen.HELD)
    return tuple(dict.fromkeys(paper for need in open_needs for paper in need.papers))


def _seen(name: str, found: Eligibility) -> Seen:
    if name in found.missing:
        return Seen.MISSING
    return Seen.EXPIRED if name in found.expired else Seen.HELD


def _named(draft: HandoffDraft, kind: PartyKind) -> tuple[str, str]:
    if kind is PartyKind.CARRIER:
        return draft.carrier_name or "", draft.carrier_uscc or ""
    return draft.consignee_name or "", draft.consignee_uscc or ""


def _card(party: Party) -> PartyDraft:
    return PartyDraft(
        kind=party.kind,
        uscc=party.uscc,
        name=party.name,
        role=party.role,
        papers=party.papers,
        takes_damaged=party.takes_damaged,
        memberships=party.memberships,
        set_up_by_name=party.set_up_by_name,
        set_up_by_uscc=party.set_up_by_uscc,
    )
