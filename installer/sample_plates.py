"""Draws the nameplates and stickers of the sample photographs, flat and clean, as the printer left them.

Makers, models and serial numbers are made up; layout, wording and carriers follow what battery plates show.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).parents[1] / "resources" / "fonts"
Colour = tuple[int, int, int]
Box = tuple[int, int, int, int]  # left, top, width, height on the plate

_CARRIERS = {
    "qr": zxingcpp.BarcodeFormat.QRCode,
    "data_matrix": zxingcpp.BarcodeFormat.DataMatrix,
    "code128": zxingcpp.BarcodeFormat.Code128,
}


@dataclass(frozen=True, kw_only=True)
class Plate:
    """One plate: its material, its lines of text and its symbols."""

    size: tuple[int, int]
    material: str  # "steel", "film" (white print film), "black" (etched light on dark), "paper"
    title: str = ""
    subtitle: str = ""
    rows: Sequence[tuple[str, str]] = ()
    rows_at: tuple[int, int, int] = (60, 190, 44)  # left, top, line height
    value_at: int = 330
    symbols: Sequence[tuple[str, str, Box]] = ()
    lines: Sequence[tuple[str, tuple[int, int], int, str]] = ()  # text, place, height, "mono" or "sans"
    rivets: bool = False
    warning: tuple[int, int, int] | None = None  # left, top, height of a high-voltage triangle


@dataclass(frozen=True)
class Drawn:
    """A plate as pixels."""

    rgb: npt.NDArray[np.float32]  # 0 to 255
    alpha: npt.NDArray[np.float32]  # 0 to 1
    gloss: float  # how much of a lamp it throws back
    plate: Plate = field(repr=False)


_LOOKS: dict[str, tuple[Colour, Colour, float]] = {  # ground, ink, gloss
    "steel": ((186, 188, 190), (28, 28, 30), 1.0),
    "film": ((236, 236, 232), (22, 22, 24), 0.55),
    "black": ((34, 35, 38), (196, 199, 203), 0.8),
    "paper": ((240, 238, 230), (30, 30, 34), 0.15),
}


def draw(plate: Plate, rng: np.random.Generator) -> Drawn:
    """``plate`` flat and in full size, with the grain of its material."""
    ground, ink, gloss = _LOOKS[plate.material]
    width, height = plate.size
    image = Image.new("RGB", plate.size, ground)
    pen = ImageDraw.Draw(image)
    if plate.material in {"steel", "black"}:
        pen.rounded_rectangle((14, 14, width - 15, height - 15), radius=18, outline=ink, width=3)
    if plate.title:
        pen.text((60, 44), plate.title, font=_font("sans-bold", 54), fill=ink)
        pen.text((62, 116), plate.subtitle, font=_font("sans", 27), fill=ink)
        pen.line((60, 164, width - 60, 164), fill=ink, width=3)
    left, top, step = plate.rows_at
    for index, (name, value) in enumerate(plate.rows):
        y = top + index * step
        pen.text((left, y), name, font=_font("sans", step * 17 // 30), fill=ink)
        pen.text((plate.value_at, y), value, font=_font("sans-bold", step * 18 // 30), fill=ink)
    for text, place, size, face in plate.lines:
        pen.text(place, text, font=_font(face, size), fill=ink)
    for carrier, text, box in plate.symbols:
        _put_symbol(image, carrier, text, box, ink)
    if plate.warning:
        _put_warning(pen, *plate.warning)
    if plate.rivets:
        _put_rivets(image)
    return Drawn(_with_grain(image, plate.material, rng), _rounded(plate.size), gloss, plate)


def _font(face: str, size: int) -> ImageFont.FreeTypeFont:
    names = {
        "sans": "NotoSansSC-Regular.ttf",
        "sans-bold": "NotoSansSC-Bold.ttf",
        "mono": "JetBrainsMono-Bold.ttf",
    }
    return ImageFont.truetype(str(FONTS / names[face]), size)


def _put_symbol(image: Image.Image, carrier: str, text: str, box: Box, ink: Colour) -> None:
    """The symbol's dark modules in ``ink``: whole modules, as large as ``box`` allows, in its middle."""
    options = {"ec_level": "M"} if carrier == "qr" else {}
    made = zxingcpp.create_barcode(text, _CARRIERS[carrier], **options)
    modules = np.array(made.to_image(scale=1, add_quiet_zones=False)) < 128
    left, top, width, height = box
    if carrier == "code128":
        modules = modules[modules.shape[0] // 2][np.newaxis]
        across, down = width // modules.shape[1], height
    else:
        across = down = min(width // modules.shape[1], height // modules.shape[0])
    mask = np.kron(modules, np.ones((down, across), dtype=bool))
    left += (width - mask.shape[1]) // 2
    top += (height - mask.shape[0]) // 2
    image.paste(ink, (left, top), Image.fromarray((mask * 255).astype(np.uint8)))


def _put_warning(pen: ImageDraw.ImageDraw, left: int, top: int, height: int) -> None:
    """The yellow triangle with the flash, as ISO 7010 W012 has it."""
    width = height * 8 // 7
    tip, right, low = (left + width // 2, top), (left + width, top + height), (left, top + height)
    pen.polygon((tip, right, low), fill=(22, 22, 22))
    inset = height // 9
    pen.polygon(
        ((tip[0], top + 2 * inset), (right[0] - int(1.7 * inset), top + height - inset),
         (left + int(1.7 * inset), top + height - inset)),
        fill=(246, 196, 20),
    )  # fmt: skip
    x, y, unit = tip[0], top + height * 38 // 100, height / 100
    flash = ((4, 0), (-12, 30), (0, 30), (-6, 50), (13, 22), (1, 22), (10, 0))
    pen.polygon([(x + dx * unit, y + dy * unit) for dx, dy in flash], fill=(22, 22, 22))


def _put_rivets(image: Image.Image) -> None:
    pen = ImageDraw.Draw(image)
    width, height = image.size
    for x in (36, width - 37):
        for y in (36, height - 37):
            for radius, shade in ((17, 96), (15, 150), (11, 186), (6, 214)):
                shift = (17 - radius) // 4
                pen.ellipse(
                    (x - radius - shift, y - radius - shift, x + radius - shift, y + radius - shift),
                    fill=(shade, shade, shade + 2),
                )


def _with_grain(image: Image.Image, material: str, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    """Brushed metal runs along the plate; film and paper have a fine even grain."""
    rgb = np.asarray(image, dtype=np.float32)
    height, width = rgb.shape[:2]
    if material in {"steel", "black"}:
        strokes = rng.normal(0, 1, (height, width // 60 + 2)).astype(np.float32)
        long = np.asarray(Image.fromarray(strokes).resize((width, height), Image.Resampling.BICUBIC))
        return rgb + long[..., np.newaxis] * (5.0 if material == "steel" else 2.5)
    return rgb + rng.normal(0, 1.6, (height, width, 1)).astype(np.float32)


def _rounded(size: tuple[int, int]) -> npt.NDArray[np.float32]:
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, size[0] - 1, size[1] - 1), radius=26, fill=255)
    return np.asarray(mask, dtype=np.float32) / 255
