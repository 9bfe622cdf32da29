"""使用人: who works at this desk, what proves it, and what a list of them may look like.

The list is a setting of the station and no record (``design.md``): records carry the reference of a user,
which is never given to another, and his name stays here. An outlet whose list has one person without a PIN
asks nobody who he is. A list of several proves each of its people, else two names would be no two persons.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_users import LastAdmin, PinMissing, PinUnfit, UserNameUnfit, UserUnknown
from packtrail.domain.operators import Act, Operator, Role, may

SHORTEST_PIN: Final = 4
LONGEST_PIN: Final = 12
LONGEST_NAME: Final = 30

FREE_TRIES: Final = 2
"""So many wrong PINs are a slip of the finger; from the next one on there is a wait."""

FIRST_WAIT_S: Final = 5
LONGEST_WAIT_S: Final = 300
"""The wait doubles up to five minutes: 10,000 PINs of four digits take over a month then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """One person of the list; who left stays in it, so that old records keep their name."""

    ref: str
    name: str
    role: Role
    pin_hash: str | None = None
    has_left: bool = False

    @property
    def operator(self) -> Operator:
        """The same as who acts."""
        return Operator(self.ref, self.name, self.role)


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong PINs in a row for one person, and when the last one came."""

    failures: int = 0
    last_at: datetime | None = None


def at_work(users: Iterable[User]) -> tuple[User, ...]:
    """Those who have not left."""
    return tuple(user for user in users if not user.has_left)


def user_called(users: Iterable[User], ref: str) -> User:
    """The one of this reference who works here; raises UserUnknown."""
    for user in at_work(users):
        if user.ref == ref:
            return user
    raise UserUnknown


def asks_who(users: Iterable[User]) -> bool:
    """Whether somebody has to sign in: there is a PIN."""
    return any(user.pin_hash is not None for user in at_work(users))


def can_confirm(users: Iterable[User], besides: str) -> tuple[User, ...]:
    """Who can prove to be the second person beside ``besides``."""
    return tuple(
        user
        for user in at_work(users)
        if user.ref != besides and user.pin_hash is not None and may(user.role, Act.CONFIRM_SECOND)
    )


def can_reset(users: Iterable[User], ref: str) -> tuple[User, ...]:
    """Who may give ``ref`` a new PIN: a supervisor, but only an administrator to an administrator."""
    people = at_work(users)
    found = next((user for user in people if user.ref == ref), None)
    if found is None:
        return ()
    return tuple(user for user in people if user.pin_hash is not None and _may_reset(user, found))


def refuse_reset(by: User, whose: User) -> None:
    """Raise NotAllowed where ``by`` may not give ``whose`` a new PIN."""
    if not _may_reset(by, whose):
        raise NotAllowed(Act.RESET_PIN, by.role)


def _may_reset(by: User, whose: User) -> bool:
    outranks = by.role is Role.ADMIN or whose.role is not Role.ADMIN
    return by.ref != whose.ref and may(by.role, Act.RESET_PIN) and outranks


def same_pin(typed: str) -> str:
    """A PIN as it is compared: full-width digits of an input method are digits."""
    return unicodedata.normalize("NFKC", typed).strip()


def checked_pin(typed: str) -> str:
    """A new PIN; raises PinUnfit for what is none, or is tried first: one digit only, or digits in a row."""
    pin = same_pin(typed)
    is_number = pin.isascii() and pin.isdigit()
    if not is_number or not SHORTEST_PIN <= len(pin) <= LONGEST_PIN or _is_run(pin):
        raise PinUnfit(SHORTEST_PIN, LONGEST_PIN)
    return pin


def _is_run(pin: str) -> bool:
    """Whether every digit is as far from the one before as all others: 0000, 1234, 8765."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    return len(steps) == 1 and steps <= {-1, 0, 1}


def wait_s(attempts: Attempts, now: datetime) -> int:
    """So many whole seconds until another PIN is looked at; 0 for at once.

    A clock that went back makes nobody wait longer than the wait itself, if the last attempt is kept as of
    now then (``usecases.sign_in``).
    """
    wait = _wait_after(attempts.failures)
    if attempts.last_at is None or not wait:
        return 0
    gone = now - attempts.last_at
    if gone < timedelta(0):
        return wait
    left = timedelta(seconds=wait) - gone
    return max(0, -(-left // timedelta(seconds=1)))


def _wait_after(failures: int) -> int:
    beyond = failures - FREE_TRIES
    return min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(beyond - 1, 10)) if beyond > 0 else 0


def failed(attempts: Attempts, now: datetime) -> Attempts:
    """After one more wrong PIN."""
    return Attempts(attempts.failures + 1, now)


def with_user(users: Sequence[User], user: User) -> tuple[User, ...]:
    """The list with ``user`` in it, new or in place of what was known of him.

    Raises UserNameUnfit, PinMissing where several people would work here and one has no PIN, or LastAdmin
    where nobody could keep the list any more.
    """
    name = " ".join(user.name.split())
    told = replace(user, name=name)
    others = [other for other in users if other.ref != user.ref]
    is_taken = any(other.name.casefold() == name.casefold() for other in at_work(others))
    if not 0 < len(name) <= LONGEST_NAME or (is_taken and not user.has_left):
        raise UserNameUnfit(name[:LONGEST_NAME], LONGEST_NAME)
    is_known = len(others) < len(users)
    after = tuple(told if each.ref == user.ref else each for each in users) if is_known else (*users, told)
    people = at_work(after)
    if not any(each.role is Role.ADMIN for each in people):
        raise LastAdmin(name)
    unproven = next((each for each in people if each.pin_hash is None), None)
    if unproven is not None and len(people) > 1:
        raise PinMissing(unproven.name)
    return after
