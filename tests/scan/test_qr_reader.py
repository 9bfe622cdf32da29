from collections.abc import Callable

import cv2
import numpy as np
import pytest
import zxingcpp

from packtrail.scan.deadline import NO_DEADLINE, Deadline
from packtrail.scan.qr import reader
from packtrail.scan.qr.evidence import joined
from packtrail.scan.qr.finders import find_marks
from packtrail.scan.qr.looks import LOOKS
from packtrail.scan.symbols import Confidence, Engine, SymbolFormat

CODE = "04QPB76A00012BJBC0000903"
OTHER = "04QPB76A00012BJBC0000904"


def label(*, module: int = 6, turn: float = 0.0, level: str = "M") -> np.ndarray:
    """``CODE`` at the level of repair that labels have, in the middle of light paper."""
    symbol = zxingcpp.create_barcode(CODE, zxingcpp.BarcodeFormat.QRCode, ec_level=level)
    dots = np.array(symbol.to_image(scale=module, add_quiet_zones=False))
    grey = np.pad(np.where(dots > 128, 190, 40).astype(np.uint8), 60, constant_values=190)
    middle = grey.shape[1] / 2, grey.shape[0] / 2
    matrix = cv2.getRotationMatrix2D(middle, turn, 1.0)
    size = grey.shape[1], grey.shape[0]
    return cv2.warpAffine(grey, matrix, size, borderMode=cv2.BORDER_CONSTANT, borderValue=190)


def texts(grey: np.ndarray, **facts) -> list[str]:
    return [symbol.text for symbol in reader.read(grey, NO_DEADLINE, **facts)]


@pytest.mark.parametrize("turn", [0.0, 17.0, 45.0, 100.0, 180.0, 299.0])
def test_a_turned_symbol_is_found_where_it_is(frame: Callable[..., np.ndarray], turn: float) -> None:
    picture = frame(CODE, turn=turn)
    (symbol,) = reader.read(picture, NO_DEADLINE)
    assert symbol.text == CODE
    assert symbol.format is SymbolFormat.QR
    assert symbol.confidence is Confidence.SURE
    ys, xs = np.nonzero(picture < 128)
    seen = np.array(symbol.corners)
    assert np.abs(seen.min(axis=0) - (xs.min(), ys.min())).max() < 3
    assert np.abs(seen.max(axis=0) - (xs.max(), ys.max())).max() < 3


def test_light_on_dark_is_read(frame: Callable[..., np.ndarray]) -> None:
    assert texts(frame(CODE, invert=True)) == [CODE]


def test_every_symbol_of_a_sheet_is_read_once(frame: Callable[..., np.ndarray]) -> None:
    codes = [CODE[:-2] + f"{index:02}" for index in range(12)]
    tiles = [frame(code, size=(160, 160), module=3.0, turn=3.0 * index) for index, code in enumerate(codes)]
    sheet = np.vstack([np.hstack(tiles[row * 4 : row * 4 + 4]) for row in range(3)])
    assert sorted(texts(sheet, looks=LOOKS[:1])) == codes


def test_motion_over_a_module_and_a_half_is_taken_out() -> None:
    picture = cv2.blur(label(turn=8.0), (9, 1))
    (symbol,) = reader.read(picture, NO_DEADLINE)
    assert symbol.text == CODE


def test_glare_over_a_symbol_is_read_around() -> None:
    picture = label()
    cv2.circle(picture, (picture.shape[1] // 2 + 12, picture.shape[0] // 2), 27, 255, -1)
    (symbol,) = reader.read(picture, NO_DEADLINE)
    assert symbol.text == CODE
    assert symbol.engine is Engine.OWN
    assert symbol.stage == reader.OWN


def test_places_that_were_read_are_passed_over(frame: Callable[..., np.ndarray]) -> None:
    picture = np.hstack([frame(CODE, size=(320, 240)), frame(OTHER, size=(320, 240))])
    first, _ = reader.read(picture, NO_DEADLINE)
    left = CODE if first.text == OTHER else OTHER
    assert texts(picture, done=(first.corners,)) == [left]


def test_nothing_is_begun_after_the_deadline(frame: Callable[..., np.ndarray]) -> None:
    over = Deadline(at_ms=1.0, clock=lambda: 2.0)
    assert list(reader.read(frame(CODE), over)) == []
    assert list(reader.soft_takes(frame(CODE), over)) == []


def test_takes_of_a_frame_are_decoded_together(frame: Callable[..., np.ndarray]) -> None:
    noise = np.random.default_rng(11)
    clean = np.where(frame(CODE, module=4.0) > 128, 150.0, 110.0)
    takes = []
    for _ in range(4):
        noisy = np.clip(clean + noise.normal(0, 6, clean.shape), 0, 255).astype(np.uint8)
        takes += list(reader.soft_takes(noisy, NO_DEADLINE))[:1]
    symbol = reader.decode(joined(takes))
    assert symbol is not None
    assert symbol.text == CODE


@pytest.mark.parametrize("seed", range(4))
def test_noise_holds_no_symbol(seed: int) -> None:
    noise = np.random.default_rng(seed).integers(0, 256, (240, 320)).astype(np.uint8)
    assert texts(cv2.blur(noise, (seed + 1, seed + 1))) == []


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (8, 8), (40, 3)])
def test_tiny_pictures_hold_nothing(shape: tuple[int, int]) -> None:
    assert texts(np.full(shape, 128, dtype=np.uint8)) == []


def test_marks_have_the_frame_of_their_symbol(frame: Callable[..., np.ndarray]) -> None:
    marks = find_marks(frame(CODE, module=5.0, turn=20.0))
    assert (marks.scores[:3] > 0.8).all()
    axes = marks.axes[:3]
    lengths = np.linalg.norm(axes, axis=1)
    assert np.abs(lengths - 5.0).max() < 0.25
    angles = np.degrees(np.arctan2(axes[:, 1, 0], axes[:, 0, 0])) % 90
    assert np.minimum(np.abs(angles - 20), np.abs(angles - 70)).max() < 2
