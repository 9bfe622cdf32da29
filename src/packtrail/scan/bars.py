"""Whether a place that looks like a linear code shows bars: what decides if harder reading is begun at all.

Text, grilles and grain have their gradients in one direction too. Only bars say the same along their whole
height. Measured on 224 labels of every degradation at severity 3 and 5: where the region lies on the code,
two of four bands agree by 0.88 and more, and have 42 edges; a seventh of what else was long enough did.
"""

from itertools import pairwise
from math import cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import as_a_frame
from packtrail.scan.regions import Region, linear_regions

_NARROWEST = 32  # pixels
_BANDS, _BAND_ROWS = 4, 6
_HEIGHT = 0.7  # of the region: its rims lie beside the bars
_SLID = 6  # pixels that one band may be off the next where bars lean
_PIECE = 128  # pixels that are slid together: bars that fan out lean another way at either end
_ALIKE = 0.86
_FEWEST_EDGES = 30  # eight characters have 66; half of them may be lost in blur
_FAINT = 0.15  # of the strongest edges

Profile = npt.NDArray[np.float32]


def has_bars(grey: Grey) -> bool:
    """Whether there is any linear code to be read in ``grey``, as large as a camera's frame at most."""
    return any(shows_bars(view.grey, each) for view in as_a_frame(grey) for each in linear_regions(view.grey))


def shows_bars(grey: Grey, region: Region) -> bool:
    """Whether two neighbouring bands of ``region`` show the same edges, and enough of them for a code."""
    if region.width < _NARROWEST:
        return False
    slopes = _slopes(grey, region)
    if _edges(np.asarray(slopes.mean(axis=0), np.float32)) < _FEWEST_EDGES:
        return False
    bands = slopes.reshape(_BANDS, _BAND_ROWS, -1).mean(axis=1)
    return any(_likeness(upper, lower) >= _ALIKE for upper, lower in pairwise(bands))


def _slopes(grey: Grey, region: Region) -> npt.NDArray[np.float32]:
    """How grey levels change along ``region``, in so many rows of it, a value a pixel."""
    width, height = int(region.width), _BANDS * _BAND_ROWS
    down = region.height * _HEIGHT / height
    cosine, sine = cos(radians(region.angle_deg)), sin(radians(region.angle_deg))
    left, top = (width - 1) / 2, down * (height - 1) / 2
    back = np.array([
        [cosine, -sine * down, region.centre[0] - cosine * left + sine * top],
        [sine, cosine * down, region.centre[1] - sine * left - cosine * top],
    ])  # fmt: skip
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    strip = cv2.warpAffine(grey, back, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    soft = cv2.blur(strip.astype(np.float32), (3, 1))
    return np.asarray(soft[:, 2:] - soft[:, :-2], np.float32)


def _edges(slope: Profile) -> int:
    """How often clear edges change from falling to rising or back."""
    clear = slope[np.abs(slope) > _FAINT * np.percentile(np.abs(slope), 95)] > 0
    return int(np.count_nonzero(clear[1:] != clear[:-1]))


def _likeness(upper: Profile, lower: Profile) -> float:
    """The correlation of two bands, piece by piece, each slid to where it fits best."""
    pieces = max(1, round(len(upper) / _PIECE))
    both = zip(np.array_split(upper, pieces), np.array_split(lower, pieces), strict=True)
    return sum(_slid(above, below) for above, below in both) / pieces


def _slid(upper: Profile, lower: Profile) -> float:
    """The best correlation of the inner part of ``upper`` with an equal stretch of ``lower``."""
    above = (upper - upper.mean())[_SLID:-_SLID]
    below = lower - lower.mean()
    stretches = np.lib.stride_tricks.sliding_window_view(below, len(above))
    power = np.sqrt((above @ above) * (stretches * stretches).sum(axis=1))
    return float((stretches @ above / np.maximum(power, 1e-6)).max())
