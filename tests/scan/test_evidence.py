"""A photograph kept as evidence: upright, small, bare, whatever a phone or a cable made of the file."""

import io
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from packtrail.domain.errors import PictureTooLarge, PictureUnreadable
from packtrail.scan.evidence import LIMIT_BYTES, evidence_of_frame, evidence_photo, part_around


def saved(file, picture, kind="JPEG", **options):
    picture.save(file, kind, **options)
    return file


def kept(file):
    return Image.open(io.BytesIO(evidence_photo(file)))


def exif(**tags):
    found = Image.Exif()
    for name, value in tags.items():
        found[ExifTags.Base[name]] = value
    return found


def test_it_stands_upright_and_carries_nothing_of_the_phone(tmp_path):
    sideways = Image.new("RGB", (80, 40), "red")
    photo = kept(saved(tmp_path / "a.jpg", sideways, exif=exif(Orientation=6, Make="phone")))
    assert photo.size == (40, 80)
    assert dict(photo.getexif()) == {}


def test_noise_of_twelve_megapixels_becomes_small(tmp_path):
    noise = np.random.default_rng(1).integers(0, 256, (3000, 4000, 3), dtype=np.uint8)
    saved(tmp_path / "a.jpg", Image.fromarray(noise), quality=60)
    assert len(evidence_photo(tmp_path / "a.jpg")) <= LIMIT_BYTES


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_is_white_as_paper(tmp_path, mode):
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0)).convert(mode)
    photo = kept(saved(tmp_path / "a.png", clear, "PNG"))
    assert photo.convert("L").getextrema()[0] > 250


def test_more_than_eight_bits_keep_dark_and_light_apart(tmp_path):
    deep = np.repeat(np.array([[0, 65535]], dtype=np.uint16), 20, axis=1).repeat(20, axis=0)
    photo = np.asarray(kept(saved(tmp_path / "a.png", Image.fromarray(deep), "PNG")).convert("L"))
    assert photo[:, :10].max() < 50
    assert photo[:, -10:].min() > 200


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_no_damage_to_a_file_is_a_bug(tmp_path, kind):
    picture, whole = Image.linear_gradient("L").convert("RGB"), io.BytesIO()
    picture.save(whole, kind, exif=exif(Orientation=6, Make="x" * 40, DateTime="2026:01:01 00:00:00"))
    chance = random.Random(5)
    for _ in range(150):
        spoilt = bytearray(whole.getvalue())
        for _ in range(chance.randint(1, 6)):
            spoilt[chance.randrange(min(len(spoilt), chance.choice([120, 400, len(spoilt)])))] = (
                chance.randrange(256)
            )
        (tmp_path / "a").write_bytes(spoilt)
        try:
            evidence_photo(tmp_path / "a")
        except (PictureUnreadable, PictureTooLarge):
            continue


def around(left, top, side):
    return ((left, top), (left + side, top), (left + side, top + side), (left, top + side))


@pytest.mark.parametrize(
    ("places", "part"),
    [
        ((), (0, 0, 1280, 720)),
        ((around(600, 300, 80),), (320, 100, 960, 580)),  # at least so much that it is seen where it was
        ((around(600, 300, 300),), (80, 0, 1280, 720)),
        ((around(0, 0, 60),), (0, 0, 640, 480)),
        ((around(1230, 680, 60),), (640, 240, 1280, 720)),
        ((around(-500, -500, 50),), (0, 0, 640, 480)),
    ],
)
def test_of_a_frame_the_labels_own_part_is_kept(places, part):
    assert part_around(places, (1280, 720)) == part


@given(
    st.lists(st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000), st.floats(0, 4000)), max_size=4),
    st.integers(1, 2000),
    st.integers(1, 2000),
)
def test_what_is_kept_lies_inside_the_frame_whatever_the_corners_say(places, width, height):
    left, top, right, bottom = part_around([around(*place) for place in places], (width, height))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


def test_the_photograph_is_cut_from_the_frame_that_was_read():
    frame = np.zeros((720, 1280, 4), np.uint8)
    frame[:, :640] = (255, 0, 0, 0)  # blue at the left, where the label isn't
    frame[:, 640:] = (0, 0, 255, 0)
    photo = Image.open(io.BytesIO(evidence_of_frame(frame, [around(1000, 300, 60)])))
    assert photo.size == (640, 480)
    red, _, blue = photo.getpixel((400, 200))
    assert red > 200 > blue


def test_a_frame_of_noise_becomes_small_and_a_grey_one_stays_grey():
    noise = np.random.default_rng(3).integers(0, 256, (1080, 1920, 4), dtype=np.uint8)
    assert len(evidence_of_frame(noise)) <= LIMIT_BYTES
    grey = Image.open(io.BytesIO(evidence_of_frame(noise[:, :, 0], [around(900, 500, 90)])))
    assert (grey.mode, grey.size) == ("L", (640, 480))
