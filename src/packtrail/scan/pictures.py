"""Opens a picture file from anywhere (a phone, a message, a USB stick) without trusting it.

Size is read from the header and judged before a pixel is decoded: a file of a few kilobytes can claim, and
take, gigabytes. Pillow decodes everything; it says when a picture is cut short, where OpenCV fills in grey.
The plugins are called by name rather than through ``Image.open``, whose own limit first warns and then
raises without telling the size, and which would try some forty formats that no camera writes.
"""

import io
import stat
import struct
import threading
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image
from PIL.BmpImagePlugin import BmpImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from packtrail.domain.errors import PictureTooLarge, PictureUnreadable
from packtrail.scan.engines import Grey

LIMIT_BYTES = 40 * 1024 * 1024
LIMIT_MEGAPIXELS = 64  # the finest setting of common phones; what they save by default is 12 to 16
WORKING_SIDE = 4096  # symbols that are too small at this size were not meant to be read from there

BAND_PIXELS = 2_000_000

T = TypeVar("T")

# What a damaged file makes Pillow raise, from header to last pixel; none of it is a bug of ours.
_DAMAGE = (OSError, SyntaxError, ValueError, TypeError, IndexError, KeyError, EOFError, struct.error)

# Pillow warns about odd metadata. Filters belong to the process, so one picture at a time sets them aside.
_one_at_a_time = threading.Lock()

_OPENERS: tuple[tuple[bytes, Callable[[io.BytesIO], ImageFile]], ...] = (
    (b"\xff\xd8\xff", JpegImageFile),
    (b"\x89PNG\r\n\x1a\n", PngImageFile),
    (b"RIFF", WebPImageFile),
    (b"GIF8", GifImageFile),
    (b"BM", BmpImageFile),
)


# What undoes each way of holding the camera, by the number that EXIF gives it.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, slots=True)
class Picture:
    """A still picture, upright and in grey, at most ``WORKING_SIDE`` pixels long."""

    grey: Grey
    size: tuple[int, int]  # width and height in full, upright as it is shown: what corners refer to
    scale: float  # working pixels per full-size pixel, 1 or less


def load_picture(path: Path) -> Picture:
    """Open ``path``; of an animation or several pages the first.

    Raises PictureUnreadable and PictureTooLarge.
    """
    content = _bytes_of(path)
    with _one_at_a_time, warnings.catch_warnings(action="ignore"):
        return _decoded(content, path.name)


def picture_in(content: bytes, name: str) -> Picture:
    """A picture that came as bytes; judged as by ``load_picture``.

    Raises PictureUnreadable and PictureTooLarge.
    """
    if len(content) > LIMIT_BYTES:
        raise PictureTooLarge(name, 0, LIMIT_MEGAPIXELS)
    with _one_at_a_time, warnings.catch_warnings(action="ignore"):
        return _decoded(content, name)


def _bytes_of(path: Path) -> bytes:
    name = path.name
    try:
        facts = path.stat()
        if not stat.S_ISREG(facts.st_mode):  # a folder; or a pipe or a device, whose reading might never end
            raise PictureUnreadable(name, "not_a_picture")
        if facts.st_size > LIMIT_BYTES:
            raise PictureTooLarge(name, 0, LIMIT_MEGAPIXELS)
        content = path.read_bytes()
    except FileNotFoundError:
        raise PictureUnreadable(name, "missing") from None
    except OSError as error:
        raise PictureUnreadable(name, "denied") from error
    if not content:
        raise PictureUnreadable(name, "empty")
    return content


def load_upright(path: Path, side: int) -> Image.Image:
    """``path`` in colour, upright, its longer side at most ``side`` pixels; judged as by ``load_picture``.

    Raises PictureUnreadable and PictureTooLarge.
    """
    content = _bytes_of(path)
    with _one_at_a_time, warnings.catch_warnings(action="ignore"):
        return _opened(content, path.name, lambda image: _upright_colour(image, side))


def _decoded(content: bytes, name: str) -> Picture:
    return _opened(content, name, _picture)


