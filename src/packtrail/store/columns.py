"""How ids, hashes and moments lie in columns: 16 and 32 bytes instead of text, whole seconds.

With text keys a million records took 2.2 GB instead of 1.25 and an act five times as long.
"""

from datetime import datetime
from typing import overload

from packtrail.domain.moments import SHANGHAI, to_moment

SHA256 = "sha256:"


@overload
def id_blob(record_id: str) -> bytes: ...
@overload
def id_blob(record_id: str | None) -> bytes | None: ...
def id_blob(record_id: str | None) -> bytes | None:
    """The 16 bytes of a UUID; ValueError for a text that is none."""
    if record_id is None:
        return None
    blob = bytes.fromhex(record_id.replace("-", ""))
    if len(blob) != 16:
        raise ValueError("an id has 16 bytes")
    return blob


@overload
def id_text(blob: bytes) -> str: ...
@overload
def id_text(blob: bytes | None) -> str | None: ...
def id_text(blob: bytes | None) -> str | None:
    """The UUID as records write it."""
    if blob is None:
        return None
    text = blob.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


@overload
def hash_blob(digest: str) -> bytes: ...
@overload
def hash_blob(digest: str | None) -> bytes | None: ...
def hash_blob(digest: str | None) -> bytes | None:
    """The 32 bytes of a ``sha256:`` digest; ValueError for any other, so that none is mistaken for it."""
    if digest is None:
        return None
    blob = bytes.fromhex(digest.removeprefix(SHA256))
    if not digest.startswith(SHA256) or len(blob) != 32:
        raise ValueError("the ledger keeps SHA-256 digests")
    return blob


@overload
def hash_text(blob: bytes) -> str: ...
@overload
def hash_text(blob: bytes | None) -> str | None: ...
def hash_text(blob: bytes | None) -> str | None:
    """The digest as records write it."""
    return None if blob is None else SHA256 + blob.hex()


def seconds(instant: datetime) -> int:
    """A moment as whole seconds since 1970, which is how moments compare and sort."""
    return int(to_moment(instant).timestamp())


@overload
def moment(since_1970: int) -> datetime: ...
@overload
def moment(since_1970: int | None) -> datetime | None: ...
def moment(since_1970: int | None) -> datetime | None:
    """The moment as Shanghai shows it."""
    return None if since_1970 is None else datetime.fromtimestamp(since_1970, SHANGHAI)
