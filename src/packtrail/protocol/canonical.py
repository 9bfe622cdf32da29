"""TBJ-1, the one way in which a record becomes bytes: what is hashed, signed, stored and sent.

UTF-8 JSON, sorted ASCII keys, no insignificant space, integers only, strings in NFC, no lone
surrogates. For this profile the bytes equal RFC 8785's. Source: ``platform.md`` 8.2.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

JsonValue = Any
"""None, bool, int, str, list or dict of these; never a float."""

MAX_INT = 2**53 - 1
MAX_BYTES = 256 * 1024
MAX_DEPTH = 16

# A key that isn't ASCII, found from its last letter that isn't: a long text is gone through once.
_ODD_KEY = re.compile(rb'[\x80-\xff](?:[^"\\\x80-\xff]|\\.)*+":', re.DOTALL)
_TEXTS = re.compile(rb'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_NEITHER = bytes(set(range(256)) - set(b'"[]{}'))


class UnreadableJson(ValueError):
    """Bytes from outside are not JSON of our profile; ``reason`` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def canonical(value: JsonValue) -> bytes:
    """The TBJ-1 bytes of ``value``; texts are put into NFC on the way.

    Raises TypeError or ValueError for what the profile has no form for, which is a bug of the caller.
    """
    return _written(_profiled(value))


def parse(data: bytes, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> JsonValue:
    """What hostile ``data`` says, if it is JSON within the profile and the limits.

    Raises UnreadableJson for anything else: too long, too deep, not UTF-8, floats, huge integers,
    a key twice, NaN, lone surrogates.
    """
    if len(data) > max_bytes:
        raise UnreadableJson("too_long")
    if data.count(b"[") + data.count(b"{") > max_depth and depth(data) > max_depth:
        raise UnreadableJson("too_deep")
    try:
        value = json.loads(
            data.decode("utf-8", errors="strict"),
            object_pairs_hook=_unique_keys,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_bounded_int,
        )
        if b"\\u" in data:  # the only way in which a lone surrogate gets past UTF-8
            _reject_surrogates(value)
    except UnreadableJson:
        raise
    except UnicodeError as error:
        raise UnreadableJson("not_utf8") from error
    except ValueError as error:
        raise UnreadableJson("not_json") from error
    return value


def parse_canonical(data: bytes, *, max_bytes: int = MAX_BYTES) -> JsonValue:
    """What ``data`` says if it is the one form of that; a peer that hashes other bytes is refused.

    The same as ``parse`` and ``is_canonical`` together, and quick where the bytes are what the writer makes
    of them: then no key stands there twice, no lone surrogate hides, and nothing is spelled otherwise.
    Raises UnreadableJson; ``not_canonical`` for another spelling.
    """
    is_plain = len(data) <= max_bytes and data.count(b"[") + data.count(b"{") <= MAX_DEPTH
    if is_plain:
        try:
            text = data.decode()
            value = _PLAIN.decode(text)
            if _written(value) == data and (
                text.isascii() or (unicodedata.is_normalized("NFC", text) and not _ODD_KEY.search(data))
            ):
                return value
        except ValueError:
            pass  # the slow way says what is wrong
    value = parse(data, max_bytes=max_bytes)
    if not is_canonical(data, value):
        raise UnreadableJson("not_canonical")
    return value


def is_canonical(data: bytes, value: JsonValue) -> bool:
    """Whether ``data`` is the one form of ``value``, which ``parse`` made of it.

    A peer that hashes other bytes is refused.
    """
    if data.isascii():  # nothing to put into NFC, and only keys that are ASCII: the writer alone decides
        return _written(value) == data
    try:
        return canonical(value) == data
    except (TypeError, ValueError):
        return False


def sha256_digest(data: bytes) -> str:
    """``sha256:`` and 64 hex digits."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _written(value: JsonValue) -> bytes:
    # an escape in ASCII can hide a lone surrogate; its bytes never match
    return _WRITER.encode(value).encode(errors="surrogatepass")


def _profiled(value: JsonValue) -> JsonValue:
    kind = type(value)
    if kind is str and value.isascii():  # most of what a message holds
        return value
    if kind is dict:
        return {_key(name): _profiled(entry) for name, entry in value.items()}
    return _profiled_by_shape(value)


def _profiled_by_shape(value: JsonValue) -> JsonValue:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        if value.isascii():
            return value
        text = unicodedata.normalize("NFC", str(value))
        text.encode()  # a lone surrogate has no UTF-8 and raises here
        return text
    if isinstance(value, int):
        if abs(value) > MAX_INT:
            raise ValueError("an integer beyond 2**53 has no safe form")
        return int(value)
    if isinstance(value, Mapping):
        return {_key(name): _profiled(entry) for name, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return [_profiled(entry) for entry in value]
    raise TypeError(f"no canonical form for {type(value).__name__}")


def _key(name: object) -> str:
    if not isinstance(name, str) or not name.isascii():
        raise TypeError("keys are ASCII texts")
    return name


def depth(data: bytes) -> int:
    """How deep brackets nest outside texts, counted before a recursive parser sees them."""
    if b"\\" not in data:
        data = data.translate(None, _NEITHER)  # quick, and where nothing is escaped the quotes alone tell
    now = deepest = 0
    for bracket in _BRACKETS.findall(_TEXTS.sub(b"", data)):
        now += 1 if bracket in b"[{" else -1
        deepest = max(deepest, now)
    return deepest


def _unique_keys(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableJson("key_twice")
    return found


def _refuse_number(_: str) -> JsonValue:
    raise UnreadableJson("not_an_integer")


def _bounded_int(text: str) -> int:
    if len(text) > 17 or abs(int(text)) > MAX_INT:
        raise UnreadableJson("integer_too_large")
    return int(text)


def _reject_surrogates(value: JsonValue) -> None:
    if isinstance(value, str):
        value.encode()
    elif isinstance(value, list):
        for entry in value:
            _reject_surrogates(entry)
    elif isinstance(value, dict):
        for name, entry in value.items():
            name.encode()
            _reject_surrogates(entry)


_WRITER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_PLAIN = json.JSONDecoder(parse_float=_refuse_number, parse_constant=_refuse_number, parse_int=_bounded_int)
