"""A label photograph as evidence: small, upright, and without what a phone writes into it.

At most 300 kB, so that a day's photographs travel on a bad line; EXIF with its place and owner is left
behind by drawing the pixels anew.
"""

import io
from pathlib import Path

from PIL import Image

from packtrail.scan.pictures import load_upright

LIMIT_BYTES = 300_000
LONG_SIDES = (1600, 1200, 900, 640)
QUALITIES = (85, 75, 60, 45)


def evidence_photo(source: Path) -> bytes:
    """The picture at ``source`` as a JPEG of at most 300 kB without metadata.

    Raises PictureUnreadable and PictureTooLarge, judged as for reading.
    """
    upright = load_upright(source, LONG_SIDES[0])
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
