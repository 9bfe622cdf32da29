"""What is remembered of a camera, and what a crop box is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.usecases.camera_choices import (
    CameraChoices,
    choices_from,
    choices_text,
    crop_between,
    crop_px,
    setting_of,
)

shares = st.floats(0, 1)


@given(st.tuples(shares, shares), st.tuples(shares, shares))
def test_what_was_chosen_is_found_again(one, other):
    choices = CameraChoices(height=720, bias_ev=-0.5, shutter_s=1 / 125, focus=0.2, torch=True)
    kept = choices_from(choices_text(choices))
    assert kept == choices
    crop = crop_between(one, other)
    again = choices_from(choices_text(CameraChoices(crop=crop))).crop
    assert (again or ()) == pytest.approx(crop or (), abs=1e-9)


@pytest.mark.parametrize(
    "text", [None, "", "{", "[]", "7", '{"height": 9000, "focus": 7, "crop": [0, 0, 1]}', '{"crop": "wide"}']
)
def test_what_cannot_be_read_is_as_at_the_first_start(text):
    assert choices_from(text) == CameraChoices()


@given(st.text(max_size=200))
def test_any_setting_gives_choices(text):
    assert choices_from(text).height in {None, 720, 1080}


@given(st.tuples(shares, shares), st.tuples(shares, shares), st.integers(1, 4000), st.integers(1, 4000))
def test_a_crop_box_lies_inside_its_picture(one, other, width, height):
    crop = crop_between(one, other)
    if crop is not None:
        left, top, wide, high = crop_px(crop, (width, height))
        assert 0 <= left < left + wide <= width
        assert 0 <= top < top + high <= height


def test_a_slip_of_the_hand_is_no_crop_box_and_one_over_the_edge_is_cut():
    assert crop_between((0.5, 0.5), (0.51, 0.9)) is None
    assert crop_between((0.75, 0.5), (-1.0, 7.0)) == (0.0, 0.5, 0.75, 0.5)


def test_each_camera_has_its_own_setting():
    assert setting_of("one") != setting_of("other")
    assert len(setting_of("x" * 10_000)) < 64
