"""A pack of rules or lists: what was signed comes back, and whatever else comes is refused by its name."""

import gzip
import random
import tracemalloc
import zlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_refdata import (
    RefdataBeyondLimits,
    RefdataDatasetUnknown,
    RefdataFieldUnknown,
    RefdataFieldWrong,
    RefdataJsonWrong,
    RefdataKeyNotForDataset,
    RefdataKeyUnknown,
    RefdataNotAPack,
    RefdataSignatureWrong,
    RefdataTooLarge,
    RefdataTruncated,
)
from packtrail.protocol import canonical, dsse
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.refdata_pack import (
    MAX_DEPTH,
    MAX_ENTRIES,
    MAX_PACKED_BYTES,
    MAX_TEXT,
    MAX_UNPACKED_BYTES,
    REFDATA,
    TrustedKey,
    open_pack,
    packed,
    read_document,
    unpacked,
)

PUBLISHER = Ed25519Signer(bytes(range(32)))
STRANGER = Ed25519Signer(bytes(range(1, 33)))
TRUST = {
    PUBLISHER.key_id: TrustedKey(
        PUBLISHER.key_id, PUBLISHER.public_key, frozenset({"holiday_calendar"}), "发布方"
    )
}
MIB = 1024 * 1024


def document(**changes):
    fields = {
        "dataset": "holiday_calendar",
        "version": "2026-11-21.1",
        "effective_from": "2027-01-01",
        "effective_to": None,
        "source": "国务院办公厅通知",
        "confidence": "V",
        "content": {"day": [{"date": "2027-01-01", "kind": "off"}]},
    }
    return {**fields, **changes}


def without(name):
    fields = document()
    del fields[name]
    return fields


def signed_bytes(payload, *signers, payload_type=REFDATA):
    """A pack around any bytes at all."""
    return gzip.compress(dsse.to_json(dsse.signed(payload_type, payload, *(signers or (PUBLISHER,)))))


def test_what_was_signed_comes_back():
    pack = open_pack(packed(document(effective_to="2027-12-31"), PUBLISHER), TRUST)
    assert (pack.dataset, str(pack.version), pack.signed_by) == (
        "holiday_calendar",
        "2026-11-21.1",
        PUBLISHER.key_id,
    )
    assert (pack.effective_from, pack.effective_to) == (date(2027, 1, 1), date(2027, 12, 31))
    assert pack.content == document()["content"]
    assert pack.digest == canonical.sha256_digest(pack.document)
    assert read_document(pack.document)["source"] == "国务院办公厅通知"


def test_the_same_document_always_packs_to_the_same_bytes():
    assert packed(document(), PUBLISHER) == packed(document(), PUBLISHER)


def test_one_trusted_signature_among_strangers_is_enough():
    assert open_pack(packed(document(), STRANGER, PUBLISHER), TRUST).signed_by == PUBLISHER.key_id


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", RefdataNotAPack),
        (b"not a pack", RefdataNotAPack),
        (b"PK\x03\x04" + bytes(100), RefdataNotAPack),
        (b"\x1f\x8b", RefdataTruncated),
        (gzip.compress(b""), RefdataNotAPack),
        (gzip.compress(b"[]"), RefdataNotAPack),
        (gzip.compress(b"\xff"), RefdataNotAPack),
        (packed(document(), PUBLISHER)[:-9], RefdataTruncated),
        (packed(document(), PUBLISHER)[:50], RefdataTruncated),
        (packed(document(), PUBLISHER) + b"more", RefdataNotAPack),
        (signed_bytes(b"{}", payload_type=dsse.BATCH), RefdataNotAPack),
        (packed(document(), STRANGER), RefdataKeyUnknown),
        (signed_bytes(b"{"), RefdataJsonWrong),
        (signed_bytes(b"[]"), RefdataJsonWrong),
        (signed_bytes(b'{"a": 1}'), RefdataJsonWrong),
        (signed_bytes(b'{"a":1,"a":1}'), RefdataJsonWrong),
        (signed_bytes(b'{"a":1.5}'), RefdataJsonWrong),
        (packed(document(dataset="prices"), PUBLISHER), RefdataDatasetUnknown),
        (packed(document(dataset=7), PUBLISHER), RefdataFieldWrong),
        (packed(document(dataset="consignees"), PUBLISHER), RefdataKeyNotForDataset),
    ],
    ids=lambda part: part.__name__ if isinstance(part, type) else "bytes",
)
def test_each_thing_wrong_has_its_own_name(data, refusal):
    with pytest.raises(refusal):
        open_pack(data, TRUST)


