"""The list of users, and wrong PINs, as this station keeps them beside its ledger."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from packtrail.domain.operators import Role
from packtrail.domain.users import Attempts, User
from packtrail.usecases.ports import Tx, View

USERS: Final = "users"
ATTEMPTS: Final = "users.attempts."
IDLE_MINUTES: Final = "users.idle_minutes"
IDLE_CHOICES: Final = (0, 5, 10, 30)  # nought never locks
FIRST_IDLE: Final = 10

FIRST_REF: Final = "op_1"
"""Whoever works at a desk that has no list yet; the first of the list keeps it."""


class Pins(Protocol):
    """Makes of a PIN what may be kept, slowly, and compares."""

    def hashed(self, pin: str) -> str:
        """What is kept of ``pin``."""
        ...

    def are_same(self, kept: str, pin: str) -> bool:
        """Whether ``kept`` was made of ``pin``."""
        ...


@dataclass(frozen=True, slots=True)
class KnownUsers:
    """The list as it stands, who of it worked here last, and after how long the desk is locked."""

    users: tuple[User, ...]
    last_ref: str
    idle_minutes: int


def users_of(view: View) -> tuple[User, ...]:
    """The list; empty until the first user was changed or another added."""
    return tuple(_user_from(each) for each in json.loads(view.setting(USERS) or "[]"))


def keep_users(tx: Tx, users: Sequence[User]) -> None:
    """Write the list."""
    tx.remember(USERS, json.dumps([asdict(user) for user in users], ensure_ascii=False))


def attempts_of(view: View, ref: str) -> Attempts:
    """Wrong PINs for one person, since the last right one."""
    kept = view.setting(ATTEMPTS + ref)
    if not kept:
        return Attempts()
    said = json.loads(kept)
    return Attempts(said["failures"], datetime.fromisoformat(said["last_at"]))


def keep_attempts(tx: Tx, ref: str, attempts: Attempts) -> None:
    """Write them, so that a restart of the program forgives nothing."""
    said = (
        {"failures": attempts.failures, "last_at": attempts.last_at.isoformat()} if attempts.last_at else ""
    )
    tx.remember(ATTEMPTS + ref, json.dumps(said) if said else "")


def idle_minutes(view: View) -> int:
    """After so many minutes without a hand at the desk it is locked; 0 never."""
    kept = view.setting(IDLE_MINUTES) or ""
    return int(kept) if kept in map(str, IDLE_CHOICES) else FIRST_IDLE


def _user_from(said: Mapping[str, Any]) -> User:
    return User(
        ref=said["ref"],
        name=said["name"],
        role=Role(said["role"]),
        pin_hash=said["pin_hash"],
        has_left=said["has_left"],
    )
