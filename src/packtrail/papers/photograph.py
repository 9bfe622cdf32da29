"""Photographs on paper: as large as the room lets them be, and none that is no JPEG by its head."""

import struct
from io import BytesIO
from typing import Final

from reportlab.lib.utils import ImageReader
from reportlab.pdfbase.pdfdoc import PDFError
from reportlab.pdfbase.pdfutils import readJPEGInfo

from packtrail.papers.layout import Photo, Piece

MOST_PIXELS: Final = 60_000_000
"""More than a phone takes; what says that it holds more is no photograph of ours."""


class JpegFile(ImageReader):  # type: ignore[misc]  # reportlab has no types
    """A JPEG that goes into a PDF unchanged; reportlab would unpack it only to give it a name."""

    def __init__(self, content: bytes) -> None:
        super().__init__(BytesIO(content))
        self._content = content
        self._dataA = None  # asked for by the canvas: a JPEG has no transparency

    def getRGBData(self) -> bytes:  # noqa: N802 - reportlab's name
        """What tells it from other pictures of a file: its bytes, without the work of unpacking them."""
        return self._content


def photograph(content: bytes, *, width_mm: float, height_mm: float) -> Piece | None:
    """The picture within this room, its shape kept; None for what is no JPEG of a sensible size."""
    try:
        wide, high, _, _ = readJPEGInfo(BytesIO(content))
        if not 0 < wide * high <= MOST_PIXELS:
            return None
        JpegFile(content)
    except (OSError, PDFError, struct.error):  # what they make of files that they can't read
        return None
    scale = min(width_mm / wide, height_mm / high)
    size = wide * scale, high * scale
    return Piece(*size, (Photo(0.0, 0.0, *size, content),))
