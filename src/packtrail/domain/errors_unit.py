"""What keeps one unit from a check, a release, a name or its opening; each names the unit and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class UnitNotHere(OutletError):
    """A unit was to be looked at, treated or opened, and it does not stand here."""

    battery_code: str  # as on the label, or the provisional number
    custody: str
    code: ClassVar[str] = "UNIT-NOT-HERE"


@dataclass(eq=False)
class UnitOnALoad(OutletError):
    """A unit that stands on a load was to be opened."""

    battery_code: str
    code: ClassVar[str] = "UNIT-ON-A-LOAD"


@dataclass(eq=False)
class NotIsolated(OutletError):
    """A unit was to be released from isolation, and is not isolated."""

    battery_code: str
    custody: str
    code: ClassVar[str] = "UNIT-NOT-ISOLATED"


@dataclass(eq=False)
class ReleasePending(OutletError):
    """The release of this unit waits for its second person."""

    battery_code: str
    code: ClassVar[str] = "UNIT-RELEASE-PENDING"


@dataclass(eq=False)
class NothingToConfirm(OutletError):
    """What a second person was to confirm does not wait for one any more, or never did."""

    battery_code: str
    code: ClassVar[str] = "SECOND-NOTHING-PENDING"


@dataclass(eq=False)
class WarningsUnconfirmed(OutletError):
    """A check or an opening has warnings that nobody confirmed; nothing was written."""

    unit_warnings: tuple[str, ...]
    code: ClassVar[str] = "UNIT-WARNINGS-UNCONFIRMED"


@dataclass(eq=False)
class CodeNotInDoubt(OutletError):
    """A unit whose code was read well was to get another one by 编码认定."""

    battery_code: str
    code: ClassVar[str] = "IDENTITY-NOT-IN-DOUBT"


@dataclass(eq=False)
class CodeOnAnotherUnit(OutletError):
    """A unit was to get a code that another one carries, here or on the road."""

    battery_code: str
    unit_id: str
    taken_in_at: datetime
    custody: str
    code: ClassVar[str] = "IDENTITY-CODE-LIVE"


@dataclass(eq=False)
class EarlierLifeUnexplained(OutletError):
    """A code was known here before, and nobody said how this unit comes to carry it (practice 12)."""

    battery_code: str
    numbers: tuple[str, ...]  # of the intakes and cases
    code: ClassVar[str] = "IDENTITY-EARLIER-LIFE"


@dataclass(eq=False)
class ConflictNeedsSupervisor(OutletError):
    """Which of two units carries a code is for a supervisor to say, as the one who acts or as the second."""

    battery_code: str
    code: ClassVar[str] = "IDENTITY-NEEDS-SUPERVISOR"


@dataclass(eq=False)
class NothingInside(OutletError):
    """Something was to be opened in which no battery units are: a cell, a lot by the kilogram."""

    battery_code: str
    level: str
    code: ClassVar[str] = "OPENING-NOTHING-INSIDE"
