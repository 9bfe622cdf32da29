"""Phones that serve as scanners: who is paired, which scans were taken already, and a fingerprint in words.

What is kept of them is a few settings of the station, as JSON; whatever can't be read of it counts as not
there, so that a damaged setting costs a new pairing and never the start of the program.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from hmac import compare_digest

MOST_PHONES = 8
"""So many may be paired; an outlet has a desk and a few hands."""

MOST_TAKEN = 256
"""Ids kept of one phone, which holds at most 40 unsent scans and sends them first."""

LONGEST_NAME = 24
ID_FORM = re.compile(r"[0-9a-f]{32}")
"""Ids of phones and of scans: 128 bits drawn by chance, in hexadecimal digits."""

WORDS_SHOWN = 5
WORDS_NEEDED = 64
"""Words of a list to choose from: six bits each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedPhone:
    """One phone that may send pictures."""

    phone_id: str
    name: str
    secret_sha256: str  # of the secret that only the phone has
    last_scan_at: str = ""  # ISO 8601; empty before the first

    def knows(self, secret: str) -> bool:
        """Whether ``secret`` is this phone's; takes as long for any wrong one."""
        return compare_digest(digest_of(secret), self.secret_sha256)


def digest_of(secret: str) -> str:
    """What is kept of a secret; it has 256 bits of chance, so nothing slower is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def name_of(typed: str) -> str:
    """A phone's name as it is kept: one line, printable, not too long."""
    printable = "".join(each if each.isprintable() else " " for each in typed)
    return " ".join(printable.split())[:LONGEST_NAME].strip()


def phones_as_text(phones: Iterable[PairedPhone]) -> str:
    """The setting that keeps ``phones``."""
    return json.dumps([asdict(phone) for phone in phones], ensure_ascii=False)


def phones_from_text(kept: str) -> tuple[PairedPhone, ...]:
    """The phones of a setting; none of what is not as we write it."""
    found = []
    for each in _list_in(kept)[:MOST_PHONES]:
        if isinstance(each, dict) and ID_FORM.fullmatch(str(each.get("phone_id", ""))):
            known = {name: str(each.get(name, "")) for name in PairedPhone.__slots__}
            found.append(PairedPhone(**{**known, "name": name_of(known["name"])}))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Taken:
    """The scans of one phone that were taken, the oldest first, each with the tone of its answer."""

    tones: Mapping[str, str] = field(default_factory=dict)

    def tone_of(self, scan_id: str) -> str | None:
        """How the scan was answered; None for one that was never taken."""
        return self.tones.get(scan_id)

    def with_scan(self, scan_id: str, tone: str) -> "Taken":
        """This scan too; the oldest is forgotten where there are too many."""
        tones = [*((each, had) for each, had in self.tones.items() if each != scan_id), (scan_id, tone)]
        return replace(self, tones=dict(tones[-MOST_TAKEN:]))

    def as_text(self) -> str:
        """The setting that keeps them."""
        return json.dumps(list(self.tones.items()))


def taken_from_text(kept: str) -> Taken:
    """The scans of a setting."""
    pairs = [each for each in _list_in(kept)[-MOST_TAKEN:] if isinstance(each, list) and len(each) == 2]
    return Taken({str(scan_id): str(tone) for scan_id, tone in pairs if ID_FORM.fullmatch(str(scan_id))})


def fingerprint_words(fingerprint: bytes, words: Sequence[str]) -> tuple[str, ...]:
    """The first bits of a certificate's SHA-256 as words that two people can read to each other.

    Thirty bits tell stations apart and show a slip; who wants proof compares the hexadecimal digits.
    Raises ValueError for a list of words that is too short.
    """
    if len(set(words)) < WORDS_NEEDED:
        raise ValueError(f"{WORDS_NEEDED} different words are needed")
    number = int.from_bytes(fingerprint[:4], "big") >> (32 - 6 * WORDS_SHOWN)
    places = [number >> (6 * at) & 0x3F for at in reversed(range(WORDS_SHOWN))]
    return tuple(words[place] for place in places)


def _list_in(kept: str) -> list[object]:
    try:
        found = json.loads(kept or "[]")
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []
