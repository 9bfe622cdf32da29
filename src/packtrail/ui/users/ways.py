"""What the screens ask about users, as a promise; ``app.user_acts.UserActs`` keeps it."""

from typing import Protocol

from packtrail.domain.operators import Operator, Role
from packtrail.domain.users import User
from packtrail.usecases.user_list import KnownUsers


class UserWays(Protocol):
    """The acts of sign-in and of the list; ``acts`` lane, but for ``known``."""

    def known(self) -> KnownUsers:
        """The list as it stands; ``reads`` lane."""
        ...

    def begin(self) -> KnownUsers:
        """The desk opens; who needs a PIN may do nothing before it."""
        ...

    def sign_in(self, ref: str, pin: str) -> Operator:
        """Let somebody work here from now on; raises UserUnknown, PinTooSoon or PinWrong."""
        ...

    def add(self, name: str, role: Role, pin: str) -> User:
        """Take somebody into the list."""
        ...

    def change(self, ref: str, name: str, role: Role) -> User:
        """Give somebody another name or role."""
        ...

    def let_go(self, ref: str) -> None:
        """Somebody works here no more."""
        ...

    def set_own_pin(self, old_pin: str, pin: str) -> None:
        """Choose one's own PIN; an empty one for none."""
        ...

    def reset_pin(self, ref: str, pin: str, *, allowed_by: str, allowed_pin: str) -> Operator:
        """Give a forgotten PIN anew, by a supervisor's word."""
        ...

    def reset_pin_by_code(self, ref: str, pin: str, recovery_code: str) -> Operator:
        """The same by the outlet's recovery code."""
        ...

    def choose_idle(self, minutes: int) -> None:
        """Lock the desk after so many minutes without a hand at it; 0 never."""
        ...
