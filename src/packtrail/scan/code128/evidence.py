"""Makes one profile of a region's bands: what they agree on, and how far each place of it can be trusted.

A scratch, a cable or a lamp's reflection spoils some bands in some places. Bands are first joined by what
they say themselves (contrast, the middle value), later by how well each follows the characters found.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.scan.code128.grid import SAMPLES_A_MODULE
from packtrail.scan.code128.tables import MODULES

Floats = npt.NDArray[np.float64]
Bands32 = npt.NDArray[np.float32]

_SATURATED = 252  # grey level from which a pixel says no more than "light"
_FEWEST_SAMPLES = 60
_CURVE = 2.2  # of every camera's stored picture (sRGB), near enough
_BRIGHT = 200.0
_RIM = 1.2  # characters
_HARDLY = 0.04  # of the usual trust: less is nothing seen, and must not speak for any character


@dataclass(frozen=True, slots=True)
class Evidence:
    """A region's bands brought to one scale, what they agree on, and how far each sample of that counts."""

    bands: Bands32  # bands by samples, about ``grid.SAMPLES_A_MODULE`` of them a module
    profile: Bands32  # bars 1, spaces -1
    weight: Bands32  # 0 to 1

    def turned(self) -> "Evidence":
        """Read from the other end."""
        return Evidence(self.bands[:, ::-1], self.profile[::-1], self.weight[::-1])

    def inverted(self) -> "Evidence":
        """Light for dark."""
        return Evidence(2 * _BRIGHT - self.bands, -self.profile, self.weight)

    def halves(self) -> "tuple[Evidence, Evidence]":
        """What every second band alone shows, and what those between do: no pixel is in both."""
        first, second = self.bands[::2], self.bands[1::2]
        return (
            _agreed(first, np.ones(first.shape, dtype=np.bool_)),
            _agreed(second, np.ones(second.shape, dtype=np.bool_)),
        )


def evidence(bands: Bands32, module: float) -> Evidence:
    """What ``bands`` show, ``module`` samples of them being about a module."""
    sized = resampled(bands, max(round(bands.shape[1] * SAMPLES_A_MODULE / module), _FEWEST_SAMPLES))
    return _agreed(in_light(sized), sized < _SATURATED)


def _agreed(light: Bands32, is_seen: npt.NDArray[np.bool_]) -> Evidence:
    values, weight = normalised(light, SAMPLES_A_MODULE)
    weight = weight * is_seen + 1e-3
    profile = combined(values, weight)
    near = weight / (0.2 + (values - profile) ** 2)
    spread = (near * (values - profile) ** 2).sum(axis=0) / near.sum(axis=0)
    sure = np.clip(weight.sum(axis=0) / 4, 0.02, 1) / (1 + spread / 0.15)
    return Evidence(light, enveloped(profile, SAMPLES_A_MODULE), sure.astype(np.float32))


def in_light(bands: Bands32) -> Bands32:
    """Grey levels as amounts of light, brought to a common brightness.

    A lens and a moving hand mix light, the camera's curve comes after: in stored grey levels bars look
    thinner than they are.
    """
    light = (bands / 255) ** _CURVE
    return np.asarray(light * (_BRIGHT / (np.quantile(light, 0.95) + 1e-6)), np.float32)


def normalised(bands: Bands32, module: float) -> tuple[Bands32, Bands32]:
    """``bands`` with local level and contrast taken out (bars positive), and how far each sample counts.

    What is flat over a character's width - glare, a patch over the bars - counts for nothing.
    """
    window = (int(8 * MODULES * module / 3.5) | 1, 1)
    near = (int(MODULES * module) | 1, 1)
    level = cv2.blur(bands, window, borderType=cv2.BORDER_REFLECT)
    off = level - bands
    swing = np.sqrt(np.maximum(cv2.blur(off * off, window, borderType=cv2.BORDER_REFLECT), 0)) + 0.5
    close = bands - cv2.blur(bands, near, borderType=cv2.BORDER_REFLECT)
    contrast = np.sqrt(np.maximum(cv2.blur(close * close, near, borderType=cv2.BORDER_REFLECT), 0))
    top = np.maximum(np.quantile(contrast, 0.9, axis=0, keepdims=True), 0.3 * np.quantile(contrast, 0.9))
    share = np.clip(contrast / (top + 1e-6), 0, 1)
    weight = np.clip((share - 0.3) / 0.5, 0.02, 1)
    # The rim of a patch looks like a bar as far as half the neighbourhood reaches.
    weight = cv2.erode(weight, np.ones((1, int(_RIM * MODULES * module) | 1), np.uint8))
    return np.clip(off / swing, -3, 3).astype(np.float32), weight.astype(np.float32)


