"""Takes motion and defocus out of the busiest part of a picture before anything is looked for in it.

What is smeared over three modules has no finder pattern left to start from. Motion is measured, not tried:
along it a picture changes least, and the change repeats with opposite sign one smear further on. Defocus
is tried in two sizes. Only worth its time where nothing else was read (about 20 ms a view of 400 pixels).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import cos, pi, sin

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import View

Field = npt.NDArray[np.float32]

SIDE = 448  # pixels of the part that is looked at: a label and some of what is around it
_SHORTEST, _LONGEST = 6, 40  # pixels of a smear
_LEAST_SIDE = 2 * _LONGEST
_SMOOTH = 1.5  # pixels: noise has no direction and hides that of the motion
_DIRECTED = 0.36  # share of the gradient along the motion below which it is called motion; 0.5 is none
_RADII = (6.0, 4.0)  # pixels of the disc that a point becomes out of focus
_FINE, _COARSE = 1.5, 4.0  # pixels: edges softened so much, against each other
_BLURRED = 4.0  # times the strength that sharp edges have more of when softened less: 4 to 20
_VERY_BLURRED = 2.4  # so little that the larger disc is the likelier one
_NOISE = 0.01  # of the signal's power, that is not to be raised


@dataclass(frozen=True, slots=True)
class Motion:
    """How far and which way a picture was smeared."""

    length: float  # pixels
    angle: float  # radians, 0 along the rows, growing towards the lower right


def deblurred(grey: Grey) -> Iterator[View]:
    """The busiest part of ``grey`` without its motion, if it shows any, then without two sizes of defocus."""
    if min(grey.shape) < _LEAST_SIDE:
        return
    left, top, side = busiest(grey)
    part = grey[top : top + side, left : left + side]
    back = np.array([[1.0, 0, left], [0, 1, top], [0, 0, 1]])
    motion = motion_of(part)
    if motion is not None:
        for length in (motion.length, motion.length - 2):
            yield View(_restored(part, _line(length, motion.angle)), back)
    for radius in _RADII if sharpness(part) < _VERY_BLURRED else _RADII[::-1]:
        yield View(_restored(part, _disc(radius)), back)


def is_blurred(grey: Grey) -> bool:
    """Whether the busiest part of ``grey`` has hardly finer edges than coarse ones."""
    if min(grey.shape) < _LEAST_SIDE:
        return False
    left, top, side = busiest(grey)
    return sharpness(grey[top : top + side, left : left + side]) < _BLURRED


def sharpness(part: Grey) -> float:
    """How much stronger the edges of ``part`` are softened by a little than softened by more."""
    fine, coarse = (_energy(np.asarray(cv2.GaussianBlur(part, (0, 0), sigma), np.uint8))
                    for sigma in (_FINE, _COARSE))  # fmt: skip
    return fine / max(coarse, 1e-6)


def busiest(grey: Grey) -> tuple[int, int, int]:
    """Left, top and side of the square part where most changes, small noise left aside."""
    quarter = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA).astype(np.float32)
    soft = cv2.GaussianBlur(quarter, (0, 0), 1)
    change = np.abs(cv2.Sobel(soft, cv2.CV_32F, 1, 0)) + np.abs(cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    # Cut off, so that one bright edge doesn't outweigh a symbol.
    held = cv2.blur(np.minimum(change, 60), (45, 45), borderType=cv2.BORDER_CONSTANT)
    row, column = np.unravel_index(int(np.argmax(held)), held.shape)
    side = min(SIDE, *grey.shape)
    left = int(np.clip(4 * int(column) - side // 2, 0, grey.shape[1] - side))
    top = int(np.clip(4 * int(row) - side // 2, 0, grey.shape[0] - side))
    return left, top, side


def _energy(soft: npt.NDArray[np.integer]) -> float:
    across, down = cv2.Sobel(soft, cv2.CV_16S, 1, 0), cv2.Sobel(soft, cv2.CV_16S, 0, 1)
    return float(cv2.norm(across, cv2.NORM_L2SQR) + cv2.norm(down, cv2.NORM_L2SQR))


def motion_of(part: Grey) -> Motion | None:
    """The motion that ``part`` (square) was smeared by; None where it changes alike in all directions."""
    side = len(part)
    window, smooth, weights = _spectral(side)
    spectrum = np.fft.rfft2((part - np.float32(part.mean())) * window)
    power = (spectrum.real**2 + spectrum.imag**2) * smooth
    # How the change in either direction repeats, for every shift: (0, 0) in the middle of each.
    middle = _LONGEST + 2
    xx, xy, yy = (
        np.roll(np.fft.irfft2(power * weight, (side, side)), (middle, middle), (0, 1)).astype(np.float32)
        for weight in weights
    )
    total = float(xx[middle, middle] + yy[middle, middle])
    if total <= 0:
        return None
    here = middle, middle
    # The direction of least change: the second axis of the ellipse that the three numbers are.
    angle = float(np.arctan2(2 * xy[here], xx[here] - yy[here]) / 2 + pi / 2)
    along = cos(angle) ** 2 * xx + 2 * sin(angle) * cos(angle) * xy + sin(angle) ** 2 * yy
    if along[here] > _DIRECTED * total:
        return None
    shifts = np.arange(_SHORTEST, _LONGEST, dtype=np.float32)
    xs, ys = (middle + shifts * cos(angle))[np.newaxis], (middle + shifts * sin(angle))[np.newaxis]
    repeats = cv2.remap(along, xs.astype(np.float32), ys.astype(np.float32), cv2.INTER_LINEAR)[0]
    return Motion(float(shifts[int(np.argmin(repeats))]), angle)


@lru_cache(maxsize=4)
def _spectral(side: int) -> tuple[Field, Field, tuple[Field, Field, Field]]:
    """Window, smoothing, and the squared gradient in either direction, of a spectrum of ``side`` pixels.

    In single precision, which halves what the transforms cost.
    """
    window = np.outer(np.hanning(side), np.hanning(side)).astype(np.float32)
    down = np.fft.fftfreq(side)[:, np.newaxis] * 2 * pi
    across = np.fft.rfftfreq(side)[np.newaxis] * 2 * pi
    smooth = np.exp(-(across**2 + down**2) * _SMOOTH**2).astype(np.float32)
    xx, xy, yy = (
        np.broadcast_to(weight, smooth.shape).astype(np.float32)
        for weight in (across * across, across * down, down * down)
    )
    return window, smooth, (xx, xy, yy)


def _restored(part: Grey, spread: Field) -> Grey:
    """``part`` with what spread each point by ``spread`` undone, as far as noise allows (Wiener)."""
    margin = len(spread) // 2
    height, width = (cv2.getOptimalDFTSize(each + 2 * margin) for each in part.shape)
    bottom, right = height - part.shape[0] - margin, width - part.shape[1] - margin
    padded = cv2.copyMakeBorder(part, margin, bottom, margin, right, cv2.BORDER_REPLICATE).astype(np.float32)
    kernel = np.zeros((height, width), dtype=np.float32)
    kernel[: len(spread), : len(spread)] = spread
    kernel = np.roll(kernel, (-margin, -margin), (0, 1))
    seen = cv2.dft(padded, flags=cv2.DFT_COMPLEX_OUTPUT)
    blur = cv2.dft(kernel, flags=cv2.DFT_COMPLEX_OUTPUT)
    strength = (blur**2).sum(axis=2, keepdims=True) + _NOISE
    sharp = cv2.mulSpectrums(seen, blur, 0, conjB=True) / strength
    drawn = cv2.idft(sharp, flags=cv2.DFT_SCALE | cv2.DFT_REAL_OUTPUT)
    inner = drawn[margin : margin + part.shape[0], margin : margin + part.shape[1]]
    return np.asarray(np.clip(inner, 0, 255), dtype=np.uint8)


def _line(length: float, angle: float) -> Field:
    """What motion makes of a point."""
    side = _LONGEST + 3
    half = np.array([cos(angle), sin(angle)]) * (length - 1) / 2
    start, end = (np.rint((side // 2 + sign * half) * 16).astype(int) for sign in (-1, 1))
    spread = np.zeros((side, side), dtype=np.float32)
    cv2.line(spread, (int(start[0]), int(start[1])), (int(end[0]), int(end[1])), 1.0, 1, cv2.LINE_AA, 4)
    return np.asarray(spread / spread.sum(), dtype=np.float32)


def _disc(radius: float) -> Field:
    """What defocus makes of a point."""
    reach = int(radius) + 2
    away = np.arange(-reach, reach + 1)
    spread = np.clip(radius + 0.5 - np.hypot(away, away[:, np.newaxis]), 0, 1)
    return np.asarray(spread / spread.sum(), dtype=np.float32)
