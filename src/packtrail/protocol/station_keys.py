"""A station goes over to a new key: asked for with both, so nobody hands on what he doesn't hold.

Batches that were sealed with the old key before ``from_seq`` stay good. The request needs no session and may
be sent again: the answer is the same, so a lost one leaves no station locked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from packtrail.domain.shapes import Hex, Line, Moment, RecordId, Seq
from packtrail.protocol import dsse, messages
from packtrail.protocol.enrolment import PublicKeyHex
from packtrail.protocol.faults import Fault
from packtrail.protocol.keys import Signer, is_signed, key_id

STATION_KEY_CHANGE: Final = "application/vnd.battery-trace.station-key-change.v1+json"
STATION_KEY_BOUND: Final = "application/vnd.battery-trace.station-key-bound.v1+json"


@dataclass(frozen=True, kw_only=True)
class StationKeyChange:
    """``POST /v1/stations/{id}/keys``: from ``from_seq`` on the new key signs for the station."""

    station_id: RecordId
    old_key_id: Line
    new_key_id: Line
    new_public_key: PublicKeyHex
    from_seq: Seq
    at: Moment


@dataclass(frozen=True, kw_only=True)
class StationKeyBound:
    """The hub's signed answer; ``station_key_signature`` goes into the QR of every paper from now on."""

    station_id: RecordId
    key_id: Line
    station_key_signature: Hex
    from_seq: Seq
    bound_at: Moment


class BadKeyChange(ValueError):
    """A key change is not what it says: ``faults`` name the field, or ``is_signed_wrong`` it is."""

    def __init__(self, *, faults: tuple[Fault, ...] = (), is_signed_wrong: bool = False) -> None:
        super().__init__(faults, is_signed_wrong)
        self.faults = faults
        self.is_signed_wrong = is_signed_wrong


def ask(change: StationKeyChange, old: Signer, new: Signer) -> bytes:
    """The request as it travels, signed by both keys."""
    return dsse.to_json(dsse.signed(STATION_KEY_CHANGE, messages.encode(change), old, new))


def claimed(body: bytes) -> StationKeyChange:
    """What hostile ``body`` asks for, so that the station's keys can be looked up; not believed yet.

    Raises BadKeyChange.
    """
    try:
        change = messages.decode(StationKeyChange, _envelope(body).payload)
    except messages.BadMessage as error:
        raise BadKeyChange(faults=error.faults) from error
    if change.new_key_id != key_id(bytes.fromhex(change.new_public_key)):
        raise BadKeyChange(faults=(Fault("/new_key_id", "InvalidValue"),))
    if change.new_key_id == change.old_key_id:
        raise BadKeyChange(faults=(Fault("/new_key_id", "InvalidValue"),))
    return change


def verify_key_change(body: bytes, station_keys: Mapping[str, bytes]) -> StationKeyChange:
    """The change that hostile ``body`` asks for, signed by the old key, one of ``station_keys``, and the new.

    Raises BadKeyChange.
    """
    change, envelope = claimed(body), _envelope(body)
    new = bytes.fromhex(change.new_public_key)
    old = station_keys.get(change.old_key_id)
    if envelope.payload_type != STATION_KEY_CHANGE or old is None:
        raise BadKeyChange(is_signed_wrong=True)
    message = dsse.pae(STATION_KEY_CHANGE, envelope.payload)
    for name, key in ((change.old_key_id, old), (change.new_key_id, new)):
        mine = (each.sig for each in envelope.signatures if each.keyid == name)
        if not any(is_signed(message, signature, key) for signature in mine):
            raise BadKeyChange(is_signed_wrong=True)
    return change


def answer(bound: StationKeyBound, hub: Signer) -> bytes:
    """The hub's answer as it travels."""
    return dsse.to_json(dsse.signed(STATION_KEY_BOUND, messages.encode(bound), hub))


def verify_key_bound(
    envelope: bytes, hub_keys: Mapping[str, bytes], *, expect: StationKeyChange
) -> StationKeyBound:
    """The hub's answer to ``expect`` in hostile ``envelope``; raises BadKeyChange for any other."""
    try:
        payload = dsse.verified(dsse.from_json(envelope), STATION_KEY_BOUND, hub_keys)
        bound = messages.decode(StationKeyBound, payload)
    except dsse.BadEnvelope as error:
        raise BadKeyChange(is_signed_wrong=True) from error
    except messages.BadMessage as error:
        raise BadKeyChange(faults=error.faults) from error
    asked = (expect.station_id, expect.new_key_id, expect.from_seq)
    for name, found, wanted in zip(
        ("station_id", "key_id", "from_seq"),
        (bound.station_id, bound.key_id, bound.from_seq),
        asked,
        strict=True,
    ):
        if found != wanted:
            raise BadKeyChange(faults=(Fault(f"/{name}", "InvalidValue"),))
    return bound


def _envelope(body: bytes) -> dsse.Envelope:
    try:
        return dsse.from_json(body, max_bytes=messages.MAX_MESSAGE_BYTES)
    except dsse.BadEnvelope as error:
        raise BadKeyChange(faults=(Fault("", "InvalidFormat", error.reason),)) from error
