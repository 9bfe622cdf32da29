"""PINs as argon2id keeps them: slow to guess even for somebody who has the list.

Memory and time are values, and stand in what is kept, so they may rise later; tests ask for little.
"""

from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

MEMORY_KIB: Final = 47_104  # with one pass the first choice of OWASP's list
PASSES: Final = 1


class Argon2Pins:
    """Makes and compares what is kept of a PIN; any thread."""

    def __init__(self, *, memory_kib: int = MEMORY_KIB, passes: int = PASSES) -> None:
        self._hasher = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)

    def hashed(self, pin: str) -> str:
        """What is kept of ``pin``, with its salt."""
        return self._hasher.hash(pin)

    def are_same(self, kept: str, pin: str) -> bool:
        """Whether ``kept`` was made of ``pin``."""
        try:
            return self._hasher.verify(kept, pin)
        except (VerificationError, InvalidHashError):
            return False