def _opened(content: bytes, name: str, decode: Callable[[ImageFile], T]) -> T:
    """What ``decode`` makes of the picture, once its header was found harmless."""
    opener = next((opener for signature, opener in _OPENERS if content.startswith(signature)), None)
    if opener is None:
        raise PictureUnreadable(name, "not_a_picture")
    _refuse_large(_webp_size(content), name)  # its plugin takes the memory as it reads the header
    try:
        image = opener(io.BytesIO(content))
    except Image.DecompressionBombError:
        raise PictureTooLarge(name, 2 * LIMIT_MEGAPIXELS, LIMIT_MEGAPIXELS) from None
    except _DAMAGE as error:
        raise PictureUnreadable(name, "truncated") from error
    with image:
        _refuse_large(image.size, name)
        try:
            return decode(image)
        except _DAMAGE as error:
            raise PictureUnreadable(name, "truncated") from error


def _refuse_large(size: tuple[int, int], name: str) -> None:
    megapixels = -(-size[0] * size[1] // 1_000_000)
    if megapixels > LIMIT_MEGAPIXELS:
        raise PictureTooLarge(name, megapixels, LIMIT_MEGAPIXELS)


def _picture(image: Image.Image) -> Picture:
    width, height = image.size
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    image.draft("L", (WORKING_SIDE, WORKING_SIDE))  # a JPEG can be decoded in grey, at a half or a quarter
    working = _grey(image)
    working.thumbnail((WORKING_SIDE, WORKING_SIDE), Image.Resampling.BOX)
    if orientation in _UPRIGHT:
        working = working.transpose(_UPRIGHT[orientation])
    if orientation in {5, 6, 7, 8}:
        width, height = height, width
    grey = np.asarray(working)
    return Picture(grey, (width, height), max(grey.shape) / max(width, height))


def _upright_colour(image: Image.Image, side: int) -> Image.Image:
    """Pixels alone, drawn anew: what else a phone wrote into the file stays behind."""
    orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
    image.draft("RGB", (side, side))
    image.thumbnail((side, side))
    if image.mode.startswith(("I", "F")):
        colour = _grey(image).convert("RGB")
    elif image.has_transparency_data:
        colour = _on_paper(image).convert("RGB")
    else:
        colour = image.convert("RGB")
    return colour.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else colour


def _grey(image: Image.Image) -> Image.Image:
    """Eight bits of grey; what is transparent is white, as paper is.

    What needs more than Pillow's own step goes band by band: 64 megapixels in four channels or in numbers
    would take more memory than an outlet's PC has to spare.
    """
    is_deep = image.mode.startswith(("I", "F"))  # more than eight bits: stretched, since Pillow would cut off
    if not is_deep and not image.has_transparency_data:
        return image.convert("L")
    grey = Image.new("L", image.size)
    darkest, lightest = _extremes(image) if is_deep else (0.0, 0.0)
    for top, band in _bands(image):
        grey.paste(_stretched(band, darkest, lightest) if is_deep else _on_paper(band).convert("L"), (0, top))
    return grey


def _bands(image: Image.Image) -> Iterator[tuple[int, Image.Image]]:
    """``image`` in strips of some rows, each with the row that it begins at."""
    width, height = image.size
    rows = max(1, BAND_PIXELS // width)
    for top in range(0, height, rows):
        yield top, image.crop((0, top, width, min(top + rows, height)))


def _extremes(image: Image.Image) -> tuple[float, float]:
    darkest, lightest = float("inf"), float("-inf")
    for _, band in _bands(image):
        values = _numbers(band)
        darkest, lightest = min(darkest, float(values.min())), max(lightest, float(values.max()))
    return darkest, lightest


def _stretched(band: Image.Image, darkest: float, lightest: float) -> Image.Image:
    values = (_numbers(band) - darkest) * (255 / max(lightest - darkest, 1.0))
    return Image.fromarray(values.astype(np.uint8))


def _numbers(band: Image.Image) -> npt.NDArray[np.float64]:
    return np.nan_to_num(np.asarray(band, dtype=np.float64))


def _on_paper(image: Image.Image) -> Image.Image:
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA"))


def _webp_size(content: bytes) -> tuple[int, int]:
    """Width and height from the header of a WebP file; nothing by nothing where it holds neither."""
    kind, rest = content[12:16], content[20:30]
    if not content.startswith(b"RIFF") or len(rest) < 10:
        return 0, 0
    if kind == b"VP8X":
        return int.from_bytes(rest[4:7], "little") + 1, int.from_bytes(rest[7:10], "little") + 1
    if kind == b"VP8L":
        packed = int.from_bytes(rest[1:5], "little")
        return (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
    return int.from_bytes(rest[6:8], "little") & 0x3FFF, int.from_bytes(rest[8:10], "little") & 0x3FFF
