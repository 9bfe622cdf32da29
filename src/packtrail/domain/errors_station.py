"""What can be not as needed about the label of a station, which tells its document numbers from others'."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class StationLabelUnusable(OutletError):
    """A label was chosen that numbers can't be told apart by (``domain.numbers.is_label``)."""

    label: str  # its beginning
    longest: int
    code: ClassVar[str] = "STATION-LABEL-UNUSABLE"


@dataclass(eq=False)
class StationLabelTaken(OutletError):
    """Another station of the outlet has this label at the hub; nothing was bound."""

    label: str
    code: ClassVar[str] = "STATION-LABEL-TAKEN"


@dataclass(eq=False)
class StationLabelBound(OutletError):
    """Another label was chosen after a hub had taken the present one."""

    label: str  # the present one
    hub: str
    code: ClassVar[str] = "STATION-LABEL-BOUND"


@dataclass(eq=False)
class PracticeHub(OutletError):
    """A hub that counts for nothing answered where records that count were to go; nothing was bound."""

    hub: str
    code: ClassVar[str] = "STATION-PRACTICE-HUB"


@dataclass(eq=False)
class PracticeLedger(OutletError):
    """Records of a practice ledger were to go to somebody who counts them; nothing was bound."""

    hub: str
    code: ClassVar[str] = "STATION-PRACTICE-LEDGER"


@dataclass(eq=False)
class PracticeCodeNeeded(OutletError):
    """A practice ledger was to be bound with a code that is none of a practice hub; nothing left this PC."""

    code: ClassVar[str] = "STATION-PRACTICE-CODE"


@dataclass(eq=False)
class LedgerForPractice(OutletError):
    """A ledger was opened for work that is for practice, for ever."""

    code: ClassVar[str] = "LEDGER-FOR-PRACTICE"


@dataclass(eq=False)
class LedgerForWork(OutletError):
    """A ledger was opened for practice that counts, for ever."""

    code: ClassVar[str] = "LEDGER-FOR-WORK"
