"""Reads bars in part where they were not read: joins our Code 128 reader to what a screen shows of it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from packtrail.domain.label_doctor import UNKNOWN, read_part
from packtrail.scan.code128.reader import Take, soft_takes
from packtrail.scan.code128.soft import UNKNOWN as NOT_MADE_OUT
from packtrail.scan.deadline import Deadline
from packtrail.scan.pictures import load_picture
from packtrail.scan.places import same_place
from packtrail.scan.reader import grey_of
from packtrail.usecases.read_bars import BarsReading, laid_out
from packtrail.usecases.read_label import Corners

BUDGET_MS = 1000.0  # nobody asked for it: it is there when the form opens, or it isn't
_SMALLEST = 32  # pixels a side in which bars can be


def read_partial_bars(
    source: Path | npt.NDArray[np.uint8],
    box: tuple[int, int, int, int] | None = None,
    besides: Sequence[Corners] = (),
) -> BarsReading | None:
    """The Code 128 of a picture file or a frame of which most was made out.

    Only what lies in ``box`` (left, top, width, height) is looked at, and nothing at the places ``besides``,
    whose codes were read; all in pixels of the whole picture. None where there are no bars or where too
    little of them was made out. Raises PictureUnreadable and PictureTooLarge.
    """
    grey, scale = _grey(source)
    left, top = (0, 0) if box is None else (max(0, round(edge / scale)) for edge in box[:2])
    if box is not None:
        right, bottom = round((box[0] + box[2]) / scale), round((box[1] + box[3]) / scale)
        grey = grey[top : max(top, bottom), left : max(left, right)]
    if min(grey.shape) < _SMALLEST:
        return None
    takes = soft_takes(np.ascontiguousarray(grey), Deadline.after(BUDGET_MS))
    readings = [
        reading
        for reading in _readings(takes, left, top, scale)
        if not any(same_place(reading.corners, each) for each in besides)
    ]
    return max(readings, key=lambda each: each.partial.known, default=None)


def _readings(takes: Iterator[Take], left: int, top: int, scale: float) -> Iterator[BarsReading]:
    for take in takes:
        seen = take.partial
        found = read_part(seen.text.replace(NOT_MADE_OUT, UNKNOWN), seen.certainty)
        partial = laid_out(found, is_whole=take.is_whole)
        if partial is not None:
            a, b, c, d = (((x + left) * scale, (y + top) * scale) for x, y in take.corners)
            yield BarsReading(partial, (a, b, c, d))


def _grey(source: Path | npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], float]:
    """The picture in grey, and how many pixels of the original one of its pixels is."""
    if not isinstance(source, Path):
        return grey_of(source), 1.0
    picture = load_picture(source)
    return picture.grey, 1 / picture.scale
