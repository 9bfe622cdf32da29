"""Record that a battery was replaced, for repair shops and swap operators, and give them the 回收凭证."""

from dataclasses import dataclass

from packtrail.domain.acting import Acting
from packtrail.domain.errors import OutletNotNamed
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.vehicle_case import Replacement, ReplacementDraft, Voucher, replaced, voucher
from packtrail.usecases.ports import Clock, DocumentKind, NewId, Store, View
from packtrail.usecases.set_profile import current_profile


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the act wrote, and what its paper says."""

    replacement: Replacement
    voucher: Voucher


def record_replacement(
    draft: ReplacementDraft, *, by: Operator, store: Store, now: Clock, new_id: NewId
) -> Recorded:
    """Record ``draft`` under the next voucher number.

    Raises NotAllowed, OutletNotNamed or DraftIncomplete; LookupError for a unit that is none of ours.
    """
    require(by, Act.RECORD_DELIVERY)
    with store.act() as tx:
        at = now()
        if draft.unit_id is not None and tx.unit(draft.unit_id) is None:
            raise LookupError(draft.unit_id)
        record = replaced(
            draft,
            document_number=tx.next_number(DocumentKind.REPLACEMENT, legal_day(at)),
            acting=Acting(at=at, operator_ref=by.ref, new_id=new_id),
        )
        tx.append(record)
        return voucher_of(tx, record.record_id)


def voucher_of(view: View, replacement_id: str) -> Recorded:
    """A replacement and its 回收凭证; LookupError for an id of none, raises OutletNotNamed."""
    replacement, outlet = view.one(Replacement, replacement_id), current_profile(view)
    if replacement is None:
        raise LookupError(replacement_id)
    if outlet is None:
        raise OutletNotNamed
    unit = view.unit(replacement.unit_id) if replacement.unit_id else None
    number = unit.intake_number if unit else None
    return Recorded(replacement, voucher(replacement, outlet, intake_number=number))
