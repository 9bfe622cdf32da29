"""The hub's own keys in its database: drawn at the first start, and sealed there when a secret is given.

Without a secret whoever can read the database, or a copy of it, can sign as the hub. With one, 32 bytes kept
outside of it, a private key lies there encrypted (AES-256-GCM, bound to its key id) and is of no use alone.
"""

import secrets
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, insert, select, update

from packtrail.protocol.keys import Ed25519Signer
from packtrail_hub import database
from packtrail_hub.tables import hub_key

SECRET_BYTES: Final = 32
_PLAIN_BYTES: Final = 32
_NONCE_BYTES: Final = 12


class KeySealed(Exception):
    """The private key is sealed, and the secret was not given or is another."""


def open_keys(
    connection: Connection, at: int, secret: bytes | None = None
) -> tuple[Ed25519Signer, Mapping[str, bytes]]:
    """The key that signs, and all public keys by key id; the first start draws a key.

    ``at`` is now, in seconds since 1970. A key that lay open is sealed as soon as a secret is given. Raises
    KeySealed.
    """
    database.take_turns(connection, ["hub keys"])
    mine = select(hub_key).order_by(hub_key.c.id)
    rows = connection.execute(mine).all()
    if all(row.retired_at is not None for row in rows):
        draw_key(connection, at, secret)
        rows = connection.execute(mine).all()
    for row in rows:
        if secret is not None and len(row.private_key) == _PLAIN_BYTES:
            sealed = sealed_key(row.private_key, row.key_id, secret)
            connection.execute(update(hub_key).where(hub_key.c.id == row.id).values(private_key=sealed))
    newest = [row for row in rows if row.retired_at is None][-1]
    signer = Ed25519Signer(opened_key(newest.private_key, newest.key_id, secret))
    return signer, {row.key_id: row.public_key for row in rows}


def draw_key(connection: Connection, at: int, secret: bytes | None = None) -> Ed25519Signer:
    """A fresh key, stored; from the next start of each process it signs."""
    private_key = secrets.token_bytes(_PLAIN_BYTES)  # any 32 random bytes are an Ed25519 key
    signer = Ed25519Signer(private_key)
    connection.execute(
        insert(hub_key).values(
            key_id=signer.key_id,
            private_key=sealed_key(private_key, signer.key_id, secret),
            public_key=signer.public_key,
            created_at=at,
        )
    )
    return signer


def sealed_key(private_key: bytes, key_id: str, secret: bytes | None) -> bytes:
    """``private_key`` as it may lie in the database; open where no secret is given."""
    if secret is None:
        return private_key
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(secret).encrypt(nonce, private_key, key_id.encode())


def opened_key(stored: bytes, key_id: str, secret: bytes | None) -> bytes:
    """The private key behind what lies in the database. Raises KeySealed."""
    if len(stored) == _PLAIN_BYTES:
        return stored
    try:
        return AESGCM(secret or bytes(SECRET_BYTES)).decrypt(
            stored[:_NONCE_BYTES], stored[_NONCE_BYTES:], key_id.encode()
        )
    except InvalidTag as error:
        raise KeySealed(key_id) from error
