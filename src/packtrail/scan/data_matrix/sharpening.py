"""Taking blur back out of an upright crop: lens out of focus, or hand moved while the shutter was open.

Both are one known shape of smear each, a disc and a stroke. A disc's radius is tried; a stroke's length and
direction are seen in the picture: differences along it are repeated, negated, one stroke's length further on.
"""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey

_BORDER = 28  # pixels that fade out around the crop: its edges aren't periodic
NOISE = (0.02, 0.06)  # power of noise against that of the picture: what isn't amplified any more
_RADII = (5.2, 7.2, 6.2, 8.2, 4.2)  # pixels of the crop
_ANGLES = np.arange(0, np.pi, np.pi / 36)
_LENGTHS = np.arange(7, 32)
_STROKES = 6

Field = npt.NDArray[np.float32]


class Stroke(NamedTuple):
    """A straight movement: pixels, and radians from level."""

    length: float
    angle: float


class Spectrum:
    """A square crop in frequencies, computed once for all that is tried on it."""

    def __init__(self, crop: Grey) -> None:
        padded = np.pad(crop, _BORDER, mode="edge").astype(np.float32)
        fade = np.ones(padded.shape[0], dtype=np.float32)
        fade[:_BORDER] = np.hanning(2 * _BORDER)[:_BORDER]
        fade[-_BORDER:] = fade[:_BORDER][::-1]
        faded = (padded - padded.mean()) * fade[:, None] * fade
        self._side = padded.shape[0]
        self._spectrum = np.fft.rfft2(faded)
        self._fx = np.fft.rfftfreq(self._side).astype(np.float32)[None]
        self._fy = np.fft.fftfreq(self._side).astype(np.float32)[:, None]

    def sharpened(self, noise: float) -> Iterator[Grey]:
        """As it may look in focus, then as it may look without movement."""
        for radius in _RADII:
            yield self._without(_disc(radius, self._side), noise)
        for stroke in self.strokes():
            along = self._fx * np.cos(stroke.angle) + self._fy * np.sin(stroke.angle)
            yield self._without(np.sinc(stroke.length * along), noise)

    def strokes(self) -> list[Stroke]:
        """The likeliest movements, likeliest first."""
        power = np.abs(self._spectrum) ** 2
        xx, xy, yy = (
            np.fft.fftshift(np.fft.irfft2(power * each, s=(self._side, self._side))).astype(np.float32)
            for each in (self._fx**2, self._fx * self._fy, self._fy**2)
        )
        c, s = np.cos(_ANGLES)[:, None], np.sin(_ANGLES)[:, None]
        middle = self._side // 2
        at = [(middle + _LENGTHS * each).astype(np.float32) for each in (c, s)]
        repeated = np.zeros((len(_ANGLES), len(_LENGTHS)))
        for part, share in ((xx, c * c), (xy, 2 * c * s), (yy, s * s)):
            repeated += share * cv2.remap(part, at[0], at[1], cv2.INTER_LINEAR)
        own = xx[middle, middle] * c**2 + 2 * xy[middle, middle] * c * s + yy[middle, middle] * s**2
        return _valleys(repeated / np.maximum(own, 1e-9))

    def _without(self, smear: npt.NDArray[np.floating], noise: float) -> Grey:
        """Wiener's filter for ``smear``, stretched over all greys."""
        sharp = np.fft.irfft2(self._spectrum * smear / (smear * smear + noise), s=(self._side, self._side))
        inner = sharp[_BORDER:-_BORDER, _BORDER:-_BORDER]
        low, high = np.percentile(inner[::3, ::3], (2, 98))
        stretched = np.clip((inner - low) * (255 / max(high - low, 1e-6)), 0, 255)
        return np.asarray(stretched, dtype=np.uint8)


def _valleys(values: npt.NDArray[np.float64]) -> list[Stroke]:
    """Where ``values`` (angles by lengths) are lowest among their neighbours; angles go round."""
    around = np.concatenate([values[-2:], values, values[:2]]).astype(np.float32)
    lowest = cv2.erode(around, np.ones((5, 5), np.uint8))[2:-2]
    angles, lengths = np.nonzero((values <= lowest + 1e-6) & (values < 0))
    inside = (lengths > 0) & (lengths < len(_LENGTHS) - 1)
    angles, lengths = angles[inside], lengths[inside]
    # A matrix repeats itself negated from module to module: short strokes need a deeper valley.
    depth = values[angles, lengths] * np.minimum(1.0, _LENGTHS[lengths] / 12.0)
    best = np.argsort(depth)[:_STROKES]
    return [Stroke(float(_LENGTHS[lengths[k]]), float(_ANGLES[angles[k]])) for k in best]


@cache
def _disc(radius: float, side: int) -> Field:
    """The spectrum of a disc."""
    axis = np.minimum(np.arange(side), side - np.arange(side))
    disc = np.clip(radius + 0.5 - np.hypot(axis[:, None], axis[None]), 0, 1)
    return np.fft.rfft2(disc / disc.sum()).real.astype(np.float32)
