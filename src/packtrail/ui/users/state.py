"""Who may sign in, and how far it has come; plain values, no Qt."""

from dataclasses import dataclass

from packtrail.domain.users import User


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInState:
    """Everything on the sign-in page."""

    users: tuple[User, ...] = ()  # who works here
    chosen: str = ""  # the reference of who is to sign in
    is_busy: bool = False  # a PIN is being looked at
    trouble: str = ""
    told: str = ""  # of a scan that came meanwhile
    wait_s: int = 0  # until the next PIN may be tried

    @property
    def user(self) -> User | None:
        """Who is to sign in; None where nobody was chosen yet."""
        return next((user for user in self.users if user.ref == self.chosen), None)
