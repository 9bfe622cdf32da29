"""Takes the picture: plates in space, light, lens and sensor, in linear light and with finer pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from tests.labels.plan import Plan
from tests.labels.plate import Drawn, Layer, Quad, draw

Frame = npt.NDArray[np.uint8]
Pair = npt.NDArray[np.float64]  # x and y
SIZE = (1280, 720)
UNIT = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=np.float32)
FOCAL_PX = 1100.0
GAMMA = 2.2
LENS_SIGMA_PX = 0.4  # what even a sharp picture has
READ_NOISE, SHOT_NOISE = 0.003, 0.0004  # of full scale, in linear light


@dataclass(frozen=True, slots=True)
class Mark:
    """One label in a frame; corners in pixels, clockwise from the symbol's own top left."""

    kind: str
    text: str
    quad: tuple[tuple[float, float], ...]
    line_quad: tuple[tuple[float, float], ...]


def photograph(plans: Sequence[Plan]) -> tuple[Frame, tuple[Mark, ...]]:
    """The frame with the labels of ``plans``; light, lens and sensor are those of the first."""
    first = plans[0]
    rng = np.random.default_rng(first.take_seed)
    scene = to_linear(background(rng))
    if any(plan.is_coloured for plan in plans):
        scene = cv2.merge([scene, scene, scene])
    scene = _through_lens(scene, first, 1)
    marks = [_placed(scene, plan, first) for plan in plans]
    light = _lit(scene, rng)
    for mark in marks:
        light = _with_glare(light, mark, first.glare, rng)
    return exposed(light, first, rng), tuple(marks)


def exposed(light: Layer, plan: Plan, rng: np.random.Generator) -> Frame:
    """What the sensor makes of ``light`` (linear, 1 is white) and the camera of that."""
    light = light * plan.exposure
    spread = np.sqrt((READ_NOISE * plan.noise) ** 2 + SHOT_NOISE * plan.noise * np.maximum(light, 0))
    grain = rng.standard_normal(light.shape[:2], dtype=np.float32)
    if light.ndim == 3:  # a pixel's colours are made from its neighbours', so their noise is much the same
        grain = 0.8 * grain[..., np.newaxis] + 0.6 * rng.standard_normal(light.shape, dtype=np.float32)
    light = light + spread * grain
    stored = np.rint(np.clip(light, 0, 1) ** (1 / GAMMA) * 255).astype(np.uint8)
    if not plan.jpeg:
        return stored
    _, content = cv2.imencode(".jpg", stored, [cv2.IMWRITE_JPEG_QUALITY, plan.jpeg])
    return np.asarray(cv2.imdecode(content, cv2.IMREAD_UNCHANGED), dtype=np.uint8)


def to_linear(stored: Layer) -> Layer:
    """Light from values as stored, 0 to 255."""
    return (np.clip(stored, 0, 255) / 255) ** np.float32(GAMMA)


def background(rng: np.random.Generator) -> Layer:
    """Housing, floor, shadows: nothing that could be a symbol. As stored, grey."""
    wide, high = SIZE
    ground = np.full((high, wide), rng.uniform(55, 130), dtype=np.float32)
    for cells, weight in ((4, 22.0), (24, 8.0), (160, 4.0)):
        patch = rng.normal(0, weight, (cells, cells * 2)).astype(np.float32)
        ground += cv2.resize(patch, SIZE, interpolation=cv2.INTER_CUBIC)
    for _ in range(int(rng.integers(2, 7))):
        start, end = rng.uniform((0, 0), SIZE, (2, 2)).astype(int).tolist()
        cv2.line(ground, start, end, float(rng.uniform(25, 170)), int(rng.integers(2, 40)), cv2.LINE_AA)
    return ground


