"""DSSE envelopes: signed frozen bytes that mean the same over HTTP, in a file and on a stick.

``SIG = Sign(PAE(type, body))`` as the DSSE protocol 1.0.2 defines it; only bytes that were verified
are ever parsed.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass

from packtrail.protocol import canonical
from packtrail.protocol.keys import Signer, is_signed

BATCH = "application/vnd.battery-trace.batch.v1+jsonl"
RECEIPT = "application/vnd.battery-trace.receipt.v1+json"
ENROLMENT = "application/vnd.battery-trace.enrolment.v1+json"
SESSION = "application/vnd.battery-trace.session.v1+json"
STATION = "application/vnd.battery-trace.station.v1+json"

MAX_ENVELOPE_BYTES = 16 * 1024 * 1024
MAX_SIGNATURES = 4


class BadEnvelope(ValueError):
    """Bytes from outside are no envelope, or nobody we know signed what is in it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # "not_an_envelope", "other_type", "unknown_key", "bad_signature"


@dataclass(frozen=True)
class Signature:
    """One signature; ``keyid`` only says which key to try."""

    keyid: str
    sig: bytes


@dataclass(frozen=True)
class Envelope:
    """A payload, its type and who signed it; nothing in it is believed before ``verified``."""

    payload_type: str
    payload: bytes
    signatures: tuple[Signature, ...]


def pae(payload_type: str, payload: bytes) -> bytes:
    """The pre-authentication encoding that is really signed."""
    name = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(payload), payload)


def signed(payload_type: str, payload: bytes, *signers: Signer) -> Envelope:
    """``payload`` signed by each of ``signers``."""
    signatures = tuple(
        Signature(signer.key_id, signer.sign(pae(payload_type, payload))) for signer in signers
    )
    return Envelope(payload_type, payload, signatures)


def verified(envelope: Envelope, payload_type: str, keys: Mapping[str, bytes]) -> bytes:
    """The payload, if a key of ``keys`` (by key id) signed it as ``payload_type``.

    Raises BadEnvelope otherwise.
    """
    if envelope.payload_type != payload_type:
        raise BadEnvelope("other_type")
    known = [
        (signature, keys[signature.keyid]) for signature in envelope.signatures if signature.keyid in keys
    ]
    if not known:
        raise BadEnvelope("unknown_key")
    message = pae(payload_type, envelope.payload)
    if not any(is_signed(message, signature.sig, key) for signature, key in known):
        raise BadEnvelope("bad_signature")
    return envelope.payload


def to_json(envelope: Envelope) -> bytes:
    """The envelope as it travels; the same envelope always gives the same bytes."""
    return canonical.canonical(
        {
            "payloadType": envelope.payload_type,
            "payload": base64.b64encode(envelope.payload).decode(),
            "signatures": [
                {"keyid": signature.keyid, "sig": base64.b64encode(signature.sig).decode()}
                for signature in envelope.signatures
            ],
        }
    )


def from_json(data: bytes, *, max_bytes: int = MAX_ENVELOPE_BYTES) -> Envelope:
    """The envelope in hostile ``data``; raises BadEnvelope."""
    try:
        value = canonical.parse(data, max_bytes=max_bytes, max_depth=4)
        signatures = value["signatures"]
        if not 1 <= len(signatures) <= MAX_SIGNATURES:
            raise BadEnvelope("not_an_envelope")
        return Envelope(
            payload_type=_text(value["payloadType"]),
            payload=_bytes(value["payload"]),
            signatures=tuple(Signature(_text(each["keyid"]), _bytes(each["sig"])) for each in signatures),
        )
    except (KeyError, TypeError, ValueError) as error:  # base64 beyond ASCII is a plain ValueError
        raise BadEnvelope("not_an_envelope") from error


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _bytes(value: object) -> bytes:
    return base64.b64decode(_text(value), validate=True)
