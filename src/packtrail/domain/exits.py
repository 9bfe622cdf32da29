"""Exits that are no accepted handoff: 退回交付方 and 事故核销 (``practice.md`` 12, ``platform.md`` 10.1).

Each has a reason, evidence and a second person; until one has confirmed, the unit stays isolated. What goes
back goes to the one who brought it, and never where a danger was found that nobody has ended: a dangerous
pack is no less dangerous on the road home, so it leaves by the one way out or after its release.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.acting import Acting, new_record, reason_faults, refuse_faults
from packtrail.domain.custody import Custody, may
from packtrail.domain.documents import DeliveryDocument
from packtrail.domain.draft_faults import DraftFault, FaultKind
from packtrail.domain.errors_handoff_way import (
    ExitAfterAcceptance,
    ExitNotPossible,
    ExitPending,
    NotItsDeliverer,
    ReturnTooDangerous,
)
from packtrail.domain.records import Attachment, Body, IncidentClosed, NewRecord, ReturnedToSource
from packtrail.domain.safety.isolation import Lack
from packtrail.domain.unit import Unit


class ReturnReason(StrEnum):
    """退回原因 of a unit that goes back to its deliverer."""

    NOT_OURS = "not_ours"  # brought by mistake, another outlet's
    PAPERS_NOT_SUPPLIED = "papers_not_supplied"
    SALE_CANCELLED = "sale_cancelled"
    CODE_UNEXPLAINED = "code_unexplained"
    OTHER = "other"


class Incident(StrEnum):
    """事故种类 of a unit that is written off."""

    LOSS = "loss"
    THEFT = "theft"
    FIRE = "fire"
    FLOOD = "flood"
    TRAFFIC = "traffic"  # destroyed in an accident on the road
    OTHER = "other"


@dataclass(frozen=True, kw_only=True, slots=True)
class ExitReason:
    """Why a unit leaves otherwise than by a handoff, and what shows it."""

    code: str  # a ReturnReason or Incident
    text: str
    evidence: tuple[Attachment, ...]


def return_to_source(
    unit: Unit,
    delivery: DeliveryDocument | None,
    delivery_id: str,
    reason: ExitReason,
    *,
    second_ref: str | None,
    acting: Acting,
) -> NewRecord:
    """退回交付方 of ``unit``; ``delivery_id`` is the delivery whose deliverer takes it back.

    ``delivery`` is the one that brought it, None where nobody did: opening stock, a part of an opened pack.
    Raises ExitAfterAcceptance, ExitNotPossible, ExitPending, NotItsDeliverer, ReturnTooDangerous or
    DraftIncomplete.
    """
    brought_by = refuse_return(unit, delivery)
    if brought_by.delivery_id != delivery_id:
        raise NotItsDeliverer(unit.label, brought_by.deliverer_name or brought_by.number)
    _refuse_unproven(reason)
    body = ReturnedToSource(
        intake_record_id=unit.unit_id,
        delivery_record_id=brought_by.delivery_id,
        reason_code=reason.code,
        reason_text=reason.text.strip(),
        second_operator_ref=second_ref,
    )
    return new_record(
        body, acting.at, acting, unit.unit_id, brought_by.delivery_id, attachments=reason.evidence
    )


def close_incident(unit: Unit, reason: ExitReason, *, second_ref: str | None, acting: Acting) -> NewRecord:
    """事故核销 of a unit that was lost, stolen or destroyed, here or on the road.

    On the road its line is written off with it, since nobody can answer it any more. Raises
    ExitNotPossible, ExitPending or DraftIncomplete.
    """
    refuse_write_off(unit)
    _refuse_unproven(reason)
    line_id = unit.line_id if unit.custody is Custody.IN_TRANSIT else None
    body = IncidentClosed(
        intake_record_id=unit.unit_id,
        incident=reason.code,
        reason_text=reason.text.strip(),
        second_operator_ref=second_ref,
        line_record_id=line_id,
    )
    stands_on = (unit.unit_id, line_id) if line_id else (unit.unit_id,)
    return new_record(body, acting.at, acting, *stands_on, attachments=reason.evidence)


def refuse_return(unit: Unit, delivery: DeliveryDocument | None) -> DeliveryDocument:
    """The delivery whose deliverer may take ``unit`` back now, whatever the reason.

    ``delivery`` is the one that brought it. Raises ExitAfterAcceptance, ExitNotPossible, ExitPending,
    NotItsDeliverer or ReturnTooDangerous.
    """
    if unit.custody is Custody.DELIVERED:
        raise ExitAfterAcceptance(unit.label, unit.left_at)
    _refuse_exit(unit, ReturnedToSource)
    if delivery is None or unit.parent_id is not None:
        raise NotItsDeliverer(unit.label, None)
    lacks = return_lacks(unit)
    if lacks:
        raise ReturnTooDangerous(unit.label, lacks)
    return delivery


def refuse_write_off(unit: Unit) -> None:
    """Raise ExitNotPossible or ExitPending where ``unit`` can't be written off now, whatever the reason."""
    _refuse_exit(unit, IncidentClosed)


def return_lacks(unit: Unit) -> tuple[Lack, ...]:
    """What keeps a unit from going back on the road to its deliverer; empty when nothing does.

    High risk never goes back this way. Any other danger needs treatment and a determination that passed
    since it was found; heat, a look after its time.
    """
    made = unit.safety.determination
    needs = (
        (not unit.is_high_risk, Lack.HIGH_RISK),
        (not unit.is_dangerous or unit.safety.is_treated, Lack.TREATMENT),
        (not unit.is_dangerous or made is not None, Lack.DETERMINATION),
        (not unit.is_dangerous or made is None or made.passed, Lack.DETERMINATION_FAILED),
        (unit.hot_at is None, Lack.RECHECK),
    )
    return tuple(lack for is_met, lack in needs if not is_met)


def _refuse_exit(unit: Unit, event: type[Body]) -> None:
    if unit.pending_exit is not None:
        raise ExitPending(unit.label)
    if not may(event, unit.custody):
        raise ExitNotPossible(unit.label, unit.custody)


def _refuse_unproven(reason: ExitReason) -> None:
    faults: Sequence[DraftFault] = (
        *reason_faults(reason.text),
        *(() if reason.evidence else (DraftFault(FaultKind.EVIDENCE_MISSING, "evidence"),)),
    )
    refuse_faults(faults)
