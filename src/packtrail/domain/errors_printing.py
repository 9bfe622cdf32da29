"""What can go wrong between a paper and a printer."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class PrintJobMovedOn(OutletError):
    """A print job is no longer where somebody thought it was when he pressed the button."""

    title: str | None  # None: it was let go long ago
    print_state: str
    code: ClassVar[str] = "PRINT-MOVED-ON"


@dataclass(eq=False)
class LastGoodWrong(OutletError):
    """The number up to which paper came out is higher than what was ever handed to the printer."""

    last_good: int
    most: int
    code: ClassVar[str] = "PRINT-LAST-GOOD-WRONG"


@dataclass(eq=False)
class PrintTooLarge(OutletError):
    """So many sheets nobody prints at once."""

    count: int
    most: int
    code: ClassVar[str] = "PRINT-TOO-LARGE"


@dataclass(eq=False)
class PrinterGone(OutletError):
    """The system knows no printer of that name now."""

    printer: str
    code: ClassVar[str] = "PRINTER-GONE"


@dataclass(eq=False)
class PrinterRefused(OutletError):
    """The printer's driver did not take a page."""

    printer: str
    code: ClassVar[str] = "PRINTER-REFUSED"


@dataclass(eq=False)
class PrinterUnreachable(OutletError):
    """Nothing answers where a thermal printer should be."""

    printer: str  # as typed in the settings
    printer_trouble: str  # refused, silent, not_there
    code: ClassVar[str] = "PRINTER-UNREACHABLE"


@dataclass(eq=False)
class PrinterNoPaper(OutletError):
    """A thermal printer says that its roll is at its end."""

    printer: str
    code: ClassVar[str] = "PRINTER-NO-PAPER"


@dataclass(eq=False)
class PaperUnreadable(OutletError):
    """What was to be printed can't be read as a paper any more."""

    title: str
    code: ClassVar[str] = "PRINT-PAPER-UNREADABLE"
