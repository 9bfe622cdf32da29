"""Keys that vouch for reference data, as they reach a station: a key file, or an old key naming a new one.

A key file proves nothing by itself: the administrator compares its fingerprint with one got another way.
A rotation statement is signed by a key that is trusted already, and by the new one, so that nobody hands his
trust to a key that its owner doesn't hold.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Final

from annotated_types import Len
from pydantic import StringConstraints

from packtrail.domain.errors_refdata import (
    RefdataKeyNotForDataset,
    RefdataNotAPack,
    RefdataSignatureWrong,
    TrustKeyUnreadable,
)
from packtrail.domain.shapes import Line, Name, Token
from packtrail.protocol import dsse, messages
from packtrail.protocol.enrolment import PublicKeyHex, rotation_statement
from packtrail.protocol.keys import Signer, is_signed, key_id
from packtrail.protocol.refdata_pack import Trust, TrustedKey, envelope_in, signers_of

ROTATION: Final = "application/vnd.battery-trace.refdata-key-rotation.v1+json"
MAX_KEY_FILE_BYTES: Final = 16 * 1024

Datasets = Annotated[tuple[Token, ...], Len(min_length=1, max_length=32)]
_SignatureHex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]


@dataclass(frozen=True, kw_only=True)
class KeyFile:
    """A publisher's key: who says it is his, and what he publishes."""

    name: Name
    public_key: PublicKeyHex
    datasets: Datasets


@dataclass(frozen=True, kw_only=True)
class RotationStatement:
    """What an old key says: from now on this key vouches as well."""

    name: Name
    old_key_id: Line
    new_public_key: PublicKeyHex
    datasets: Datasets
    signature_by_new: _SignatureHex


def fingerprint(public_key: bytes) -> str:
    """SHA-256 of the key in groups of four, to be read out over the phone."""
    digest = hashlib.sha256(public_key).hexdigest()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def same_fingerprint(given: str, public_key: bytes) -> bool:
    """Whether ``given`` is the key's whole fingerprint, whatever stands between its groups."""
    plain = given.strip().lower().removeprefix("sha256:")
    return "".join(plain.replace(":", " ").replace("-", " ").split()) == fingerprint(public_key).replace(
        " ", ""
    )


def read_key_file(data: bytes, file: str) -> TrustedKey:
    """The key in hostile ``data``, not trusted yet; raises TrustKeyUnreadable."""
    try:
        said = messages.decode(KeyFile, data, max_bytes=MAX_KEY_FILE_BYTES)
    except messages.BadMessage as error:
        raise TrustKeyUnreadable(file=file) from error
    return _key(said.public_key, said.datasets, said.name)


def is_rotation(data: bytes) -> bool:
    """Whether ``data`` is somebody's signed statement rather than a bare key; nothing in it is believed."""
    try:
        return envelope_in(data, max_bytes=MAX_KEY_FILE_BYTES).payload_type == ROTATION
    except RefdataNotAPack:
        return False


def read_rotation(data: bytes, trust: Trust, file: str) -> TrustedKey:
    """The new key that a key of ``trust`` names; it never covers more than the old one.

    Raises TrustKeyUnreadable, RefdataKeyUnknown, RefdataSignatureWrong or RefdataKeyNotForDataset.
    """
    try:
        envelope = envelope_in(data, max_bytes=MAX_KEY_FILE_BYTES)
        signers = signers_of(envelope, ROTATION, trust)
        said = messages.decode(RotationStatement, envelope.payload, max_bytes=MAX_KEY_FILE_BYTES)
    except (RefdataNotAPack, messages.BadMessage) as error:
        raise TrustKeyUnreadable(file=file) from error
    old = next((key for key in signers if key.key_id == said.old_key_id), None)
    if old is None:
        raise RefdataSignatureWrong(key_id=said.old_key_id)
    new = _key(said.new_public_key, said.datasets, said.name)
    proof = rotation_statement(said.old_key_id, new.public_key)
    if not is_signed(proof, bytes.fromhex(said.signature_by_new), new.public_key):
        raise RefdataSignatureWrong(key_id=new.key_id)
    for dataset in sorted(new.datasets - old.datasets):
        raise RefdataKeyNotForDataset(key_id=old.key_id, dataset=dataset)
    return new


def key_file(name: str, public_key: bytes, datasets: Iterable[str]) -> bytes:
    """A key as its owner gives it away."""
    return messages.encode(KeyFile(name=name, public_key=public_key.hex(), datasets=tuple(sorted(datasets))))


def rotation(name: str, old: Signer, new: Signer, datasets: Iterable[str]) -> bytes:
    """The statement by which ``old`` hands its trust for ``datasets`` on to ``new``."""
    statement = RotationStatement(
        name=name,
        old_key_id=old.key_id,
        new_public_key=new.public_key.hex(),
        datasets=tuple(sorted(datasets)),
        signature_by_new=new.sign(rotation_statement(old.key_id, new.public_key)).hex(),
    )
    return dsse.to_json(dsse.signed(ROTATION, messages.encode(statement), old))


def _key(public_key: str, datasets: Iterable[str], name: str) -> TrustedKey:
    raw = bytes.fromhex(public_key)
    return TrustedKey(key_id(raw), raw, frozenset(datasets), name)
