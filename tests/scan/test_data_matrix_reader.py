"""Pictures to texts: what a place, a frame and its modules must survive."""

import itertools
from functools import cache

import cv2
import numpy as np
import pytest

from packtrail.scan.data_matrix import reader
from packtrail.scan.data_matrix.finding import regions, upright
from packtrail.scan.deadline import NO_DEADLINE, Deadline
from packtrail.scan.symbols import Confidence, Engine
from tests.labels.frames import frame


@cache
def label(degradation, severity, seed=11, take=0):
    return frame("data_matrix", degradation, severity, seed, take)


def grey_of(shown):
    return shown.image if shown.image.ndim == 2 else cv2.cvtColor(shown.image, cv2.COLOR_BGR2GRAY)


def texts(grey):
    return {symbol.text for symbol in reader.read(grey, NO_DEADLINE)}


@pytest.mark.parametrize(
    ("degradation", "severity"),
    [
        ("glare", 2),
        ("dirt", 4),
        ("occlusion", 5),
        ("dot_peen", 5),
        ("quiet_zone", 5),
        ("defocus", 4),
        ("motion", 4),
        ("low_contrast", 4),
        ("inverted", 5),
    ],
)
def test_a_damaged_label_is_read(degradation, severity):
    shown = label(degradation, severity)
    assert next(reader.read(grey_of(shown), NO_DEADLINE)).text == shown.text


def test_corners_are_those_of_the_symbol():
    shown = label("occlusion", 5)
    symbol = next(reader.read(grey_of(shown), NO_DEADLINE))
    assert symbol.engine is Engine.OWN
    apart = np.array(symbol.corners) - np.array(shown.quad)
    assert np.abs(apart).max() < 4


def test_takes_that_are_unsure_alone_are_read_together():
    shown = [label("glare", 5, seed=12, take=take) for take in (0, 1)]
    takes = [next(reader.soft_takes(grey_of(each), NO_DEADLINE)) for each in shown]
    alone = [reader.decode(take) for take in takes]
    assert all(symbol is None or symbol.confidence is Confidence.ONCE for symbol in alone)
    (together,) = map(reader.decode, reader.joined(takes))
    assert together is not None
    assert (together.text, together.confidence) == (shown[0].text, Confidence.SURE)


def test_a_place_is_found_upright_and_its_crop_maps_back():
    shown = label("rotation", 2)
    best = regions(grey_of(shown))[0]
    middle = np.mean(shown.quad, axis=0)
    assert np.hypot(best.x - middle[0], best.y - middle[1]) < 10
    view = upright(grey_of(shown), best, 200)
    x, y = np.mean(view.in_source(((0, 0), (199, 0), (199, 199), (0, 199))), axis=0)
    assert (x, y) == pytest.approx((best.x, best.y), abs=0.5)


def test_nothing_is_read_where_nothing_is():
    noise = np.random.default_rng(3).normal(128, 40, (200, 240)).clip(0, 255).astype(np.uint8)
    lines = np.zeros((120, 160), np.uint8)
    lines[:, ::4] = 255
    for grey in (noise, lines, np.zeros((100, 100), np.uint8), np.full((7, 9), 255, np.uint8)):
        assert texts(grey) == set()
        assert [reader.decode(take) for take in reader.soft_takes(grey, NO_DEADLINE)] in ([], [None])


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (15, 15), (16, 16), (17, 900)])
def test_pictures_of_any_shape_end_without_a_word(shape):
    grey = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    assert texts(grey) == set()


@pytest.mark.parametrize(("degradation", "severity"), [("glare", 4), ("dirt", 5), ("occlusion", 4)])
def test_the_likeliest_place_is_read_before_the_others_are_begun(degradation, severity):
    asked = itertools.count()
    soon = Deadline(at_ms=20.0, clock=lambda: float(next(asked)))  # asked before every attempt
    shown = label(degradation, severity)
    assert [symbol.text for symbol in reader.read(grey_of(shown), soon)][:1] == [shown.text]


def test_nothing_more_is_tried_once_time_is_over():
    over = Deadline(at_ms=0.0, clock=lambda: 1.0)
    assert list(reader.read(grey_of(label("dirt", 4)), over)) == []
    assert list(reader.soft_takes(grey_of(label("dirt", 4)), over)) == []
