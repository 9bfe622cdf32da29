"""How a key comes to be trusted: by a fingerprint that a person compared, or by the word of a trusted key."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_refdata import (
    RefdataKeyNotForDataset,
    RefdataKeyUnknown,
    RefdataSignatureWrong,
    TrustKeyUnreadable,
)
from packtrail.protocol import canonical, dsse
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.refdata_pack import TrustedKey
from packtrail.protocol.trusted_keys import (
    ROTATION,
    fingerprint,
    is_rotation,
    key_file,
    read_key_file,
    read_rotation,
    rotation,
    same_fingerprint,
)

OLD, NEW, STRANGER = (Ed25519Signer(bytes([number]) * 32) for number in (1, 2, 3))
BOTH = frozenset({"consignees", "holiday_calendar"})
TRUST = {OLD.key_id: TrustedKey(OLD.key_id, OLD.public_key, BOTH, "发布方")}


def test_a_key_file_says_whose_key_it_is_and_what_for():
    key = read_key_file(key_file("发布方", NEW.public_key, ["consignees"]), "key.json")
    assert key == TrustedKey(NEW.key_id, NEW.public_key, frozenset({"consignees"}), "发布方")


@pytest.mark.parametrize(
    "spelling",
    [
        lambda text: text,
        str.upper,
        lambda text: text.replace(" ", ""),
        lambda text: text.replace(" ", ":"),
        lambda text: "sha256:" + text.replace(" ", "-"),
        lambda text: f"  {text}\n",
    ],
)
def test_a_fingerprint_may_be_typed_in_any_grouping(spelling):
    assert same_fingerprint(spelling(fingerprint(NEW.public_key)), NEW.public_key)


@pytest.mark.parametrize("cut", [0, 4, 16, 63])
def test_a_part_of_a_fingerprint_is_not_the_fingerprint(cut):
    assert not same_fingerprint(fingerprint(NEW.public_key).replace(" ", "")[:cut], NEW.public_key)


def test_another_keys_fingerprint_is_not_this_ones():
    assert not same_fingerprint(fingerprint(OLD.public_key), NEW.public_key)


def test_the_old_key_hands_its_trust_on():
    statement = rotation("发布方 2027", OLD, NEW, ["consignees"])
    assert is_rotation(statement)
    assert read_rotation(statement, TRUST, "key.json") == TrustedKey(
        NEW.key_id, NEW.public_key, frozenset({"consignees"}), "发布方 2027"
    )


def test_a_key_that_nobody_trusts_hands_nothing_on():
    with pytest.raises(RefdataKeyUnknown):
        read_rotation(rotation("x", STRANGER, NEW, ["consignees"]), TRUST, "key.json")


def test_a_key_hands_on_no_more_than_it_has():
    with pytest.raises(RefdataKeyNotForDataset) as refusal:
        read_rotation(rotation("x", OLD, NEW, [*BOTH, "battery_codes"]), TRUST, "key.json")
    assert refusal.value.dataset == "battery_codes"


def changed(**changes):
    """A statement of the old key with some fields as they should not be, signed all the same."""
    fields = canonical.parse(dsse.from_json(rotation("x", OLD, NEW, ["consignees"])).payload) | changes
    return dsse.to_json(dsse.signed(ROTATION, canonical.canonical(fields), OLD))


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"signature_by_new": "00" * 64}, RefdataSignatureWrong),  # nobody proved that he holds the new key
        ({"new_public_key": STRANGER.public_key.hex()}, RefdataSignatureWrong),
        ({"old_key_id": STRANGER.key_id}, RefdataSignatureWrong),
        ({"new_public_key": "00"}, TrustKeyUnreadable),
        ({"datasets": []}, TrustKeyUnreadable),
        ({"name": 7}, TrustKeyUnreadable),
    ],
)
def test_a_statement_that_is_not_whole_hands_nothing_on(changes, refusal):
    with pytest.raises(refusal):
        read_rotation(changed(**changes), TRUST, "key.json")


def test_an_envelope_of_another_kind_is_no_statement():
    batch = dsse.to_json(dsse.signed(dsse.BATCH, b"{}", OLD))
    assert not is_rotation(batch)
    with pytest.raises(TrustKeyUnreadable):
        read_rotation(batch, TRUST, "key.json")


@given(st.binary(max_size=300))
def test_any_bytes_are_no_key_and_say_so(data):
    for read in (lambda: read_key_file(data, "f"), lambda: read_rotation(data, TRUST, "f")):
        with pytest.raises(TrustKeyUnreadable):
            read()
    assert not is_rotation(data)


@given(st.binary(max_size=200))
def test_any_bytes_that_a_trusted_key_signed_are_refused_by_a_name(payload):
    with pytest.raises(OutletError):
        read_rotation(dsse.to_json(dsse.signed(ROTATION, payload, OLD)), TRUST, "f")