def test_a_damaged_byte_inside_is_found_by_the_checksum():
    data = bytearray(packed(document(), PUBLISHER))
    data[-6] ^= 1
    with pytest.raises(RefdataTruncated):
        open_pack(bytes(data), TRUST)


def test_a_document_changed_after_signing_is_said_to_be():
    envelope = dsse.signed(REFDATA, canonical.canonical(document()), PUBLISHER)
    forged = dsse.Envelope(REFDATA, canonical.canonical(document(source="x")), envelope.signatures)
    with pytest.raises(RefdataSignatureWrong) as refusal:
        open_pack(gzip.compress(dsse.to_json(forged)), TRUST)
    assert refusal.value.key_id == PUBLISHER.key_id


def test_a_stranger_who_writes_a_trusted_keys_name_on_it_is_refused():
    payload = canonical.canonical(document())
    signature = dsse.Signature(PUBLISHER.key_id, STRANGER.sign(dsse.pae(REFDATA, payload)))
    with pytest.raises(RefdataSignatureWrong):
        open_pack(gzip.compress(dsse.to_json(dsse.Envelope(REFDATA, payload, (signature,)))), TRUST)


@pytest.mark.parametrize("name", ["delta", "kind", "content_digest_after"])
def test_an_unknown_field_of_the_head_is_refused_by_its_name(name):
    with pytest.raises(RefdataFieldUnknown) as refusal:
        open_pack(packed(document(**{name: 1}), PUBLISHER), TRUST)
    assert refusal.value.field == name


@pytest.mark.parametrize("name", sorted(document()))
def test_a_missing_field_of_the_head_is_named(name):
    with pytest.raises(RefdataFieldWrong) as refusal:
        open_pack(packed(without(name), PUBLISHER), TRUST)
    assert refusal.value.field == name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("version", "2026-11-21"),
        ("version", "2026-11-21.0"),
        ("version", "2026-11-21.01"),
        ("version", "2026-02-30.1"),
        ("version", "２０２６-11-21.1"),
        ("version", 7),
        ("effective_from", "20270101"),
        ("effective_from", "2027-02-29"),
        ("effective_from", None),
        ("effective_to", "2026-12-31"),  # before it begins
        ("effective_to", 20271231),
        ("source", ""),
        ("source", " "),
        ("source", ["x"]),
        ("confidence", ""),
        ("confidence", "very sure"),
        ("confidence", 1),
    ],
)
def test_a_wrong_field_of_the_head_is_named(field, value):
    with pytest.raises(RefdataFieldWrong) as refusal:
        open_pack(packed(document(**{field: value}), PUBLISHER), TRUST)
    assert refusal.value.field == field


def nested(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("content", "beyond"),
    [
        (nested(MAX_DEPTH), "depth"),
        ([0] * MAX_ENTRIES, "entries"),
        (["x" * (MAX_TEXT + 1)], "text"),
        ([{"a": "啊" * (MAX_TEXT + 1)}], "text"),
        ([{"x" * (MAX_TEXT + 1): 1}], "text"),
    ],
)
def test_what_even_a_trusted_publisher_may_not_send(content, beyond):
    with pytest.raises(RefdataBeyondLimits) as refusal:
        open_pack(packed(document(content=content), PUBLISHER), TRUST)
    assert refusal.value.beyond == beyond


