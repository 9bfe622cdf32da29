"""``ledger.keys``: the one data key, wrapped once for each way to unlock it.

A wrap is AES-256-GCM under a key of its own: 32 random bytes that the system's keyring or an owner-only
file keeps, or scrypt of the printed recovery code. The file is worthless without one of them, so a copy
of it lies in every backup.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from packtrail.domain.errors import LedgerDamaged, LedgerKeyMissing, LedgerUnreadable, RecoveryCodeWrong
from packtrail.store.connection import KEY_BYTES
from packtrail.store.durable import write_durably
from packtrail.store.recovery_code import plain_code

KEYS_FILE = "ledger.keys"
FORMAT = 1
MAX_FILE_BYTES = 64 * 1024
NONCE_BYTES = 12
SALT_BYTES = 16
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
SCRYPT_MEMORY = 64 * 1024 * 1024


class Keeper(StrEnum):
    """Who keeps the secret that opens a wrap."""

    KEYRING = "keyring"
    FILE = "file"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Wrap:
    """The data key under another key. ``name`` is the keyring's entry, or empty; ``salt`` the code's."""

    keeper: Keeper
    name: str
    salt: bytes
    nonce: bytes
    sealed: bytes


def wrap(data_key: bytes, secret: bytes, keeper: Keeper, *, name: str = "", salt: bytes = b"") -> Wrap:
    """``data_key`` under ``secret``; what the wrap says of itself is sealed with it."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(secret).encrypt(nonce, data_key, _sealed_with(keeper, name, salt))
    return Wrap(keeper=keeper, name=name, salt=salt, nonce=nonce, sealed=sealed)


def opened(one: Wrap, secret: bytes) -> bytes | None:
    """The data key, or None when ``secret`` is not the one."""
    try:
        return AESGCM(secret).decrypt(one.nonce, one.sealed, _sealed_with(one.keeper, one.name, one.salt))
    except (InvalidTag, ValueError):
        return None


def wrap_with_code(data_key: bytes, code: str) -> Wrap:
    """``data_key`` under a recovery code."""
    salt = secrets.token_bytes(SALT_BYTES)
    return wrap(data_key, _stretched(plain_code(code) or "", salt), Keeper.CODE, salt=salt)


def unlock_with_code(file: Path, code: str) -> bytes:
    """The data key that the recovery code unlocks.

    Raises RecoveryCodeWrong, or LedgerDamaged when ``file`` is no key file.
    """
    plain = plain_code(code)
    wraps = read(file)
    if plain is not None:
        for one in wraps:
            if one.keeper is Keeper.CODE:
                data_key = opened(one, _stretched(plain, one.salt))
                if data_key is not None:
                    return data_key
    raise RecoveryCodeWrong


def read(file: Path) -> list[Wrap]:
    """The wraps in ``file``; raises LedgerKeyMissing, LedgerUnreadable, or LedgerDamaged when it is none."""
    try:
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise LedgerKeyMissing(file=str(file)) from error
    except OSError as error:
        raise LedgerUnreadable(file=str(file)) from error
    try:
        value = json.loads(data[:MAX_FILE_BYTES])
        if value["format"] != FORMAT:
            raise LedgerDamaged(file=str(file), what="keys")
        return [_wrap_of(entry) for entry in value["wraps"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise LedgerDamaged(file=str(file), what="keys") from error


def write(file: Path, wraps: Iterable[Wrap]) -> None:
    """Put ``wraps`` in ``file``, old or new after a power cut, never half."""
    entries = [
        {
            "keeper": one.keeper.value,
            "name": one.name,
            "salt": one.salt.hex(),
            "nonce": one.nonce.hex(),
            "sealed": one.sealed.hex(),
        }
        for one in wraps
    ]
    write_durably(file, json.dumps({"format": FORMAT, "wraps": entries}, indent=1).encode())


def _wrap_of(entry: Any) -> Wrap:
    return Wrap(
        keeper=Keeper(entry["keeper"]),
        name=str(entry["name"]),
        salt=bytes.fromhex(entry["salt"]),
        nonce=bytes.fromhex(entry["nonce"]),
        sealed=bytes.fromhex(entry["sealed"]),
    )


def _sealed_with(keeper: Keeper, name: str, salt: bytes) -> bytes:
    return b"packtrail ledger.keys 1\n" + f"{keeper.value}\n{name}\n{salt.hex()}".encode()


def _stretched(plain: str, salt: bytes) -> bytes:
    """32 bytes of a code that has 135 random bits already; the stretching only slows a guesser further."""
    return hashlib.scrypt(
        plain.encode(), salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, maxmem=SCRYPT_MEMORY, dklen=KEY_BYTES
    )
