"""Code 128 drawn as frames for the tests of its reader; the writer is another's (zxing-cpp)."""

import cv2
import numpy as np
import zxingcpp

from packtrail.scan.code128.tables import PATTERNS

_VALUES = {tuple(pattern): value for value, pattern in enumerate(PATTERNS.astype(int).tolist())}


def modules_of(text: str) -> np.ndarray:
    """1 for bar and -1 for space, from the start to the end of the stop character."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128)
    return np.where(np.array(made.to_image(scale=1, add_quiet_zones=False))[0] < 128, 1, -1)


def values_of(text: str) -> list[int]:
    """The values of the characters, start and check among them."""
    modules = modules_of(text).tolist()
    return [_VALUES[tuple(modules[place : place + 11])] for place in range(0, len(modules) - 13, 11)]


def frame_of(
    text, *, module=2.6, height=70, turn=0.0, dark=35, light=205, size=(1280, 400), seed=0, noise=2.0
):
    """A grey frame with the code of ``text`` in its middle, blurred by about a pixel."""
    fine = 5
    bars = np.kron(np.where(modules_of(text) > 0, dark, light), np.ones(fine))
    label = np.full((round((height + 40) * fine / module), len(bars) + 24 * fine), light, np.float32)
    edge = round(20 * fine / module)
    label[edge:-edge, 12 * fine : -12 * fine] = bars
    matrix = cv2.getRotationMatrix2D((label.shape[1] / 2, label.shape[0] / 2), turn, module / fine)
    matrix[:, 2] += np.array(size) / 2 - np.array(label.shape[::-1]) / 2
    ground = np.full(size[::-1], (dark + light) / 2, np.float32)
    label = cv2.GaussianBlur(label, (0, 0), 0.5 * fine / module)
    cv2.warpAffine(label, matrix, size, dst=ground, borderMode=cv2.BORDER_TRANSPARENT, flags=cv2.INTER_LINEAR)
    ground += np.random.default_rng(seed).normal(0, noise, ground.shape)
    return np.clip(np.round(ground), 0, 255).astype(np.uint8)


def bands_of(text, *, module=3.2, blur=0.4, noise=2.0, seed=0, widen=0.0):
    """Twelve bands across the code of ``text``, paper at both ends; ``widen`` stretches its far end."""
    modules = np.concatenate([-np.ones(12), modules_of(text), -np.ones(12)])
    fine = 16
    grey = np.where(np.repeat(modules, fine) > 0, 40.0, 205.0)
    grey = cv2.GaussianBlur(grey[np.newaxis], (0, 0), blur * fine)[0]
    count = round(len(modules) * module * (1 + widen / 2))
    along = np.linspace(0, 1, count)
    place = along * (1 + widen) / (1 + widen * along)  # as perspective does
    profile = np.interp(place * (len(grey) - 1), np.arange(len(grey)), grey)
    bands = profile + np.random.default_rng(seed).normal(0, noise, (12, count))
    return np.clip(bands, 0, 255).astype(np.float32)
