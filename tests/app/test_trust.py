"""Whose packs are taken: keys by fingerprint, keys by the word of a trusted key, and the hub's own."""

import json
import os
import stat
import sys

import pytest

from packtrail.app.small_files import read_small_file
from packtrail.app.trust import MOST_KEYS, TRUST_FILE, add_key, trust_of
from packtrail.domain.errors import NotAllowed
from packtrail.domain.errors_refdata import (
    RefdataFileUnreadable,
    RefdataKeyNotForDataset,
    RefdataKeyUnknown,
    RefdataTooLarge,
    TrustFileDamaged,
    TrustFingerprintMissing,
    TrustFingerprintWrong,
    TrustKeyUnreadable,
    TrustTooManyKeys,
)
from packtrail.domain.operators import Operator, Role
from packtrail.domain.refdata import Dataset
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.trusted_keys import fingerprint, key_file, rotation
from packtrail.usecases.ports import Destination
from tests.station import ADMIN, SteppedClock
from tests.trade import MORNING, OUTLET

OLD, NEW, HUB_KEY = (Ed25519Signer(bytes([number]) * 32) for number in (1, 2, 3))
BOTH = ("consignees", "holiday_calendar")
HUB = Destination(
    name="hub",
    title="企业平台",
    base_url="https://hub.example/v1",
    outlet_uscc=OUTLET,
    hub_keys={HUB_KEY.key_id: HUB_KEY.public_key},
    station_signature=bytes(64),
    enrolled_at=MORNING,
)


@pytest.fixture
def add(tmp_path):
    """Adds the key in a file of these bytes, as the administrator would."""

    def run(data, given=None, *, datasets=(), by=ADMIN):
        (tmp_path / "key.json").write_bytes(data)
        return add_key(
            tmp_path,
            tmp_path / "key.json",
            given_fingerprint=given,
            datasets=datasets,
            trust=trust_of(tmp_path, [HUB]),
            by=by,
            now=SteppedClock(),
        )

    return run


@pytest.fixture
def add_old(add):
    return lambda **more: add(key_file("发布方", OLD.public_key, BOTH), fingerprint(OLD.public_key), **more)


def trusted_for(tmp_path, signer):
    return sorted(trust_of(tmp_path, [])[signer.key_id].datasets)


def test_at_first_only_the_hub_that_the_station_is_bound_to_is_trusted(tmp_path):
    trust = trust_of(tmp_path, [HUB])
    assert list(trust) == [HUB_KEY.key_id]
    assert trust[HUB_KEY.key_id].datasets == frozenset(Dataset)
    assert trust_of(tmp_path, []) == {}


def test_a_key_is_trusted_for_what_its_file_names(tmp_path, add_old):
    assert add_old().datasets == frozenset(BOTH)
    found = trust_of(tmp_path, [])[OLD.key_id]
    assert (found.public_key, found.name, sorted(found.datasets)) == (OLD.public_key, "发布方", list(BOTH))


def test_the_administrator_may_trust_a_key_for_less(tmp_path, add_old):
    add_old(datasets=["consignees"])
    assert trusted_for(tmp_path, OLD) == ["consignees"]


def test_a_key_added_again_is_trusted_for_what_was_chosen_last(tmp_path, add_old):
    add_old()
    add_old(datasets=["battery_codes"])
    assert trusted_for(tmp_path, OLD) == ["battery_codes"]


def test_a_key_whose_fingerprint_nobody_compared_is_not_trusted(tmp_path, add):
    with pytest.raises(TrustFingerprintMissing) as refusal:
        add(key_file("发布方", OLD.public_key, BOTH))
    assert refusal.value.found == fingerprint(OLD.public_key)
    with pytest.raises(TrustFingerprintWrong):
        add(key_file("发布方", OLD.public_key, BOTH), fingerprint(NEW.public_key))
    assert trust_of(tmp_path, []) == {}


def test_the_old_keys_word_is_enough_for_the_new_one(tmp_path, add, add_old):
    add_old()
    add(rotation("发布方 2027", OLD, NEW, ["consignees"]))
    assert trusted_for(tmp_path, NEW) == ["consignees"]
    assert trusted_for(tmp_path, OLD) == list(BOTH)


