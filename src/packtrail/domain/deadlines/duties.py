"""Where a duty stands on a day, and by which proof: ranked, never merged, a lower one counted apart.

``platform.md`` 10.5 (deadline state), ``practice.md`` 10 (what meets a duty).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from packtrail.domain.deadlines.due_dates import Due
from packtrail.domain.deadlines.rules import DeadlineRule, DestinationKind, Proof
from packtrail.domain.sync_state import AckLevel, higher


class DutyState(StrEnum):
    """时限状态; without a proof it only ever moves down the first three."""

    ON_TRACK = "on_track"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    MET = "met"
    MET_LATE = "met_late"


class Reported(StrEnum):
    """What a paper or a list may claim of a duty."""

    NOT_REPORTED = "not_reported"
    CONFIRMED = "confirmed"  # by a signed receipt
    BY_HAND = "by_hand"  # 已报·人工确认: a person says so, with or without the portal's picture


@dataclass(frozen=True, kw_only=True, slots=True)
class ProofGiven:
    """One proof that a record was reported, as it came in."""

    proof: Proof
    destination_kind: DestinationKind
    given_on: date  # a receipt's own day; of a proof by hand the day on which it was reported
    ack_level: AckLevel = AckLevel.NONE  # what a signed receipt says; nobody else can
    confirmed_count: int | None = None  # as the portal showed it
    has_picture: bool = False

    @property
    def holds_as(self) -> Proof:
        """What it is worth: a portal's result without its count or its picture is the operator's word."""
        is_whole = self.confirmed_count is not None and self.has_picture
        if self.proof is Proof.PORTAL_READBACK and not is_whole:
            return Proof.OPERATOR_STATEMENT
        return self.proof


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyStanding:
    """One duty on one day: when it is due, where it stands, and what it stands on."""

    due: Due
    state: DutyState
    proofs: tuple[ProofGiven, ...]  # those that count, the strongest first

    @property
    def proof(self) -> ProofGiven | None:
        """The one that the state rests on."""
        return self.proofs[0] if self.proofs else None

    @property
    def reported(self) -> Reported:
        """How it may be called."""
        if self.proof is None:
            return Reported.NOT_REPORTED
        return Reported.CONFIRMED if self.proof.holds_as is Proof.SIGNED_RECEIPT else Reported.BY_HAND


@dataclass(frozen=True, slots=True)
class DutyTally:
    """How many duties stand where, and on which proof; no sum over proofs is offered."""

    by_state: dict[DutyState, int]  # every state, nought too
    by_proof: dict[Proof, int]  # every proof, nought too; a duty without one is in none


def proofs_that_count(proofs: Iterable[ProofGiven], rule: DeadlineRule) -> tuple[ProofGiven, ...]:
    """Those of ``proofs`` that meet the duty of ``rule``: the strongest first, of equals the earliest."""
    counting = (one for one in proofs if _counts(one, rule))
    return tuple(sorted(counting, key=lambda one: (one.holds_as.rank, one.given_on)))


def best_proof(proofs: Iterable[ProofGiven], rule: DeadlineRule) -> ProofGiven | None:
    """The strongest that counts, whatever its day: a weaker one lends it neither its day nor its weight."""
    return next(iter(proofs_that_count(proofs, rule)), None)


def duty_state(due: Due, met_on: date | None, today: date) -> DutyState:
    """Where the duty stands on ``today``.

    It is measured by the target, the earliest reading; ``Due.is_late_by_one_reading_only`` says when another
    would still have it in time.
    """
    if met_on is not None:
        return DutyState.MET if met_on <= due.target else DutyState.MET_LATE
    if today > due.target:
        return DutyState.OVERDUE
    return DutyState.DUE_SOON if today >= due.soon_on else DutyState.ON_TRACK


def duty_standing(due: Due, proofs: Iterable[ProofGiven], today: date) -> DutyStanding:
    """The duty with its state and the proofs that count for its rule."""
    counting = proofs_that_count(proofs, due.rule)
    met_on = counting[0].given_on if counting else None
    return DutyStanding(due=due, state=duty_state(due, met_on, today), proofs=counting)


def tally(standings: Iterable[DutyStanding]) -> DutyTally:
    """Counts by state, and beside it, never added up, by the proof that each rests on."""
    states: Counter[DutyState] = Counter()
    proofs: Counter[Proof] = Counter()
    for standing in standings:
        states[standing.state] += 1
        if standing.proof is not None:
            proofs[standing.proof.holds_as] += 1
    return DutyTally({state: states[state] for state in DutyState}, {proof: proofs[proof] for proof in Proof})


def _counts(given: ProofGiven, rule: DeadlineRule) -> bool:
    wanted = rule.met_at(given.destination_kind)
    if wanted is None or given.holds_as not in wanted.proofs:
        return False
    if given.holds_as is not Proof.SIGNED_RECEIPT or wanted.ack_level is None:
        return True
    return higher(given.ack_level, wanted.ack_level) is given.ack_level
