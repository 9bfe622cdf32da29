"""Going over to a new key: both keys sign, and the hub's answer is for this very request."""

import dataclasses
from datetime import UTC, datetime

import pytest

from packtrail.domain.moments import to_moment
from packtrail.protocol import dsse, messages
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.station_keys import (
    STATION_KEY_CHANGE,
    BadKeyChange,
    StationKeyBound,
    StationKeyChange,
    answer,
    ask,
    verify_key_bound,
    verify_key_change,
)

HUB, OLD, NEW, STRANGER = (Ed25519Signer(letter * 32) for letter in (b"h", b"o", b"n", b"s"))
NOW = to_moment(datetime(2026, 11, 22, 1, 20, tzinfo=UTC))
STATION = "01a1fd8f-5700-7a11-8a00-000000000077"
KEYS = {OLD.key_id: OLD.public_key}
CHANGE = StationKeyChange(
    station_id=STATION,
    old_key_id=OLD.key_id,
    new_key_id=NEW.key_id,
    new_public_key=NEW.public_key.hex(),
    from_seq=18,
    at=NOW,
)
BOUND = StationKeyBound(
    station_id=STATION, key_id=NEW.key_id, station_key_signature="ab" * 64, from_seq=18, bound_at=NOW
)


def refusal(body, keys=KEYS):
    with pytest.raises(BadKeyChange) as caught:
        verify_key_change(body, keys)
    return caught.value


def test_a_change_that_both_keys_signed_reads_back():
    assert verify_key_change(ask(CHANGE, OLD, NEW), KEYS) == CHANGE


@pytest.mark.parametrize("signers", [(OLD,), (NEW,), (STRANGER, NEW), (OLD, STRANGER)])
def test_one_of_the_two_keys_is_not_enough(signers):
    body = dsse.to_json(dsse.signed(STATION_KEY_CHANGE, messages.encode(CHANGE), *signers))
    assert refusal(body).is_signed_wrong


def test_a_key_that_the_station_never_had_rotates_nothing():
    assert refusal(ask(CHANGE, OLD, NEW), {STRANGER.key_id: STRANGER.public_key}).is_signed_wrong


def test_a_statement_for_another_purpose_is_no_change():
    body = dsse.to_json(dsse.signed(dsse.SESSION, messages.encode(CHANGE), OLD, NEW))
    assert refusal(body).is_signed_wrong


def test_a_stranger_under_the_old_keys_name_is_found_out():
    @dataclasses.dataclass
    class Impostor:
        key_id: str = OLD.key_id
        public_key: bytes = STRANGER.public_key

        def sign(self, data):
            return STRANGER.sign(data)

    assert refusal(ask(CHANGE, Impostor(), NEW)).is_signed_wrong


@pytest.mark.parametrize(
    "change",
    [
        dataclasses.replace(CHANGE, new_key_id=STRANGER.key_id),
        dataclasses.replace(CHANGE, new_key_id=OLD.key_id, new_public_key=OLD.public_key.hex()),
    ],
)
def test_a_key_has_the_name_that_follows_from_it_and_is_new(change):
    assert [fault.pointer for fault in refusal(ask(change, OLD, NEW)).faults] == ["/new_key_id"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"payloadType":"x"}', ask(CHANGE, OLD, NEW)[:-9]])
def test_other_bytes_are_refused_with_a_fault(body):
    assert refusal(body).faults


def test_the_answer_is_the_hubs_and_for_this_change():
    assert verify_key_bound(answer(BOUND, HUB), {HUB.key_id: HUB.public_key}, expect=CHANGE) == BOUND


@pytest.mark.parametrize(
    ("bound", "pointer"),
    [
        (dataclasses.replace(BOUND, from_seq=19), "/from_seq"),
        (dataclasses.replace(BOUND, key_id=OLD.key_id), "/key_id"),
        (dataclasses.replace(BOUND, station_id=STATION[:-1] + "8"), "/station_id"),
    ],
)
def test_an_answer_to_something_else_is_refused(bound, pointer):
    with pytest.raises(BadKeyChange) as caught:
        verify_key_bound(answer(bound, HUB), {HUB.key_id: HUB.public_key}, expect=CHANGE)
    assert [fault.pointer for fault in caught.value.faults] == [pointer]


@pytest.mark.parametrize("envelope", [answer(BOUND, STRANGER), b"<html>", ask(CHANGE, HUB, NEW)])
def test_nobody_but_the_hub_binds_a_key(envelope):
    with pytest.raises(BadKeyChange) as caught:
        verify_key_bound(envelope, {HUB.key_id: HUB.public_key}, expect=CHANGE)
    assert caught.value.is_signed_wrong
