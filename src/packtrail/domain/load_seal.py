"""锁单: a load is locked before it is signed, so that everybody signs the same (``platform.md`` 10.3).

A draft is locked after the same checks as a release; its totals are frozen, and a release that comes to
anything else is refused. It is unlocked again as long as nobody signed it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from packtrail.domain.eligibility.recipient import Override
from packtrail.domain.errors_handoff_way import SealSigned, SignedUnsealed
from packtrail.domain.handoff import HandoffDraft, Seal, ready_units
from packtrail.domain.moments import to_moment
from packtrail.domain.records import Attachment
from packtrail.domain.release_rules import UNCHECKED, Judgement
from packtrail.domain.unit import Unit


def seal(
    draft: HandoffDraft,
    units: Sequence[Unit | None],
    *,
    at: datetime,
    judged: Judgement = UNCHECKED,
    override: Override | None = None,
) -> HandoffDraft:
    """The draft, locked with its units and total mass; raises what ``ready_units`` raises, or SealSigned."""
    if draft.signatures:
        raise SealSigned(len(draft.signatures))
    picked = ready_units(draft, units, at=at, judged=judged, override=override)
    sealed = Seal(
        unit_ids=tuple(unit.unit_id for unit in picked),
        mass_g=sum(unit.mass_g or 0 for unit in picked),
        sealed_at=to_moment(at),
    )
    return replace(draft, sealed=sealed)


def unlock(draft: HandoffDraft) -> HandoffDraft:
    """The draft, open for changes again; raises SealSigned once somebody signed it."""
    if draft.signatures:
        raise SealSigned(len(draft.signatures))
    return replace(draft, sealed=None)


def sign(draft: HandoffDraft, signature: Attachment) -> HandoffDraft:
    """The locked draft with one more signature; raises SignedUnsealed for a draft that is open."""
    if draft.sealed is None:
        raise SignedUnsealed(len(draft.signatures) + 1)
    return replace(draft, signatures=(*draft.signatures, signature))
