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
    NAME_MISSING = "name_missing"
    RECEIPT_BY_HAND = "receipt_by_hand"
    DAY_IN_FUTURE = "day_in_future"
    PAPER_EXPIRED_WHEN_SEEN = "paper_expired_when_seen"
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
    AMOUNT_IMPLAUSIBLE = "amount_implausible"
    TARE_ABOVE_GROSS = "tare_above_gross"
    COUNT_IMPLAUSIBLE = "count_implausible"
    VOLTAGE_IMPLAUSIBLE = "voltage_implausible"
    ORIGINAL_CODE_SAME = "original_code_same"
    OWED_REASON_MISSING = "owed_reason_missing"
    OWED_DAY_MISSING = "owed_day_missing"
    OWED_DAY_PAST = "owed_day_past"
    OWED_DAY_FAR = "owed_day_far"
    OWED_TWICE = "owed_twice"
    LISTED_TWICE = "listed_twice"
    LOT_NOT_OF_MAKER = "lot_not_of_maker"
    GROUP_MASS_MISSING = "group_mass_missing"
    GROUP_MASS_SMALL = "group_mass_small"
    LEVELS_MIXED = "levels_mixed"
    REPORTED_WHERE_MISSING = "reported_where_missing"
    REPORTED_DAY_MISSING = "reported_day_missing"
    REPORTED_BEFORE_INTAKE = "reported_before_intake"
    PERSON_MISSING = "person_missing"
    RESIDENT_ID_WRONG = "resident_id_wrong"
    VIN_MISSING = "vin_missing"
    VIN_MALFORMED = "vin_malformed"
    VIN_CHECK_DIGIT = "vin_check_digit"
    OWNER_KIND_MISSING = "owner_kind_missing"
    OWNER_MISSING = "owner_missing"
    OWNER_ID_WRONG = "owner_id_wrong"
    ENERGY_TYPE_MISSING = "energy_type_missing"
    CASE_KIND_MISSING = "case_kind_missing"
    COUNT_SEEN_MISSING = "count_seen_missing"
    DAY_MISSING = "day_missing"
    DAY_IMPLAUSIBLE = "day_implausible"
    CODE_ORIGIN_MISSING = "code_origin_missing"
    CODE_NOT_EXPECTED = "code_not_expected"
    CODE_TWICE = "code_twice"
    ENTRIES_TOO_MANY = "entries_too_many"
    EVIDENCE_UNKNOWN = "evidence_unknown"
    PROOF_UNKNOWN = "proof_unknown"
    PROOF_TEXT_MISSING = "proof_text_missing"
    CERTIFICATE_NO_MISSING = "certificate_no_missing"
    LEVEL_MISSING = "level_missing"
    NOTHING_CHANGED = "nothing_changed"
    VALUE_WRONG = "value_wrong"
    PERSON_IN_PUBLIC = "person_in_public"
    ID_IN_PUBLIC = "id_in_public"
    PROOF_MISSING = "proof_missing"
    CONDITION_UNKNOWN = "condition_unknown"
    INSULATION_IMPLAUSIBLE = "insulation_implausible"
    TEMPERATURE_IMPLAUSIBLE = "temperature_implausible"
    TREATMENT_MISSING = "treatment_missing"
    YES_FOR_MANY = "yes_for_many"
    BASIS_MISSING = "basis_missing"
    LEVEL_NOT_INSIDE = "level_not_inside"


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
LONGEST: Mapping[str, int] = {
    "vehicle_plate": 16,
    "battery_code": 128,
    "original_battery_code": 128,
    "parent_code": 128,
}


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
