"""Ids and hashes as the tables hold them, and back to what the wire says."""

from datetime import datetime, timedelta

from packtrail.domain.moments import SHANGHAI

_EPOCH = datetime(1970, 1, 1, tzinfo=SHANGHAI) + timedelta(hours=8)


def uid(record_id: str) -> bytes:
    """16 bytes of a UUID in its text form."""
    return bytes.fromhex(record_id.replace("-", ""))


def id_text(stored: bytes) -> str:
    """The text form of 16 bytes."""
    digits = stored.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def hash_bytes(digest: str) -> bytes:
    """32 bytes of ``sha256:…``."""
    return bytes.fromhex(digest.partition(":")[2])


def hash_text(stored: bytes) -> str:
    """``sha256:…`` of 32 bytes."""
    return f"sha256:{stored.hex()}"


def seconds(moment: datetime) -> int:
    """Seconds since 1970; any moment that a record can hold, however far off, has them."""
    return int((moment - _EPOCH).total_seconds())


def moment(stored: int) -> datetime:
    """The moment, as Shanghai shows it."""
    return _EPOCH + timedelta(seconds=stored)


def safe_text(text: str) -> str:
    """``text`` without NUL, which PostgreSQL does not hold."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")