def test_a_list_of_ten_thousand_enterprises_is_within_the_limits():
    entry = {
        "name": "测试再生利用有限公司",
        "papers": ["project_filing", "eia", "discharge_permit"],
        "uscc": "91430200MA0FAKE02B",
        "valid_from": "2026-05-01",
        "valid_to": None,
    }
    content = {"entry": [entry] * 10_000}
    assert open_pack(packed(document(content=content), PUBLISHER), TRUST).content == content


def bomb(megabytes):
    """So many megabytes of spaces, packed."""
    packer = zlib.compressobj(9, wbits=31)
    piece = b" " * MIB
    return b"".join(packer.compress(piece) for _ in range(megabytes)) + packer.flush()


def peak_of(data):
    tracemalloc.start()
    try:
        with pytest.raises(OutletError) as refusal:
            open_pack(data, TRUST)
        return refusal.value, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_gzip_bomb_is_inflated_to_the_limit_and_no_further():
    data = bomb(256)
    assert len(data) < MAX_PACKED_BYTES  # 256 MiB in a file that may be read
    refusal, peak = peak_of(data)
    assert isinstance(refusal, RefdataTooLarge)
    assert peak < 3 * MAX_UNPACKED_BYTES


@pytest.mark.parametrize(
    "filling",
    [b"[" * MAX_UNPACKED_BYTES, b'{"a":1,' * MIB, b"[1," * (2 * MIB), b'"' * MAX_UNPACKED_BYTES],
)
def test_an_envelope_made_to_fill_the_memory_does_not(filling):
    refusal, peak = peak_of(gzip.compress(filling, 1))
    assert isinstance(refusal, RefdataNotAPack)
    assert peak < 6 * MAX_UNPACKED_BYTES


def test_a_pack_beyond_the_limit_is_not_inflated_at_all():
    _, peak = peak_of(random.Random(1).randbytes(MAX_PACKED_BYTES + 1))
    assert peak < MIB


def test_exactly_the_limit_may_be_unpacked_and_one_byte_more_may_not():
    assert len(unpacked(gzip.compress(bytes(MAX_UNPACKED_BYTES)))) == MAX_UNPACKED_BYTES
    with pytest.raises(RefdataTooLarge):
        unpacked(gzip.compress(bytes(MAX_UNPACKED_BYTES + 1)))


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_by_a_name(data):
    with pytest.raises(OutletError):
        open_pack(data, TRUST)


@given(st.binary(max_size=400))
def test_any_bytes_that_were_gzipped_are_refused_by_a_name(data):
    with pytest.raises(OutletError):
        open_pack(gzip.compress(data), TRUST)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(
    st.fixed_dictionaries(
        {"payloadType": st.just(REFDATA) | JSON, "payload": st.just("e30=") | JSON, "signatures": JSON}
    )
)
def test_any_envelope_is_refused_by_a_name(value):
    with pytest.raises(OutletError):
        open_pack(gzip.compress(canonical.canonical(value)), TRUST)


@given(st.binary(max_size=300))
def test_any_bytes_that_a_trusted_key_signed_are_refused_by_a_name(payload):
    with pytest.raises(OutletError):
        open_pack(signed_bytes(payload), TRUST)


@given(st.sampled_from(sorted(document())), JSON)
def test_any_value_in_any_field_is_taken_or_refused_by_a_name(field, value):
    try:
        pack = open_pack(packed(document(**{field: value}), PUBLISHER), TRUST)
    except OutletError:
        return
    assert read_document(pack.document)[field] == canonical.parse(canonical.canonical(value))


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_any_one_byte_changed_on_the_way_is_noticed_or_changes_nothing(place, change):
    data = bytearray(packed(document(), PUBLISHER))
    data[place % len(data)] ^= change
    try:
        pack = open_pack(bytes(data), TRUST)
    except OutletError:
        return
    assert pack.document == canonical.canonical(document())  # a byte of the gzip header that says nothing
