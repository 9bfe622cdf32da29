import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packtrail.scan.code128.evidence import evidence
from packtrail.scan.code128.fit import fit
from packtrail.scan.code128.grid import lay_path
from packtrail.scan.code128.reader import clear_read
from tests.scan.code128_drawn import bands_of

CODE = "04QPB76A00012BJBC0000903"
FEW = settings(max_examples=12, deadline=None)


def read(bands, module=3.2):
    seen = evidence(bands, module)
    path = lay_path(np.ascontiguousarray(seen.profile))
    return None if path is None else clear_read(fit(seen, path.edges))


@FEW
@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=4, max_size=24))
def test_any_text_that_is_drawn_is_read_back(text):
    found = read(bands_of(text))
    assert found is not None
    assert found.text == text


@FEW
@given(st.text("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=19, max_size=24), st.floats(0.2, 0.7))
def test_a_soft_code_of_capitals_and_digits_is_read_back(text, blur):
    found = read(bands_of(text, blur=blur))
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("widen", [-0.4, 0.25, 0.5])
def test_a_code_that_runs_away_from_the_camera_is_read(widen):
    assert read(bands_of(CODE, widen=widen)).text == CODE


def test_a_code_with_a_patch_over_half_its_height_is_read_from_the_other_half():
    bands = bands_of(CODE)
    bands[6:, 300:420] = 230
    assert read(bands).text == CODE


@pytest.mark.parametrize("seed", range(25))
def test_a_code_with_other_bars_pasted_into_it_gives_its_own_text_or_none(seed):
    rng = np.random.default_rng(seed)
    bands, other = bands_of(CODE, seed=seed), bands_of(CODE[::-1], seed=seed)
    start, width = int(rng.integers(60, 700)), int(rng.integers(30, 220))
    bands[:, start : start + width] = other[:, 200 : 200 + width]
    found = read(bands)
    assert found is None or found.text == CODE


@pytest.mark.parametrize("seed", range(10))
def test_noise_is_no_code(seed):
    noise = np.random.default_rng(seed).integers(0, 255, (1, 900)).astype(np.float32)
    assert read(np.repeat(noise, 12, axis=0)) is None


def test_a_code_cut_off_before_its_end_is_no_code():
    assert read(bands_of(CODE)[:, :620]) is None
