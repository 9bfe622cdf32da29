"""What is due, by when, and what was shown for it: every duty of the ledger on a day (``practice.md`` 10)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from packtrail.domain.deadlines import (
    CalendarMissing,
    DestinationKind,
    Duty,
    DutyDue,
    DutyStanding,
    DutyState,
    Proof,
    ProofGiven,
    Reporter,
    RuleBook,
    duty_due,
    duty_standing,
    duty_state,
)
from packtrail.domain.moments import legal_day
from packtrail.domain.reportable import Reportable
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import OpenDuties, View
from packtrail.usecases.set_profile import current_profile

DISMANTLER = "dismantler"


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyLine:
    """All records of one day that owe the same report, and where they stand."""

    duty: Duty
    event_on: date
    count: int
    proof: Proof | None  # by hand; None while nothing was shown
    due: DutyDue | None  # None when no rule sets a day, or no calendar reaches so far
    state: DutyState | None  # by the earliest target
    outside_state: DutyState | None  # by the earliest that others set; our own target left out
    lacks_calendar: bool = False

    @property
    def target(self) -> date | None:
        """The day to aim at."""
        return self.due.first.target if self.due else None


def duties(view: View, book: RuleBook, today: date) -> tuple[DutyLine, ...]:
    """What is open and what was only reported by hand, the most pressing first."""
    reporters = reporters_of(view)
    lines = (_line(group, book, reporters, today) for group in _open(view, reporters))
    return tuple(sorted(lines, key=_pressing))


def standing_of(view: View, record_id: str, book: RuleBook, today: date) -> DutyStanding | None:
    """Where the duty of one record stands, with every proof that counts; None when it owes none."""
    item = view.one(Reportable, record_id)
    if item is None:
        return None
    found = duty_due(book, _duty_of(view, item), reporters_of(view), item.event_on)
    if found is None:
        return None
    return duty_standing(found.first, (*item.proofs, *receipts_of(view, record_id)), today)


def receipts_of(view: View, record_id: str) -> tuple[ProofGiven, ...]:
    """What signed receipts of our hubs say of a record."""
    found = (view.submission(record_id, destination.name) for destination in view.destinations())
    return tuple(
        ProofGiven(
            proof=Proof.SIGNED_RECEIPT,
            destination_kind=DestinationKind.HUB,
            given_on=legal_day(said.said_at),
            ack_level=said.ack_level,
        )
        for said in found
        if said and said.said_at and said.ack_level is not AckLevel.NONE and said.state not in _REFUSED
    )


def reporters_of(view: View) -> tuple[Reporter, ...]:
    """Whose rules bind this outlet, by its kind; a dismantler that keeps batteries is an outlet as well."""
    profile = current_profile(view)
    if profile is not None and profile.outlet_kind == DISMANTLER:
        return (Reporter.DISMANTLER, Reporter.RECYCLING_OUTLET)
    return (Reporter.RECYCLING_OUTLET,)


_REFUSED = frozenset({SubmissionState.REJECTED, SubmissionState.BLOCKED})


def _open(view: View, reporters: Sequence[Reporter]) -> Iterable[OpenDuties]:
    """A dismantler's own duties stand on the authority's word, all others on the hub's (docs/rules.md)."""
    if Reporter.DISMANTLER not in reporters:
        return view.open_duties()
    of_hub = (group for group in view.open_duties() if not _is_dismantlers(group))
    of_authority = view.open_duties(AckLevel.AUTHORITY_ACCEPTED)
    return (*of_hub, *(group for group in of_authority if _is_dismantlers(group)))


def _is_dismantlers(group: OpenDuties) -> bool:
    return group.is_removed_battery or group.duty is Duty.CERTIFICATE


def _line(group: OpenDuties, book: RuleBook, reporters: Sequence[Reporter], today: date) -> DutyLine:
    duty = Duty.REMOVAL if group.is_removed_battery else group.duty
    lacks_calendar, found = False, None
    try:
        found = duty_due(book, duty, reporters, group.event_on)
    except CalendarMissing:
        lacks_calendar = True
    outside = found.outside if found else None
    return DutyLine(
        duty=duty,
        event_on=group.event_on,
        count=group.count,
        proof=group.proof,
        due=found,
        state=duty_state(found.first, None, today) if found else None,
        outside_state=duty_state(outside, None, today) if outside else None,
        lacks_calendar=lacks_calendar,
    )


def _duty_of(view: View, item: Reportable) -> Duty:
    if item.duty is not Duty.HANDOFF:
        return item.duty
    unit = view.one(Unit, item.subject_id)
    return Duty.REMOVAL if unit is not None and unit.vehicle_id else Duty.HANDOFF


def _pressing(line: DutyLine) -> tuple[bool, date, str]:
    """Nothing shown yet before what was reported by hand; then the nearest day."""
    return (line.proof is not None, line.target or line.event_on, line.duty)
