"""Text out of bytes whose encoding nobody says: UTF-8 first, since it betrays itself, then GBK."""

import re

from packtrail.domain.handheld.notices import Notice

_HIGH = re.compile("[^\x00-\x7f]+")
_WINDOWS = {
    bytes([byte]).decode("cp1252", errors="ignore"): byte
    for byte in range(0x80, 0xA0)
    if bytes([byte]).decode("cp1252", errors="ignore")
}


def text_of(payload: bytes) -> tuple[str, Notice | None]:
    """The text of ``payload``, every byte accounted for, and which encoding it was in if not ASCII."""
    if payload.isascii():
        return payload.decode("ascii"), None
    for encoding, notice in (("utf-8", Notice.UTF8_BYTES), ("gb18030", Notice.GBK_BYTES)):
        try:
            return payload.decode(encoding), notice
        except UnicodeDecodeError:
            continue
    return payload.decode("latin-1"), Notice.UNKNOWN_BYTES


def text_of_typed(typed: str) -> tuple[str, Notice | None]:
    """``typed`` with characters put together that are really bytes of UTF-8 or GBK, one key each.

    ``é`` may be meant as it stands. So GBK is believed only where every run of such characters is whole
    pairs of the common Han characters; a lone accent stays.
    """
    payload = _bytes_typed(typed)
    if payload is None:
        return typed, None
    try:
        return payload.decode("utf-8"), Notice.UTF8_BYTES
    except UnicodeDecodeError:
        pass
    try:
        together = payload.decode("gb2312")
    except UnicodeDecodeError:
        return typed, Notice.UNKNOWN_BYTES
    return together, Notice.GBK_BYTES


def _bytes_typed(typed: str) -> bytes | None:
    if typed.isascii():
        return None
    codes = [_WINDOWS.get(character, ord(character)) for character in typed]
    return bytes(codes) if max(codes) <= 0xFF else None
