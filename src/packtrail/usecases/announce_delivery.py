"""预约待收: keep what a deliverer says he will bring, and tick it off when it comes."""

from collections.abc import Mapping, Sequence

from packtrail.domain.announcement import Announcement, AnnouncementDraft, ListOrigin, announce
from packtrail.domain.custody import HERE, Custody
from packtrail.domain.errors_gate import AnnouncementGone, ReceiptUnreadable
from packtrail.domain.expected_list import OverLimit, Ticked, over_limit, tick_off
from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import Delivery
from packtrail.domain.records.gate import SourceType
from packtrail.domain.stock_rules import StockLimit
from packtrail.domain.unit import Unit
from packtrail.protocol.paper_code import BadPaper, PaperVerdict, read_paper, verify
from packtrail.usecases.ports import Clock, NewId, Store, View


def announce_delivery(
    draft: AnnouncementDraft, *, by: Operator, store: Store, now: Clock, new_id: NewId
) -> Announcement:
    """Record an announcement; raises DraftIncomplete or NotAllowed."""
    require(by, Act.RECORD_DELIVERY)
    with store.act() as tx:
        (record,) = tx.append(announce(draft, record_id=new_id(), at=now(), operator_ref=by.ref))
        announced = tx.one(Announcement, record.record_id)
    if announced is None:
        raise LookupError(record.record_id)
    return announced


def announced_by_receipt(text: str, hub_keys: Mapping[str, bytes]) -> AnnouncementDraft:
    """What the QR of another station's receipt announces: its outlet, the count and the mass.

    The code lists no batteries, so the codes come by sheet or by scanning. Raises ReceiptUnreadable for
    another QR, a damaged one, and one that says something else than the station signed.
    """
    try:
        claim = read_paper(text)
    except BadPaper as error:
        raise ReceiptUnreadable(is_altered=False) from error
    if verify(claim, hub_keys) is PaperVerdict.ALTERED:
        raise ReceiptUnreadable(is_altered=True)
    return AnnouncementDraft(
        source_type=SourceType.OTHER_OUTLET,
        deliverer_uscc=claim.content.outlet_uscc,
        claimed_count=claim.content.line_count,
        mass_g=claim.content.mass_g or None,
        origin=ListOrigin.RECEIPT_QR,
    )


def open_announcement(view: View, announcement_id: str) -> Announcement:
    """The announcement that a delivery names; raises AnnouncementGone when it was voided."""
    found = view.one(Announcement, announcement_id)
    if found is None or found.is_voided:
        raise AnnouncementGone
    return found


def ticked_off(view: View, announcement_id: str) -> Ticked:
    """The list of an announcement against the units that came with its deliveries, as they count now.

    Raises AnnouncementGone.
    """
    announcement = open_announcement(view, announcement_id)
    came = [unit for each in announcement.delivery_ids for unit in view.units_of_delivery(each)]
    return _ticked(announcement.expected_codes, came)


def ticked_off_delivery(view: View, delivery_id: str) -> Ticked | None:
    """The list that came with one delivery against its units; None for a delivery without a list."""
    found = view.amended(delivery_id)
    body = found.record.body if found else None
    if not isinstance(body, Delivery) or not body.expected_codes:
        return None
    return _ticked(body.expected_codes, view.units_of_delivery(delivery_id))


def room_for(view: View, expected_g: int | None, limit: StockLimit | None) -> OverLimit | None:
    """Whether what is announced fits beside the stock, asked before anything is unloaded."""
    here = sum(line.mass_g for line in view.stock() if line.custody in HERE)
    return over_limit(here, expected_g, limit)


def _ticked(expected: tuple[str, ...], came: Sequence[Unit]) -> Ticked:
    counting = [unit for unit in came if unit.custody is not Custody.VOIDED]
    scanned = [unit.battery_code for unit in counting if unit.battery_code]
    others = {
        other: unit.battery_code
        for unit in counting
        if unit.battery_code
        for other in unit.codes
        if other not in {unit.battery_code, unit.local_id}
    }
    return tick_off(expected, scanned, other_codes=others)
