"""Binding a station to an outlet: the station asks with its own key, the hub countersigns that key.

Ids and sequence numbers stay the station's own (``design.md``, "Identity of a station").
"""

import zlib
from dataclasses import dataclass
from typing import Annotated, Final

from annotated_types import Len
from pydantic import StringConstraints

from packtrail.domain.shapes import Count, Hex, Line, Moment, Name, RecordId, Seq, Uscc
from packtrail.protocol import base45, canonical, dsse, messages
from packtrail.protocol.keys import is_signed

STATION_KEY: Final = "application/vnd.battery-trace.station-key.v1+json"
KEY_ROTATION: Final = "application/vnd.battery-trace.key-rotation.v1+json"

CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 O, 1 I L: what is read out over the phone has one spelling."""

CODE_LENGTH: Final = 10
SANDBOX_CODE: Final = "SANDBOX"
PRACTICE_PREFIX: Final = "XXX"
"""Codes of a practice hub begin so, and no other does: a slip of paper shows what it is for."""

TEXT_PREFIX: Final = "PTE1:"
MAX_TEXT: Final = 4296  # letters that the largest QR code holds

PublicKeyHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


@dataclass(frozen=True, kw_only=True)
class EnrolmentRequest:
    """What a station asks with; the envelope around it is signed with the key in it."""

    enrolment_code: Line
    station_id: RecordId
    station_label: Line
    station_epoch: Count
    public_key: PublicKeyHex
    key_id: Line
    install_nonce: Hex
    outlet_uscc: Uscc
    outlet_name: Name
    app_version: Line


@dataclass(frozen=True, kw_only=True)
class HubKey:
    """A key that the station pins: only receipts signed with one of these count."""

    key_id: Line
    alg: Line
    public_key: PublicKeyHex


@dataclass(frozen=True, kw_only=True)
class Enrolled:
    """The hub's answer; ``station_key_signature`` stands in the QR of every paper (hex)."""

    station_id: RecordId
    outlet_uscc: Uscc
    hub_name: Name
    hub_keys: Annotated[tuple[HubKey, ...], Len(min_length=1, max_length=16)]
    station_key_signature: Hex
    enrolled_at: Moment
    next_expected_seq: Seq
    is_practice: bool = False  # what it takes in counts for nothing, for ever

    def keys(self) -> dict[str, bytes]:
        """The pinned keys by key id, as ``verify_receipt`` takes them."""
        return {key.key_id: bytes.fromhex(key.public_key) for key in self.hub_keys}


def as_text(envelope: bytes) -> str:
    """An envelope of the enrolment as a QR code holds it best; ``from_text`` gives the same bytes back."""
    return TEXT_PREFIX + base45.encode(zlib.compress(envelope, 9))


def from_text(data: bytes) -> bytes:
    """The envelope in hostile ``data``, a file's or a scanner's: as it is, or as ``as_text`` wrote it.

    What is neither comes back as it is, to be refused as an envelope.
    """
    text = data.strip(b"\r\n\t\xef\xbb\xbf")  # what editors and scanners put around it; blanks are base45
    if len(text) > MAX_TEXT or not text.startswith(TEXT_PREFIX.encode()):
        return data
    try:
        packed = base45.decode(text.decode("ascii").removeprefix(TEXT_PREFIX))
        unpacking = zlib.decompressobj()
        envelope = unpacking.decompress(packed, messages.MAX_MESSAGE_BYTES)
    except (ValueError, zlib.error):
        return data
    return envelope if unpacking.eof else data


def read_enrolled(body: bytes, station_id: str, public_key: bytes) -> Enrolled | None:
    """What a hub says in hostile ``body``, signed by a key in it; None unless it countersigned this key."""
    try:
        envelope = dsse.from_json(body)
        claimed = messages.decode(Enrolled, envelope.payload)
        enrolled = messages.decode(Enrolled, dsse.verified(envelope, dsse.STATION, claimed.keys()))
        signature = bytes.fromhex(enrolled.station_key_signature)
    except (dsse.BadEnvelope, messages.BadMessage, ValueError):
        return None
    statement = station_key_statement(enrolled.outlet_uscc, public_key)
    countersigned = any(is_signed(statement, signature, key) for key in enrolled.keys().values())
    return enrolled if enrolled.station_id == station_id and countersigned else None


def plain_code(typed: str) -> str:
    """An enrolment code without the dashes and blanks that make it readable, upper case."""
    return "".join(typed.upper().replace("-", " ").split())


def is_practice_code(typed: str) -> bool:
    """Whether an enrolment code can only be of a hub that counts for nothing: for ever, or as a sandbox."""
    code = plain_code(typed)
    return code.startswith(PRACTICE_PREFIX) or code == SANDBOX_CODE


def shown_code(code: str) -> str:
    """``K7TM-4XQP-2D``, as it is printed and read out."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def station_key_statement(outlet_uscc: str, public_key: bytes) -> bytes:
    """What a hub signs to say: this key belongs to a station of this outlet."""
    content = canonical.canonical({"outlet_uscc": outlet_uscc, "public_key": public_key.hex()})
    return dsse.pae(STATION_KEY, content)


def rotation_statement(old_key_id: str, new_public_key: bytes) -> bytes:
    """What a new key signs, so that nobody rotates to a key that he doesn't hold."""
    content = canonical.canonical({"new_public_key": new_public_key.hex(), "old_key_id": old_key_id})
    return dsse.pae(KEY_ROTATION, content)