def combined(values: Bands32, weight: Bands32) -> Bands32:
    """The weighted median over the bands, then the mean of what lies near it."""
    order = np.argsort(values, axis=0)
    ranked, shares = np.take_along_axis(values, order, axis=0), np.take_along_axis(weight, order, axis=0)
    total = np.cumsum(shares, axis=0)
    middle = (total < total[-1:] / 2).sum(axis=0)[np.newaxis]
    median = np.take_along_axis(ranked, np.minimum(middle, len(values) - 1), axis=0)
    near = weight / (1 + ((values - median) / 0.5) ** 2)
    return np.asarray((near * values).sum(axis=0) / near.sum(axis=0), np.float32)


def enveloped(profile: Bands32, module: float) -> Bands32:
    """``profile`` between -1 and 1: half way between its spaces and its bars is 0, place by place."""
    reach = np.ones((1, int(1.2 * MODULES * module) | 1), np.uint8)
    soft = MODULES * module
    row = cv2.GaussianBlur(profile[np.newaxis], (0, 0), 0.3 * module)
    high, low = (
        cv2.GaussianBlur(shaped, (0, 0), soft, borderType=cv2.BORDER_REFLECT)
        for shaped in (cv2.dilate(row, reach), cv2.erode(row, reach))
    )
    swing = (high - low) / 2
    swing = np.maximum(swing, 0.4 * np.quantile(swing, 0.6))
    return np.asarray(np.clip((profile - (high + low)[0] / 2) / swing[0], -1.8, 1.8), np.float32)


def resampled(values: Bands32, count: int) -> Bands32:
    """Each row at ``count`` evenly spaced samples."""
    return np.asarray(
        cv2.resize(
            values,
            (count, len(values)),
            interpolation=cv2.INTER_AREA if count < values.shape[1] else cv2.INTER_LINEAR,
        ),
        np.float32,
    )


def outvoted(bands: Bands32, expected: Floats, reach: float) -> tuple[Floats, Floats]:
    """The profile that ``bands`` give when each counts where it goes along with what is ``expected``.

    A band under a patch or in glare follows nothing nearby; where none follows, nothing counts, whatever the
    characters there were taken for. Second, how far each sample of the profile counts, 0 to 1.
    """

    def local(values: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        soft = cv2.GaussianBlur(
            values, (0, 0), sigmaX=reach / 1.6, sigmaY=1e-6, borderType=cv2.BORDER_REPLICATE
        )
        return np.asarray(soft, np.float32)

    model = expected.astype(np.float32)[np.newaxis]
    mean_model, mean_band = local(model), local(bands)
    power = np.maximum(local(model * model) - mean_model**2, 1e-3)
    gain = (local(bands * model) - mean_band * mean_model) / power
    error = np.maximum(local(bands * bands) - mean_band**2 - gain**2 * power, 0)
    usual = np.float32(np.median(gain))
    floor = max(0.02 * float(usual) ** 2, 0.05)
    trust = np.where(gain > 0.15 * usual, gain, 0) ** 2 / (error + floor)
    scaled_bands = (bands - mean_band) / np.maximum(gain, 0.15 * abs(usual) + 0.1) + mean_model
    # A speck is narrower than the neighbourhood: what stands apart counts less at its own place.
    profile = combined(scaled_bands, trust + 1e-9)
    apart = (scaled_bands - profile) ** 2
    spread = (trust * np.minimum(apart, 1.0)).sum(axis=0) / (trust.sum(axis=0) + 1e-9)
    near = trust / (1 + apart / (2 * spread + 0.05))
    total = near.sum(axis=0) + 1e-9
    profile = (near * scaled_bands).sum(axis=0) / total
    weight = np.clip(total / (0.5 * np.quantile(total, 0.6) + 1e-9), 0, 1)
    weight = np.where(weight < _HARDLY, 1e-6, weight)
    return np.clip(profile, -4, 4).astype(np.float64), weight.astype(np.float64)
