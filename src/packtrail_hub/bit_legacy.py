"""The JSON that vehicle makers' platforms speak (``platform.md`` 2 and 11.2): bytes to meaning, pure.

It has no TLS, no receipt and no idempotency; its ECB and its HMAC-MD5 are the other side's and contained
here. What can't be decrypted, is empty, or lacks the success code is no verdict: a wrong key must never look
like an acceptance, as it does in clients that turn every crypto error into an empty text.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from packtrail.protocol.failure_sheet import problem_of
from packtrail.protocol.workbook_profile import Field, MassUnit, PortalText
from packtrail.protocol.workbook_rows import Facts, mass_text

MOST_ROWS: Final = 100
"""Of one request; an assumption, no limit is documented."""

MAX_REPLY_BYTES: Final = 4 * 1024 * 1024
FACTORY_TYPE: Final = "5"  # 主机厂回收网点退役
_BLOCK_BITS: Final = 128
_SPECIES: Final = {"pack": "P", "module": "M", "cell": "C"}
_LONGEST_TEXT: Final = 500


class Call(StrEnum):
    """The two calls that an outlet's data goes through, in the order in which they must succeed."""

    INTAKE = "/recover/receiveRecoverStorage"
    RETIREMENT = "/sail/receiveRetiredOldVehicle"


class Undecryptable(ValueError):
    """A text is not what the key encrypts."""


