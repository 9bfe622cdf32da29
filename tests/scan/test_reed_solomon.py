import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.scan.reed_solomon import DATA_MATRIX, QR, ReedSolomon

FIELDS = pytest.mark.parametrize("code", [QR, DATA_MATRIX], ids=["qr", "data_matrix"])


def test_the_checks_of_a_known_qr_symbol_are_found() -> None:
    # The worked example of ISO/IEC 18004, annex on encoding: "01234567" in version 1-M.
    data = [0x10, 0x20, 0x0C, 0x56, 0x61, 0x80, *([0xEC, 0x11] * 5)]
    assert QR.checks_of(data, 10).tolist() == [0xA5, 0x24, 0xD4, 0xC1, 0xED, 0x36, 0xC7, 0x87, 0x2C, 0x55]


def test_the_checks_of_a_known_data_matrix_are_found() -> None:
    # The worked example of ISO/IEC 16022: "123456" in a symbol of 10 by 10.
    assert DATA_MATRIX.checks_of([142, 164, 186], 5).tolist() == [114, 25, 5, 88, 102]


@st.composite
def damaged(draw: st.DrawFn) -> tuple[list[int], int, dict[int, int], list[int]]:
    """Data, number of checks, errors by position, and erased positions, within what can be repaired."""
    data = draw(st.lists(st.integers(0, 255), min_size=1, max_size=60))
    checks = draw(st.integers(2, 30))
    length = len(data) + checks
    erasures = draw(st.integers(0, min(checks, length)))
    errors = draw(st.integers(0, (checks - erasures) // 2))
    places = draw(
        st.lists(
            st.integers(0, length - 1),
            min_size=min(erasures + errors, length),
            max_size=erasures + errors,
            unique=True,
        )
    )
    changes = {place: draw(st.integers(1, 255)) for place in places}
    return data, checks, changes, places[:erasures]


@FIELDS
@given(case=damaged())
@settings(max_examples=150, deadline=None)
def test_what_lies_within_the_checks_is_always_repaired(
    code: ReedSolomon, case: tuple[list[int], int, dict[int, int], list[int]]
) -> None:
    data, checks, changes, erased = case
    sound = np.concatenate([np.array(data, dtype=np.uint8), code.checks_of(data, checks)])
    received = sound.copy()
    for place, change in changes.items():
        received[place] ^= change
    repair = code.repair(received, checks, erased)
    assert repair is not None
    assert repair.codewords.tolist() == sound.tolist()
    assert repair.spare == checks - repair.erased - 2 * repair.errors


@FIELDS
def test_too_many_erasures_are_refused(code: ReedSolomon) -> None:
    assert code.repair([1, 2, 3, 4, 5, 6], 4, erased=[0, 1, 2, 3, 4]) is None


@FIELDS
def test_noise_is_hardly_ever_repaired_and_never_without_a_word_on_the_spare(code: ReedSolomon) -> None:
    noise = np.random.default_rng(7)
    repairs = [code.repair(noise.integers(0, 256, 40).astype(np.uint8), 10) for _ in range(3000)]
    # Five errors among forty can be "found" in about one of 120 random sequences, with nothing to spare.
    assert all(repair.spare == 0 for repair in repairs if repair is not None)
    assert sum(repair is not None for repair in repairs) < 60


@FIELDS
@given(words=st.lists(st.integers(0, 255), min_size=3, max_size=255), checks=st.integers(1, 60))
@settings(max_examples=100, deadline=None)
def test_anything_may_be_asked_for(code: ReedSolomon, words: list[int], checks: int) -> None:
    repair = code.repair(words, min(checks, len(words) - 1), erased=[0, len(words) - 1][: min(checks, 2)])
    assert repair is None or len(repair.codewords) == len(words)
