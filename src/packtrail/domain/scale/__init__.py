"""电子秤: what a weighing indicator sends over a serial line, read into whole grams or not at all."""

from packtrail.domain.scale.frames import FrameReader, ScaleFormat, fitting
from packtrail.domain.scale.reading import ScaleFault, ScaleReading, Steadiness

__all__ = [
    "FrameReader",
    "ScaleFault",
    "ScaleFormat",
    "ScaleReading",
    "Steadiness",
    "fitting",
]
