"""Turning a crop level by what lies in it, where the direction of its edges misled.

Peened dots have edges in every direction, and a hand's movement leaves edges along itself only. Seen
through half a module of blur dots join into sides, and sides again outweigh what the movement drew.
"""

from collections.abc import Iterator
from math import cos, degrees, sin

import cv2
import numpy as np

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import View

_BLURS = (0.0, 3.5)  # pixels of the crop
_LEVEL = 5.0  # degrees; less is left to the fit
_INNER = 1 / 6  # of the crop is left out at each side


def levelled(view: View) -> Iterator[View]:
    """``view`` itself where it is level, and turned to where it may be."""
    angles: list[float] = []
    for sigma in _BLURS:
        angle = _turn_left(view.grey, sigma)
        angle = angle if abs(degrees(angle)) > _LEVEL else 0.0
        if all(_apart(angle, other) > _LEVEL for other in angles):
            angles.append(angle)
            yield _turned(view, angle) if angle else view


def _turn_left(crop: Grey, sigma: float) -> float:
    """Radians within a quarter turn by which the edges in the middle of ``crop`` stand askew."""
    soft = cv2.GaussianBlur(crop, (0, 0), sigma) if sigma else crop
    border = int(_INNER * crop.shape[0])
    inner = soft[border:-border, border:-border]
    gx, gy = cv2.Sobel(inner, cv2.CV_32F, 1, 0), cv2.Sobel(inner, cv2.CV_32F, 0, 1)
    xx, yy, xy = gx * gx, gy * gy, gx * gy
    apart, energy = xx - yy, xx + yy + 1e-3
    real = float(((apart * apart - 4 * xy * xy) / energy).sum())
    imaginary = float((4 * xy * apart / energy).sum())
    return float(np.arctan2(imaginary, real)) / 4


def _apart(one: float, other: float) -> float:
    """Degrees between two directions that repeat every quarter turn."""
    return abs((degrees(one - other) + 45) % 90 - 45)


def _turned(view: View, angle: float) -> View:
    middle = (view.grey.shape[0] - 1) / 2
    c, s = cos(angle), sin(angle)
    into = np.array(
        [[c, -s, middle - c * middle + s * middle], [s, c, middle - s * middle - c * middle], [0.0, 0.0, 1.0]]
    )
    grey = cv2.warpAffine(
        view.grey,
        into[:2],
        view.grey.shape[::-1],
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return View(grey.astype(np.uint8, copy=False), view.back @ into)
