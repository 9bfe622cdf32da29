"""What still keeps a draft from becoming records, all of it at once and each at its field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, ClassVar

from packtrail.domain.errors import OutletError


class FaultKind(StrEnum):
    """One way in which a field of a draft is not ready."""

    DELIVERER_MISSING = "deliverer_missing"
    SOURCE_MISSING = "source_missing"
    USCC_MISSING = "uscc_missing"
    USCC_WRONG = "uscc_wrong"
    COUNT_MISSING = "count_missing"
    NOTHING_BROUGHT = "nothing_brought"
    CODE_MISSING = "code_missing"
    REASON_MISSING = "reason_missing"
    PHOTO_MISSING = "photo_missing"
    MASS_NOT_POSITIVE = "mass_not_positive"
    MASS_IMPLAUSIBLE = "mass_implausible"
    MASS_WITHOUT_BASIS = "mass_without_basis"
    VIN_WRONG = "vin_wrong"
    RECIPIENT_MISSING = "recipient_missing"
    NOTHING_PICKED = "nothing_picked"
    PICKED_TWICE = "picked_twice"
    TOO_MANY = "too_many"
    TOO_HEAVY = "too_heavy"
    TEXT_TOO_LONG = "text_too_long"
    TIME_MISSING = "time_missing"
    TIME_UNREADABLE = "time_unreadable"
    NO_SUCH_MONTH = "no_such_month"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_HOUR = "no_such_hour"
    TIME_TOO_EARLY = "time_too_early"
    TIME_IN_FUTURE = "time_in_future"
    PAPER_MISSING = "paper_missing"
    PAPER_PHOTO_MISSING = "paper_photo_missing"
    PAD_SIZE = "pad_size"
    GAP_REASON_MISSING = "gap_reason_missing"
    NOTHING_CHOSEN = "nothing_chosen"
    ANSWER_MISSING = "answer_missing"
    ANSWERED_TWICE = "answered_twice"
    ANSWER_UNKNOWN = "answer_unknown"
    CONSIGNOR_MISSING = "consignor_missing"
    CONSIGNEE_MISSING = "consignee_missing"
    SAME_PERSON = "same_person"
    REASON_TEXT_MISSING = "reason_text_missing"
    EVIDENCE_MISSING = "evidence_missing"
    NOTHING_ANSWERED = "nothing_answered"
    TICKET_MISSING = "ticket_missing"
    NET_WRONG = "net_wrong"
    TOLERANCE_WRONG = "tolerance_wrong"
    AMOUNT_MISSING = "amount_missing"
    PRICE_WITHOUT_BASIS = "price_without_basis"


@dataclass(frozen=True, slots=True)
class DraftFault:
    """A fault at a field; ``line`` counts the units or lines of the draft from 1, 0 is the head."""

    kind: FaultKind
    field: str
    line: int = 0
    value: str = ""


MOST_IN_ONE_DOCUMENT = 500
"""Units or lines of one document; a lorry carries some dozens, and a record has its size."""

HEAVIEST_LOAD_G = 100_000_000
"""100 t bounds any load on a road; more is a typing error."""

LONGEST_TEXT = 200
LONGEST: Mapping[str, int] = {"vehicle_plate": 16}


def oversized(draft: Any, field: str) -> Iterator[DraftFault]:
    """What is too long or too much in the head of ``draft``, whose units or lines stand in ``field``."""
    count = len(getattr(draft, field))
    if count > MOST_IN_ONE_DOCUMENT:
        yield DraftFault(FaultKind.TOO_MANY, field, value=str(MOST_IN_ONE_DOCUMENT))
    yield from long_texts(draft, 0)


def long_texts(part: Any, line: int) -> Iterator[DraftFault]:
    """The texts of ``part``, a draft or one unit of it, that no record has room for."""
    for each in fields(part):
        text, longest = getattr(part, each.name), LONGEST.get(each.name, LONGEST_TEXT)
        if isinstance(text, str) and each.name != "raw_scan" and len(text) > longest:
            yield DraftFault(FaultKind.TEXT_TOO_LONG, each.name, line, str(longest))


@dataclass(eq=False)
class DraftIncomplete(OutletError):
    """A draft was to be recorded and is not ready; nothing was written."""

    faults: tuple[DraftFault, ...]
    code: ClassVar[str] = "DRAFT-INCOMPLETE"
