import cv2
import numpy as np
import pytest

from packtrail.scan.bars import shows_bars
from packtrail.scan.camera_run.attention import Looks, places_like
from packtrail.scan.deadline import NO_DEADLINE
from packtrail.scan.places import same_place
from packtrail.scan.reader import grey_of
from packtrail.scan.regions import Region, linear_regions
from tests.labels import frame


@pytest.mark.parametrize("severity", [0, 3, 5])
@pytest.mark.parametrize("harm", ["defocus", "curve", "glare", "occlusion", "small", "low_light", "mixed"])
def test_bars_are_seen_as_bars_whatever_happened_to_them(harm, severity):
    label = frame("code128", harm, severity, seed=31)
    places = places_like(Looks.LINEAR, grey_of(np.asarray(label.image)), NO_DEADLINE)
    assert any(same_place(place.corners, label.quad) for place in places)


def _grain() -> np.ndarray:
    noise = np.random.default_rng(5).integers(60, 200, (720, 1280), dtype=np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), 3), np.uint8)


def _text() -> np.ndarray:
    page = np.full((720, 1280), 230, np.uint8)
    for line in range(12):
        words = "Rated voltage 355 V, keep dry"[line % 5 :]
        cv2.putText(page, words, (60, 60 + 50 * line), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 20.0, 2)
    return page


@pytest.mark.parametrize("picture", [_grain(), _text()], ids=["grain", "text"])
def test_what_has_one_direction_and_no_bars_gets_no_harder_reading(picture):
    assert linear_regions(picture)
    assert places_like(Looks.LINEAR, picture, NO_DEADLINE) == []


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, -75.0])
def test_bars_are_seen_at_any_angle(angle):
    stripes = np.where(np.arange(600) // 6 % 2, 30, 220).astype(np.uint8)
    picture = np.full((700, 700), 220, np.uint8)
    picture[310:390, 50:650] = stripes
    turn = cv2.getRotationMatrix2D((350, 350), -angle, 1)  # OpenCV turns the other way
    turned = np.asarray(cv2.warpAffine(picture, turn, (700, 700), borderValue=220.0), np.uint8)
    assert shows_bars(turned, Region((350, 350), 620, 80, angle))
    assert not shows_bars(turned, Region((350, 350), 620, 80, angle + 90))


def test_a_place_too_small_or_plain_shows_none():
    plain = np.full((100, 400), 128, np.uint8)
    assert not shows_bars(plain, Region((200, 50), 300, 40, 0.0))
    assert not shows_bars(plain, Region((200, 50), 20, 10, 0.0))
