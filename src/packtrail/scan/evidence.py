"""A label photograph as evidence: small, upright, and without what a phone writes into it.

At most 300 kB, so that a day's photographs travel on a bad line; EXIF with its place and owner is left
behind by drawing the pixels anew. Of a camera's frame the label's own part is kept: its symbol and as much
around it as a nameplate takes, so that of twelve labels in one frame each has its own photograph.
"""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from packtrail.scan.pictures import load_upright
from packtrail.scan.symbols import Corners

LIMIT_BYTES = 300_000
LONG_SIDES = (1600, 1200, 900, 640)
QUALITIES = (85, 75, 60, 45)
MARGIN = 1.5  # of the symbol's longer side, on each side of it: a symbol is a third of its nameplate or more
LEAST_SIDES = (640, 480)  # a photograph smaller than that tells nobody where it was taken


def evidence_photo(source: Path) -> bytes:
    """The picture at ``source`` as a JPEG of at most 300 kB without metadata.

    Raises PictureUnreadable and PictureTooLarge, judged as for reading.
    """
    return _small_jpeg(load_upright(source, LONG_SIDES[0]))


def evidence_of_frame(pixels: npt.NDArray[np.uint8], around: Sequence[Corners] = ()) -> bytes:
    """What lies ``around`` the symbols of one label in a camera's frame, as a JPEG of at most 300 kB.

    ``pixels`` are grey, or blue, green, red and whatever; without symbols the whole frame is kept.
    """
    height, width = pixels.shape[:2]
    left, top, right, bottom = part_around(around, (width, height))
    part = pixels[top:bottom, left:right]
    colours = np.ascontiguousarray(part if part.ndim == 2 else part[:, :, 2::-1])
    return _small_jpeg(Image.fromarray(colours))


def part_around(around: Sequence[Corners], size: tuple[int, int]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is kept of a frame of ``size``, in whole pixels inside it."""
    if not around:
        return 0, 0, *size
    across = [x for corners in around for x, _ in corners]
    down = [y for corners in around for _, y in corners]
    margin = MARGIN * max(max(across) - min(across), max(down) - min(down))
    left, right = _span(min(across) - margin, max(across) + margin, LEAST_SIDES[0], size[0])
    top, bottom = _span(min(down) - margin, max(down) + margin, LEAST_SIDES[1], size[1])
    return left, top, right, bottom


def _span(begin: float, end: float, least: int, most: int) -> tuple[int, int]:
    """``begin`` to ``end``, at least ``least`` long where there is so much, inside 0 to ``most``."""
    lacking = max(0.0, least - (end - begin)) / 2
    begin, end = begin - lacking, end + lacking
    shift = max(0.0, -begin) - max(0.0, end - most)
    first, last = max(0, round(begin + shift)), min(most, round(end + shift))
    return (first, last) if first < last else (0, most)


def _small_jpeg(upright: Image.Image) -> bytes:
    content = b""
    for side in LONG_SIDES:
        smaller = upright.copy()
        smaller.thumbnail((side, side))
        for quality in QUALITIES:
            content = _jpeg(smaller, quality)
            if len(content) <= LIMIT_BYTES:
                return content
    return content


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=quality, optimize=True)
    return target.getvalue()