class RowLacks(ValueError):
    """A record can't be a row of this call; ``fields`` are what it lacks."""

    def __init__(self, fields: tuple[str, ...]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@dataclass(frozen=True, slots=True)
class Secret:
    """What the vehicle maker gave out; never printed, never logged."""

    token: str
    key: str

    def __repr__(self) -> str:
        return "Secret(…)"


@dataclass(frozen=True, slots=True)
class LegacyFailure:
    """One row that was turned away, in the platform's words."""

    code: str
    text: str
    problem_code: str


@dataclass(frozen=True, slots=True)
class LegacyAnswer:
    """What a reply says of the rows of one request; whoever is not among the failures was taken."""

    failures: tuple[LegacyFailure, ...]


@dataclass(frozen=True, slots=True)
class NoVerdict:
    """A reply from which nothing follows for any row: ``unknown_outcome``."""

    cause: str  # unreadable, undecryptable, not_successful, foreign_codes …
    detail: str = ""


def intake_row(facts: Facts) -> dict[str, str]:
    """入库: the five fields in the order of the interface; raises RowLacks."""
    return _whole(
        {
            "storageDate": _day(facts.get(Field.INTAKE_DAY)),
            "recoverUnitCode": _text(facts.get(Field.OUTLET_USCC)),
            "recoverUnitName": _text(facts.get(Field.OUTLET_NAME)),
            "code": _text(facts.get(Field.BATTERY_CODE)),
            "batterySpecies": _SPECIES.get(_text(facts.get(Field.UNIT_LEVEL)), ""),
        }
    )


def retirement_row(facts: Facts, unit: MassUnit) -> dict[str, str]:
    """退役: the ten fields; ``unit`` is what the vehicle maker says the weight is in. Raises RowLacks."""
    mass_g = facts.get(Field.GROSS_MASS)
    return _whole(
        {
            "code": _text(facts.get(Field.BATTERY_CODE)),
            "whereaboutsCode": _text(facts.get(Field.CONSIGNEE_USCC)),
            "whereaboutsName": _text(facts.get(Field.CONSIGNEE_NAME)),
            "retireDate": _day(facts.get(Field.HANDOFF_DAY)),
            "batterySpecies": _SPECIES.get(_text(facts.get(Field.UNIT_LEVEL)), ""),
            "retireUnitCode": _text(facts.get(Field.OUTLET_USCC)),
            "retireUnitName": _text(facts.get(Field.OUTLET_NAME)),
            "factoryType": FACTORY_TYPE,
            "batteryType": _text(facts.get(Field.CHEMISTRY_CODE)),
            "batteryWeight": mass_text(mass_g, unit) if isinstance(mass_g, int) else "",
        }
    )


def plaintext(rows: Sequence[Mapping[str, str]]) -> str:
    """The business payload exactly as it is encrypted. ValueError for more rows than one request takes."""
    if not 0 < len(rows) <= MOST_ROWS:
        raise ValueError(f"{len(rows)} rows, 1 to {MOST_ROWS}")
    return json.dumps(list(rows), ensure_ascii=False, separators=(",", ":"))


def encode(payload: str, key: str, now_ms: int) -> bytes:
    """The body of a request; ``now_ms`` since 1970 stands outside the signature, as they want it."""
    message = encrypted(payload, key)
    value = {"requestMsg": message, "timestamp": now_ms, "sign": sign(message, key)}
    return json.dumps(value, separators=(",", ":")).encode()


def encrypted(text: str, key: str) -> str:
    """Base64 of AES-128-ECB with PKCS#5 padding over the UTF-8 of ``text``."""
    padder = padding.PKCS7(_BLOCK_BITS).padder()
    cipher = _cipher(key).encryptor()
    padded = padder.update(text.encode()) + padder.finalize()
    return base64.b64encode(cipher.update(padded) + cipher.finalize()).decode()


def decrypted(message: str, key: str) -> str:
    """The text that was encrypted; raises Undecryptable for anything that this key didn't encrypt."""
    try:
        data = base64.b64decode(message, validate=True)
        cipher, unpadder = _cipher(key).decryptor(), padding.PKCS7(_BLOCK_BITS).unpadder()
        padded = cipher.update(data) + cipher.finalize()
        return (unpadder.update(padded) + unpadder.finalize()).decode()
    except (binascii.Error, ValueError) as error:  # a UnicodeDecodeError is one
        raise Undecryptable from error


def sign(message: str, key: str) -> str:
    """Lower-case hex of HMAC-MD5 over the Base64 text itself, keyed with the raw key."""
    return hmac.new(key.encode(), message.encode(), "md5").hexdigest()


def aes_key(key: str) -> bytes:
    """The first 16 bytes of Java's SHA1PRNG seeded with the key: SHA-1 twice."""
    once = hashlib.sha1(key.encode(), usedforsecurity=False).digest()
    return hashlib.sha1(once, usedforsecurity=False).digest()[:16]


def interpret(
    reply: bytes,
    key: str,
    *,
    sent: Collection[str],
    success_codes: Collection[int],
    texts: Sequence[PortalText],
) -> LegacyAnswer | NoVerdict:
    """What a hostile reply says of the codes ``sent``, each of which stands in one row of the request."""
    outer = _object(reply)
    if outer is None:
        return NoVerdict("unreadable")
    code = outer.get("code")
    if isinstance(code, bool) or not isinstance(code, int) or code not in success_codes:
        return NoVerdict("not_successful", f"{code} {outer.get('msg')}"[:200])
    hidden = outer.get("data") or outer.get("msg")
    if not isinstance(hidden, str) or not hidden:
        return NoVerdict("empty")
    try:
        inner = _object(decrypted(hidden, key).encode())
    except Undecryptable:
        return NoVerdict("undecryptable")
    listed = inner.get("errorMessages") if inner is not None else None
    if not isinstance(listed, list) or len(listed) > MOST_ROWS:
        return NoVerdict("unreadable")
    return _listed(listed, sent, texts)


def _listed(
    listed: Sequence[object], sent: Collection[str], texts: Sequence[PortalText]
) -> LegacyAnswer | NoVerdict:
    failures = list[LegacyFailure]()
    for each in listed:
        if not isinstance(each, dict) or not isinstance(each.get("id"), str):
            return NoVerdict("unreadable")
        text = str(each.get("message") or each.get("code") or "")[:_LONGEST_TEXT]
        failures.append(LegacyFailure(each["id"].strip(), text, problem_of(text, texts)))
    times = Counter(failure.code for failure in failures)
    if any(code not in sent for code in times) or any(count > 1 for count in times.values()):
        return NoVerdict("foreign_codes", ", ".join(sorted(times))[:200])
    return LegacyAnswer(tuple(failures))


def _object(data: bytes) -> dict[str, Any] | None:
    if len(data) > MAX_REPLY_BYTES:
        return None
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _cipher(key: str) -> Cipher[modes.ECB]:
    return Cipher(algorithms.AES(aes_key(key)), modes.ECB())  # noqa: S305 - theirs; see above


def _whole(row: dict[str, str]) -> dict[str, str]:
    lacks = tuple(name for name, value in row.items() if not value)
    if lacks:
        raise RowLacks(lacks)
    return row


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _day(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else ""
