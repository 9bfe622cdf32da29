"""Keys and signatures behind one small port; Ed25519 today, SM2 or a key on a token later."""

import hashlib
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


class Signer(Protocol):
    """Somebody who can sign: a station or a hub."""

    @property
    def key_id(self) -> str:
        """The name under which others know the key; a hint, never a proof."""
        ...

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that verify what ``sign`` gave."""
        ...

    def sign(self, data: bytes) -> bytes:
        """64 bytes over exactly ``data``."""
        ...


class Ed25519Signer:
    """A signer that holds its 32-byte private key in memory."""

    def __init__(self, private_key: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(private_key)
        self.public_key = self._key.public_key().public_bytes_raw()
        self.key_id = key_id(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """64 bytes, the same for the same data."""
        return self._key.sign(data)


def key_id(public_key: bytes) -> str:
    """``ed25519:`` and the first 16 hex digits of the key's SHA-256."""
    return "ed25519:" + hashlib.sha256(public_key).hexdigest()[:16]


def is_signed(data: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether ``signature`` is this key's over exactly ``data``; False for any malformed input."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True
