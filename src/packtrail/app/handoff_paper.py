"""From the committed records of a handoff to its receipt: what the paper says, and its signed QR."""

from packtrail.domain.documents import HandoffDocument, HandoffItem
from packtrail.domain.elsewhere import is_taken_in_elsewhere
from packtrail.domain.records import Handoff, HandoffLine, OutletProfile
from packtrail.domain.records.gate import MassBasis
from packtrail.domain.records.handoff import PickedBy
from packtrail.papers.content import Carrier, HandoffReceipt, Party, ReceiptLine
from packtrail.protocol.paper_code import PaperContent, sign_paper
from packtrail.usecases.ports import View
from packtrail.usecases.set_profile import current_phone, current_profile

_SHORT_HASH = 16


def handoff_paper(view: View, handoff_id: str) -> HandoffReceipt:
    """The receipt of a released handoff, all from the ledger.

    Raises LookupError for a handoff that there is not or that was never released: a paper is made from a
    committed record and from nothing else.
    """
    document, profile = view.handoff(handoff_id), current_profile(view)
    record = view.record(handoff_id)
    if document is None or document.release_id is None or profile is None or record is None:
        raise LookupError(handoff_id)
    items = view.items_of_handoff(handoff_id)
    header = record.body
    return HandoffReceipt(
        document_number=document.number,
        issued_at=document.handed_on_at,
        outlet=outlet_party(profile, current_phone(view)),
        recipient=Party(
            name=document.consignee_name or "", uscc=document.consignee_uscc, role=document.consignee_role
        ),
        carrier=_carrier(header, view.private_part(handoff_id)) if isinstance(header, Handoff) else None,
        lines=tuple(_line(item, view) for item in items),
        total_mass_g=document.mass_g,
        ledger_hash=short_hash(document.release_hash or ""),
        release_record_id=document.release_id,
        qr_text=signed_qr(view, _content(document, profile)),
    )


def short_hash(digest: str) -> str:
    """A hash as papers show it."""
    return digest.removeprefix("sha256:")[:_SHORT_HASH]


def masked(name: str) -> str:
    """A person's name as a paper may show it: the family name, the rest hidden."""
    return name[:1] + "＊" * (len(name) - 1) if name else ""


def outlet_party(profile: OutletProfile, phone: str) -> Party:
    """The outlet as papers show it."""
    return Party(
        name=profile.outlet_name,
        uscc=profile.outlet_uscc,
        set_up_by_name=profile.set_up_by_name or "",
        set_up_by_uscc=profile.set_up_by_uscc or "",
        address=profile.address or "",
        phone=phone,
    )


def _carrier(header: Handoff, private: object) -> Carrier | None:
    driver = private.get("driver_name", "") if isinstance(private, dict) else ""
    if not (header.carrier_name or header.vehicle_plate or driver):
        return None
    return Carrier(
        name=header.carrier_name or "", plate=header.vehicle_plate or "", driver=masked(str(driver or ""))
    )


def _line(item: HandoffItem, view: View) -> ReceiptLine:
    unit = view.unit(item.unit_id) if item.unit_id else None
    return ReceiptLine(
        number=item.line_no,
        battery_code=item.battery_code or item.local_id or "",
        mass_g=item.mass_g,
        mass_basis=MassBasis(item.mass_basis) if item.mass_g is not None else MassBasis.UNKNOWN,
        level=item.level,
        chemistry=item.chemistry_code or "",
        picked_by=PickedBy(item.picked_by or PickedBy.LIST),
        code_source=unit.code_source if unit else "",
        condition=unit.condition_class if unit else "",
        is_unconfirmed=_was_unconfirmed(item, view),
    )


def _was_unconfirmed(item: HandoffItem, view: View) -> bool:
    """As the line was recorded: a copy says what the original said, whatever was heard since."""
    line = view.record(item.line_id)
    return line is not None and isinstance(line.body, HandoffLine) and is_taken_in_elsewhere(line.body)


def signed_qr(view: View, content: PaperContent) -> str:
    """The symbol that proves ``content`` offline, signed by this station."""
    destinations = view.destinations()
    return sign_paper(
        content, view.station().signer, destinations[0].station_signature if destinations else b""
    )


def _content(document: HandoffDocument, profile: OutletProfile) -> PaperContent:
    return PaperContent(
        outlet_uscc=profile.outlet_uscc,
        document_number=document.number,
        release_record_hash=document.release_hash or "",
        line_count=document.line_count,
        mass_g=document.mass_g,
        at=document.handed_on_at,
    )
