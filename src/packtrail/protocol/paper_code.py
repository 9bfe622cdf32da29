"""The QR on a paper: proves without a network that the paper says what the station signed.

``PT1:`` and base45 of a compact canonical array. The station's public key is inside, so the paper verifies
alone; the hub's signature over that key and the outlet, if the station was enrolled, says whose key it is.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from packtrail.domain.moments import to_moment
from packtrail.protocol import base45, canonical, dsse
from packtrail.protocol.enrolment import station_key_statement
from packtrail.protocol.keys import Signer, is_signed, key_id

PREFIX: Final = "PT1:"
PAPER: Final = "application/vnd.battery-trace.paper.v1+json"
MAX_TEXT: Final = 2_000
_MAX_NUMBER: Final = 64
_ANY_VERSION: Final = re.compile(r"PT[0-9]{1,3}:")
_LAST_SECOND: Final = 253_402_214_400  # 9999-12-31 in UTC, which is still a date in Shanghai


class PaperFault(StrEnum):
    """Why a text is no paper code."""

    OTHER = "other"  # some other QR; nothing is wrong with it
    OTHER_VERSION = "other_version"  # ours, of another version than this program reads
    DAMAGED = "damaged"  # begins like ours and cannot be read


class BadPaper(ValueError):
    """A text is no paper code; ``fault`` tells another's from a damaged one."""

    def __init__(self, fault: PaperFault) -> None:
        super().__init__(fault)
        self.fault = fault


class PaperVerdict(StrEnum):
    """What a paper's code proves."""

    GENUINE = "genuine"
    GENUINE_FOR_KEY_STATION_UNKNOWN = "genuine_for_key_station_unknown"
    ALTERED = "altered"
    NOT_OURS = "not_ours"
    OTHER_VERSION = "other_version"


_VERDICTS: Final = {
    PaperFault.OTHER: PaperVerdict.NOT_OURS,
    PaperFault.OTHER_VERSION: PaperVerdict.OTHER_VERSION,
    PaperFault.DAMAGED: PaperVerdict.ALTERED,
}


@dataclass(frozen=True, kw_only=True)
class PaperContent:
    """What the paper states and the station signs."""

    outlet_uscc: str
    document_number: str
    release_record_hash: str  # sha256:…
    line_count: int
    mass_g: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PaperClaim:
    """A code as read; nothing in it is believed before ``verify``."""

    content: PaperContent
    public_key: bytes
    station_signature: bytes
    hub_signature: bytes  # empty when the station was not enrolled

    @property
    def key_id(self) -> str:
        """The name of the key that signed, as a station's page shows it."""
        return key_id(self.public_key)


def sign_paper(content: PaperContent, signer: Signer, hub_signature: bytes = b"") -> str:
    """The text of the QR; ``hub_signature`` is ``Enrolled.station_key_signature``."""
    stated = _stated(content)
    signature = signer.sign(_signed_bytes(stated))
    rest = [_b64(signer.public_key), _b64(signature), _b64(hub_signature)]
    return PREFIX + base45.encode(canonical.canonical([*stated, *rest]))


def is_paper_code(text: str) -> bool:
    """Whether ``text`` begins as a paper's code does, of whatever version."""
    return _ANY_VERSION.match(text) is not None


def read_paper(text: str) -> PaperClaim:
    """What hostile ``text`` claims; raises BadPaper."""
    if not text.startswith(PREFIX):
        raise BadPaper(PaperFault.OTHER_VERSION if is_paper_code(text) else PaperFault.OTHER)
    if len(text) > MAX_TEXT:
        raise BadPaper(PaperFault.DAMAGED)
    try:
        return _claim(canonical.parse(base45.decode(text.removeprefix(PREFIX)), max_depth=1))
    except (ValueError, TypeError) as error:
        raise BadPaper(PaperFault.DAMAGED) from error


def verify(
    claim: PaperClaim, hub_keys: Mapping[str, bytes], station_public_key: bytes | None = None
) -> PaperVerdict:
    """What ``claim`` proves to somebody who trusts ``hub_keys`` (by key id).

    ``station_public_key`` is the key that the reader knows for the station already, if it does.
    """
    if not is_signed(_signed_bytes(_stated(claim.content)), claim.station_signature, claim.public_key):
        return PaperVerdict.ALTERED
    if claim.public_key == station_public_key:
        return PaperVerdict.GENUINE
    statement = station_key_statement(claim.content.outlet_uscc, claim.public_key)
    if any(is_signed(statement, claim.hub_signature, key) for key in hub_keys.values()):
        return PaperVerdict.GENUINE
    return PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN


def check_text(
    text: str, hub_keys: Mapping[str, bytes], station_public_key: bytes | None = None
) -> tuple[PaperVerdict, PaperClaim | None]:
    """Reads and verifies in one: whatever a scanner delivered gets one of the verdicts."""
    try:
        claim = read_paper(text)
    except BadPaper as error:
        return _VERDICTS[error.fault], None
    return verify(claim, hub_keys, station_public_key), claim


def _stated(content: PaperContent) -> list[Any]:
    return [
        content.outlet_uscc,
        content.document_number,
        _b64(bytes.fromhex(content.release_record_hash.removeprefix("sha256:"))),
        content.line_count,
        content.mass_g,
        int(content.at.timestamp()),
    ]


def _signed_bytes(stated: list[Any]) -> bytes:
    return dsse.pae(PAPER, canonical.canonical(stated))


def _claim(values: Any) -> PaperClaim:
    uscc, number, digest, lines, mass_g, seconds, key, signature, hub_signature = values
    return PaperClaim(
        content=PaperContent(
            outlet_uscc=_text(uscc),
            document_number=_text(number),
            release_record_hash="sha256:" + _unb64(digest, 32).hex(),
            line_count=_count(lines),
            mass_g=_count(mass_g),
            at=to_moment(datetime.fromtimestamp(_count(seconds, _LAST_SECOND), UTC)),
        ),
        public_key=_unb64(key, 32),
        station_signature=_unb64(signature, 64),
        hub_signature=_unb64(hub_signature, 0, 64),
    )


def _text(value: object) -> str:
    if not isinstance(value, str) or not len(value) <= _MAX_NUMBER:
        raise TypeError("a short text")
    return value


def _count(value: object, most: int = 10**12) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise TypeError("a number")
    return value


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unb64(value: object, *sizes: int) -> bytes:
    if not isinstance(value, str):
        raise TypeError("a text")
    data = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    if len(data) not in sizes or _b64(data) != value:
        raise ValueError("another size")
    return data
