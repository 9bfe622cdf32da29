"""Turns linear regions level and enlarges them, so that the libraries' engines start on them."""

from collections.abc import Iterator
from math import cos, radians, sin

import cv2
import numpy as np

from packtrail.scan.engines import Grey
from packtrail.scan.prepare import View
from packtrail.scan.regions import Region, linear_regions

_STRIP_WIDTH = 1400  # pixels a strip is enlarged towards: over 4 a module for 24 characters
_SOFTNESS = 4.0  # pixels of the strip: about a module, which is what blur spreads a bar over


def level_strips(grey: Grey) -> Iterator[View]:
    """Each linear region turned level and enlarged, with paper of its own colour around it.

    The colour matters: labels are cut close, and without a quiet zone the engines don't start.
    """
    for region in linear_regions(grey):
        yield _level(grey, region)


def level_strips_inverted(grey: Grey) -> Iterator[View]:
    """The same, light for dark."""
    for strip in level_strips(grey):
        yield View(255 - strip.grey, strip.back)


def level_strips_averaged(grey: Grey) -> Iterator[View]:
    """The same, each column averaged over the middle of the bars and sharpened: small, noisy, soft codes."""
    for strip in level_strips(grey):
        height = strip.grey.shape[0]
        bars = strip.grey[height // 4 : height - height // 4].mean(axis=0, dtype=np.float32)
        soft = cv2.GaussianBlur(bars[np.newaxis], (0, 0), _SOFTNESS)[0]
        sharp = np.clip(bars + 1.5 * (bars - soft), 0, 255).astype(np.uint8)
        yield View(np.repeat(sharp[np.newaxis], height, axis=0), strip.back)


def _level(grey: Grey, region: Region) -> View:
    scale = min(max(_STRIP_WIDTH / region.width, 1.0), 3.0)
    width, height = round(region.width * scale), round(region.height * scale)
    turned = radians(region.angle_deg)
    cosine, sine = cos(turned) / scale, sin(turned) / scale
    back = np.array([
        [cosine, -sine, region.centre[0] - (cosine * width - sine * height) / 2],
        [sine, cosine, region.centre[1] - (sine * width + cosine * height) / 2],
        [0.0, 0.0, 1.0],
    ])  # fmt: skip
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    strip = cv2.warpAffine(grey, back[:2], (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return View(strip.astype(np.uint8, copy=False), back)
