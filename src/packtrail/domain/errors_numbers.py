"""What can be wrong with a document number that an operator names."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class NotOnAPad(OutletError):
    """A late entry names a number that no pad of this station's blank forms has."""

    number: str  # as typed
    code: ClassVar[str] = "PAD-NUMBER-UNKNOWN"


@dataclass(eq=False)
class PadOfAnotherForm(OutletError):
    """The number stands on a blank form of the other kind."""

    number: str
    form: str  # of the pad
    code: ClassVar[str] = "PAD-OTHER-FORM"


@dataclass(eq=False)
class PadNumberUsed(OutletError):
    """A document carries the number already; a form is entered once."""

    number: str
    code: ClassVar[str] = "PAD-NUMBER-USED"


@dataclass(eq=False)
class NoGap(OutletError):
    """A number was to be explained that is none of this station's, or has its document."""

    number: str  # as typed
    document: str | None  # the document that carries it, None where the number isn't ours
    code: ClassVar[str] = "NUMBER-NO-GAP"
