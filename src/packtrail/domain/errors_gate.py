"""What the gate can find not as needed: announcements, opening stock, owed papers, deliverers' lists."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class AnnouncementGone(OutletError):
    """A delivery names an announcement that is not there any more, or was turned away."""

    code: ClassVar[str] = "GATE-ANNOUNCEMENT-GONE"


@dataclass(eq=False)
class ReceiptUnreadable(OutletError):
    """A text given as the QR of another station's receipt is none, is damaged, or was altered."""

    is_altered: bool
    code: ClassVar[str] = "GATE-RECEIPT-UNREADABLE"


@dataclass(eq=False)
class OpeningStockIsClosed(OutletError):
    """Opening stock was to be taken after its count sheet was signed."""

    closed_at: datetime
    code: ClassVar[str] = "OPENING-CLOSED"


@dataclass(eq=False)
class OpeningCountDiffers(OutletError):
    """The signed count sheet and the ledger don't say the same number of units."""

    counted: int
    recorded: int
    code: ClassVar[str] = "OPENING-COUNT-DIFFERS"


@dataclass(eq=False)
class PaperNotOwed(OutletError):
    """A paper was to be supplied that nobody owes any more."""

    supplied_on: date | None  # None where the promise was taken back
    code: ClassVar[str] = "PAPER-NOT-OWED"


@dataclass(eq=False)
class SubjectUnknown(OutletError):
    """A paper or declaration was to be about a document that this ledger doesn't have, or voided."""

    code: ClassVar[str] = "GATE-SUBJECT-UNKNOWN"


@dataclass(eq=False)
class MakerIsSealed(OutletError):
    """A unit was to go to another maker after lines of it were sealed for its maker's portal (practice 7)."""

    battery_code: str  # or what else the unit is called here
    destination: str  # the portal, as it is titled
    code: ClassVar[str] = "UNIT-MAKER-SEALED"


@dataclass(eq=False)
class SheetUnreadable(OutletError):
    """A deliverer's list can't be opened as a sheet or as text."""

    file: str
    reason: str  # a word of the list ``sheet_reason``
    code: ClassVar[str] = "SHEET-UNREADABLE"


@dataclass(eq=False)
class SheetTooLarge(OutletError):
    """A deliverer's list is larger than any list of a lorry, or unpacks to more than it should."""

    file: str
    beyond: str  # a word of the list ``pack_limit``: bytes, rows, columns …
    limit: int
    code: ClassVar[str] = "SHEET-TOO-LARGE"


@dataclass(eq=False)
class SheetWithoutCodes(OutletError):
    """No column of the list holds battery codes."""

    file: str
    code: ClassVar[str] = "SHEET-NO-CODES"
