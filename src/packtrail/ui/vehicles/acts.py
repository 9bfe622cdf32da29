"""What can be done with a case where it stands now, and why the rest can't.

The acts themselves refuse by the same rules; here they are asked before, so that a button can say it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from packtrail.domain.errors import OutletError
from packtrail.domain.operators import Act, require
from packtrail.domain.vehicle_case import CaseStep, require_step
from packtrail.domain.vehicle_case.blocks import MISSING
from packtrail.domain.vehicle_case.errors import (
    BatteryRemovedAlready,
    CaseNotComplete,
    CertificateBlocked,
    CertificateIssuedAlready,
    RemovedBeforeMatched,
)
from packtrail.ui.vehicles.state import CaseAct, CasePage

_STEPS: Final[Mapping[CaseAct, CaseStep]] = {
    CaseAct.MATCH: CaseStep.MATCH,
    CaseAct.EXPLAIN: CaseStep.MATCH,
    CaseAct.NAME_CODES: CaseStep.NAME_CODES,
    CaseAct.EVIDENCE: CaseStep.ADD_EVIDENCE,
    CaseAct.OWE: CaseStep.ADD_EVIDENCE,
    CaseAct.SUPPLY: CaseStep.ADD_EVIDENCE,
    CaseAct.CERTIFICATE: CaseStep.ISSUE_CERTIFICATE,
    CaseAct.REMOVE: CaseStep.REMOVE,
    CaseAct.CLOSE: CaseStep.CLOSE,
}
_AT_THE_GATE = frozenset({CaseAct.OWE, CaseAct.SUPPLY})


@dataclass(frozen=True, slots=True)
class Offer:
    """One act, and what keeps it from being done now; None when nothing does."""

    act: CaseAct
    refusal: OutletError | None = None


def offers(page: CasePage) -> tuple[Offer, ...]:
    """The acts of the page; what has nothing to be about is left out."""
    hidden = {
        *((CaseAct.EXPLAIN,) if not page.stand.unexplained else ()),
        *((CaseAct.SUPPLY,) if not page.owed else ()),
    }
    return tuple(Offer(act, refusal(act, page)) for act in CaseAct if act not in hidden)


def refusal(act: CaseAct, page: CasePage) -> OutletError | None:
    """Why ``act`` can't be done now."""
    try:
        require(page.operator, Act.RECORD_DELIVERY if act in _AT_THE_GATE else Act.HANDLE_VEHICLE)
        require_step(page.case, _STEPS[act])
        _REFUSE.get(act, _nothing)(page)
    except OutletError as refused:
        return refused
    return None


def _nothing(_: CasePage) -> None:
    """Most acts need no more than an open case."""


def _refuse_certificate(page: CasePage) -> None:
    case = page.case
    if case.certificate_no is not None and case.certificate_issued_on is not None:
        raise CertificateIssuedAlready(case.case_number, case.certificate_no, case.certificate_issued_on)
    liftable = MISSING if page.stand.accepted_proofs else frozenset()
    blocks = tuple(dict.fromkeys(b.kind.value for b in page.stand.blocks if b.kind not in liftable))
    if blocks:
        raise CertificateBlocked(case.case_number, blocks)


def _refuse_removal(page: CasePage) -> None:
    case = page.case
    if page.stand.to_remove:
        return
    if case.batteries:
        raise BatteryRemovedAlready(case.batteries[-1].label, case.case_number)
    raise RemovedBeforeMatched(case.case_number)


def _refuse_closing(page: CasePage) -> None:
    if page.stand.gaps:
        raise CaseNotComplete(page.case.case_number, page.stand.gaps)


_REFUSE: Final[Mapping[CaseAct, Callable[[CasePage], None]]] = {
    CaseAct.CERTIFICATE: _refuse_certificate,
    CaseAct.REMOVE: _refuse_removal,
    CaseAct.CLOSE: _refuse_closing,
}
