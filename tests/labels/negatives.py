"""Frames that hold no symbol but much that looks like one: what a scanner sees most of its life."""

from collections.abc import Callable
from zlib import crc32

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.labels.camera import SIZE, background, exposed, to_linear
from tests.labels.codes import battery_code
from tests.labels.frames import LabelFrame
from tests.labels.plan import Plan, grey
from tests.labels.plate import CAPTIONS, Layer
from tests.labels.symbols import chinese_font, code_font

Drawing = Callable[[np.random.Generator], Layer]


def negative(seed: int) -> LabelFrame:
    """The frame of ``seed``: text, bars, checks, noise, texture, a plate without symbol, or nothing."""
    rng = np.random.default_rng([crc32(b"negative"), seed])
    stored = DRAWINGS[seed % len(DRAWINGS)](rng)
    stored = cv2.GaussianBlur(stored, (0, 0), float(rng.uniform(0.4, 1.6)))
    plan = Plan(kind="qr", text="", paper=grey(0), ink=grey(0), exposure=float(rng.uniform(0.5, 1.1)))
    return LabelFrame(exposed(to_linear(stored), plan, rng), (), f"negative/{seed}")


def _turned(stored: Layer, rng: np.random.Generator) -> Layer:
    turn = cv2.getRotationMatrix2D(
        (SIZE[0] / 2, SIZE[1] / 2), float(rng.uniform(-40, 40)), float(rng.uniform(0.7, 1.6))
    )
    return cv2.warpAffine(stored, turn, SIZE, borderMode=cv2.BORDER_REFLECT)


def _text(rng: np.random.Generator) -> Layer:
    """A page of codes and captions."""
    page = Image.new("L", SIZE, int(rng.integers(170, 245)))
    pen = ImageDraw.Draw(page)
    y = 10
    while y < SIZE[1]:
        height = int(rng.integers(12, 44))
        words = [battery_code(rng) if rng.random() < 0.5 else str(rng.choice(CAPTIONS)) for _ in range(5)]
        is_chinese = any(not word.isascii() for word in words)
        font = chinese_font(height) if is_chinese else code_font(int(rng.integers(0, 1000)), height)
        pen.text((int(rng.integers(0, 60)), y), "  ".join(words), font=font, fill=int(rng.integers(10, 90)))
        y += int(height * rng.uniform(1.2, 2))
    return _turned(np.asarray(page, dtype=np.float32), rng)


def _bars(rng: np.random.Generator) -> Layer:
    """Blocks of bars of chance widths, as high as those of a label or as wide as a grille."""
    stored = background(rng)
    for _ in range(int(rng.integers(1, 6))):
        x, y = rng.uniform((0, 0), (900, 600)).astype(int).tolist()
        unit, high, light, dark = rng.uniform((1.2, 20, 150, 10), (9, 240, 240, 90)).tolist()
        widths = rng.integers(1, 5, int(rng.integers(20, 200))) * unit
        edges = np.concatenate([[0.0], np.cumsum(widths)])
        for at in range(len(edges) - 1):
            value = dark if at % 2 else light
            cv2.rectangle(
                stored, (x + round(edges[at]), y), (x + round(edges[at + 1]), y + int(high)), value, -1
            )
    return _turned(stored, rng)


def _checks(rng: np.random.Generator) -> Layer:
    """Squares by chance: the stuff of matrix symbols, without their finders, and a chessboard."""
    stored = background(rng)
    for _ in range(int(rng.integers(1, 5))):
        count, cell = int(rng.integers(8, 40)), int(rng.integers(3, 12))
        cells = rng.integers(0, 2, (count, count))
        if rng.random() < 0.3:
            cells = np.indices((count, count)).sum(axis=0) % 2
        patch = np.kron(cells, np.ones((cell, cell))).astype(np.float32) * 170 + 40
        x, y = (int(rng.integers(0, most)) for most in SIZE)
        room = stored[y : y + patch.shape[0], x : x + patch.shape[1]]
        room[:] = patch[: room.shape[0], : room.shape[1]]
    return _turned(stored, rng)


def _speckle(rng: np.random.Generator) -> Layer:
    """Noise of one grain."""
    grain = int(rng.integers(1, 12))
    cells = rng.normal(128, rng.uniform(15, 80), (SIZE[1] // grain + 1, SIZE[0] // grain + 1)).astype(
        np.float32
    )
    how = cv2.INTER_NEAREST if rng.random() < 0.5 else cv2.INTER_CUBIC
    return cv2.resize(cells, SIZE, interpolation=how)


def _texture(rng: np.random.Generator) -> Layer:
    """Brushed metal, fins, perforated sheet: stripes and dots at even steps."""
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    step, turn = float(rng.uniform(3, 40)), float(rng.uniform(0, np.pi))
    along = columns * np.cos(turn) + rows * np.sin(turn)
    across = -columns * np.sin(turn) + rows * np.cos(turn)
    wave = np.sin(along * 2 * np.pi / step)
    if rng.random() < 0.5:
        wave = wave * np.sin(across * 2 * np.pi / step)
    if rng.random() < 0.6:
        wave = np.tanh(4 * wave)
    return background(rng) + wave * np.float32(rng.uniform(10, 80))


def _bare_plate(rng: np.random.Generator) -> Layer:
    """A plate with print and an empty frame where its symbol would be."""
    stored = background(rng)
    plate = Image.new("L", (620, 320), int(rng.integers(150, 240)))
    pen = ImageDraw.Draw(plate)
    pen.rectangle((20, 60, 200, 240), outline=40, width=int(rng.integers(2, 9)))
    for row in range(5):
        pen.text((230, 60 + 38 * row), str(rng.choice(CAPTIONS)), font=chinese_font(24), fill=40)
    pen.text((20, 265), battery_code(rng), font=code_font(int(rng.integers(0, 1000)), 30), fill=40)
    x, y = int(rng.integers(0, 600)), int(rng.integers(0, 380))
    stored[y : y + 320, x : x + 620] = np.asarray(plate, dtype=np.float32)
    return _turned(stored, rng)


DRAWINGS: tuple[Drawing, ...] = (_text, _bars, _checks, _speckle, _texture, _bare_plate, background)
