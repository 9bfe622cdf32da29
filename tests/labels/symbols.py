"""The carriers of a code as matrices of modules, and the fonts that its printed line may be in."""

from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import zxingcpp
from PIL import ImageFont

Modules = npt.NDArray[np.bool_]  # rows by columns, true where dark

BAR_HEIGHT = 0.085  # of the width, a low symbol as on many plates
QUIET = {
    "qr": 4.0,
    "data_matrix": 2.0,
    "code128": 10.0,
}  # modules, by the standards (Data Matrix: what makers leave)

_FORMATS = {
    "qr": (zxingcpp.BarcodeFormat.QRCode, {"ec_level": "M"}),
    "data_matrix": (zxingcpp.BarcodeFormat.DataMatrix, {}),
    "code128": (zxingcpp.BarcodeFormat.Code128, {}),
}
_OURS = Path(__file__).parents[2] / "resources" / "fonts"
_SYSTEM = Path("/usr/share/fonts")
# Ours come first and are always there; a system font that is missing gives its place to one of them.
_FACES = (
    _OURS / "JetBrainsMono-Regular.ttf",
    _OURS / "JetBrainsMono-Bold.ttf",
    _OURS / "NotoSansSC-Regular.ttf",
    _OURS / "NotoSansSC-Bold.ttf",
    _SYSTEM / "truetype/dejavu/DejaVuSans.ttf",
    _SYSTEM / "truetype/dejavu/DejaVuSansMono.ttf",
    _SYSTEM / "truetype/dejavu/DejaVuSansMono-Bold.ttf",
    _SYSTEM / "opentype/urw-base35/NimbusSans-Regular.otf",
    _SYSTEM / "opentype/urw-base35/NimbusSans-Bold.otf",
    _SYSTEM / "opentype/urw-base35/NimbusMonoPS-Bold.otf",
    _SYSTEM / "opentype/urw-base35/NimbusSansNarrow-Bold.otf",
    _SYSTEM / "truetype/noto/NotoSansMono-Regular.ttf",
)
_ALWAYS_THERE = 4


def modules_of(kind: str, text: str) -> Modules:
    """The symbol of ``text`` without quiet zone; a linear one is a single row."""
    name, options = _FORMATS[kind]
    drawn = zxingcpp.create_barcode(text, name, **options).to_image(scale=1, add_quiet_zones=False)
    dark = np.asarray(drawn) < 128
    return dark[:1] if kind == "code128" else dark


@cache
def _face(number: int, height_px: int) -> ImageFont.FreeTypeFont:
    face = _FACES[number]
    return ImageFont.truetype(str(face if face.exists() else _FACES[number % _ALWAYS_THERE]), height_px)


def code_font(number: int, height_px: int) -> ImageFont.FreeTypeFont:
    """One of the fonts that codes are printed in; any number names one."""
    return _face(number % len(_FACES), height_px)


def chinese_font(height_px: int) -> ImageFont.FreeTypeFont:
    """The font of the other lines of a plate."""
    return _face(2, height_px)
