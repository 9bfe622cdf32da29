"""Say without a network whether a paper's code is genuine, and what the ledger knows of that paper.

The code proves its own content; that the print beside it says the same, only a person can see. A ledger adds
two things: keys that say whose signature it is, and its own record of the same number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from packtrail.domain.documents import DeliveryDocument, HandoffDocument
from packtrail.domain.errors_papers import NoCodeOnPicture
from packtrail.protocol.paper_code import (
    PaperClaim,
    PaperContent,
    PaperVerdict,
    check_text,
    is_paper_code,
    verify,
)
from packtrail.usecases.ports import View
from packtrail.usecases.read_label import LabelReading

MOST_ON_A_PICTURE = 16
"""More papers than that on one photograph can't be told apart by whoever asks."""

_SAME_NUMBER = 20  # a record that was written anew keeps its number


class SignedBy(StrEnum):
    """Whose key signed, as far as it is known here."""

    THIS_STATION = "this_station"
    HUB_VOUCHES = "hub_vouches"  # a station that a hub of ours vouches for
    UNKNOWN = "unknown"


class InLedger(StrEnum):
    """What this station's ledger says of the number on the paper."""

    NOT_ASKED = "not_asked"  # no ledger, or nothing to ask about
    SAME = "same"
    CHANGED_SINCE = "changed_since"  # that very record; count, mass or time were corrected after the print
    OTHER_RECORD = "other_record"  # the number is here, and belongs to a record with another hash
    NOT_HERE = "not_here"


@dataclass(frozen=True, kw_only=True, slots=True)
class PaperCheck:
    """What was found out about one code."""

    verdict: PaperVerdict
    content: PaperContent | None = None  # as the code says it; believed only when the verdict is genuine
    key_id: str = ""
    signed_by: SignedBy = SignedBy.UNKNOWN
    vouched_by: str = ""  # the hub's title
    in_ledger: InLedger = InLedger.NOT_ASKED
    load_id: str = ""  # of ours, to be opened
    delivery_id: str = ""
    count_now: int | None = None  # as the ledger has it today
    mass_now_g: int | None = None


def said_by_scanner(text: str) -> str:
    """``text`` as it was printed: base45 has capitals only, so a scanner under Caps Lock loses nothing."""
    upper = text.strip().upper()
    return upper if is_paper_code(upper) else text.strip()


def paper_codes(label: LabelReading, file: str) -> tuple[str, ...]:
    """The codes of papers on a picture, each once; without any, one other text that it says.

    Raises NoCodeOnPicture where nothing was read.
    """
    said = tuple(dict.fromkeys(said_by_scanner(symbol.text) for symbol in label.symbols))
    if not said:
        raise NoCodeOnPicture(file)
    return tuple(text for text in said if is_paper_code(text))[:MOST_ON_A_PICTURE] or said[:1]


def verify_paper(text: str, view: View | None = None) -> PaperCheck:
    """The answer to hostile ``text``; without a ledger only what the code proves of itself."""
    verdict, claim = check_text(said_by_scanner(text), {})
    if claim is None:
        return PaperCheck(verdict=verdict)
    check = PaperCheck(verdict=verdict, content=claim.content, key_id=claim.key_id)
    if view is None or verdict is PaperVerdict.ALTERED:
        return check
    return _beside_the_ledger(claim, view)


def _beside_the_ledger(claim: PaperClaim, view: View) -> PaperCheck:
    verdict, signed_by, vouched_by = _signer(claim, view)
    document, is_same_record = _document(claim.content, view)
    return PaperCheck(
        verdict=verdict,
        content=claim.content,
        key_id=claim.key_id,
        signed_by=signed_by,
        vouched_by=vouched_by,
        in_ledger=_compared(claim.content, document, is_same_record=is_same_record),
        load_id=document.handoff_id if isinstance(document, HandoffDocument) else "",
        delivery_id=document.delivery_id if isinstance(document, DeliveryDocument) else "",
        count_now=_count(document) if is_same_record else None,
        mass_now_g=document.mass_g if document and is_same_record else None,
    )


def _signer(claim: PaperClaim, view: View) -> tuple[PaperVerdict, SignedBy, str]:
    own = view.station().signer.public_key if view.has_station() else None
    if verify(claim, {}, own) is PaperVerdict.GENUINE:
        return PaperVerdict.GENUINE, SignedBy.THIS_STATION, ""
    for hub in view.destinations():
        if verify(claim, hub.hub_keys) is PaperVerdict.GENUINE:
            return PaperVerdict.GENUINE, SignedBy.HUB_VOUCHES, hub.title
    return PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN, SignedBy.UNKNOWN, ""


def _document(content: PaperContent, view: View) -> tuple[HandoffDocument | DeliveryDocument | None, bool]:
    """What has the number here, and whether it is the very record that the paper is of."""
    number, digest = content.document_number, content.release_record_hash
    loads = view.newest(HandoffDocument, _SAME_NUMBER, number=number)
    deliveries = view.newest(DeliveryDocument, _SAME_NUMBER, number=number)
    for load in loads:
        if load.release_hash == digest:
            return load, True
    for delivery in deliveries:
        record = view.record(delivery.delivery_id)
        if record is not None and record.record_hash == digest:
            return delivery, True
    others: Sequence[HandoffDocument | DeliveryDocument] = loads or deliveries
    return (others[0] if others else None), False


def _count(document: HandoffDocument | DeliveryDocument | None) -> int | None:
    if document is None:
        return None
    return document.line_count if isinstance(document, HandoffDocument) else document.unit_count


def _compared(
    content: PaperContent, document: HandoffDocument | DeliveryDocument | None, *, is_same_record: bool
) -> InLedger:
    if document is None:
        return InLedger.NOT_HERE
    if not is_same_record:
        return InLedger.OTHER_RECORD
    at = document.handed_on_at if isinstance(document, HandoffDocument) else document.taken_in_at
    now = (_count(document), document.mass_g, int(at.timestamp()))
    said = (content.line_count, content.mass_g, int(content.at.timestamp()))
    return InLedger.SAME if now == said else InLedger.CHANGED_SINCE
