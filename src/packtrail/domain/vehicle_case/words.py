"""The lists that a case of 车电一体报废 speaks in; records keep these words as open tokens."""

from enum import StrEnum


class CaseKind(StrEnum):
    """案件类型: which order of steps and which papers a case has (``practice.md`` 2)."""

    ORDINARY = "ordinary"
    SUPERVISED = "supervised"  # 监督解体: the certificate comes after dismantling
    SWAP = "swap"  # 换电车型: may come without a battery
    SEIZED = "seized"


class OwnerKind(StrEnum):
    """车主类型; what identifies the owner is private in every case."""

    PERSON = "person"
    COMPANY = "company"
    AUTHORITY = "authority"


class EnergyType(StrEnum):
    """能源种类; which of them have a traction battery is data."""

    BATTERY_ELECTRIC = "battery_electric"
    PLUG_IN_HYBRID = "plug_in_hybrid"
    RANGE_EXTENDED = "range_extended"
    FUEL_CELL = "fuel_cell"
    HYBRID = "hybrid"
    PETROL = "petrol"
    DIESEL = "diesel"
    OTHER = "other"


class VinReason(StrEnum):
    """Why there is no well-formed VIN; an altered one is said apart, since it holds the case."""

    UNREADABLE = "unreadable"
    PLATE_MISSING = "plate_missing"
    BURNT = "burnt"
    NOT_STANDARD = "not_standard"  # imported or special vehicles with another number


class CodeOrigin(StrEnum):
    """编码出处: who says which code a battery has or should have."""

    LABEL = "label"
    REGISTRATION = "registration"
    CERTIFICATE = "certificate"
    PLATFORM_BY_VIN = "platform_by_vin"


class MatchOutcome(StrEnum):
    """车电匹配结果, each with a way of its own."""

    MATCH = "match"
    MISMATCH = "mismatch"
    UNKNOWN_OFFLINE = "unknown_offline"  # nothing is known to compare with; to be checked later
    LABEL_HIDDEN = "label_hidden"  # 电池在车、标签不可见: present, and a match owed at removal


class Proof(StrEnum):
    """What explains a mismatch or a missing battery; which one counts where and when is data."""

    LAWFUL_REPLACEMENT = "lawful_replacement"
    MAKER_STATEMENT = "maker_statement"
    PLATFORM_DOES_NOT_KNOW = "platform_does_not_know"
    SWAP_MODEL = "swap_model"
    OWNER_EXPLANATION = "owner_explanation"


class CaseState(StrEnum):
    """案件状态."""

    OPEN = "open"
    MATCHED = "matched"
    CERTIFICATE_ISSUED = "certificate_issued"
    DISMANTLED = "dismantled"
    CLOSED = "closed"
    HELD = "held"  # the VIN was altered: the police come first
    VOIDED = "voided"


class SlotState(StrEnum):
    """What stands in one place for a battery."""

    EMPTY = "empty"
    MATCHED = "matched"
    LABEL_HIDDEN = "label_hidden"
    UNKNOWN_OFFLINE = "unknown_offline"
    MISMATCH = "mismatch"
    EXPLAINED = "explained"


class CaseStep(StrEnum):
    """What somebody may do with a case."""

    NAME_CODES = "name_codes"
    MATCH = "match"
    ADD_EVIDENCE = "add_evidence"
    ISSUE_CERTIFICATE = "issue_certificate"
    REMOVE = "remove"
    CLOSE = "close"


class CaseWarning(StrEnum):
    """What the operator confirms before an act goes on; the record keeps what was confirmed."""

    VIN_CHECK_DIGIT = "vin_check_digit"
    OWNER_ID_CHECK = "owner_id_check"
    EARLIER_CASE = "earlier_case"
    VIN_MISSING = "vin_missing"
    PLEDGE_UNKNOWN = "pledge_unknown"
    VIN_ALTERATION_UNKNOWN = "vin_alteration_unknown"
    CODES_UNCHECKED = "codes_unchecked"  # matched while nothing was known to compare with
    LABEL_HIDDEN = "label_hidden"
    NOTHING_PRINTED = "nothing_printed"
    NOT_ALL_PRINTED = "not_all_printed"
    OLD_CODE_PRINTED = "old_code_printed"  # of a battery that was lawfully replaced
    QR_HOST_UNKNOWN = "qr_host_unknown"  # never opened
    EXCEPTION_UNCONFIRMED = "exception_unconfirmed"  # the rule it rests on was read at second hand
    BEFORE_CERTIFICATE = "before_certificate"
    CASE_HELD = "case_held"


class EvidenceKind(StrEnum):
    """Places of an evidence set that the acts themselves fill or read; all others are only data."""

    PHOTO_BEFORE = "photo_before"
    PHOTO_AFTER = "photo_after"
    CERTIFICATE_COPY = "certificate_copy"
    PLEDGE_RELEASE = "pledge_release"  # lifts the pledge
    POLICE_CLEARANCE = "police_clearance"  # lifts the hold of an altered VIN
