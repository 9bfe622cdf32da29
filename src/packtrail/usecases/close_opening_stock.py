"""期初盘点结束: the administrator closes the opening stock with the signed count sheet."""

from packtrail.domain.custody import Custody
from packtrail.domain.draft_faults import DraftFault, DraftIncomplete, FaultKind
from packtrail.domain.errors_gate import OpeningCountDiffers
from packtrail.domain.opening_stock import OpeningItem, closing
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Attachment, Record
from packtrail.usecases.ports import Clock, NewId, Store, View
from packtrail.usecases.take_opening_stock import refuse_closed


def close_opening_stock(
    counted: int,
    count_sheet: Attachment | None,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
) -> Record:
    """Close with the number that the signed sheet says; no opening line may follow.

    Raises OpeningCountDiffers when the ledger has another number, OpeningStockIsClosed, DraftIncomplete
    without the photo of the sheet, NotAllowed.
    """
    require(by, Act.CLOSE_OPENING_STOCK)
    if count_sheet is None:
        raise DraftIncomplete((DraftFault(FaultKind.EVIDENCE_MISSING, "count_sheet"),))
    with store.act() as tx:
        refuse_closed(tx)
        count, mass_g = opening_sum(tx)
        if counted != count:
            raise OpeningCountDiffers(counted, count)
        (record,) = tx.append(
            closing(count, mass_g, count_sheet, record_id=new_id(), at=now(), operator_ref=by.ref)
        )
    return record


def opening_sum(view: View) -> tuple[int, int]:
    """Units of the opening stock that count, and their mass as far as it was known when they came in."""
    units = [view.unit(line.unit_id) for line in view.in_order(OpeningItem)]
    counting = [unit for unit in units if unit is not None and unit.custody is not Custody.VOIDED]
    return len(counting), sum(unit.mass_in_g or 0 for unit in counting)
