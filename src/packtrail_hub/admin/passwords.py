"""Administrators' passwords: argon2id, so that a stolen database gives none of them away cheaply.

Its parameters and its salt are in the hash, so they may rise later and old hashes still open. 46 MiB and one
pass is the first choice of OWASP's list; two hashes at a time keep a worker's memory within bounds.
"""

import threading
import unicodedata
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

FEWEST: Final = 12
MOST: Final = 200

_hasher: Final = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)
_hashing: Final = threading.Semaphore(2)
_NOBODYS: Final = (  # of a password that nobody has; with the parameters above, so that it takes as long
    "$argon2id$v=19$m=47104,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


class WeakPassword(ValueError):
    """A password is too short, too long, or the name of its owner."""


def password_hash(name: str, password: str) -> str:
    """The hash to keep; raises WeakPassword."""
    told = _same_form(password)
    if not FEWEST <= len(told) <= MOST or told.casefold() == name.casefold():
        raise WeakPassword
    with _hashing:
        return _hasher.hash(told)


def is_password(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one of ``stored``; for nobody's (None) it takes as long to say no."""
    told = _same_form(password[: MOST + 1])
    try:
        with _hashing:
            _hasher.verify(stored or _NOBODYS, told)
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def _same_form(password: str) -> str:
    """However a keyboard composes a character, it is the same one."""
    return unicodedata.normalize("NFC", password)
