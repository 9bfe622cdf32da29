"""What keeps an isolated unit where it is, and the one way out of 异常隔离 (``practice.md`` 9).

High risk never goes to ordinary storage. It leaves by one way alone: recorded treatment, a new safety
determination accepted by named persons of both parties, a recipient marked able to take it, and
damaged-goods packing. Everything else that may follow is in these two functions, so that there is no
second way (``platform.md`` 10.1; two persons for a release).
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from packtrail.domain.errors import OutletError


class Lack(StrEnum):
    """One thing that an isolated unit still needs."""

    HIGH_RISK = "high_risk"  # nothing mends this one
    CONDITION_UNCHECKED = "condition_unchecked"
    IDENTITY_IN_CONFLICT = "identity_in_conflict"
    TREATMENT = "treatment"
    DETERMINATION = "determination"
    DETERMINATION_FAILED = "determination_failed"
    BOTH_PARTIES = "both_parties"
    RECHECK = "recheck"
    RECIPIENT_UNABLE = "recipient_unable"
    DAMAGED_PACKING = "damaged_packing"
    SECOND_PERSON = "second_person"
    SAME_PERSON = "same_person"


@dataclass(frozen=True, kw_only=True, slots=True)
class IsolatedCase:
    """Where an isolated unit stands; each claim is False until something on record makes it true."""

    is_checked: bool = False  # the condition was determined
    is_damaged: bool = True  # damage or worse was found at any time
    is_high_risk: bool = True
    is_thermal: bool = True
    has_settled_identity: bool = False  # no second physical unit with its code is unexplained
    is_treated: bool = False  # after the last danger
    is_determined: bool = False  # after the last danger and its treatment
    has_passed: bool = False  # that determination: every item "no"
    is_accepted_by_both: bool = False  # that determination: named persons, the other of this very recipient
    is_rechecked: bool = False  # cool again, after the time that heat or fire asks for
    recipient_takes_damaged: bool = False
    is_packed_as_damaged: bool = False
    released_by: str | None = None  # operator_ref
    confirmed_by: str | None = None  # the second person's, who may confirm later or from elsewhere


def may_leave_isolated(case: IsolatedCase) -> tuple[Lack, ...]:
    """What keeps the unit from going on a load out of isolation; empty when the way is open.

    A unit in which no danger was found goes to storage first and has an ordinary way from there.
    """
    needs = (
        (case.is_checked, Lack.CONDITION_UNCHECKED),
        (case.has_settled_identity, Lack.IDENTITY_IN_CONFLICT),
        (case.is_treated, Lack.TREATMENT),
        (case.is_determined, Lack.DETERMINATION),
        (case.is_accepted_by_both or not case.is_determined, Lack.BOTH_PARTIES),
        (case.is_rechecked or not case.is_thermal, Lack.RECHECK),
        (case.recipient_takes_damaged, Lack.RECIPIENT_UNABLE),
        (case.is_packed_as_damaged, Lack.DAMAGED_PACKING),
    )
    return tuple(lack for is_met, lack in needs if not is_met)


def may_be_released_to_storage(case: IsolatedCase) -> tuple[Lack, ...]:
    """What keeps the unit from going back to ordinary storage; empty when two persons released it."""
    needs = (
        (not case.is_high_risk, Lack.HIGH_RISK),
        (case.is_checked, Lack.CONDITION_UNCHECKED),
        (case.has_settled_identity, Lack.IDENTITY_IN_CONFLICT),
        (case.is_treated or not case.is_damaged, Lack.TREATMENT),
        (case.is_determined, Lack.DETERMINATION),
        (case.has_passed or not case.is_determined, Lack.DETERMINATION_FAILED),
        (case.is_rechecked or not case.is_thermal, Lack.RECHECK),
        (bool(case.released_by and case.confirmed_by), Lack.SECOND_PERSON),
        (not case.confirmed_by or case.released_by != case.confirmed_by, Lack.SAME_PERSON),
    )
    return tuple(lack for is_met, lack in needs if not is_met)


@dataclass(eq=False)
class WayOutClosed(OutletError):
    """An isolated unit was to go on a load, and something is lacking."""

    battery_code: str  # as on the label, or the provisional number
    lacks: tuple[Lack, ...]
    code: ClassVar[str] = "SAFETY-WAY-OUT-CLOSED"


@dataclass(eq=False)
class MustStayIsolated(OutletError):
    """An isolated unit was to go back to ordinary storage, and may not or not yet."""

    battery_code: str
    lacks: tuple[Lack, ...]
    code: ClassVar[str] = "SAFETY-MUST-STAY-ISOLATED"


def require_way_out(battery_code: str, case: IsolatedCase) -> None:
    """Raise WayOutClosed unless the unit may go on a load out of isolation."""
    lacks = may_leave_isolated(case)
    if lacks:
        raise WayOutClosed(battery_code, lacks)


def require_release(battery_code: str, case: IsolatedCase) -> None:
    """Raise MustStayIsolated unless the unit may go back to ordinary storage."""
    lacks = may_be_released_to_storage(case)
    if lacks:
        raise MustStayIsolated(battery_code, lacks)
