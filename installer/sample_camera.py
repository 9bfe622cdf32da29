"""Photographs a drawn plate as a phone does on a workshop floor: askew, out of focus, lit badly, noisy."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np
import numpy.typing as npt

from sample_plates import Drawn

Rgb = npt.NDArray[np.float32]
SIZE = (1600, 1200)


@dataclass(frozen=True, kw_only=True)
class Pose:
    """How a plate lies before the camera; angles in degrees, the place in pixels of the picture."""

    centre: tuple[float, float] = (800, 600)
    width_px: float = 1100
    roll: float = 0
    yaw: float = 0
    pitch: float = 0


@dataclass(frozen=True, kw_only=True)
class Shot:
    """What the light, the lens and the years did to the picture."""

    housing: tuple[int, int, int]  # colour of what the plates sit on
    ribs: Sequence[float] = (70, 1120)  # where ribs with their bolts run across
    rust: float = 0.6
    seam: float | None = None  # where one housing ends and the next begins, and is a little darker
    cable: Sequence[tuple[float, float]] = ()  # the way of an orange high-voltage cable
    light_from: float = 40  # degrees
    light_fall: float = 0.45  # share of light lost across the picture
    glare: Sequence[tuple[float, float, float, float, float]] = ()  # x, y, length, width, strength
    shadow: tuple[float, float, float] | None = None  # where it begins, its angle, its depth
    wear: Callable[[Rgb, np.random.Generator], Rgb] | None = None
    scratches: int = 12
    dust: int = 250
    defocus_px: float = 1.2
    motion_px: int = 0
    exposure: float = 1.0
    warmth: float = 0.02
    noise: float = 3.0
    quality: int = 72


def photograph(plates: Sequence[tuple[Drawn, Pose]], shot: Shot, rng: np.random.Generator) -> bytes:
    """The JPEG of ``plates`` on one housing."""
    picture = _housing(shot, rng)
    gloss = np.full(picture.shape[:2], 0.25, dtype=np.float32)
    for drawn, pose in plates:
        picture, gloss = _placed(picture, gloss, drawn, pose, shot, rng)
    picture = _dusted(picture, shot.dust, rng)
    picture = _lit(picture, gloss, shot, rng)
    picture = _through_the_lens(picture, shot)
    picture = _on_the_sensor(picture, shot, rng)
    done, content = cv2.imencode(
        ".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, shot.quality]
    )
    if not done:
        raise RuntimeError("OpenCV wrote no JPEG")
    return content.tobytes()


def clouds(rng: np.random.Generator, coarsest: int, finest: int) -> npt.NDArray[np.float32]:
    """Smooth noise about 0, of patches between ``coarsest`` and ``finest`` pixels."""
    total = np.zeros((SIZE[1], SIZE[0]), dtype=np.float32)
    size, weight = coarsest, 1.0
    while size >= finest:
        patch = rng.normal(0, 1, (SIZE[1] // size + 2, SIZE[0] // size + 2)).astype(np.float32)
        total += weight * cv2.resize(patch, SIZE, interpolation=cv2.INTER_CUBIC)
        size, weight = size // 2, weight * 0.62
    return total


def _housing(shot: Shot, rng: np.random.Generator) -> Rgb:
    """Painted or cast metal with ribs across it, bolts along them, and the grime of a life on the road."""
    ground = np.ones((SIZE[1], SIZE[0], 3), dtype=np.float32) * np.array(shot.housing, dtype=np.float32)
    grime = clouds(rng, 320, 20)
    grain = cv2.GaussianBlur(rng.normal(0, 1, ground.shape[:2]).astype(np.float32), (0, 0), 1.1)
    ground *= (1 + 0.05 * grime + 0.10 * grain)[..., np.newaxis]
    rust = shot.rust * np.clip(clouds(rng, 200, 6) - 1.5, 0, 1)[..., np.newaxis]
    ground = ground * (1 - rust) + np.array((112, 80, 56), dtype=np.float32) * rust
    turn = radians(rng.uniform(-4, 4))
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    across = rows * cos(turn) + columns * sin(turn)
    for at in shot.ribs:
        edge = np.exp(-(((across - at) / 16) ** 2)) - np.exp(-(((across - at - 34) / 18) ** 2))
        ground *= (1 + 0.5 * edge)[..., np.newaxis]
        for x in np.arange(rng.uniform(60, 260), SIZE[0], 470):
            _bolt(ground, (int(x), int((at + 17 - x * sin(turn)) / cos(turn))), rng)
    if shot.seam is not None:
        beyond = across - shot.seam
        ground *= (1 - 0.16 / (1 + np.exp(-np.clip(beyond, -99, 99) / 2)))[..., np.newaxis]
        ground *= (1 - 0.93 * np.exp(-((beyond / 17) ** 4)) + 0.5 * np.exp(-(((beyond - 24) / 5) ** 2)))[
            ..., np.newaxis
        ]
    return _with_cable(ground, shot.cable) if shot.cable else ground


def _with_cable(ground: Rgb, way: Sequence[tuple[float, float]]) -> Rgb:
    """A corrugated orange cable along ``way``, round by its shading, with its shadow on the housing."""
    xs, ys = np.array(way, dtype=np.float64).T
    along = np.linspace(xs[0], xs[-1], 60)
    path = np.stack([along, np.polyval(np.polyfit(xs, ys, 3), along)], axis=1).astype(np.int32)
    shadow = np.zeros(ground.shape[:2], dtype=np.float32)
    cv2.polylines(shadow, [np.add(path, (10, 26))], isClosed=False, color=0.6, thickness=112)
    ground = ground * (1 - cv2.GaussianBlur(shadow, (0, 0), 16))[..., np.newaxis]
    body = np.zeros(ground.shape[:2], dtype=np.uint8)
    cv2.polylines(body, [path], isClosed=False, color=255, thickness=112)
    depth = cv2.distanceTransform(body, cv2.DIST_L2, 5) / 56
    columns = np.arange(SIZE[0], dtype=np.float32)[np.newaxis]
    rings = 0.90 + 0.10 * np.sin(columns / 4.5)
    round_ = (0.35 + 0.65 * np.sqrt(np.clip(depth, 0, 1))) * rings
    orange = np.array((214, 98, 22), dtype=np.float32) * round_[..., np.newaxis]
    return np.where(body[..., np.newaxis] > 0, orange, ground).astype(np.float32)


def _bolt(ground: Rgb, centre: tuple[int, int], rng: np.random.Generator) -> None:
    """A socket head screw: washer, head, dark hexagon."""
    x, y = centre
    for radius, shade in ((40, 52), (37, 128), (29, 84), (27, 150)):
        cv2.circle(ground, (x, y), radius, (shade, shade, shade + 4), -1, cv2.LINE_AA)
    cv2.circle(ground, (x - 6, y - 7), 9, (188, 190, 192), -1, cv2.LINE_AA)
    turn = rng.uniform(0, 1)
    corners = [(x + 15 * cos(turn + k * np.pi / 3), y + 15 * sin(turn + k * np.pi / 3)) for k in range(6)]
    cv2.fillPoly(ground, [np.array(corners, dtype=np.int32)], (26, 26, 28), cv2.LINE_AA)


def _placed(
    picture: Rgb,
    gloss: npt.NDArray[np.float32],
    drawn: Drawn,
    pose: Pose,
    shot: Shot,
    rng: np.random.Generator,
) -> tuple[Rgb, npt.NDArray[np.float32]]:
    """The plate with its scratches, seen in perspective, over its own shadow."""
    flat = _scratched(drawn.rgb.copy(), shot.scratches, rng)
    if shot.wear:
        flat = shot.wear(flat, rng)
    height, width = flat.shape[:2]
    outline = np.array(((0, 0), (width, 0), (width, height), (0, height)), dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(outline, _corners(width, height, pose))
    # One pixel of the picture takes in several of the plate, as it does on a sensor.
    finer = max(width / pose.width_px, 1.0)
    flat = cv2.GaussianBlur(flat, (0, 0), 0.4 * finer) if finer > 1.1 else flat
    seen = cv2.warpPerspective(flat, matrix, SIZE, flags=cv2.INTER_LINEAR)
    alpha = cv2.warpPerspective(drawn.alpha, matrix, SIZE, flags=cv2.INTER_LINEAR)
    away = np.array(
        [[1, 0, 7.0 * cos(radians(shot.light_from))], [0, 1, 7.0 * sin(radians(shot.light_from))]]
    )
    cast = cv2.GaussianBlur(cv2.warpAffine(alpha, away, SIZE), (0, 0), 6)
    picture = picture * (1 - 0.55 * cast)[..., np.newaxis]
    edge = np.clip(cv2.Scharr(alpha, cv2.CV_32F, 1, 0) + cv2.Scharr(alpha, cv2.CV_32F, 0, 1), -9, 9)
    seen = seen + (edge * 2.2)[..., np.newaxis]  # a plate is a millimetre thick, and its rim catches light
    solid = alpha[..., np.newaxis]
    return picture * (1 - solid) + seen * solid, gloss * (1 - alpha) + drawn.gloss * alpha


def _corners(width: int, height: int, pose: Pose) -> npt.NDArray[np.float32]:
    """Where a pinhole camera sees the plate's corners."""
    roll, yaw, pitch = (radians(angle) for angle in (pose.roll, pose.yaw, pose.pitch))
    half_width, half_height = pose.width_px / 2, pose.width_px / 2 * height / width
    distance = 2100.0
    seen = []
    for x, y in (
        (-half_width, -half_height),
        (half_width, -half_height),
        (half_width, half_height),
        (-half_width, half_height),
    ):
        turned_x, turned_y = x * cos(roll) - y * sin(roll), x * sin(roll) + y * cos(roll)
        depth = distance + turned_x * sin(yaw) + turned_y * sin(pitch)
        near = distance / depth
        seen.append((
            pose.centre[0] + turned_x * cos(yaw) * near,
            pose.centre[1] + turned_y * cos(pitch) * near,
        ))  # fmt: skip
    return np.array(seen, dtype=np.float32)