def _placed(scene: Layer, plan: Plan, lens: Plan) -> Mark:
    """Draw the plate of ``plan`` into ``scene``, in place, as seen through ``lens``."""
    more = 3 if plan.module_px < 2.2 else 2
    drawn = draw(plan, max(4, ceil(plan.module_px * more * 1.4)))
    bent = _Bent(drawn, plan)
    high, wide = drawn.light.shape[:2]
    outline = bent.in_frame(np.float32([[0, 0], [wide, 0], [wide, high], [0, high]]))
    reach = ceil(lens.motion_px / 2 + lens.disc_px + 4)
    left, top = (max(0, int(low) - 2 * reach) for low in outline.min(axis=0))
    right, bottom = (
        min(most, int(up) + 2 * reach) for up, most in zip(outline.max(axis=0), SIZE, strict=True)
    )
    size = ((right - left) * more, (bottom - top) * more)
    # The middle of pixel 0 is at 0 for OpenCV and half a pixel in for the geometry.
    close = _shift(-0.5, -0.5) @ np.diag([more, more, 1.0]) @ _shift(-left, -top) @ bent.matrix
    ground = cv2.resize(scene[top:bottom, left:right], size, interpolation=cv2.INTER_LINEAR)
    plate, alpha = bent.light(scene.ndim == 3)
    plate = cv2.warpPerspective(to_linear(plate), close @ _shift(0.5, 0.5), size, flags=cv2.INTER_LINEAR)
    alpha = cv2.warpPerspective(alpha, close @ _shift(0.5, 0.5), size, flags=cv2.INTER_LINEAR)
    if scene.ndim == 3:
        alpha = alpha[..., np.newaxis]
    seen = ground * (1 - alpha) + plate * alpha
    quad = bent.in_frame(drawn.symbol)
    if plan.covered:
        _cover(seen, (quad - (left, top)) * more, plan)
    seen = cv2.resize(
        _through_lens(seen, lens, more), None, fx=1 / more, fy=1 / more, interpolation=cv2.INTER_AREA
    )
    inner = (slice(reach, bottom - top - reach), slice(reach, right - left - reach))
    scene[top:bottom, left:right][inner] = seen[inner]
    return Mark(plan.kind, plan.text, _points(quad), _points(bent.in_frame(drawn.line)))


class _Bent:
    """A plate around a cylinder and out of the plane, and the way from its pixels to the frame's."""

    def __init__(self, drawn: Drawn, plan: Plan) -> None:
        self._drawn = drawn
        self._half_width = drawn.light.shape[1] / 2
        self._half_angle = radians(plan.curve)
        middle = self._bent(drawn.symbol).mean(axis=0)
        scale = plan.module_px / drawn.per_module
        axis, lean, roll = radians(plan.tilt_axis), radians(plan.tilt), radians(plan.roll)
        turn = _about(roll, 2) @ _about(axis, 2) @ _about(lean, 0) @ _about(-axis, 2)
        # Columns of a plane in space: along x, along y, and where its origin is.
        space = np.column_stack([turn[:, 0], turn[:, 1], (0, 0, FOCAL_PX)])
        lens = np.array([[FOCAL_PX, 0, plan.centre[0]], [0, FOCAL_PX, plan.centre[1]], [0, 0, 1]])
        self.matrix = lens @ space @ np.diag([scale, scale, 1.0]) @ _shift(-middle[0], -middle[1])

    def _bent(self, points: Quad) -> Quad:
        """``points`` of the flat plate where they come to lie when it is bent and seen from the front."""
        if not self._half_angle:
            return points
        radius = self._half_width / self._half_angle
        bent = points.copy()
        bent[:, 0] = self._half_width + radius * np.sin((points[:, 0] - self._half_width) / radius)
        return bent

    def in_frame(self, points: Quad) -> Quad:
        """Points of the flat plate, in pixels of the frame."""
        return cv2.perspectiveTransform(self._bent(points)[np.newaxis], self.matrix)[0]

    def light(self, is_coloured: bool) -> tuple[Layer, Layer]:
        """The bent plate as stored, and where it is."""
        light = self._drawn.light
        if is_coloured and light.ndim == 2:
            light = cv2.merge([light, light, light])
        high, wide = light.shape[:2]
        if not self._half_angle:
            return light, np.ones((high, wide), dtype=np.float32)
        radius = self._half_width / self._half_angle
        along = (np.arange(wide, dtype=np.float32) + 0.5 - self._half_width) / radius
        is_there = np.abs(along) <= sin(self._half_angle)
        angle = np.arcsin(np.clip(along, -1, 1))
        from_x = np.broadcast_to(self._half_width + radius * angle - 0.5, (high, wide)).astype(np.float32)
        from_y = np.broadcast_to(np.arange(high, dtype=np.float32)[:, np.newaxis], (high, wide))
        bent = cv2.remap(
            light, from_x, np.ascontiguousarray(from_y), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        shade = (0.25 + 0.75 * np.cos(angle)) ** (1 / GAMMA)  # light falls from the front
        bent = bent * (shade[:, np.newaxis] if bent.ndim == 3 else shade)
        return bent, np.broadcast_to(is_there, (high, wide)).astype(np.float32)


def _through_lens(light: Layer, plan: Plan, more: int) -> Layer:
    """Blurred by lens, focus and movement, at ``more`` times the frame's pixels."""
    light = cv2.GaussianBlur(light, (0, 0), LENS_SIGMA_PX * more)
    if plan.disc_px > 0:
        light = cv2.filter2D(light, -1, _disc(plan.disc_px * more), borderType=cv2.BORDER_REPLICATE)
    if plan.motion_px > 0:
        kernel = _streak(plan.motion_px * more, plan.motion_angle)
        light = cv2.filter2D(light, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    return light


def _disc(radius: float) -> Layer:
    reach = ceil(radius)
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    kernel = np.clip(radius + 0.5 - np.hypot(rows, columns), 0, 1)
    return (kernel / kernel.sum()).astype(np.float32)


def _streak(length: float, angle: float) -> Layer:
    reach = ceil(length / 2) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), dtype=np.float32)
    steps = np.linspace(-length / 2, length / 2, ceil(length) * 8)
    for x, y in zip(steps * cos(radians(angle)) + reach, steps * sin(radians(angle)) + reach, strict=True):
        column, row = int(x), int(y)
        right, down = x - column, y - row
        kernel[row, column] += (1 - right) * (1 - down)
        kernel[row, column + 1] += right * (1 - down)
        kernel[row + 1, column] += (1 - right) * down
        kernel[row + 1, column + 1] += right * down
    return kernel / kernel.sum()


