"""Who may come in: the one-time word of a pairing, and the phones that are paired.

Asked by the server's thread and changed by the GUI's, so everything goes through one lock.
"""

import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Final

from packtrail.domain.phones import PairedPhone, digest_of

PAIRING_S: Final = 600.0
"""So long a pairing code on the screen holds."""

MOST_TRIES: Final = 4096
"""Wrong words, after which the code on the screen is void.

So many of 2**128 guess nothing, and anybody in the network can send a few: they must not keep phones out.
"""


@dataclass(frozen=True, slots=True)
class _Word:
    digest: str
    ends_s: float
    tries: int = 0


class Guard:
    """Knows tokens by their digests only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._phones: Mapping[str, PairedPhone] = {}
        self._word: _Word | None = None

    def let_in(self, phones: Iterable[PairedPhone]) -> None:
        """These phones from now on, and no others."""
        with self._lock:
            self._phones = {phone.phone_id: phone for phone in phones}

    def offer(self) -> str:
        """A fresh word for one pairing; the one before is void."""
        word = secrets.token_urlsafe(16)
        with self._lock:
            self._word = _Word(digest_of(word), self._clock() + PAIRING_S)
        return word

    def withdraw(self) -> None:
        """No pairing any more."""
        with self._lock:
            self._word = None

    @property
    def is_offering(self) -> bool:
        """Whether a word would be taken now."""
        with self._lock:
            return self._word is not None and self._clock() < self._word.ends_s

    def takes(self, word: str) -> bool:
        """Whether ``word`` is the one on the screen; it is void after this, or after too many wrong ones."""
        with self._lock:
            kept = self._word
            if kept is None or self._clock() >= kept.ends_s:
                self._word = None
                return False
            is_right = compare_digest(digest_of(word), kept.digest)
            tries = kept.tries + 1
            self._word = None if is_right or tries >= MOST_TRIES else _Word(kept.digest, kept.ends_s, tries)
            return is_right

    def phone_of(self, credential: str) -> PairedPhone | None:
        """The phone of ``Bearer ID.SECRET``; None for whoever isn't paired."""
        kind, _, rest = credential.partition(" ")
        phone_id, _, secret = rest.partition(".")
        with self._lock:
            phone = self._phones.get(phone_id)
        return phone if kind == "Bearer" and phone is not None and phone.knows(secret) else None
