"""What can be chosen of one camera, and how it is remembered beside the ledger.

Cameras differ in what they let be set; what one can't do is not offered. The choices belong to the camera
and not to the desk: another camera on the same desk hangs at another height.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, Final

CHOSEN: Final = "camera.chosen"
"""The setting that names the camera to look through; empty takes whichever is there."""

HEIGHTS: Final = (720, 1080)
SHUTTERS_S: Final = (1 / 60, 1 / 125, 1 / 250, 1 / 500)
"""Fixed exposures worth offering: from lamps of 50 Hz without stripes to a label in a moving hand."""

MOST_BIAS_EV: Final = 2.0
_NARROWEST: Final = 0.05  # of a side: a crop box smaller than that was a slip of the hand

Crop = tuple[float, float, float, float]
"""Left, top, width and height as shares of the picture's sides, so that it outlives a change of format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraAbilities:
    """What the open camera lets be set."""

    heights: tuple[int, ...] = ()  # of HEIGHTS, those it delivers quickly enough
    has_bias: bool = False  # exposure compensation
    shutter_s: tuple[float, float] | None = None  # shortest and longest fixed exposure; None without
    has_fixed_focus: bool = False
    has_torch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraChoices:
    """How one camera is used."""

    height: int | None = None  # of HEIGHTS; None takes the best
    bias_ev: float = 0.0  # brighter above, darker below, while the exposure is automatic
    shutter_s: float | None = None  # a fixed exposure; None is automatic
    focus: float | None = None  # a fixed distance from 0, near, to 1, far; None is automatic
    torch: bool = False
    crop: Crop | None = None  # only this part is read


def setting_of(camera_id: str) -> str:
    """The setting under which the choices of ``camera_id`` are kept."""
    return "camera.choices." + hashlib.sha256(camera_id.encode("utf-8", "replace")).hexdigest()[:16]


def choices_text(choices: CameraChoices) -> str:
    """``choices`` as a setting."""
    return json.dumps(asdict(choices))


def choices_from(text: str | None) -> CameraChoices:
    """The choices that a setting holds; each that can't be read, or is out of bounds, is as at the start."""
    try:
        kept = json.loads(text or "{}")
    except ValueError:
        kept = {}
    kept = kept if isinstance(kept, dict) else {}
    return CameraChoices(
        height=kept["height"] if kept.get("height") in HEIGHTS else None,
        bias_ev=_within(kept.get("bias_ev"), -MOST_BIAS_EV, MOST_BIAS_EV) or 0.0,
        shutter_s=_within(kept.get("shutter_s"), 1e-5, 1.0),
        focus=_within(kept.get("focus"), 0.0, 1.0),
        torch=kept.get("torch") is True,
        crop=_crop_from(kept.get("crop")),
    )


def crop_between(one: tuple[float, float], other: tuple[float, float]) -> Crop | None:
    """The box with these two corners, cut to the picture; None where too little is left to read."""
    left, right = sorted(min(1.0, max(0.0, x)) for x in (one[0], other[0]))
    top, bottom = sorted(min(1.0, max(0.0, y)) for y in (one[1], other[1]))
    if right - left < _NARROWEST or bottom - top < _NARROWEST:
        return None
    return left, top, right - left, bottom - top


def crop_px(crop: Crop, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """``crop`` in whole pixels of a picture of ``size``: left, top, width, height, at least one each."""
    left, top = int(crop[0] * size[0]), int(crop[1] * size[1])
    width = max(1, min(size[0] - left, round(crop[2] * size[0])))
    height = max(1, min(size[1] - top, round(crop[3] * size[1])))
    return left, top, width, height


def _within(value: Any, least: float, most: float) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and least <= value <= most else None


def _crop_from(kept: Any) -> Crop | None:
    if not isinstance(kept, list) or len(kept) != 4:
        return None
    numbers = [_within(value, 0.0, 1.0) for value in kept]
    if None in numbers:
        return None
    left, top, width, height = (number or 0.0 for number in numbers)
    return crop_between((left, top), (left + width, top + height))
