"""Envelopes: only bytes that a known key signed as the asked type come out."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.protocol import canonical, dsse
from packtrail.protocol.dsse import BadEnvelope
from packtrail.protocol.keys import Ed25519Signer, is_signed, key_id

VECTORS = json.loads((Path(__file__).parent / "data" / "vectors.json").read_text(encoding="utf-8"))
SIGNER = Ed25519Signer(b"1" * 32)
OTHER = Ed25519Signer(b"2" * 32)
KEYS = {SIGNER.key_id: SIGNER.public_key}


def reason_of(call, *args):
    with pytest.raises(BadEnvelope) as caught:
        call(*args)
    return caught.value.reason


def test_the_published_batch_signature_verifies():
    value = {**VECTORS["batch"], "records": VECTORS["records"][:4]}
    public_key = bytes.fromhex("a3d966748cb3b359b52a5ec571c71ddfef20011df7473556a9cb91ca1fb031c9")
    signature = base64.b64decode(
        "smwktzw3xDPlqI2huT0ddSL8KKwyTTym8jQJmAGNZ/cicwIy0Pltg2Q/EcCtwbo1DUSSalIG5NictZ70b9JCCw=="
    )
    message = dsse.pae("application/vnd.battery-trace.batch.v1+json", canonical.canonical(value))
    assert is_signed(message, signature, public_key)


def test_what_is_signed_is_the_published_encoding():
    assert dsse.pae("http://example.com/HelloWorld", b"hello world") == (
        b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


@given(st.binary(max_size=100))
def test_an_envelope_travels_and_verifies(payload):
    travelled = dsse.from_json(dsse.to_json(dsse.signed(dsse.BATCH, payload, OTHER, SIGNER)))
    assert dsse.verified(travelled, dsse.BATCH, KEYS) == payload


def test_the_same_payload_under_another_type_is_refused():
    envelope = dsse.signed(dsse.BATCH, b"x", SIGNER)
    assert reason_of(dsse.verified, envelope, dsse.RECEIPT, KEYS) == "other_type"


def test_a_type_changed_after_signing_is_refused():
    envelope = dsse.signed(dsse.BATCH, b"x", SIGNER)
    relabelled = dsse.Envelope(dsse.RECEIPT, envelope.payload, envelope.signatures)
    assert reason_of(dsse.verified, relabelled, dsse.RECEIPT, KEYS) == "bad_signature"


def test_a_key_that_nobody_knows_is_refused():
    assert reason_of(dsse.verified, dsse.signed(dsse.BATCH, b"x", OTHER), dsse.BATCH, KEYS) == "unknown_key"


def test_a_key_id_is_only_a_hint():
    forged = dsse.Envelope(dsse.BATCH, b"x", (dsse.Signature(SIGNER.key_id, OTHER.sign(b"x")),))
    assert reason_of(dsse.verified, forged, dsse.BATCH, KEYS) == "bad_signature"


@given(st.integers(0, 10**6))
def test_any_flipped_bit_of_an_envelope_is_found(at):
    data = bytearray(dsse.to_json(dsse.signed(dsse.BATCH, b"some frozen bytes", SIGNER)))
    data[at // 8 % len(data)] ^= 1 << at % 8
    try:
        read = dsse.from_json(bytes(data))
        payload = dsse.verified(read, dsse.BATCH, KEYS)
    except BadEnvelope:
        return
    assert payload == b"some frozen bytes"  # a bit of base64 padding says nothing


GOOD = {"payloadType": "t", "payload": "eA==", "signatures": [{"keyid": "k", "sig": "eA=="}]}


@pytest.mark.parametrize(
    "value",
    [
        [],
        "text",
        None,
        {},
        {**GOOD, "payload": 1},
        {**GOOD, "payload": "e*"},
        {**GOOD, "payload": "é"},
        {**GOOD, "payloadType": []},
        {**GOOD, "signatures": []},
        {**GOOD, "signatures": 5},
        {**GOOD, "signatures": [1]},
        {**GOOD, "signatures": [{"keyid": "k"}]},
        {**GOOD, "signatures": [{"keyid": 1, "sig": ""}]},
        {**GOOD, "signatures": GOOD["signatures"] * 5},
        {**GOOD, "signatures": {"a": 1}},
    ],
)
def test_what_is_no_envelope_is_refused(value):
    assert reason_of(dsse.from_json, json.dumps(value).encode()) == "not_an_envelope"


def test_an_envelope_beyond_the_limit_is_refused():
    data = dsse.to_json(dsse.signed(dsse.BATCH, b"x" * 100, SIGNER))
    with pytest.raises(BadEnvelope):
        dsse.from_json(data, max_bytes=50)


@given(st.binary(max_size=80))
def test_no_bytes_whatever_raise_anything_but_bad_envelope(data):
    with pytest.raises(BadEnvelope):
        dsse.from_json(data)


def test_a_key_is_named_by_its_hash():
    assert key_id(SIGNER.public_key) == SIGNER.key_id
    assert SIGNER.key_id.startswith("ed25519:")
    assert key_id(OTHER.public_key) != SIGNER.key_id


@pytest.mark.parametrize(("signature", "key"), [(b"", SIGNER.public_key), (b"x" * 64, b"short"), (b"", b"")])
def test_malformed_signatures_and_keys_are_simply_not_valid(signature, key):
    assert not is_signed(b"data", signature, key)
