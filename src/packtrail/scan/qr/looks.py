"""The ways in which a picture is looked at for finder patterns, as data: cheap and likely ones first.

Most serve finding only: what a module says is measured in the picture itself (turned over for light on
dark), since preparations throw something away. Dots that don't touch are measured run together.
"""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from packtrail.scan.engines import Grey
from packtrail.scan.qr.finders import Marks, find_marks

DOUBLED_UP_TO = 2000  # a picture with a longer side has pixels enough
_AT_ALL_SIZES = (1.0, 0.5, 0.25, 0.125)


@dataclass(frozen=True, slots=True)
class Look:
    """One way of looking."""

    name: str
    prepared: Callable[[Grey], Grey]
    light_on_dark: bool = False  # marks are dark in the prepared picture, light in the picture itself
    scales: tuple[float, ...] = _AT_ALL_SIZES

    together: bool = False  # modules are measured in the prepared picture as well

    def sources(self, grey: Grey) -> tuple[Grey, ...]:
        """The pictures to measure modules in, dark on light; a second one where the first gave nothing."""
        upright = _turned_over(grey) if self.light_on_dark else grey
        return (self.prepared(grey), upright) if self.together else (upright,)

    def marks(self, grey: Grey) -> Marks:
        """The finder patterns that show this way."""
        scales = tuple(each for each in self.scales if each <= 1 or max(grey.shape) <= DOUBLED_UP_TO)
        return find_marks(self.prepared(grey), scales)


def _plain(grey: Grey) -> Grey:
    return grey


def _turned_over(grey: Grey) -> Grey:
    return np.asarray(255 - grey, dtype=np.uint8)


def _sharpened(grey: Grey) -> Grey:
    """Rings that defocus and motion have all but closed come apart."""
    soft = cv2.GaussianBlur(grey, (0, 0), 5)
    return np.asarray(cv2.addWeighted(grey, 5, soft, -4, 0), dtype=np.uint8)


def _smoothed(grey: Grey) -> Grey:
    """Dots of a peened or jetted mark run together."""
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 2), dtype=np.uint8)


def _thickened(grey: Grey) -> Grey:
    """Dots that stand further apart."""
    round_7 = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (7, 7))
    return np.asarray(cv2.erode(grey, round_7), dtype=np.uint8)


CLEAR = (
    Look("plain", _plain),
    Look("smoothed", _smoothed, together=True),
)
"""What shows nearly every mark that isn't blurred."""

LOOKS = (
    *CLEAR,
    Look("turned_over", _turned_over, light_on_dark=True),
    Look("sharpened", _sharpened),
    Look("doubled", _plain, scales=(2.0,)),
    Look("thickened", _thickened, together=True),
    Look("doubled_over", _turned_over, light_on_dark=True, scales=(2.0,)),
    Look("smoothed_over", lambda grey: _smoothed(_turned_over(grey)), light_on_dark=True, together=True),
)
