"""The ways in which a picture is read, as data: in which order, with what preparation, by which engine.

The order is by new symbols per millisecond, measured on public photographs (docs/scanning.md).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf

from packtrail.scan import prepare, strips
from packtrail.scan.bars import has_bars
from packtrail.scan.engines import Grey, Reading
from packtrail.scan.prepare import Preparation
from packtrail.scan.symbols import LABEL_FORMATS, LINEAR, SymbolFormat

_LINEAR_ON_LABELS = LABEL_FORMATS & LINEAR
_ZBAR_FORMATS = LABEL_FORMATS - {SymbolFormat.DATA_MATRIX}


@dataclass(frozen=True, slots=True)
class Stage:
    """One way of reading a picture."""

    name: str  # stands in ``Symbol.stage`` and in the log; never renamed
    prepare: Preparation
    readings: tuple[Reading, ...]  # all are asked of every view; those that this computer lacks are left out
    formats: frozenset[SymbolFormat] = LABEL_FORMATS
    ms_per_megapixel: float = 20.0  # on a frame with nothing to find; what matters is their ratio
    share_ms: float = inf  # it keeps to this by itself, so that any rest of a deadline is of use to it
    seeks_more: bool = False  # goes on when all that was found is sure: it finds what others overlook
    where: Callable[[Grey], bool] | None = None  # it is left out in a picture of which this isn't so


_ZXING, _ZBAR = (Reading.ZXING,), (Reading.ZBAR,)
# Two readers that agree are what makes one picture of a Code 128 enough.
_BOTH = (Reading.ZXING, Reading.ZBAR)


_CARRIERS = {
    Reading.OWN_QR: SymbolFormat.QR,
    Reading.OWN_QR_CLEAR: SymbolFormat.QR,
    Reading.OWN_QR_HIDDEN: SymbolFormat.QR,
    Reading.OWN_DATA_MATRIX: SymbolFormat.DATA_MATRIX,
    Reading.OWN_CODE_128: SymbolFormat.CODE_128,
}


def _own(
    reading: Reading,
    share_ms: float,
    preparation: Preparation = prepare.plain,
    where: Callable[[Grey], bool] | None = None,
) -> Stage:
    carrier = frozenset({_CARRIERS[reading]})
    return Stage(
        reading.value, preparation, (reading,), carrier, share_ms=share_ms, seeks_more=True, where=where
    )


LIVE = (
    Stage("plain", prepare.plain, _ZXING, ms_per_megapixel=15),
    Stage("half_histogram", prepare.half, (Reading.ZXING_HISTOGRAM,), ms_per_megapixel=4),
    Stage(
        "level",
        strips.level_strips,
        _BOTH,
        _LINEAR_ON_LABELS,
        ms_per_megapixel=30,
        seeks_more=True,
        where=has_bars,
    ),
    _own(Reading.OWN_CODE_128, 200, prepare.as_a_frame, where=has_bars),
    _own(Reading.OWN_QR_CLEAR, 60, prepare.as_a_frame),
    _own(Reading.OWN_DATA_MATRIX, 75, prepare.as_a_frame),
    _own(Reading.OWN_QR_HIDDEN, 110, prepare.as_a_frame),
    Stage("half_zbar", prepare.half, _ZBAR, _ZBAR_FORMATS, ms_per_megapixel=8),
    Stage("histogram", prepare.plain, (Reading.ZXING_HISTOGRAM,), ms_per_megapixel=10),
    Stage("gamma", prepare.gamma_half, _ZXING, ms_per_megapixel=15),
    Stage("zbar", prepare.plain, _ZBAR, _ZBAR_FORMATS, ms_per_megapixel=25),
    Stage("adaptive", prepare.adaptive_threshold, _ZXING, ms_per_megapixel=25),
    Stage("clahe", prepare.local_contrast, _ZXING),
)
"""What one camera frame gets: by new symbols per millisecond."""

DEEP = (
    Stage("plain", prepare.plain, _ZXING),
    Stage("zbar", prepare.plain, _ZBAR, _ZBAR_FORMATS, seeks_more=True),
    Stage("level", strips.level_strips, _BOTH, _LINEAR_ON_LABELS, seeks_more=True),
    _own(Reading.OWN_QR, 600),
    _own(Reading.OWN_CODE_128, 600),
    _own(Reading.OWN_DATA_MATRIX, 600),
    Stage("histogram", prepare.plain, (Reading.ZXING_HISTOGRAM,)),
    Stage("half_histogram", prepare.half, (Reading.ZXING_HISTOGRAM,)),
    Stage("half_zbar", prepare.half, _ZBAR, _ZBAR_FORMATS),
    Stage("gamma", prepare.gamma_half, _ZXING),
    Stage("adaptive", prepare.adaptive_threshold, _ZXING),
    Stage("doubled", prepare.doubled, _ZXING),
    Stage("clahe", prepare.local_contrast, _ZXING),
    Stage("open", prepare.dark_spots_joined, _BOTH),
    Stage("close", prepare.light_spots_joined, (Reading.ZXING_HISTOGRAM,)),
    Stage("soft_zbar", prepare.softened, _ZBAR, _ZBAR_FORMATS),
    Stage("unsharp_zbar", prepare.sharpened, _ZBAR, _ZBAR_FORMATS),
    Stage("level_averaged", strips.level_strips_averaged, _BOTH, _LINEAR_ON_LABELS),
    Stage("level_inverted", strips.level_strips_inverted, _BOTH, _LINEAR_ON_LABELS),
    Stage("inverted_zbar", prepare.inverted, _ZBAR, _ZBAR_FORMATS),
)
"""What a label held still, or a picture from a file, gets: all that ever read something others did not."""

GLANCES = (
    Stage("glance", prepare.plain, (Reading.ZXING_FAST,), ms_per_megapixel=5),
    Stage("plain", prepare.plain, _ZXING),
)
"""What whole frames get in turn while nothing is there: most of a scanner's life."""

LOOK = (Stage("followed", prepare.plain, _ZXING),)
"""What a place that is followed gets in every frame."""

ROUNDS = (
    (
        Stage("level", strips.level_strips, _BOTH, _LINEAR_ON_LABELS),
        _own(Reading.OWN_QR, 80),
        _own(Reading.OWN_CODE_128, 80),
        _own(Reading.OWN_DATA_MATRIX, 80),
    ),
    (
        Stage("histogram", prepare.plain, (Reading.ZXING_HISTOGRAM,)),
        Stage("zbar", prepare.plain, _ZBAR, _ZBAR_FORMATS),
        Stage("adaptive", prepare.adaptive_threshold, _ZXING),
    ),
    (
        Stage("clahe", prepare.local_contrast, _ZXING),
        Stage("gamma", prepare.gamma_half, _ZXING),
        Stage("doubled", prepare.doubled, _ZXING),
    ),
    (
        Stage("inverted_zbar", prepare.inverted, _ZBAR, _ZBAR_FORMATS),
        Stage("open", prepare.dark_spots_joined, _BOTH),
        Stage("unsharp_zbar", prepare.sharpened, _ZBAR, _ZBAR_FORMATS),
    ),
)
"""What a place that stays unread gets, one round a frame, and then the first again: frames differ."""
