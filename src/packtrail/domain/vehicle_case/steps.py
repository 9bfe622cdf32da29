"""Which step may be taken in which state of a case; every other one is refused by name."""

from collections.abc import Collection, Sequence

from packtrail.domain.vehicle_case.case import VehicleCase
from packtrail.domain.vehicle_case.errors import CaseClosedAlready, CaseHeld, CaseIsVoid, NotConfirmed
from packtrail.domain.vehicle_case.words import CaseState, CaseStep, CaseWarning

_NOT_WHILE_HELD = frozenset({CaseStep.ISSUE_CERTIFICATE, CaseStep.CLOSE})
"""What is seen and proved may always be written down; taking a battery out is confirmed instead."""


def require_step(case: VehicleCase, step: CaseStep) -> None:
    """Raise CaseIsVoid, CaseClosedAlready or CaseHeld unless ``step`` may be taken."""
    if case.state is CaseState.VOIDED:
        raise CaseIsVoid(case.case_number, step)
    if case.closed_at is not None:
        raise CaseClosedAlready(case.case_number, step, case.closed_at)
    if case.state is CaseState.HELD and step in _NOT_WHILE_HELD:
        raise CaseHeld(case.case_number, step)


def require_confirmed(
    case_number: str, warnings: Sequence[CaseWarning], confirmed: Collection[str]
) -> tuple[str, ...]:
    """The warnings that stand, as the record keeps them; raises NotConfirmed with those not confirmed."""
    open_ones = tuple(warning.value for warning in warnings if warning not in confirmed)
    if open_ones:
        raise NotConfirmed(case_number, open_ones)
    return tuple(warning.value for warning in warnings)
