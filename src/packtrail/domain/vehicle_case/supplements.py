"""Papers and photographs that come to a case later: they fill places of its evidence set."""

from collections.abc import Iterator
from dataclasses import dataclass

from packtrail.domain.acting import Acting, refuse_faults
from packtrail.domain.draft_faults import DraftFault, FaultKind, long_texts
from packtrail.domain.records import Attachment, NewRecord
from packtrail.domain.vehicle_case.case import VehicleCase
from packtrail.domain.vehicle_case.rules import VehicleRules
from packtrail.domain.vehicle_case.shared import evidence, photo_faults
from packtrail.domain.vehicle_case.steps import require_step
from packtrail.domain.vehicle_case.words import CaseStep


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceDraft:
    """One place of the set, and what fills it."""

    kind: str
    photos: tuple[Attachment, ...] = ()
    remark: str | None = None


def add_evidence(
    draft: EvidenceDraft, case: VehicleCase, *, rules: VehicleRules, acting: Acting
) -> tuple[NewRecord, ...]:
    """The ``evidence`` that ``draft`` becomes; raises a refusal of ``steps`` or DraftIncomplete."""
    require_step(case, CaseStep.ADD_EVIDENCE)
    refuse_faults(_faults(draft, rules))
    return evidence(acting, case.case_id, draft.kind, draft.photos, (draft.remark or "").strip() or None)


def _faults(draft: EvidenceDraft, rules: VehicleRules) -> Iterator[DraftFault]:
    if draft.kind not in rules.evidence_kinds:
        yield DraftFault(FaultKind.EVIDENCE_UNKNOWN, "kind", value=draft.kind[:40])
    if not draft.photos:
        yield DraftFault(FaultKind.PHOTO_MISSING, "photos")
    yield from photo_faults(draft.photos, "photos")
    yield from long_texts(draft, 0)