def _scratched(flat: Rgb, count: int, rng: np.random.Generator) -> Rgb:
    """Scratches run in families, as from one knock, and are lighter or darker than what they cross."""
    height, width = flat.shape[:2]
    marks = np.zeros((height, width), dtype=np.float32)
    for _ in range(count):
        start = rng.uniform((0, 0), (width, height))
        heading = rng.normal(0.5, 0.5)
        length = rng.gamma(2.0, 70.0)
        steps = np.linspace(0, 1, 8)[:, np.newaxis]
        bend = np.cumsum(rng.normal(0, 1.2, (8, 2)), axis=0)
        path = start + steps * length * np.array([cos(heading), sin(heading)]) + bend
        strength = float(rng.choice((-1, 1)) * rng.uniform(0.25, 0.9))
        cv2.polylines(
            marks,
            [path.astype(np.int32)],
            isClosed=False,
            color=strength,
            thickness=int(rng.integers(1, 3)),
            lineType=cv2.LINE_AA,
        )
    marks = cv2.GaussianBlur(marks, (0, 0), 0.7)[..., np.newaxis]
    return flat + np.where(marks > 0, marks * (228 - flat), marks * (flat - 40)) * 0.8


def _dusted(picture: Rgb, count: int, rng: np.random.Generator) -> Rgb:
    """Specks, a few fibres and the smear of a glove."""
    specks = np.zeros(picture.shape[:2], dtype=np.float32)
    for x, y in rng.uniform((0, 0), SIZE, (count, 2)):
        radius = float(rng.gamma(1.6, 0.9))
        cv2.circle(
            specks, (int(x), int(y)), max(1, round(radius)), float(rng.uniform(0.15, 0.6)), -1, cv2.LINE_AA
        )
    for x, y in rng.uniform((0, 0), SIZE, (count // 40, 2)):
        path = np.array([x, y]) + np.cumsum(rng.normal(0, 9, (9, 2)), axis=0)
        cv2.polylines(specks, [path.astype(np.int32)], isClosed=False, color=0.35, lineType=cv2.LINE_AA)
    specks = cv2.GaussianBlur(specks, (0, 0), 0.8)
    smear = np.clip(clouds(rng, 400, 40) - 0.6, 0, 2) * 0.05
    veil = np.clip(specks + smear, 0, 0.8)[..., np.newaxis]
    return picture * (1 - veil) + np.array((172, 162, 146), dtype=np.float32) * veil


def _lit(picture: Rgb, gloss: npt.NDArray[np.float32], shot: Shot, rng: np.random.Generator) -> Rgb:
    """Light falls off from one side; lamps are thrown back by what shines; something stands in the way."""
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    x, y = columns / SIZE[0] - 0.5, rows / SIZE[1] - 0.5
    turn = radians(shot.light_from)
    light = 1 - shot.light_fall * (x * cos(turn) + y * sin(turn) + 0.35)
    light *= 1 - 0.35 * (x**2 + y**2)  # the lens itself darkens the corners
    light *= 1 + 0.03 * clouds(rng, 600, 150)
    if shot.shadow:
        begins, angle, depth = shot.shadow
        side = (x - begins) * cos(radians(angle)) + y * sin(radians(angle)) + 0.02 * clouds(rng, 300, 100)
        light *= 1 - depth / (1 + np.exp(-side / 0.018))
    lit = picture * (light * shot.exposure)[..., np.newaxis]
    for centre_x, centre_y, length, width, strength in shot.glare:
        along = (columns - centre_x) * cos(turn + 0.6) + (rows - centre_y) * sin(turn + 0.6)
        across = (rows - centre_y) * cos(turn + 0.6) - (columns - centre_x) * sin(turn + 0.6)
        spot = np.exp(-(((along / length) ** 2 + (across / width) ** 2) ** 0.8))
        halo = 0.25 * np.exp(-((along / (2.6 * length)) ** 2 + (across / (2.6 * width)) ** 2))
        lit += (strength * (spot + halo) * gloss)[..., np.newaxis] * np.array(
            (255, 250, 240), dtype=np.float32
        )
    return lit


def _through_the_lens(picture: Rgb, shot: Shot) -> Rgb:
    """Out of focus by a disc, shaken along a line; what is overexposed bleeds."""
    radius = shot.defocus_px
    reach = int(np.ceil(radius)) + 1
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius + 0.5 - np.hypot(rows, columns), 0, 1)
    seen = cv2.filter2D(picture, -1, disc / disc.sum())
    if shot.motion_px:
        line = np.zeros((shot.motion_px, shot.motion_px))
        np.fill_diagonal(line, 1)
        seen = cv2.filter2D(seen, -1, line / line.sum())
    bloom = cv2.GaussianBlur(np.clip(seen - 235, 0, 200), (0, 0), 14)
    return seen + 0.5 * bloom


def _on_the_sensor(picture: Rgb, shot: Shot, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
    """White balance, shot noise, coloured blotches of the phone's noise filter, a highlight roll-off."""
    balance = np.array((1 + shot.warmth, 1, 1 - shot.warmth), dtype=np.float32)
    seen = np.clip(picture * balance, 0, 400)
    seen = np.where(seen > 215, 215 + 40 * (1 - np.exp(-(seen - 215) / 40)), seen)
    fine = rng.normal(0, 1, seen.shape[:2]).astype(np.float32)
    fine = 0.6 * fine + 0.4 * cv2.GaussianBlur(fine, (0, 0), 0.8) * 2
    depth = shot.noise * np.sqrt(0.35 + seen.mean(axis=2) / 255)
    blotches = rng.normal(0, 1, (SIZE[1] // 4, SIZE[0] // 4, 3)).astype(np.float32)
    colour = cv2.resize(cv2.GaussianBlur(blotches, (0, 0), 1.2), SIZE) * shot.noise * 0.9
    noisy = seen + (fine * depth)[..., np.newaxis] + colour
    return np.clip(np.round(noisy), 0, 255).astype(np.uint8)
