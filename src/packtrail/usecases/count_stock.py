"""Count the floor by scanning (盘点): differences while the scans come, and the record that ends it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from packtrail.domain.code_tables import CodeTables
from packtrail.domain.custody import HERE
from packtrail.domain.errors_places import CountNotOfPlan
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.places import known_place, parse_label
from packtrail.domain.records import Record
from packtrail.domain.stock_take import Differences, StockCount, StockTakeDraft, close_count
from packtrail.domain.unit import Unit
from packtrail.usecases.ports import Clock, NewId, Store, View
from packtrail.usecases.scanned_units import code_scanned, units_scanned
from packtrail.usecases.set_places import current_places


@dataclass(frozen=True, slots=True)
class Counted:
    """What the act wrote, and what it came to."""

    record: Record
    differences: Differences


def begin_stock_take(zone: str | None, *, by: Operator, store: Store, now: Clock) -> StockTakeDraft:
    """An empty count of one zone, or of the whole floor; saved as ``drafts.STOCK_TAKE`` by the caller.

    Raises CountNotOfPlan for a zone that the plan doesn't have, or NotAllowed.
    """
    require(by, Act.COUNT_STOCK)
    with store.read() as view:
        return StockTakeDraft(zone=_zone_name(view, zone), began_at=now())


def scan_into(draft: StockTakeDraft, scanned: str, view: View, tables: CodeTables) -> StockTakeDraft:
    """``draft`` with one scan more: the label of a place says where the next batteries stand.

    Of a battery's label the code alone is counted, as a delivery takes it in.

    Raises PlaceUnknown for a place that the plan doesn't have, CountTooLarge past all reason.
    """
    if parse_label(scanned):
        return draft.at(known_place(current_places(view), scanned))
    return draft.with_scan(code_scanned(scanned, tables))


def stock_count(view: View, draft: StockTakeDraft) -> StockCount:
    """The count with all scans of ``draft`` judged by the ledger of now."""
    return StockCount(expected_in(view, draft.zone), partial(units_scanned, view)).with_all(draft.scans)


def expected_in(view: View, zone: str | None) -> Sequence[Unit]:
    """What the ledger has in one zone, or on the whole floor."""
    return view.in_order(Unit, custody=HERE, **({} if zone is None else {"zone": zone}))


def close_stock_take(
    draft: StockTakeDraft,
    *,
    by: Operator,
    store: Store,
    now: Clock,
    new_id: NewId,
    draft_id: str | None = None,
) -> Counted:
    """Record what was counted, and drop the saved draft; no unit changes by it.

    Raises CountNotOfPlan, DraftIncomplete (a difference without a photograph, a scan that may mean several
    units), CountTooLarge or NotAllowed; nothing is written then, and the saved draft stays.
    """
    require(by, Act.COUNT_STOCK)
    with store.act() as tx:
        draft = replace(draft, zone=_zone_name(tx, draft.zone))
        found = stock_count(tx, draft).differences()
        (record,) = tx.append(close_count(draft, found, at=now(), operator_ref=by.ref, new_id=new_id))
        if draft_id:
            tx.drop_draft(draft_id)
    return Counted(record, found)


def _zone_name(view: View, zone: str | None) -> str | None:
    """The zone as the plan spells it."""
    if zone is None:
        return None
    known = current_places(view).zone(zone)
    if known is None:
        raise CountNotOfPlan(zone)
    return known.name
