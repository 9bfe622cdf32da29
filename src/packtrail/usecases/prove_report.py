"""Keep what shows that records were reported by another road: a portal's result, or somebody's word."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from packtrail.domain.deadlines import DestinationKind, Proof
from packtrail.domain.draft_faults import MOST_IN_ONE_DOCUMENT, DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment, NewRecord, Record, ReportProof
from packtrail.usecases.ports import Clock, NewId, Store, Tx


@dataclass(frozen=True, kw_only=True, slots=True)
class ProofDraft:
    """What the operator says, and the picture of it."""

    proof: Proof
    destination: DestinationKind
    target_record_ids: tuple[str, ...]
    reported_on: date | None
    confirmed_count: int | None = None  # as the portal showed it
    remote_no: str | None = None
    pictures: Sequence[Attachment] = field(default=())


def prove_report(draft: ProofDraft, *, by: Operator, store: Store, now: Clock, new_id: NewId) -> Record:
    """Record the proof for every target; the duty shows it as reported by hand, never as confirmed.

    Raises DraftIncomplete, or NotAllowed; a signed receipt is nobody's to enter.
    """
    require(by, Act.PROVE_REPORT)
    with store.act() as tx:
        return append_proof(tx, draft, by=by, at=now(), new_id=new_id)


def append_proof(tx: Tx, draft: ProofDraft, *, by: Operator, at: datetime, new_id: NewId) -> Record:
    """Write the proof into an act that does more; raises DraftIncomplete."""
    faults = tuple(_faults(draft, legal_day(at)))
    if faults:
        raise DraftIncomplete(faults)
    body = ReportProof(
        destination=draft.destination,
        proof=draft.proof,
        target_record_ids=draft.target_record_ids,
        reported_on=draft.reported_on or legal_day(at),
        confirmed_count=draft.confirmed_count,
        remote_no=draft.remote_no or None,
    )
    (record,) = tx.append(
        NewRecord(
            record_id=new_id(),
            body=body,
            occurred_at=at,
            operator_ref=by.ref,
            depends_on=draft.target_record_ids,
            attachments=tuple(draft.pictures),
        )
    )
    return record


def _faults(draft: ProofDraft, today: date) -> list[DraftFault]:
    found = []
    if not draft.target_record_ids:
        found.append(DraftFault(FaultKind.NOTHING_PICKED, "target_record_ids"))
    if len(draft.target_record_ids) > MOST_IN_ONE_DOCUMENT:
        found.append(DraftFault(FaultKind.TOO_MANY, "target_record_ids", value=str(MOST_IN_ONE_DOCUMENT)))
    if draft.proof is Proof.SIGNED_RECEIPT:
        found.append(DraftFault(FaultKind.RECEIPT_BY_HAND, "proof"))
    if draft.reported_on is not None and draft.reported_on > today:
        found.append(DraftFault(FaultKind.DAY_IN_FUTURE, "reported_on", value=draft.reported_on.isoformat()))
    if draft.proof is Proof.PORTAL_READBACK and draft.confirmed_count is None:
        found.append(DraftFault(FaultKind.COUNT_MISSING, "confirmed_count"))
    if draft.proof is Proof.PORTAL_READBACK and not draft.pictures:
        found.append(DraftFault(FaultKind.PHOTO_MISSING, "pictures"))
    return found
