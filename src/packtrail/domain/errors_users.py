"""What can be wrong when somebody signs in, proves who he is, or changes the list of users."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class PinWrong(OutletError):
    """The PIN is not the one of this person."""

    user_name: str
    wait_s: int | None  # until the next may be tried; None for at once
    code: ClassVar[str] = "USER-PIN-WRONG"


@dataclass(eq=False)
class PinTooSoon(OutletError):
    """Too many wrong PINs came one after the other; nothing was looked at."""

    user_name: str
    wait_s: int
    code: ClassVar[str] = "USER-PIN-TOO-SOON"


@dataclass(eq=False)
class PinUnfit(OutletError):
    """A new PIN is too short, too long, no number, or the first that anybody would try."""

    shortest: int
    longest: int
    code: ClassVar[str] = "USER-PIN-UNFIT"


@dataclass(eq=False)
class PinMissing(OutletError):
    """A list of several people has somebody in it whom no PIN proves."""

    user_name: str
    code: ClassVar[str] = "USER-PIN-MISSING"


@dataclass(eq=False)
class UserUnknown(OutletError):
    """Nobody of this reference works here, or not any more."""

    code: ClassVar[str] = "USER-UNKNOWN"


@dataclass(eq=False)
class UserNameUnfit(OutletError):
    """The name of a user is empty, too long, or another's."""

    user_name: str
    longest: int
    code: ClassVar[str] = "USER-NAME-UNFIT"


@dataclass(eq=False)
class LastAdmin(OutletError):
    """Without this person nobody could keep the list of users any more."""

    user_name: str
    code: ClassVar[str] = "USER-LAST-ADMIN"
