"""The ways in which a picture is read, as data: in which order, with what preparation, by which engine.

The order is by new symbols per millisecond, measured on public photographs (docs/scanning.md).
"""

from dataclasses import dataclass

from packtrail.scan import prepare, regions
from packtrail.scan.engines import Reading
from packtrail.scan.prepare import Preparation
from packtrail.scan.symbols import LABEL_FORMATS, LINEAR, SymbolFormat

_LINEAR_ON_LABELS = LABEL_FORMATS & LINEAR
_ZBAR_FORMATS = LABEL_FORMATS - {SymbolFormat.DATA_MATRIX}


@dataclass(frozen=True, slots=True)
class Stage:
    """One way of reading a picture."""

    name: str  # stands in ``Symbol.stage`` and in the log; never renamed
    prepare: Preparation
    reading: Reading
    formats: frozenset[SymbolFormat] = LABEL_FORMATS
    ms_per_megapixel: float = 20.0  # on a frame with nothing to find; what matters is their ratio
    seeks_more: bool = False  # goes on when all that was found is sure: it finds what others overlook
    bends: bool = False  # keeps to the deadline by itself, so that any rest of the time is of use to it


LIVE = (
    Stage("plain", prepare.plain, Reading.ZXING, ms_per_megapixel=15),
    Stage("level", regions.level_strips, Reading.ZXING, _LINEAR_ON_LABELS, seeks_more=True),
    Stage("histogram", prepare.plain, Reading.ZXING_HISTOGRAM, ms_per_megapixel=15),
    Stage("level_zbar", regions.level_strips, Reading.ZBAR, _LINEAR_ON_LABELS),
    Stage("half", prepare.half, Reading.ZXING, ms_per_megapixel=6),
    Stage("zbar", prepare.plain, Reading.ZBAR, _ZBAR_FORMATS, ms_per_megapixel=35),
    Stage("adaptive", prepare.adaptive_threshold, Reading.ZXING, ms_per_megapixel=60),
    Stage("clahe", prepare.local_contrast, Reading.ZXING, ms_per_megapixel=40),
    Stage("gamma", prepare.gamma_half, Reading.ZXING, ms_per_megapixel=20),
)
"""What one camera frame gets: by new symbols per millisecond."""

DEEP = (
    Stage("plain", prepare.plain, Reading.ZXING),
    Stage("zbar", prepare.plain, Reading.ZBAR, _ZBAR_FORMATS, seeks_more=True),
    Stage("level", regions.level_strips, Reading.ZXING, _LINEAR_ON_LABELS, seeks_more=True),
    Stage("histogram", prepare.plain, Reading.ZXING_HISTOGRAM),
    Stage("level_zbar", regions.level_strips, Reading.ZBAR, _LINEAR_ON_LABELS),
    Stage("level_averaged", regions.level_strips_averaged, Reading.ZXING, _LINEAR_ON_LABELS),
    Stage("level_averaged_zbar", regions.level_strips_averaged, Reading.ZBAR, _LINEAR_ON_LABELS),
    Stage("half", prepare.half, Reading.ZXING),
    Stage("adaptive", prepare.adaptive_threshold, Reading.ZXING),
    Stage("gamma", prepare.gamma_half, Reading.ZXING),
    Stage("doubled", prepare.doubled, Reading.ZXING),
    Stage("clahe", prepare.local_contrast, Reading.ZXING),
    Stage("level_inverted", regions.level_strips_inverted, Reading.ZXING, _LINEAR_ON_LABELS),
    Stage("level_inverted_zbar", regions.level_strips_inverted, Reading.ZBAR, _LINEAR_ON_LABELS),
    Stage("half_zbar", prepare.half, Reading.ZBAR, _ZBAR_FORMATS),
    Stage("inverted_zbar", prepare.inverted, Reading.ZBAR, _ZBAR_FORMATS),
    Stage("adaptive_zbar", prepare.adaptive_threshold, Reading.ZBAR, _ZBAR_FORMATS),
)
"""What a label held still, or a picture from a file, gets: all that ever read something others did not."""

GLANCES = (
    Stage("glance", prepare.plain, Reading.ZXING_FAST, ms_per_megapixel=5),
    Stage("plain", prepare.plain, Reading.ZXING),
)
"""What whole frames get in turn while nothing is there: most of a scanner's life."""

LOOK = (Stage("followed", prepare.plain, Reading.ZXING),)
"""What a place that is followed gets in every frame."""

ROUNDS = (
    (
        Stage("level", regions.level_strips, Reading.ZXING, _LINEAR_ON_LABELS),
        Stage("level_zbar", regions.level_strips, Reading.ZBAR, _LINEAR_ON_LABELS),
    ),
    (
        Stage("histogram", prepare.plain, Reading.ZXING_HISTOGRAM),
        Stage("zbar", prepare.plain, Reading.ZBAR, _ZBAR_FORMATS),
        Stage("adaptive", prepare.adaptive_threshold, Reading.ZXING),
    ),
    (
        Stage("level_averaged", regions.level_strips_averaged, Reading.ZXING, _LINEAR_ON_LABELS),
        Stage("clahe", prepare.local_contrast, Reading.ZXING),
        Stage("gamma", prepare.gamma_half, Reading.ZXING),
        Stage("doubled", prepare.doubled, Reading.ZXING),
    ),
    (
        Stage("inverted_zbar", prepare.inverted, Reading.ZBAR, _ZBAR_FORMATS),
        Stage("level_inverted", regions.level_strips_inverted, Reading.ZXING, _LINEAR_ON_LABELS),
    ),
)
"""What a place that stays unread gets, one round a frame, and then the first again: frames differ."""
