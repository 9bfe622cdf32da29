"""Close what had to be done by hand at a portal (待人工办理), by what the portal showed.

A portal takes no corrections, so an amendment of what it accepted is a person's task there. What the person
enters is a proof, and proofs are never merged with what a platform signed: the record counts as reported by
another road (``not_required``), and its level of acknowledgement stays as it was.
"""

from collections.abc import Sequence
from datetime import date

from packtrail.domain.deadlines import DestinationKind, Proof
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.errors_workbook import NotByHand
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment, Record
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.usecases.ports import Clock, NewId, Store, Verdict
from packtrail.usecases.prove_report import ProofDraft, append_proof

MOST_WAITING = 10_000
LONGEST = 300


def close_by_hand(
    portal: str,
    record_ids: Sequence[str],
    *,
    shown: str,
    done_on: date | None,
    pictures: Sequence[Attachment] = (),
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Record:
    """Write the proof, and settle these records at ``portal``; ``shown`` is its number or its words.

    With a picture it is a result read back, without one the operator's statement. Raises NotAllowed,
    DraftIncomplete, or NotByHand where one of them doesn't wait for a person; nothing is written then.
    """
    require(by, Act.PROVE_REPORT)
    at, targets, told = now(), tuple(dict.fromkeys(record_ids)), shown.strip()[:LONGEST]
    with store.act() as tx:
        waiting = {
            each.record_id for each in tx.submissions(portal, (SubmissionState.MANUAL_ACTION,), MOST_WAITING)
        }
        if not waiting.issuperset(targets):
            raise NotByHand(len(set(targets) - waiting))
        if not told:
            raise DraftIncomplete((DraftFault(FaultKind.PROOF_TEXT_MISSING, "remote_no"),))
        draft = ProofDraft(
            proof=Proof.PORTAL_READBACK if pictures else Proof.OPERATOR_STATEMENT,
            destination=DestinationKind.MAKER_PORTAL,
            target_record_ids=targets,
            reported_on=done_on,
            confirmed_count=len(targets) if pictures else None,
            remote_no=told,
            pictures=pictures,
        )
        proof = append_proof(tx, draft, by=by, at=at, new_id=new_id)
        tx.settle(
            portal,
            [
                Verdict(
                    record_id=each,
                    state=SubmissionState.NOT_REQUIRED,
                    ack_level=AckLevel.NONE,
                    remote_no=told,
                    issues=(),
                    said_at=at,
                )
                for each in targets
            ],
        )
    return proof
