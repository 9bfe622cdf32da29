"""From pixels to battery codes: joins the scanner to what a label means."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from packtrail.domain.code_tables import CodeTables
from packtrail.scan.reader import read_frame, read_picture
from packtrail.scan.session import Box, ScanSession
from packtrail.scan.symbols import Confidence, Scan
from packtrail.usecases.read_label import LabelReading, SeenSymbol, label_in


def read_label(source: Path, tables: CodeTables) -> LabelReading:
    """Read the picture ``source``; takes up to some seconds, so off the GUI thread.

    Raises PictureUnreadable and PictureTooLarge.
    """
    return _meaning(read_picture(source), tables)


def read_live_label(frame: npt.NDArray[np.uint8], tables: CodeTables) -> LabelReading:
    """Read one camera frame, grey or BGR, within the live budget."""
    return _meaning(read_frame(frame), tables)


class LabelWatch:
    """One run of the camera: frames in, and what they say together out; one thread."""

    def __init__(self, tables: CodeTables) -> None:
        self._tables = tables
        self._session = ScanSession()

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
