"""时限事项 of the ledger: every record that somebody outside must hear of, with what proves that they did.

One item for each record that begins a duty: an intake, a line that was handed on, a certificate. A battery
out of a vehicle owes its removal from the day on which it is handed out (announcement 2018 no. 35, Art. 13,
docs/sources.md S11), so a line of such a unit is that duty and no other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from packtrail.domain.deadlines import DestinationKind, Duty, Proof, ProofGiven
from packtrail.domain.documents import HandoffItem
from packtrail.domain.entry import Entry
from packtrail.domain.moments import legal_day
from packtrail.domain.records import (
    CertificateIssued,
    HandoffCancelled,
    HandoffLine,
    Intake,
    OpeningStock,
    Record,
    ReportProof,
)
from packtrail.domain.shapes import RecordId

W = TypeVar("W", bound=StrEnum)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reportable:
    """One record that has to be reported."""

    record_id: RecordId
    duty: Duty
    event_on: date
    subject_id: RecordId  # the unit or the vehicle's case
    document_id: RecordId | None
    proof: Proof | None = None  # the strongest that was given by hand
    proofs: tuple[ProofGiven, ...] = ()  # all that were given by hand


class _Lines(Protocol):
    def items_of_handoff(self, handoff_id: str) -> Sequence[HandoffItem]:
        """The lines of a handoff."""
        ...


def fold_reportable(item: Reportable | None, entry: Entry) -> Reportable | None:
    """The item after its own record or a proof of it; None when there is nothing to report any more."""
    record, body = entry.record, entry.record.body
    if entry.is_voided:
        return None
    begun = _begun(record)
    if begun is not None or item is None:
        return begun
    if isinstance(body, HandoffCancelled):
        return None
    if isinstance(body, OpeningStock):
        since = body.original_intake_on or item.event_on
        return None if body.already_reported else replace(item, event_on=since)
    return _proved(item, record, body) if isinstance(body, ReportProof) else item


def reportable_subjects(record: Record, known: _Lines) -> Iterable[str | None]:
    """Whose item a record begins, ends or proves."""
    body = record.body
    if isinstance(body, Intake | CertificateIssued):
        return (record.record_id,)
    if isinstance(body, HandoffLine):
        return (record.record_id,) if body.handoff_record_id and body.intake_record_id else ()
    if isinstance(body, OpeningStock):
        return (body.intake_record_id,)
    if isinstance(body, HandoffCancelled):
        return (item.line_id for item in known.items_of_handoff(body.handoff_record_id) if item.unit_id)
    return body.target_record_ids if isinstance(body, ReportProof) else ()


def _begun(record: Record) -> Reportable | None:
    body = record.body
    if isinstance(body, Intake):
        return Reportable(
            record_id=record.record_id,
            duty=Duty.INTAKE,
            event_on=legal_day(record.occurred_at),
            subject_id=record.record_id,
            document_id=body.delivery_record_id,
        )
    if isinstance(body, HandoffLine) and body.intake_record_id:
        return Reportable(
            record_id=record.record_id,
            duty=Duty.HANDOFF,
            event_on=legal_day(record.occurred_at),
            subject_id=body.intake_record_id,
            document_id=body.handoff_record_id,
        )
    if isinstance(body, CertificateIssued):
        return Reportable(
            record_id=record.record_id,
            duty=Duty.CERTIFICATE,
            event_on=body.issued_on,
            subject_id=body.vehicle_record_id,
            document_id=body.vehicle_record_id,
        )
    return None


def _proved(item: Reportable, record: Record, body: ReportProof) -> Reportable:
    given = ProofGiven(
        proof=_known(Proof, body.proof, Proof.OPERATOR_STATEMENT),
        destination_kind=_known(DestinationKind, body.destination, DestinationKind.NATIONAL_PLATFORM),
        given_on=body.reported_on,
        confirmed_count=body.confirmed_count,
        has_picture=bool(record.attachments),
    )
    proofs = (*item.proofs, given)
    best = min((one.holds_as for one in proofs), key=lambda proof: proof.rank)
    return replace(item, proofs=proofs, proof=best)


def _known(words: type[W], word: str, otherwise: W) -> W:
    """A word of a list, or what a word of a newer program is taken for."""
    return words(word) if word in set(words) else otherwise
