"""A receipt of the next hub, as a relay brings it back to the station whose batch it answers.

The relay passes a station's frozen batch on unchanged, so the next hub's signature is over the very bytes
that the station sealed. What the relay says of it counts for nothing: the station looks at the signature
itself, with the keys that it pinned when it was bound there.
"""

import base64
import binascii
import zlib
from dataclasses import dataclass
from typing import Annotated, ClassVar, Final

from pydantic import StringConstraints

from packtrail.domain.shapes import Digest, Line, Name
from packtrail.protocol.dsse import MAX_ENVELOPE_BYTES

MAX_PACKED: Final = 1_500_000
"""Letters of a packed receipt; one change of this size is a page of its own and still gets through."""

PackedText = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9+/]*={0,2}$", min_length=1, max_length=MAX_PACKED)
]


@dataclass(frozen=True, kw_only=True)
class RelayedReceipt:
    """The next hub has answered a batch of this station; ``key_id`` is that of the key which signed.

    ``begins_anew`` says that the next hub was set back to a backup and took the batch a second time: its
    receipts are a new chain from here on.
    """

    kind: ClassVar[str] = "relayed_receipt"
    batch_digest: Digest
    hub_name: Name
    key_id: Line
    packed: PackedText  # the receipt's envelope: zlib, base64
    begins_anew: bool = False

    @property
    def envelope(self) -> bytes:
        """The receipt's envelope as the next hub sent it. Raises ValueError for anything else."""
        return unpacked(self.packed)


def packed(envelope: bytes) -> str | None:
    """``envelope`` as a change carries it; None when no change has room for it."""
    text = base64.b64encode(zlib.compress(envelope, 9)).decode()
    return text if len(text) <= MAX_PACKED and len(envelope) <= MAX_ENVELOPE_BYTES else None


def unpacked(text: str) -> bytes:
    """The envelope in a change's ``text``; inflating stops at the limit. Raises ValueError."""
    unpacking = zlib.decompressobj()
    try:
        found = unpacking.decompress(base64.b64decode(text, validate=True), MAX_ENVELOPE_BYTES)
    except (binascii.Error, zlib.error) as error:
        raise ValueError("not packed as an envelope") from error
    if not unpacking.eof:
        raise ValueError("more than an envelope holds")
    return found
