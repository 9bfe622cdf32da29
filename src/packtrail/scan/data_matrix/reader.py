"""Reads the Data Matrix symbols that engines leave unread: place by place, cheap attempts first.

The likeliest place gets most attempts before any other gets one: a label that a camera is held to is nearly
always the likeliest (45 of 53 that zxing-cpp missed), and a frame has little time.
"""

from collections.abc import Callable, Iterator
from functools import cached_property

import cv2
import numpy as np
import zxingcpp

from packtrail.scan.data_matrix.evidence import Evidence, decode, joined
from packtrail.scan.data_matrix.finding import Region, regions, upright
from packtrail.scan.data_matrix.fitting import Contrast, Grid, contrast_of, fitted
from packtrail.scan.data_matrix.levelling import levelled
from packtrail.scan.data_matrix.outlines import outlines, within_wall
from packtrail.scan.data_matrix.sampling import log_odds
from packtrail.scan.data_matrix.sharpening import NOISE, Spectrum
from packtrail.scan.deadline import Deadline
from packtrail.scan.engines import Grey
from packtrail.scan.places import clockwise
from packtrail.scan.prepare import View
from packtrail.scan.symbols import Confidence, Corners, Engine, Symbol, SymbolFormat

__all__ = ["Evidence", "decode", "joined", "read", "soft_takes"]

CROP_STAGE = "data_matrix_crop"

_REGIONS = 40
_TAKES = 6  # places that soft evidence is kept of
_SIDE = 200  # pixels of a crop: 5 to 12 a module in the sizes that labels have
_MARGIN = 1.5
_SCALE = _SIDE / _MARGIN
_NEIGHBOURHOOD = 24  # pixels: what a module is darker or lighter than
_OUTLINES = 2


class _Place:
    """A region under work, and what was already made of it."""

    def __init__(self, grey: Grey, region: Region) -> None:
        self._grey, self.region = grey, region
        self.tried: set[_Attempt] = set()

    @cached_property
    def view(self) -> View:
        return upright(self._grey, self.region, _SIDE, _MARGIN)

    @cached_property
    def spectrum(self) -> Spectrum:
        return Spectrum(self.view.grey)

    def is_within(self, corners: Corners) -> bool:
        outline = np.array(corners, dtype=np.float32)
        return cv2.pointPolygonTest(outline, (self.region.x, self.region.y), measureDist=False) >= 0


def read(grey: Grey, deadline: Deadline) -> Iterator[Symbol]:
    """Every symbol found, the easy ones first; corners clockwise in pixels of ``grey``."""
    places = [_Place(grey, region) for region in regions(grey, _REGIONS)]
    seen: list[Symbol] = []
    for attempt, limit in _ATTEMPTS:
        for place in places if limit is None else _outermost(places)[:limit]:
            if deadline.is_over():
                return
            if attempt in place.tried:
                continue
            place.tried.add(attempt)
            for symbol in attempt(place, deadline):
                if not any(symbol.text == other.text and _overlap(symbol, other) for other in seen):
                    yield symbol
                    seen.append(symbol)
        places = [each for each in places if not any(each.is_within(symbol.corners) for symbol in seen)]


def soft_takes(grey: Grey, deadline: Deadline) -> Iterator[Evidence]:
    """What each likely symbol says, module by module, the likeliest place first."""
    for region in regions(grey, _TAKES):
        if deadline.is_over():
            return
        place = _Place(grey, region)
        yield from _evidence(place.view.grey, place)


def _outermost(places: list[_Place]) -> list[_Place]:
    """Without those that only see a part of a stronger place."""
    kept: list[_Place] = []
    for place in places:
        if not any(each.region.holds(place.region) for each in kept):
            kept.append(place)
    return kept


def _plain(place: _Place, _: Deadline) -> Iterator[Symbol]:
    yield from _read_crop(place.view.grey, place.view)


def _prepared(place: _Place, deadline: Deadline) -> Iterator[Symbol]:
    for prepare in _PREPARATIONS:
        found = list(_read_crop(prepare(place.view.grey), place.view))
        yield from found
        if found or deadline.is_over():
            return


def _own(place: _Place, _: Deadline) -> Iterator[Symbol]:
    yield from _decoded(place.view.grey, place)


def _sharpened(place: _Place, deadline: Deadline) -> Iterator[Symbol]:
    for noise in NOISE:
        for sharp in place.spectrum.sharpened(noise):
            found = list(_read_crop(sharp, place.view))
            yield from found
            if found or deadline.is_over():
                return


