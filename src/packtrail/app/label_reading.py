"""From pixels to battery codes: joins the scanner to what a label means."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import numpy as np
import numpy.typing as npt

from packtrail.domain.code_tables import CodeTables
from packtrail.scan.camera_run.session import ScanSession
from packtrail.scan.camera_run.tracks import Box, moved
from packtrail.scan.pictures import Picture, load_picture, picture_in
from packtrail.scan.reader import read_deep, read_live, read_still
from packtrail.scan.symbols import Confidence, Scan
from packtrail.usecases.read_label import LabelReading, SeenSymbol, label_in

UNNAMED = "JPEG"
"""What an error calls a picture that has no name."""


class Effort(StrEnum):
    """How hard a picture is read."""

    LIVE = "live"  # what one camera frame gets
    STILL = "still"  # what a person waits for
    DEEP = "deep"  # everything there is


_READ: Mapping[Effort, Callable[[Path], Scan]] = {
    Effort.LIVE: read_live,
    Effort.STILL: read_still,
    Effort.DEEP: read_deep,
}


def read_label(source: Path, tables: CodeTables, effort: Effort = Effort.STILL) -> LabelReading:
    """Read the picture ``source``; takes up to some seconds, so off the GUI thread.

    Raises PictureUnreadable and PictureTooLarge.
    """
    return _meaning(_READ[effort](source), tables)


def read_bytes(content: bytes, tables: CodeTables) -> LabelReading:
    """Read a picture that came as bytes, as ``read_label`` reads a file that a person waits for.

    Raises PictureUnreadable and PictureTooLarge.
    """
    return _meaning(read_still(picture_in(content, UNNAMED)), tables)


def read_hard(
    source: Path | npt.NDArray[np.uint8],
    tables: CodeTables,
    *,
    crop: Box | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> LabelReading:
    """Read a file, or a camera's frame in grey, with everything there is; ``cancelled`` is asked often.

    With ``crop`` (left, top, width, height, in pixels of the upright picture) only that part is looked at;
    corners stay those of the whole. Raises PictureUnreadable and PictureTooLarge.
    """
    whole = load_picture(source) if isinstance(source, Path) else _as_picture(source)
    left, top, part = (0, 0, whole) if crop is None else (crop[0], crop[1], _part(whole, crop))
    scan = read_deep(part, cancelled=cancelled)
    symbols = tuple(moved(symbol, left, top) for symbol in scan.symbols)
    return _meaning(Scan(symbols, scan.elapsed_ms, whole.size), tables)


class LabelWatch:
    """One run of the camera: frames in, and what they say together out; one thread."""

    def __init__(self, tables: CodeTables) -> None:
        self._tables = tables
        self._session = ScanSession()

    def see_bytes(self, content: bytes, at_ms: float) -> LabelReading:
        """Read one frame that came as a picture's bytes; raises PictureUnreadable and PictureTooLarge."""
        return self.see(picture_in(content, UNNAMED).grey, at_ms)

    def see(self, frame: npt.NDArray[np.uint8], at_ms: float, crop: Box | None = None) -> LabelReading:
        """Read one frame, grey or BGR, taken at ``at_ms``; ``crop`` is left, top, width, height."""
        seen = self._session.see(frame, at_ms, crop=crop)
        reading = _meaning(Scan(seen.symbols, seen.elapsed_ms, seen.size), self._tables)
        return replace(reading, unread=seen.unread, hint=seen.hint or "")


def _meaning(scan: Scan, tables: CodeTables) -> LabelReading:
    symbols = [
        SeenSymbol(
            text=symbol.text,
            format=symbol.format.value,
            corners=symbol.corners,
            engine=symbol.engine.value,
            stage=symbol.stage,
            is_sure=symbol.confidence is Confidence.SURE,
        )
        for symbol in scan.symbols
    ]
    return label_in(symbols, tables, size=scan.size, elapsed_ms=scan.elapsed_ms)


def _as_picture(grey: npt.NDArray[np.uint8]) -> Picture:
    return Picture(grey, (grey.shape[1], grey.shape[0]), 1.0)


def _part(whole: Picture, crop: Box) -> Picture:
    """What lies in ``crop``, given in pixels of the full size; the working picture may be smaller."""
    left, top, width, height = crop
    scale = whole.scale
    rows = slice(int(top * scale), max(int(top * scale) + 1, round((top + height) * scale)))
    columns = slice(int(left * scale), max(int(left * scale) + 1, round((left + width) * scale)))
    return Picture(whole.grey[rows, columns], (width, height), scale)