def test_the_hub_may_hand_its_trust_on(tmp_path, add):
    add(rotation("企业平台 2027", HUB_KEY, NEW, BOTH))
    assert trusted_for(tmp_path, NEW) == list(BOTH)


def test_a_statement_takes_nothing_away_from_a_key_that_has_more(tmp_path, add, add_old):
    add_old()
    add(key_file("新", NEW.public_key, ["battery_codes"]), fingerprint(NEW.public_key))
    add(rotation("新", OLD, NEW, ["consignees"]))
    assert trusted_for(tmp_path, NEW) == ["battery_codes", "consignees"]


def test_a_statement_carries_no_further_than_it_says(add, add_old):
    add_old()
    with pytest.raises(RefdataKeyNotForDataset):
        add(rotation("新", OLD, NEW, ["consignees"]), datasets=["holiday_calendar"])


def test_a_stranger_hands_nothing_on(add):
    with pytest.raises(RefdataKeyUnknown):
        add(rotation("新", OLD, NEW, BOTH))


def test_only_the_administrator_decides_whom_to_trust(tmp_path, add_old):
    with pytest.raises(NotAllowed):
        add_old(by=Operator("op_2", "主管", Role.SUPERVISOR))
    assert not (tmp_path / TRUST_FILE).exists()


def test_what_is_no_key_is_refused(add):
    with pytest.raises(TrustKeyUnreadable):
        add(b"-----BEGIN PUBLIC KEY-----", "x")


def test_the_list_has_an_end(tmp_path, add, add_old):
    add_old()
    written = json.loads((tmp_path / TRUST_FILE).read_bytes())
    written["keys"] = [{**written["keys"][0], "public_key": f"{number:064x}"} for number in range(MOST_KEYS)]
    (tmp_path / TRUST_FILE).write_text(json.dumps(written))
    with pytest.raises(TrustTooManyKeys):
        add_old()
    assert len(trust_of(tmp_path, [])) == MOST_KEYS


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"format": 2, "keys": []}',
        b'{"format": 1, "keys": [{}]}',
        b'{"format": 1, "keys": [], "more": 1}',
        b" " * 300_000,
    ],
)
def test_a_list_that_the_program_did_not_write_is_refused_whole(tmp_path, content):
    (tmp_path / TRUST_FILE).write_bytes(content)
    with pytest.raises(TrustFileDamaged):
        trust_of(tmp_path, [HUB])


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps a folder private by its place, not by bits"
)
def test_the_list_is_its_owners_only(tmp_path, add_old):
    add_old()
    assert stat.S_IMODE((tmp_path / TRUST_FILE).stat().st_mode) == 0o600


def test_a_file_of_100_megabytes_is_refused_before_its_first_byte(tmp_path, monkeypatch):
    with (tmp_path / "big.pack").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    monkeypatch.setattr("pathlib.Path.open", lambda *_: pytest.fail("it was opened"))
    with pytest.raises(RefdataTooLarge) as refusal:
        read_small_file(tmp_path / "big.pack", 2 * 1024 * 1024)
    assert refusal.value.limit_kib == 2048


@pytest.mark.parametrize(("name", "reason"), [("nowhere", "missing"), ("", "folder"), ("a\0b", "denied")])
def test_a_file_that_is_not_there_is_said(tmp_path, name, reason):
    with pytest.raises(RefdataFileUnreadable) as refusal:
        read_small_file(tmp_path / name, 10)
    assert refusal.value.reason in {reason, "missing"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefdataFileUnreadable):
        read_small_file(tmp_path / "pipe", 10)


@pytest.mark.parametrize(("size", "is_read"), [(0, True), (10, True), (11, False)])
def test_a_file_is_read_up_to_its_limit(tmp_path, size, is_read):
    (tmp_path / "f").write_bytes(b"x" * size)
    if is_read:
        assert read_small_file(tmp_path / "f", 10) == b"x" * size
    else:
        with pytest.raises(RefdataTooLarge):
            read_small_file(tmp_path / "f", 10)
