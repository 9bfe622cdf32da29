"""The data key is opened by its keepers and nobody else; slips of the pen are found before a key is tried."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.errors import LedgerDamaged, RecoveryCodeWrong
from packtrail.store import key_file
from packtrail.store.key_file import Keeper
from packtrail.store.recovery_code import ALPHABET, new_code, plain_code

DATA_KEY = b"d" * 32


@pytest.fixture(scope="module")
def code():
    return new_code()


@pytest.fixture(scope="module")
def coded(code):
    return key_file.wrap_with_code(DATA_KEY, code)


@pytest.fixture
def file(tmp_path, coded):
    file = tmp_path / "ledger.keys"
    key_file.write(file, [key_file.wrap(DATA_KEY, b"s" * 32, Keeper.KEYRING, name="n"), coded])
    return file


def test_the_code_unlocks(file, code):
    assert key_file.unlock_with_code(file, code) == DATA_KEY


def test_the_code_unlocks_as_people_type_it(file, code):
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert key_file.unlock_with_code(file, typed) == DATA_KEY


@pytest.mark.parametrize("wrong", ["", "7K3M", "!" * 28])
def test_what_is_no_code_is_wrong(file, wrong):
    with pytest.raises(RecoveryCodeWrong):
        key_file.unlock_with_code(file, wrong)


def test_another_code_is_wrong(file):
    with pytest.raises(RecoveryCodeWrong):
        key_file.unlock_with_code(file, new_code())


def test_the_file_says_nothing_of_the_key(file):
    assert DATA_KEY.hex() not in file.read_text()


def test_a_wrap_that_claims_another_keeper_does_not_open(coded):
    import dataclasses

    real = key_file.wrap(DATA_KEY, b"s" * 32, Keeper.KEYRING, name="n")
    assert key_file.opened(real, b"s" * 32) == DATA_KEY
    assert key_file.opened(dataclasses.replace(real, name="m"), b"s" * 32) is None
    assert key_file.opened(real, b"t" * 32) is None
    assert key_file.opened(real, b"short") is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b'{"format": 2, "wraps": []}',
        b'{"format": 1, "wraps": [{}]}',
        b"[" * 70_000,
        b"\xff",
    ],
)
def test_a_key_file_that_is_none_is_said(file, content, code):
    file.write_bytes(content)
    with pytest.raises(LedgerDamaged):
        key_file.unlock_with_code(file, code)


def test_a_keeper_that_is_not_known_is_said(file):
    value = json.loads(file.read_text())
    value["wraps"][0]["keeper"] = "oracle"
    file.write_text(json.dumps(value))
    with pytest.raises(LedgerDamaged):
        key_file.read(file)


def test_a_code_is_seven_groups_of_four_without_look_alikes(code):
    groups = code.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert set("".join(groups)) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_codes_differ():
    assert len({new_code() for _ in range(50)}) == 50


@given(place=st.integers(0, 27), put=st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(code, place, put):
    plain = plain_code(code)
    wrong = plain[:place] + put + plain[place + 1 :]
    assert plain_code(wrong) == (plain if wrong == plain else None)


@given(place=st.integers(0, 26), other=st.integers(0, 27))
def test_two_characters_that_changed_places_are_found(code, place, other):
    plain = list(plain_code(code))
    swapped = plain.copy()
    swapped[place], swapped[other] = swapped[other], swapped[place]
    assert plain_code("".join(swapped)) == ("".join(plain) if swapped == plain else None)
