"""Reads a picture: as one camera frame is read, as somebody waits for it, or with everything there is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.agree import merged
from packtrail.scan.cascade import Cascade
from packtrail.scan.deadline import ClockMs, Deadline, monotonic_ms
from packtrail.scan.engines import Engines, Grey, available_engines
from packtrail.scan.own_readers import OWN_READERS
from packtrail.scan.pictures import Picture, load_picture
from packtrail.scan.prepare import LONG_SIDE, View, resized
from packtrail.scan.stages import DEEP, LIVE, Stage
from packtrail.scan.symbols import Corners, Scan, Symbol

LIVE_BUDGET_MS = 250.0  # a camera frame that gave nothing at once
STILL_BUDGET_MS = 3000.0  # a picture that somebody waits for


@cache
def engines_here() -> Engines:
    """What this computer reads with, looked for once; ``note`` says if zbar is missing."""
    libraries = available_engines()
    return Engines({**libraries.by_reading, **OWN_READERS}, libraries.note)


def read_live(
    source: Path | str | Picture,
    *,
    budget_ms: float = LIVE_BUDGET_MS,
    clock: ClockMs = monotonic_ms,
    engines: Engines | None = None,
    stages: Sequence[Stage] = LIVE,
) -> Scan:
    """Read a picture as one camera frame that gave nothing at once is read.

    Raises PictureUnreadable and PictureTooLarge.
    """
    return read_still(source, budget_ms=budget_ms, clock=clock, engines=engines, stages=stages)


def read_still(
    source: Path | str | Picture,
    *,
    budget_ms: float = STILL_BUDGET_MS,
    clock: ClockMs = monotonic_ms,
    engines: Engines | None = None,
    stages: Sequence[Stage] = DEEP,
    cancelled: Callable[[], bool] = lambda: False,
) -> Scan:
    """Read a picture that somebody waits for: until all that was found is sure, or ``budget_ms`` are over.

    Raises PictureUnreadable and PictureTooLarge.
    """
    picture = _picture(source)
    deadline = Deadline.after(budget_ms, clock=clock, cancelled=cancelled)
    return _read(picture, stages, deadline, engines, is_thorough=False)


def read_deep(
    source: Path | str | Picture,
    *,
    clock: ClockMs = monotonic_ms,
    engines: Engines | None = None,
    stages: Sequence[Stage] = DEEP,
    cancelled: Callable[[], bool] = lambda: False,
) -> Scan:
    """Read a picture with everything there is, whatever was found before, until ``cancelled``.

    Raises PictureUnreadable and PictureTooLarge.
    """
    picture = _picture(source)
    return _read(picture, stages, Deadline(clock=clock, cancelled=cancelled), engines, is_thorough=True)


def grey_of(image: npt.NDArray[np.uint8]) -> Grey:
    """``image`` in grey; three channels are taken as BGR and four as BGRA, as OpenCV has them."""
    if image.ndim == 2:
        return image
    code = cv2.COLOR_BGRA2GRAY if image.shape[2] == 4 else cv2.COLOR_BGR2GRAY
    return cv2.cvtColor(image, code).astype(np.uint8, copy=False)


def _picture(source: Path | str | Picture) -> Picture:
    return source if isinstance(source, Picture) else load_picture(Path(source))


def _read(
    picture: Picture,
    stages: Sequence[Stage],
    deadline: Deadline,
    engines: Engines | None,
    *,
    is_thorough: bool,
) -> Scan:
    """The time is that of reading alone: a camera's frame needs no loading."""
    started = deadline.clock()
    able = (engines or engines_here()).by_reading
    if not picture.grey.size:
        return Scan((), 0.0, picture.size)
    working = resized(picture.grey, min(1.0, LONG_SIDE / max(picture.grey.shape)))
    found = Cascade(working.grey, able, deadline).run(stages, is_thorough=is_thorough)
    reads = [_in_source(working, symbol) for symbol in found]
    if is_thorough and working.grey.shape != picture.grey.shape and not deadline.is_over():
        reads += Cascade(picture.grey, able, deadline).run(stages[:1])  # small symbols in a large photograph
    symbols = tuple(_full_size(symbol, picture) for symbol in merged(reads))
    return Scan(symbols, deadline.clock() - started, picture.size)


def _in_source(view: View, symbol: Symbol) -> Symbol:
    return replace(symbol, corners=view.in_source(symbol.corners))


def _full_size(symbol: Symbol, picture: Picture) -> Symbol:
    if picture.scale == 1:
        return symbol
    x, y = picture.size[0] / picture.grey.shape[1], picture.size[1] / picture.grey.shape[0]
    a, b, c, d = ((px * x, py * y) for px, py in symbol.corners)
    corners: Corners = (a, b, c, d)
    return replace(symbol, corners=corners)
