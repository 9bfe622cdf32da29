"""The paper's QR: verifies alone, and a changed paper is found."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.moments import to_moment
from packtrail.protocol import base45, canonical, paper_code
from packtrail.protocol.enrolment import station_key_statement
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.paper_code import (
    BadPaper,
    PaperContent,
    PaperFault,
    PaperVerdict,
    check_text,
    sign_paper,
)

STATION = Ed25519Signer(b"s" * 32)
HUB = Ed25519Signer(b"h" * 32)
HUB_KEYS = {HUB.key_id: HUB.public_key}
OUTLET = "91430100MA0FAKE013"
CONTENT = PaperContent(
    outlet_uscc=OUTLET,
    document_number="HO-S1b-20261120-0009",
    release_record_hash="sha256:" + "ab" * 32,
    line_count=40,
    mass_g=12_500_000,
    at=to_moment(datetime(2026, 11, 20, 7, 0, tzinfo=UTC)),
)
COUNTERSIGNED = HUB.sign(station_key_statement(OUTLET, STATION.public_key))
TEXT = sign_paper(CONTENT, STATION, COUNTERSIGNED)

contents = st.builds(
    PaperContent,
    outlet_uscc=st.text("0123456789ABCDEFGH", min_size=18, max_size=18),
    document_number=st.text(
        st.characters(exclude_categories=("Cs", "Mn", "So", "Lo")), min_size=1, max_size=40
    ),
    release_record_hash=st.binary(min_size=32, max_size=32).map(lambda data: "sha256:" + data.hex()),
    line_count=st.integers(0, 10**4),
    mass_g=st.integers(0, 10**8),
    at=st.integers(0, 4 * 10**9).map(lambda at: to_moment(datetime.fromtimestamp(at, UTC))),
)


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")],
)
def test_base45_writes_what_the_standard_shows(data, text):
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@given(st.binary(max_size=60))
def test_base45_reads_back_what_it_wrote(data):
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize("text", ["A", "GGW", ":::", "a12", "::", "QED8WEX", "é12"])
def test_base45_refuses_what_it_would_not_have_written(text):
    with pytest.raises(ValueError, match="base45"):
        base45.decode(text)


@given(contents)
def test_a_paper_reads_back_what_was_signed(content):
    verdict, claim = check_text(sign_paper(content, STATION), {})
    assert verdict is PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN
    assert replace(claim.content, document_number="") == replace(content, document_number="")
    assert claim.key_id == STATION.key_id


def test_a_paper_of_an_enrolled_station_is_genuine_for_whoever_trusts_the_hub():
    assert check_text(TEXT, HUB_KEYS)[0] is PaperVerdict.GENUINE


def test_a_paper_is_genuine_for_whoever_knows_the_stations_key():
    assert check_text(sign_paper(CONTENT, STATION), {}, STATION.public_key)[0] is PaperVerdict.GENUINE


@pytest.mark.parametrize(
    "text",
    [
        sign_paper(CONTENT, STATION),
        sign_paper(CONTENT, STATION, b"x" * 64),
        sign_paper(replace(CONTENT, outlet_uscc="91430100MA0FAKE039"), STATION, COUNTERSIGNED),
        sign_paper(CONTENT, Ed25519Signer(b"t" * 32), COUNTERSIGNED),
    ],
)
def test_without_a_fitting_countersignature_the_station_is_unknown(text):
    assert check_text(text, HUB_KEYS)[0] is PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN


def test_another_key_than_the_known_one_is_no_proof_of_the_station():
    other = Ed25519Signer(b"t" * 32).public_key
    assert (
        check_text(sign_paper(CONTENT, STATION), {}, other)[0] is PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"mass_g": 1},
        {"line_count": 41},
        {"document_number": "HO-S1b-20261120-0010"},
        {"release_record_hash": "sha256:" + "cd" * 32},
        {"at": to_moment(datetime(2026, 11, 21, tzinfo=UTC))},
        {"outlet_uscc": "91430100MA0FAKE039"},
    ],
)
def test_a_changed_content_is_altered(changes):
    claim = paper_code.read_paper(TEXT)
    altered = replace(claim, content=replace(claim.content, **changes))
    assert paper_code.verify(altered, HUB_KEYS, STATION.public_key) is PaperVerdict.ALTERED


@given(st.integers(4, len(TEXT) - 1), st.sampled_from(base45.ALPHABET))
def test_any_changed_character_is_found(at, character):
    text = TEXT[:at] + character + TEXT[at + 1 :]
    verdict = check_text(text, HUB_KEYS)[0]
    countersignature_only = PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN
    assert (verdict is PaperVerdict.GENUINE) == (text == TEXT)
    assert verdict in {PaperVerdict.ALTERED, countersignature_only} or text == TEXT


@pytest.mark.parametrize("text", ["", "0TXPB01A000001A5A0000123", "https://example.org", "pt1:AB", " PT1:AB"])
def test_another_code_is_not_ours(text):
    assert check_text(text, HUB_KEYS) == (PaperVerdict.NOT_OURS, None)


@pytest.mark.parametrize("text", ["PT2:" + TEXT[4:], "PT12:", "PT001:AB"])
def test_a_code_of_another_version_is_neither_altered_nor_a_strangers(text):
    assert check_text(text, HUB_KEYS) == (PaperVerdict.OTHER_VERSION, None)


def body(*values):
    return "PT1:" + base45.encode(canonical.canonical(list(values)))


GOOD = (OUTLET, "n", "A" * 43, 1, 1, 1, "A" * 43, "A" * 86, "")


def spoilt(at, value):
    return body(*GOOD[:at], value, *GOOD[at + 1 :])


@pytest.mark.parametrize(
    "text",
    [
        "PT1:",
        "PT1:a",
        "PT1:" + "A" * 3000,
        body(),
        body(*GOOD, 1),
        "PT1:" + base45.encode(b"[[[1]]]"),
        "PT1:" + base45.encode(b'{"a":1}'),
        spoilt(0, 7),
        spoilt(1, "n" * 65),
        spoilt(2, "A" * 42),
        spoilt(2, "A" * 42 + "B"),
        spoilt(2, "A" * 42 + "*"),
        spoilt(2, None),
        spoilt(3, -1),
        spoilt(3, True),
        spoilt(4, "1"),
        spoilt(4, 10**13),
        spoilt(5, 10**12),
        spoilt(6, "A" * 40),
        spoilt(7, ""),
        spoilt(8, "AAAA"),
    ],
)
def test_a_code_of_ours_that_cannot_be_read_is_damaged(text):
    with pytest.raises(BadPaper) as caught:
        paper_code.read_paper(text)
    assert caught.value.fault is PaperFault.DAMAGED
    assert check_text(text, {})[0] is PaperVerdict.ALTERED


def test_the_last_second_of_all_is_still_a_time():
    assert paper_code.read_paper(spoilt(5, 253_402_214_400)).content.at.year == 9999


def test_a_paper_fits_a_qr_code_of_version_14():
    longest = replace(CONTENT, document_number="HO-S1b-20261120-0009-99", line_count=999, mass_g=99_999_999)
    assert len(sign_paper(longest, STATION, COUNTERSIGNED)) <= 528  # alphanumeric, level M
    assert set(TEXT) <= set(base45.ALPHABET)
