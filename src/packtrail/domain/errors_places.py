"""What can go wrong with places, moves and counts of the stock."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class PlacesWrong(OutletError):
    """A plan of the floor can't be saved as it is; all that is wrong with it."""

    place_faults: tuple[str, ...]
    names: tuple[str, ...] | None  # at which zones, slots or sites; None: in the plan as a whole
    code: ClassVar[str] = "PLACES-WRONG"


@dataclass(eq=False)
class PlacesChanged(OutletError):
    """Somebody else saved the plan while this one was being drawn."""

    code: ClassVar[str] = "PLACES-CHANGED"


@dataclass(eq=False)
class NoPlaces(OutletError):
    """Labels of the floor were asked for, and its plan has neither zones nor slots yet."""

    code: ClassVar[str] = "PLACES-NONE"


@dataclass(eq=False)
class PlaceInUse(OutletError):
    """A zone or slot was to go from the plan while units stand there."""

    place: str
    count: int
    code: ClassVar[str] = "PLACE-IN-USE"


@dataclass(eq=False)
class PlaceUnknown(OutletError):
    """The plan has no such place."""

    place: str  # as scanned or typed
    proposals: tuple[str, ...] | None  # what it may have meant, the likeliest first; None: nothing near
    code: ClassVar[str] = "PLACE-UNKNOWN"


@dataclass(eq=False)
class MovedNotHere(OutletError):
    """A unit was to be moved that does not stand here."""

    battery_code: str
    left_at: datetime | None  # None for one that never came in here
    code: ClassVar[str] = "MOVE-NOT-HERE"


@dataclass(eq=False)
class MovedWhich(OutletError):
    """Several units here carry the code that was scanned."""

    battery_code: str
    numbers: tuple[str, ...]  # their intake numbers
    code: ClassVar[str] = "MOVE-WHICH-UNIT"


@dataclass(eq=False)
class MovedTwice(OutletError):
    """One unit was to be moved to two places at once."""

    battery_code: str
    code: ClassVar[str] = "MOVE-TWICE"


@dataclass(eq=False)
class TooManyMoves(OutletError):
    """So many units nobody moves in one act."""

    count: int
    most: int
    code: ClassVar[str] = "MOVE-TOO-MANY"


@dataclass(eq=False)
class OrdinaryStorageRefused(OutletError):
    """A dangerous, isolated or high-risk unit was to stand in ordinary storage (practice 9)."""

    battery_code: str
    zone: str
    code: ClassVar[str] = "MOVE-DANGER-TO-ORDINARY"


@dataclass(eq=False)
class MoveUnconfirmed(OutletError):
    """A move has warnings that nobody confirmed; nothing was written."""

    move_warnings: tuple[str, ...]  # kinds, each once
    code: ClassVar[str] = "MOVE-UNCONFIRMED"


@dataclass(eq=False)
class CountNotOfPlan(OutletError):
    """A stock-take is of a zone that the plan has no more."""

    zone: str
    code: ClassVar[str] = "COUNT-ZONE-GONE"


@dataclass(eq=False)
class CountTooLarge(OutletError):
    """A stock-take differs from the ledger by more than one record can name."""

    count: int
    most: int
    code: ClassVar[str] = "COUNT-TOO-LARGE"
