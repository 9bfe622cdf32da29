"""Ids, hashes and moments come out of their columns as they went in."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.store import columns

EARLIEST, LATEST = (datetime(year, 1, 1, tzinfo=UTC).replace(tzinfo=None) for year in (1990, 2100))


@given(st.uuids())
def test_an_id_comes_back(drawn):
    assert columns.id_text(columns.id_blob(str(drawn))) == str(drawn)


@given(st.binary(min_size=32, max_size=32))
def test_a_hash_comes_back(digest):
    text = "sha256:" + digest.hex()
    assert columns.hash_text(columns.hash_blob(text)) == text


@pytest.mark.parametrize("digest", ["", "00" * 32, "sm3:" + "00" * 32, "sha256:00", "sha256:" + "zz" * 32])
def test_a_digest_of_another_kind_is_a_bug(digest):
    with pytest.raises(ValueError, match=r"SHA-256|fromhex"):
        columns.hash_blob(digest)


def test_nothing_stays_nothing():
    through = (
        columns.id_text(columns.id_blob(None)),
        columns.hash_text(columns.hash_blob(None)),
        columns.moment(None),
    )
    assert through == (None, None, None)


@given(st.datetimes(min_value=EARLIEST, max_value=LATEST, timezones=st.just(UTC)))
def test_a_moment_comes_back_to_the_second(instant):
    assert columns.moment(columns.seconds(instant)) == instant.replace(microsecond=0)


def test_a_naive_time_is_a_bug():
    with pytest.raises(ValueError, match="offset"):
        columns.seconds(datetime(2026, 11, 20, tzinfo=UTC).replace(tzinfo=None))
