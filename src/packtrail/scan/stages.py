"""The ways in which a picture is read, as data: in which order, with what preparation, by which engine.

The order is by new symbols per millisecond, measured on public photographs (docs/scanning.md).
"""

from dataclasses import dataclass

from packtrail.scan import prepare, regions
from packtrail.scan.engines import Reading
from packtrail.scan.prepare import LONG_SIDE, Preparation, within
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
    always: bool = False  # asked of every still picture, whatever was found before
    relative_time: float = 1.0  # on an empty frame, the first live stage being 1


def _sized(preparation: Preparation) -> Preparation:
    return within(LONG_SIDE, preparation)


LIVE = (
    Stage("plain", prepare.plain, Reading.ZXING),
    Stage("zbar", prepare.plain, Reading.ZBAR, _ZBAR_FORMATS, relative_time=1.6),
)

STILL = (
    Stage("plain", _sized(prepare.plain), Reading.ZXING, always=True),
    Stage("zbar", _sized(prepare.plain), Reading.ZBAR, _ZBAR_FORMATS, always=True),
    # A tilted Code 128 beside a QR code that was read at once would else be overlooked.
    Stage("level", _sized(regions.level_strips), Reading.ZXING, _LINEAR_ON_LABELS, always=True),
    Stage("histogram", _sized(prepare.plain), Reading.ZXING_HISTOGRAM),
    Stage("level_zbar", _sized(regions.level_strips), Reading.ZBAR, _LINEAR_ON_LABELS),
    Stage("level_averaged", _sized(regions.level_strips_averaged), Reading.ZXING, _LINEAR_ON_LABELS),
    Stage("level_averaged_zbar", _sized(regions.level_strips_averaged), Reading.ZBAR, _LINEAR_ON_LABELS),
    Stage("half", _sized(prepare.half), Reading.ZXING),
    Stage("adaptive", _sized(prepare.adaptive_threshold), Reading.ZXING),
    Stage("gamma", _sized(prepare.gamma_half), Reading.ZXING),
    Stage("doubled", prepare.doubled, Reading.ZXING),
    Stage("full_size", prepare.full_size, Reading.ZXING),
    Stage("clahe", _sized(prepare.local_contrast), Reading.ZXING),
    Stage("level_inverted", _sized(regions.level_strips_inverted), Reading.ZXING, _LINEAR_ON_LABELS),
    Stage("level_inverted_zbar", _sized(regions.level_strips_inverted), Reading.ZBAR, _LINEAR_ON_LABELS),
    Stage("half_zbar", _sized(prepare.half), Reading.ZBAR, _ZBAR_FORMATS),
    Stage("inverted_zbar", _sized(prepare.inverted), Reading.ZBAR, _ZBAR_FORMATS),
    Stage("adaptive_zbar", _sized(prepare.adaptive_threshold), Reading.ZBAR, _ZBAR_FORMATS),
)
