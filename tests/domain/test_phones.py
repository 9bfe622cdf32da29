"""What is kept of phones: read back as written, and never the end of the program where it is damaged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.phones import (
    LONGEST_NAME,
    MOST_TAKEN,
    PairedPhone,
    Taken,
    digest_of,
    fingerprint_words,
    name_of,
    phones_as_text,
    phones_from_text,
    taken_from_text,
)
from packtrail.wording import CHINESE, ENGLISH, wording

IDS = st.text("0123456789abcdef", min_size=32, max_size=32)


def phone(phone_id, name="小米 13"):
    return PairedPhone(phone_id=phone_id, name=name, secret_sha256=digest_of("secret"))


@given(st.lists(IDS, max_size=8, unique=True))
def test_paired_phones_are_read_back(ids):
    phones = tuple(phone(each) for each in ids)
    assert phones_from_text(phones_as_text(phones)) == phones


@given(st.text() | st.recursive(st.none() | st.text(), st.lists).map(str))
def test_a_damaged_setting_is_no_phone_and_no_scan(kept):
    assert phones_from_text(kept) == ()
    assert taken_from_text(kept) == Taken()


def test_only_the_phones_own_secret_is_known():
    assert (phone("a" * 32).knows("secret"), phone("a" * 32).knows("")) == (True, False)


@given(st.lists(st.tuples(IDS, st.sampled_from(["ok", "warn", ""])), max_size=40))
def test_taken_scans_are_read_back_with_their_tones(scans):
    taken = Taken()
    for scan_id, tone in scans:
        taken = taken.with_scan(scan_id, tone)
    assert {each: taken.tone_of(each) for each, _ in scans} == dict(scans)
    assert taken_from_text(taken.as_text()) == taken


def test_the_oldest_scans_are_forgotten_first():
    taken = Taken()
    for number in range(MOST_TAKEN + 2):
        taken = taken.with_scan(f"{number:032x}", "ok")
    assert len(taken.tones) == MOST_TAKEN
    assert (taken.tone_of(f"{1:032x}"), taken.tone_of(f"{2:032x}")) == (None, "ok")


@given(st.text())
def test_a_name_is_one_short_printable_line(typed):
    name = name_of(typed)
    assert len(name) <= LONGEST_NAME
    assert name.isprintable()
    assert name == name.strip()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_a_fingerprint_is_five_words_by_its_first_thirty_bits(language):
    words = wording(language).say("phone.words").split()
    assert fingerprint_words(bytes(32), words) == (words[0],) * 5
    assert fingerprint_words(bytes([0xFF] * 32), words) == (words[63],) * 5
    assert fingerprint_words(bytes([0b00000100, 0b00100000, 0, 0b11111100]), words)[:2] == (
        words[1],
        words[2],
    )


def test_too_few_words_are_refused():
    with pytest.raises(ValueError, match="64"):
        fingerprint_words(bytes(32), ["one"] * 64)
