"""Reads a frame or a still picture: runs the stages, stops when enough is known, merges what they found."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.agree import merged
from packtrail.scan.deadline import ClockMs, monotonic_ms
from packtrail.scan.engines import Engines, Grey, available_engines
from packtrail.scan.pictures import Picture, load_picture
from packtrail.scan.stages import LIVE, STILL, Stage
from packtrail.scan.symbols import Confidence, Corners, Scan, Symbol

STILL_BUDGET_MS = 3000.0  # a picture is given up after this; the operator waits for it
LIVE_BUDGET_MS = 250.0  # what one camera frame gets when nothing was read in it at once
FRAME_BUDGET_MS = 45.0  # leaves room for 20 frames a second beside the preview


@cache
def engines_here() -> Engines:
    """What this computer reads with, looked for once; ``note`` says if zbar is missing."""
    return available_engines()


def read_frame(
    image: npt.NDArray[np.uint8],
    *,
    budget_ms: float = FRAME_BUDGET_MS,
    clock: ClockMs = monotonic_ms,
    engines: Engines | None = None,
    stages: Sequence[Stage] = LIVE,
) -> Scan:
    """Read one camera frame (grey, BGR or BGRA) within about ``budget_ms``.

    The first stage always runs; a later one only if it will still fit, judged by how long the first took
    on this computer, and not once all is sure.
    """
    started = clock()
    grey = grey_of(image)
    able = (engines or engines_here()).by_reading
    usable = [stage for stage in stages if stage.reading in able]
    reads: list[Symbol] = []
    unit_ms = 0.0
    for index, stage in enumerate(usable):
        spent = clock() - started
        if index and (_is_settled(reads) or spent + unit_ms * stage.relative_time > budget_ms):
            continue
        reads += _read(grey, stage, able[stage.reading].read, lambda: False)
        if index == 0:
            unit_ms = clock() - started
    return Scan(merged(reads), clock() - started, (grey.shape[1], grey.shape[0]))


def read_picture(
    source: Path | str | Picture,
    *,
    budget_ms: float = STILL_BUDGET_MS,
    clock: ClockMs = monotonic_ms,
    engines: Engines | None = None,
    stages: Sequence[Stage] = STILL,
    cancelled: Callable[[], bool] = lambda: False,
) -> Scan:
    """Read a still picture, harder and harder until something is sure, or ``budget_ms`` are over.

    The stages marked ``always`` all run, so that a second symbol on the label isn't overlooked. The last
    stage begun may run over the budget by its own time. ``cancelled`` is asked between stages.

    Raises PictureUnreadable and PictureTooLarge.
    """
    started = clock()
    picture = source if isinstance(source, Picture) else load_picture(Path(source))
    able = (engines or engines_here()).by_reading

    def given_up() -> bool:
        return cancelled() or clock() - started > budget_ms

    reads: list[Symbol] = []
    for stage in stages:
        if stage.reading not in able or (not stage.always and _is_settled(reads)):
            continue
        if given_up():
            break
        reads += _read(picture.grey, stage, able[stage.reading].read, given_up)
    symbols = tuple(_full_size(symbol, picture) for symbol in merged(reads))
    return Scan(symbols, clock() - started, picture.size)


def read_live(
    source: Path | str | Picture,
    *,
    budget_ms: float = LIVE_BUDGET_MS,
    cancelled: Callable[[], bool] = lambda: False,
) -> Scan:
    """Read a picture as if it were one camera frame.

    Raises PictureUnreadable and PictureTooLarge.
    """
    return read_picture(source, budget_ms=budget_ms, cancelled=cancelled)


def read_deep(source: Path | str | Picture, *, cancelled: Callable[[], bool] = lambda: False) -> Scan:
    """Read a held-still label or a picture from a file with everything there is.

    Raises PictureUnreadable and PictureTooLarge.
    """
    return read_picture(source, cancelled=cancelled)


def grey_of(image: npt.NDArray[np.uint8]) -> Grey:
    """``image`` in grey; three channels are taken as BGR and four as BGRA, as OpenCV has them."""
    if image.ndim == 2:
        return image
    code = cv2.COLOR_BGRA2GRAY if image.shape[2] == 4 else cv2.COLOR_BGR2GRAY
    return cv2.cvtColor(image, code).astype(np.uint8, copy=False)


def _read(
    grey: Grey,
    stage: Stage,
    read: Callable[..., Iterable[Symbol]],
    given_up: Callable[[], bool],
) -> Iterator[Symbol]:
    for view in stage.prepare(grey):
        for symbol in read(view.grey, stage.formats):
            yield replace(symbol, stage=stage.name, corners=view.in_source(symbol.corners))
        if given_up():
            return


def _is_settled(reads: Sequence[Symbol]) -> bool:
    """Whether reading on gains nothing: something was found, and nothing waits for a second read."""
    return bool(reads) and all(symbol.confidence is not Confidence.ONCE for symbol in merged(reads))


def _full_size(symbol: Symbol, picture: Picture) -> Symbol:
    if picture.scale == 1:
        return symbol
    x, y = picture.size[0] / picture.grey.shape[1], picture.size[1] / picture.grey.shape[0]
    a, b, c, d = ((px * x, py * y) for px, py in symbol.corners)
    corners: Corners = (a, b, c, d)
    return replace(symbol, corners=corners)
