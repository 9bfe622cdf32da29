"""Draws one plate flat and large: symbol, printed line, caption, ground, scratches and stains."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from tests.labels.plan import MODULE_PX, Plan
from tests.labels.symbols import BAR_HEIGHT, QUIET, Modules, chinese_font, code_font, modules_of

Layer = npt.NDArray[np.float32]
Quad = npt.NDArray[np.float32]  # four corners, clockwise from the symbol's own top left

CAPTIONS = (
    "动力蓄电池包",
    "锂离子蓄电池系统",
    "BATTERY PACK",
    "磷酸铁锂电池模块",
    "额定电压 350 V  容量 150 Ah",
    "注意高压",
)
MARGIN = 2.0  # modules of plate around everything that is printed
LINE_SHARE = {"qr": 2.6, "data_matrix": 2.4, "code128": 8.0}  # height of the printed line in modules


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plate in light as stored, 0 to 255, and where on it things are, in its own pixels."""

    light: Layer  # height by width, or by three for blue, green, red
    symbol: Quad
    line: Quad
    per_module: int


def draw(plan: Plan, per_module: int) -> Drawn:
    """The plate of ``plan`` with ``per_module`` pixels a module."""
    rng = np.random.default_rng(plan.wear_seed)
    k = per_module
    symbol = _symbol(modules_of(plan.kind, plan.text), plan, k, rng)
    high, wide = symbol.shape
    font = _fitting(plan.font, round(LINE_SHARE[plan.kind] * k), max(wide, 34 * k), plan.text)
    left, top, right, bottom = font.getbbox(plan.text)
    wall = 1.5 * k if plan.walled else 0.0
    free = plan.quiet * k if plan.walled else (QUIET[plan.kind] + 1) * k
    aside = round(max(free + wall, (right - left - wide) / 2) + MARGIN * k)
    above_free = round(min(free, 4 * k) + wall)
    caption_px = round(0.8 * LINE_SHARE[plan.kind] * k)
    y = round(MARGIN * k + 1.5 * caption_px) + above_free
    x = aside
    line_y = y + high + above_free + round(0.4 * k)
    height = line_y + (bottom - top) + round(MARGIN * k)
    ink = Image.new("L", (wide + 2 * aside, height), 0)
    pen = ImageDraw.Draw(ink)
    if plan.walled:
        _wall(pen, (x, y, x + wide, y + high), free, wall)
    line_x = x + (wide - (right - left)) // 2
    pen.text((line_x - left, line_y - top), plan.text, font=font, fill=255)
    caption = CAPTIONS[int(rng.integers(0, len(CAPTIONS)))]
    pen.text((aside // 2, round(MARGIN * k / 2)), caption, font=chinese_font(caption_px), fill=255)
    covered = np.asarray(ink, dtype=np.float32) / 255
    covered[y : y + high, x : x + wide] = symbol
    where = _box(x, y, wide, high)
    light = _printed(covered, plan, rng)
    _worn(light, where, plan, k, rng)
    return Drawn(light, where, _box(line_x, line_y, right - left, bottom - top), k)


def _symbol(dark: Modules, plan: Plan, k: int, rng: np.random.Generator) -> Layer:
    """Ink of the symbol alone, 0 to 1."""
    if plan.kind == "code128":
        high = round(BAR_HEIGHT * dark.shape[1] * k)
        return np.repeat(np.repeat(dark, k, axis=1), high, axis=0).astype(np.float32)
    if not plan.dot:
        return np.kron(dark, np.ones((k, k))).astype(np.float32)
    ink = np.zeros((dark.shape[0] * k, dark.shape[1] * k), dtype=np.float32)
    for row, column in zip(*np.nonzero(dark), strict=True):
        x, y = (np.array([column, row]) + 0.5 + rng.normal(0, 0.02, 2)) * k * 16
        radius = plan.dot / 2 * float(rng.normal(1, 0.05)) * k * 16
        cv2.circle(ink, (round(x), round(y)), round(radius), 1.0, -1, cv2.LINE_AA, 4)
    return ink


def _fitting(number: int, height_px: int, most_px: float, text: str) -> ImageFont.FreeTypeFont:
    """The font as large as asked, or as the width allows."""
    font = code_font(number, height_px)
    wide = font.getlength(text)
    return font if wide <= most_px else code_font(number, int(height_px * most_px / wide))


def _wall(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int], free: float, thick: float) -> None:
    """A printed frame around the symbol, ``free`` pixels from it."""
    outer = free + thick
    left, top, right, bottom = box
    pen.rectangle((left - outer, top - outer, right + outer - 1, bottom + outer - 1), fill=255)
    pen.rectangle((left - free, top - free, right + free - 1, bottom + free - 1), fill=0)


def _box(x: float, y: float, wide: float, high: float) -> Quad:
    return np.array([[x, y], [x + wide, y], [x + wide, y + high], [x, y + high]], dtype=np.float32)


def _printed(covered: Layer, plan: Plan, rng: np.random.Generator) -> Layer:
    """``covered`` (0 paper, 1 ink) in the colours of ``plan``, on a ground that is not quite even."""
    high, wide = covered.shape
    cloud = rng.normal(0, 1, (max(2, high // 60), max(2, wide // 60))).astype(np.float32)
    ground = 1.5 * cv2.resize(cloud, (wide, high), interpolation=cv2.INTER_CUBIC)
    if plan.ground == "metal":
        streaks = rng.normal(0, 1, (high, max(2, wide // 40))).astype(np.float32)
        ground += 4.0 * cv2.resize(streaks, (wide, high), interpolation=cv2.INTER_LINEAR)
    if not plan.is_coloured:
        return plan.paper[0] + (plan.ink[0] - plan.paper[0]) * covered + ground
    paper, ink = np.float32(plan.paper), np.float32(plan.ink)
    return paper + (ink - paper) * covered[..., np.newaxis] + ground[..., np.newaxis]


def _worn(light: Layer, where: Quad, plan: Plan, k: int, rng: np.random.Generator) -> None:
    """Scratch and stain the symbol, in place: half lines, half spots; of ink, ground or dirt."""
    (left, top), (right, bottom) = where[0], where[2]
    k = round(k * MODULE_PX["qr"] / MODULE_PX[plan.kind])  # dirt doesn't know how wide the bars are
    colours = (plan.ink, plan.paper, (70.0, 92.0, 105.0))
    for number in range(plan.marks):
        at = np.array([rng.uniform(left, right), rng.uniform(top, bottom)])
        colour = colours[int(rng.integers(0, 3))]
        if not plan.is_coloured:
            colour = (sum(colour) / 3,) * 3
        if number % 2:
            turn, length = rng.uniform(0, np.pi), rng.uniform(1.5, 5) * k
            along = np.array([np.cos(turn), np.sin(turn)]) * length / 2
            thick = max(1, round(float(rng.uniform(0.1, 0.3)) * k))
            cv2.line(light, _whole(at - along), _whole(at + along), colour, thick, cv2.LINE_AA)
        else:
            size = rng.uniform(0.15, 0.45, 2) * k
            cv2.ellipse(
                light,
                (tuple(map(float, at)), tuple(map(float, 2 * size)), float(rng.uniform(0, 180))),
                colour,
                -1,
            )


def _whole(point: npt.NDArray[np.float64]) -> tuple[int, int]:
    return int(point[0]), int(point[1])
