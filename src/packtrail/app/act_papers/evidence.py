"""From the records of a case to its 凭证档: which photographs it has, and how many one file takes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from packtrail.app.act_papers.vehicles import card_content, case_for_paper
from packtrail.domain.amendments import Amended
from packtrail.domain.moments import legal_day
from packtrail.domain.records import Attachment, Evidence
from packtrail.domain.vehicle_case import VehicleCase
from packtrail.papers.vehicle_content import EvidenceFile, EvidencePiece, Place
from packtrail.usecases.owe_paper import owed_by
from packtrail.usecases.ports import View
from packtrail.usecases.rules import RulesInUse

MOST_LISTED: Final = 300
MOST_SHOWN: Final = 80
MOST_BYTES: Final = 32 * 1024 * 1024
"""Some forty pages that every mail takes in two parts; what is more is named with its digest."""


def evidence_content(view: View, case_id: str, now: datetime, rules: RulesInUse) -> EvidenceFile:
    """The evidence of a case as it stands. Raises PaperOfNothing, OutletNotNamed."""
    case = case_for_paper(view, case_id)
    card = card_content(view, case_id, now, rules)
    rule = rules.vehicle.of_kind(case.case_kind, legal_day(now))
    found = tuple(_found(view, case))
    return EvidenceFile(
        issue=card.issue,
        plate=card.plate,
        vin=card.vin,
        case_kind=card.case_kind,
        case_state=card.case_state,
        received_at=card.received_at,
        certificate_no=case.certificate_no or "",
        codes=card.slots,
        places=tuple(
            Place(name=item.name, is_filled=case.has(item.kinds)) for item in (rule.evidence if rule else ())
        ),
        owed=tuple(paper.paper for paper in owed_by(view, case_id) if paper.is_open),
        pieces=tuple(_pieces(view, found[:MOST_LISTED])),
        left_out=max(0, len(found) - MOST_LISTED),
    )


def _found(view: View, case: VehicleCase) -> Iterator[tuple[Amended, Attachment]]:
    """Every photograph or paper of the case once, by the first record that brought it."""
    seen: set[str] = set()
    for each in view.history(VehicleCase, case.case_id):
        for attachment in each.record.attachments:
            if attachment.digest not in seen:
                seen.add(attachment.digest)
                yield each, attachment


def _pieces(view: View, found: tuple[tuple[Amended, Attachment], ...]) -> Iterator[EvidencePiece]:
    shown, size = 0, 0
    for each, attachment in found:
        fits = shown < MOST_SHOWN and size + attachment.size <= MOST_BYTES
        content = view.blob(attachment.digest) if fits else None
        if content is not None:
            shown, size = shown + 1, size + len(content)
        record = each.record
        yield EvidencePiece(
            kind=_kind(each),
            record_type=record.record_type,
            at=record.occurred_at,
            operator_ref=record.operator_ref,
            digest=attachment.digest,
            media_type=attachment.media_type,
            size=attachment.size,
            is_voided=each.is_voided,
            content=content,
        )


def _kind(each: Amended) -> str:
    body = each.record.body
    return (body.kind or "") if isinstance(body, Evidence) else ""