def _own_sharpened(place: _Place, deadline: Deadline) -> Iterator[Symbol]:
    for sharp in place.spectrum.sharpened(NOISE[0]):
        if deadline.is_over():
            return
        found = list(_decoded(sharp, place))
        yield from found
        if any(symbol.confidence is Confidence.SURE for symbol in found):
            return


_Attempt = Callable[[_Place, Deadline], Iterator[Symbol]]
# What is tried in turn, and at how many of the strongest places that are still unread; at each place once.
_ATTEMPTS: tuple[tuple[_Attempt, int | None], ...] = (
    (_plain, 1),
    (_prepared, 1),
    (_own, 1),
    (_plain, 4),
    (_prepared, 4),
    (_sharpened, 1),
    (_own, 3),
    (_sharpened, 3),
    (_plain, None),
    (_prepared, None),
    (_own, 16),
    (_sharpened, 6),
    (_own_sharpened, 4),
)


def _adaptive(sigma: float, block: int) -> Callable[[Grey], Grey]:
    def prepared(grey: Grey) -> Grey:
        soft = cv2.GaussianBlur(grey, (0, 0), sigma)
        light = cv2.adaptiveThreshold(soft, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, 4)
        return light.astype(np.uint8, copy=False)

    return prepared


def _morphed(operation: int, side: int) -> Callable[[Grey], Grey]:
    kernel = np.ones((side, side), np.uint8)
    return lambda grey: cv2.morphologyEx(grey, operation, kernel).astype(np.uint8, copy=False)


def _gamma(grey: Grey) -> Grey:
    curve = np.round(255 * (np.arange(256) / 255) ** 0.5).astype(np.uint8)
    return cv2.LUT(grey, curve).astype(np.uint8, copy=False)


_PREPARATIONS = (
    _adaptive(1.5, 51),
    _morphed(cv2.MORPH_OPEN, 3),
    _gamma,
    _adaptive(0.8, 101),
    _morphed(cv2.MORPH_OPEN, 5),
    _morphed(cv2.MORPH_CLOSE, 5),
    _adaptive(0.8, 25),
)


def _read_crop(grey: Grey, view: View) -> Iterator[Symbol]:
    found = zxingcpp.read_barcodes(
        grey,
        formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.DataMatrix]),
        text_mode=zxingcpp.TextMode.Plain,
        try_downscale=False,
    )
    for barcode in found:
        if barcode.text:
            ends = barcode.position
            corners = clockwise(
                (end.x, end.y) for end in (ends.top_left, ends.top_right, ends.bottom_right, ends.bottom_left)
            )
            yield Symbol(
                text=barcode.text,
                format=SymbolFormat.DATA_MATRIX,
                corners=view.in_source(corners),
                engine=Engine.ZXING,
                stage=CROP_STAGE,
                confidence=Confidence.SURE,
            )


def _decoded(grey: Grey, place: _Place) -> Iterator[Symbol]:
    for evidence in _evidence(grey, place):
        symbol = decode(evidence)
        if symbol is not None:
            yield symbol
            return


def _evidence(grey: Grey, place: _Place) -> Iterator[Evidence]:
    """What ``grey``, a prepared crop of the place, shows of symbols in its middle."""
    for view in levelled(View(grey, place.view.back)):
        contrast = contrast_of(view.grey, _NEIGHBOURHOOD)
        for grid in _grids(contrast, place):
            odds = log_odds(view.grey, grid)
            if odds is not None:
                a, b, c, d = ((float(x), float(y)) for x, y in grid.corners)
                yield Evidence(grid.size, odds, view.in_source((a, b, c, d)), grid.fit)


def _grids(contrast: Contrast, place: _Place) -> Iterator[Grid]:
    factor = _SCALE / place.region.side
    width, height = place.region.width * factor, place.region.height * factor
    for corners in outlines(contrast, width, height, _OUTLINES):
        grids = fitted(contrast, corners)
        for inner in () if grids else within_wall(contrast, corners):
            grids = grids or fitted(contrast, inner, is_walled=True)
        yield from grids


def _overlap(one: Symbol, other: Symbol) -> bool:
    x, y = (sum(corner[axis] for corner in one.corners) / 4 for axis in (0, 1))
    return cv2.pointPolygonTest(np.array(other.corners, np.float32), (x, y), measureDist=False) >= 0