def _lit(scene: Layer, rng: np.random.Generator) -> Layer:
    """Brighter on one side, darker in the corners."""
    wide, high = SIZE
    rows, columns = np.mgrid[0:high, 0:wide].astype(np.float32)
    x, y = columns / wide - 0.5, rows / high - 0.5
    side, fall = rng.uniform(0, 2 * np.pi), rng.uniform(0.05, 0.35)
    field = (1 + fall * (x * cos(side) + y * sin(side))) * (1 - 0.25 * (x * x + y * y))
    return scene * (field[..., np.newaxis] if scene.ndim == 3 else field)


def _with_glare(light: Layer, mark: Mark, share: float, rng: np.random.Generator) -> Layer:
    """A mirrored lamp over ``share`` of the symbol, white in its middle, soft at its rim."""
    turn, aspect = float(rng.uniform(0, np.pi)), float(rng.uniform(1.0, 2.0))
    inside = rng.uniform(0.25, 0.75, 2)
    if share <= 0:
        return light
    quad = np.array(mark.quad, dtype=np.float32)
    away = _away(quad, inside, (share / np.pi) ** 0.5, aspect, turn)
    added = 1.3 * np.clip((1 - away) / 0.25, 0, 1) ** 2
    return light + (added[..., np.newaxis] if light.ndim == 3 else added)


def _away(quad: Quad, middle: Pair, radius: float, aspect: float, turn: float) -> Layer:
    """How far each pixel is from an ellipse's middle, 1 at its rim; lengths in sides of ``quad``."""
    onto = np.linalg.inv(cv2.getPerspectiveTransform(UNIT, quad))
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    u, v, w = (row[0] * columns + row[1] * rows + row[2] for row in onto)
    w = np.where(w > 0, w, 1e-6)  # beyond the horizon of a steep plate
    x, y = u / w - middle[0], v / w - middle[1]
    along = (x * cos(turn) + y * sin(turn)) / (radius * aspect**0.5)
    across = (y * cos(turn) - x * sin(turn)) / (radius / aspect**0.5)
    return np.hypot(along, across).astype(np.float32)


def _cover(seen: Layer, quad: Quad, plan: Plan) -> None:
    """Lay something opaque over a share of the symbol, in place."""
    rng = np.random.default_rng([plan.take_seed, 7])
    high = plan.covered ** float(rng.uniform(0.1, 0.5) if plan.kind == "code128" else rng.uniform(0.4, 0.6))
    size = np.array([plan.covered / high, high])
    corner = rng.uniform(0, 1, 2) * (1 - size)
    value = float(to_linear(np.full(1, rng.uniform(20, 200), dtype=np.float32))[0])
    onto = cv2.getPerspectiveTransform(UNIT, quad.astype(np.float32))
    patch = cv2.perspectiveTransform((corner + size * UNIT)[np.newaxis].astype(np.float32), onto)
    cv2.fillPoly(seen, [np.rint(patch[0]).astype(np.int32)], (value,) * 3, cv2.LINE_AA)


def _about(angle: float, axis: int) -> npt.NDArray[np.float64]:
    turn = np.eye(3)
    one, two = (axis + 1) % 3, (axis + 2) % 3
    turn[one, one] = turn[two, two] = cos(angle)
    turn[one, two], turn[two, one] = -sin(angle), sin(angle)
    return turn


def _shift(x: float, y: float) -> npt.NDArray[np.float64]:
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def _points(quad: Quad) -> tuple[tuple[float, float], ...]:
    return tuple((round(float(x), 2), round(float(y), 2)) for x, y in quad)
