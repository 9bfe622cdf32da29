"""The card of a carrier: what should be seen of who drives a load away; it only warns (practice 11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.battery_code.folding import fold
from packtrail.domain.eligibility.recipient import expires_soon, has_expired
from packtrail.domain.eligibility.rules import RecipientRules, Requirement
from packtrail.domain.records import PartyPaper
from packtrail.domain.uscc import check_uscc


@dataclass(frozen=True, kw_only=True, slots=True)
class CarrierCard:
    """承运单位 as this outlet knows it, with the waybill of this load."""

    name: str | None = None
    uscc: str | None = None
    papers: tuple[PartyPaper, ...] = ()
    waybill_no: str | None = None


class CarrierWarningKind(StrEnum):
    """What the card lacks."""

    NOT_NAMED = "not_named"
    CODE_WRONG = "code_wrong"
    WAYBILL_MISSING = "waybill_missing"
    PAPER_MISSING = "paper_missing"
    PAPER_EXPIRED = "paper_expired"
    PAPER_EXPIRES_SOON = "paper_expires_soon"
    SCOPE_TOO_NARROW = "scope_too_narrow"  # the permit's 经营范围 lacks the class


@dataclass(frozen=True, slots=True)
class CarrierWarning:
    """One lack; ``requirement`` where a paper is meant, its last day in ``day``."""

    kind: CarrierWarningKind
    requirement: str | None = None
    day: date | None = None


def carrier_warnings(
    card: CarrierCard, rules: RecipientRules, on: date, *, is_dangerous_goods: bool
) -> tuple[CarrierWarning, ...]:
    """Everything worth a look before the lorry leaves; the scope is asked only of dangerous goods."""
    return (
        *_card_warnings(card),
        *(
            warning
            for name in rules.carrier.requirements
            for warning in _paper_warnings(
                card, rules.requirements[name], rules, on, is_dangerous_goods=is_dangerous_goods
            )
        ),
    )


def _card_warnings(card: CarrierCard) -> Iterator[CarrierWarning]:
    if not (card.name or "").strip():
        yield CarrierWarning(CarrierWarningKind.NOT_NAMED)
    if card.uscc and not check_uscc(card.uscc).is_valid:
        yield CarrierWarning(CarrierWarningKind.CODE_WRONG)
    if not (card.waybill_no or "").strip():
        yield CarrierWarning(CarrierWarningKind.WAYBILL_MISSING)


def _paper_warnings(
    card: CarrierCard, need: Requirement, rules: RecipientRules, on: date, *, is_dangerous_goods: bool
) -> Iterator[CarrierWarning]:
    papers = [paper for paper in card.papers if paper.paper in need.papers]
    if not papers:
        yield CarrierWarning(CarrierWarningKind.PAPER_MISSING, need.name)
        return
    best = max(papers, key=lambda paper: paper.expires_on or date.max)
    if has_expired(best, on):
        yield CarrierWarning(CarrierWarningKind.PAPER_EXPIRED, need.name, best.expires_on)
    elif expires_soon(best, on, rules.expiring_within):
        yield CarrierWarning(CarrierWarningKind.PAPER_EXPIRES_SOON, need.name, best.expires_on)
    if is_dangerous_goods and need.name == rules.carrier.scope_requirement:
        scope = fold(rules.carrier.scope).text
        if not any(scope in fold(paper.scope or "").text for paper in papers if not has_expired(paper, on)):
            yield CarrierWarning(CarrierWarningKind.SCOPE_TOO_NARROW, need.name)
