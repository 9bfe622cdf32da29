"""What the rules say of a load before it is signed away: recipient, isolated units, dangerous goods.

Papers of the recipient and the one way out of isolation stop a load (``practice.md`` 9 and 11); everything
else is a warning that the operator confirms and the record keeps. A recipient without a card on file is
``recipient_unchecked``: said, and no refusal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from packtrail.domain.custody import Custody
from packtrail.domain.eligibility.recipient import (
    Eligibility,
    Override,
    Recipient,
    eligibility,
    require_eligible,
)
from packtrail.domain.eligibility.rules import RecipientRules
from packtrail.domain.safety.danger import Danger, DangerLevel, RecheckRule, condition_danger
from packtrail.domain.safety.history import isolated_case
from packtrail.domain.safety.isolation import IsolatedCase, may_leave_isolated, require_way_out
from packtrail.domain.safety.transport import (
    DangerousGoodsRules,
    TransportProposal,
    TransportUnit,
    is_damaged_goods_packing,
    propose_transport,
)
from packtrail.domain.unit import Identity, Unit

RECIPIENT_UNCHECKED = "recipient_unchecked"
PAPERS_EXPIRE_SOON = "papers_expire_soon"
PAPERS_LOOKED_AT_LONG_AGO = "papers_looked_at_long_ago"
MARKED = (RECIPIENT_UNCHECKED, PAPERS_EXPIRE_SOON, PAPERS_LOOKED_AT_LONG_AGO)
"""Warnings of the load that neither the recipient's rule nor the transport proposal names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleaseRules:
    """The rules in use; ``app`` loads them."""

    recipients: RecipientRules
    dangerous_goods: DangerousGoodsRules
    recheck: RecheckRule


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """The recipient's card as it is on file."""

    recipient: Recipient
    profile_id: str  # the record that the card is


@dataclass(frozen=True, kw_only=True, slots=True)
class LoadFacts:
    """What the draft and the ledger say beside the units."""

    on: date
    packing_instruction: str | None = None
    filing_number: str | None = None
    consignee_uscc: str | None = None  # as typed, where there is no card
    card: Card | None = None
    outlet_uscc: str | None = None
    outlet_kind: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What the rules say of one load."""

    warnings: tuple[str, ...] = (RECIPIENT_UNCHECKED,)
    card: Card | None = None
    eligibility: Eligibility | None = None
    transport: TransportProposal | None = None
    cases: Mapping[str, IsolatedCase] = field(default_factory=dict)  # of isolated units, by their ids
    rules_version: str | None = None

    @property
    def wanting(self) -> tuple[str, ...]:
        """Requirements that the recipient does not meet; a supervisor may let the load go."""
        return self.eligibility.wanting if self.eligibility else ()

    def lacks(self, unit: Unit) -> tuple[str, ...]:
        """What still keeps an isolated unit off this load; empty for any other."""
        case = self.cases.get(unit.unit_id)
        return may_leave_isolated(case) if case is not None else ()


UNCHECKED = Judgement()
"""Without rules at hand nothing is known of the recipient, and nothing isolated may go."""


def judge_load(units: Sequence[Unit], facts: LoadFacts, rules: ReleaseRules) -> Judgement:
    """The judgement of a load of ``units``; raises nothing."""
    recipient = facts.card.recipient if facts.card else None
    found = (
        eligibility(recipient, rules.recipients, facts.on, sender_kind=facts.outlet_kind)
        if recipient
        else None
    )
    to_uscc = recipient.uscc if recipient else facts.consignee_uscc
    transport = propose_transport(
        [
            TransportUnit(label=unit.label, chemistry_code=unit.chemistry_code, danger=danger_of(unit))
            for unit in units
        ],
        rules.dangerous_goods,
        facts.on,
        from_uscc=facts.outlet_uscc,
        to_uscc=to_uscc,
        filing_number=facts.filing_number,
    )
    is_packed = is_damaged_goods_packing(facts.packing_instruction, rules.dangerous_goods, facts.on)
    return Judgement(
        warnings=_warnings(found, transport),
        card=facts.card,
        eligibility=found,
        transport=transport,
        cases={
            unit.unit_id: isolated_case(
                unit.safety,
                rule=rules.recheck,
                has_settled_identity=unit.identity is not Identity.CONFLICT,
                recipient_uscc=recipient.uscc if recipient else None,
                recipient_takes_damaged=bool(recipient and recipient.takes_damaged),
                is_packed_as_damaged=is_packed,
            )
            for unit in units
            if unit.custody is Custody.QUARANTINED
        },
        rules_version=f"{rules.recipients.version}; {rules.dangerous_goods.version}",
    )


def require_judged(judgement: Judgement, units: Sequence[Unit], override: Override | None) -> None:
    """Raise unless the load may go: WayOutClosed, RecipientCodeWrong or RecipientNotEligible."""
    require_ways_out(judgement, units)
    if judgement.card and judgement.eligibility:
        require_eligible(judgement.card.recipient, judgement.eligibility, override)


def require_ways_out(judgement: Judgement, units: Sequence[Unit]) -> None:
    """Raise WayOutClosed for the first isolated unit whose way out is not open."""
    for unit in units:
        case = judgement.cases.get(unit.unit_id)
        if case is not None:
            require_way_out(unit.label, case)


def danger_of(unit: Unit) -> Danger:
    """How dangerous a unit is on the road, by the worst that was ever found of it."""
    if unit.is_high_risk:
        return Danger(DangerLevel.HIGH)
    if unit.is_dangerous or unit.safety.worst.is_found:
        return Danger(DangerLevel.DAMAGED)
    return condition_danger(unit.condition_class)


def _warnings(found: Eligibility | None, transport: TransportProposal) -> tuple[str, ...]:
    said = [RECIPIENT_UNCHECKED] if found is None else [each.value for each in found.warnings]
    if found and found.expiring_soon:
        said.append(PAPERS_EXPIRE_SOON)
    if found and found.stale_check:
        said.append(PAPERS_LOOKED_AT_LONG_AGO)
    return tuple(dict.fromkeys((*said, *(each.value for each in transport.warnings))))
