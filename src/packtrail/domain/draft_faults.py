"""What still keeps a draft from becoming records, all of it at once and each at its field."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

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


@dataclass(frozen=True, slots=True)
class DraftFault:
    """A fault at a field; ``line`` counts the units or lines of the draft from 1, 0 is the head."""

    kind: FaultKind
    field: str
    line: int = 0
    value: str = ""


@dataclass(eq=False)
class DraftIncomplete(OutletError):
    """A draft was to be recorded and is not ready; nothing was written."""

    faults: tuple[DraftFault, ...]
    code: ClassVar[str] = "DRAFT-INCOMPLETE"
