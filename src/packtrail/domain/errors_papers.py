"""What can be not as needed when a paper is asked for."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class PaperOfNothing(OutletError):
    """Nothing in this ledger is what a paper was asked of."""

    asked: str | None  # as typed: a number, a code, an id, a day; None for nothing
    code: ClassVar[str] = "PAPER-OF-NOTHING"


@dataclass(eq=False)
class NoCodeOnPicture(OutletError):
    """A picture of a paper was given to be verified, and no code was read on it."""

    file: str
    code: ClassVar[str] = "PAPER-NO-CODE-ON-PICTURE"
