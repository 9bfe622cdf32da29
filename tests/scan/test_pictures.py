import io
import os
import struct
import tracemalloc
import warnings
import zlib
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from packtrail.domain.errors import OutletError, PictureTooLarge, PictureUnreadable
from packtrail.scan import pictures
from packtrail.scan.pictures import LIMIT_BYTES, LIMIT_MEGAPIXELS, load_picture

# Dark top left, light elsewhere, wider than high: shows every way of turning.
QUARTERED = np.full((40, 60), 220, np.uint8)
QUARTERED[:20, :30] = 20


def encoded(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.fixture
def file(tmp_path):
    def written(content, name="picture"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return written


def refusal(path):
    with pytest.raises(PictureUnreadable) as caught:
        load_picture(path)
    return caught.value.reason


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_every_kind_of_file_that_phones_and_messengers_write_is_opened(file, kind):
    picture = load_picture(file(encoded(Image.fromarray(QUARTERED).convert("RGB"), kind)))
    assert (picture.size, picture.scale, picture.grey.dtype) == ((60, 40), 1.0, np.uint8)
    assert abs(picture.grey.astype(int) - QUARTERED).mean() < 5


def test_a_name_in_chinese_is_opened(file):
    assert load_picture(file(encoded(Image.fromarray(QUARTERED)), "电池包 标签😀.png")).size == (60, 40)


def test_a_missing_file_is_called_missing(tmp_path):
    assert refusal(tmp_path / "none.jpg") == "missing"


def test_an_empty_file_is_called_empty(file):
    assert refusal(file(b"")) == "empty"


def test_a_folder_is_no_picture(tmp_path):
    assert refusal(tmp_path) == "not_a_picture"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are files on POSIX only")
def test_a_pipe_that_never_ends_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe") == "not_a_picture"


def test_text_with_the_name_of_a_picture_is_no_picture(file):
    assert refusal(file(b"outlet,code\n1,04Q", "list.jpg")) == "not_a_picture"


def test_a_file_that_may_not_be_read_is_called_denied(file, monkeypatch):
    path = file(b"x")

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", denied)
    assert refusal(path) == "denied"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
def test_a_picture_cut_short_is_refused_and_not_filled_with_grey(file, kind):
    noise = np.random.default_rng(1).integers(0, 255, (120, 160, 3), dtype=np.uint8)
    content = encoded(Image.fromarray(noise), kind)
    assert refusal(file(content[: len(content) // 2])) == "truncated"


def test_a_header_without_anything_behind_it_is_refused(file):
    assert refusal(file(b"\xff\xd8\xff\xe0")) == "truncated"


def test_the_refusal_names_the_file_without_its_folder(file):
    with pytest.raises(PictureUnreadable) as caught:
        load_picture(file(b"", "scan.jpg"))
    assert caught.value.file == "scan.jpg"


def png_header(width, height):
    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def webp_header(width, height):
    body = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + bytes(4) + b"WEBPVP8X" + (10).to_bytes(4, "little") + bytes(4) + body + bytes(40)


def lossless_webp_header(width, height):
    packed = ((width - 1) | (height - 1) << 14).to_bytes(4, "little")
    return b"RIFF" + bytes(4) + b"WEBPVP8L" + bytes(4) + b"\x2f" + packed + bytes(40)


@pytest.mark.parametrize(
    ("content", "megapixels"),
    [
        (png_header(20_000, 20_000), 400),
        (webp_header(16_000, 16_000), 256),
        (lossless_webp_header(16_000, 10_000), 160),
    ],
    ids=["png", "webp", "webp lossless"],
)
def test_a_picture_of_too_many_pixels_is_refused_by_its_header_without_the_memory(file, content, megapixels):
    path = file(content)
    tracemalloc.start()
    with pytest.raises(PictureTooLarge) as caught:
        load_picture(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (caught.value.megapixels, caught.value.limit_megapixels) == (megapixels, LIMIT_MEGAPIXELS)
    assert peak < 5_000_000


def test_an_animation_whose_first_frame_is_huge_is_too_large(file, monkeypatch):
    def bomb(_):
        raise Image.DecompressionBombError

    monkeypatch.setattr(pictures, "_OPENERS", ((b"GIF8", bomb),))
    with pytest.raises(PictureTooLarge):
        load_picture(file(b"GIF89a"))


def test_a_file_of_too_many_bytes_is_refused_before_it_is_looked_at(tmp_path):
    path = tmp_path / "film.jpg"
    with path.open("wb") as file:
        file.truncate(LIMIT_BYTES + 1)
    with pytest.raises(PictureTooLarge) as caught:
        load_picture(path)
    assert caught.value.megapixels == 0


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_turned_as_its_camera_was_held(file, orientation):
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,  # the stored picture, for which the camera then asks the other way
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = Image.fromarray(QUARTERED)
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = load_picture(file(encoded(stored, "JPEG", exif=exif)))
    assert picture.size == (60, 40)
    assert abs(picture.grey.astype(int) - QUARTERED).mean() < 5


def test_nonsense_in_the_orientation_leaves_the_picture_as_it_is(file):
    exif = Image.Exif()
    exif[0x0112] = 77
    assert load_picture(file(encoded(Image.fromarray(QUARTERED), "JPEG", exif=exif))).size == (60, 40)


def test_what_is_transparent_is_white_as_paper(file):
    see_through = np.zeros((40, 60, 4), np.uint8)
    see_through[:20, :30, 3] = 255
    grey = load_picture(file(encoded(Image.fromarray(see_through)))).grey
    assert (grey[5, 5], grey[30, 50]) == (0, 255)


def test_a_transparent_colour_of_a_palette_is_white_too(file):
    image = Image.fromarray(QUARTERED // 20).convert("P")
    assert load_picture(file(encoded(image, transparency=1))).grey[5, 5] == 255


@pytest.mark.parametrize("darkest", [0, 30_000])
def test_sixteen_bits_of_grey_keep_their_contrast(file, darkest):
    deep = darkest + QUARTERED.astype(np.uint16) * 40
    grey = load_picture(file(encoded(Image.fromarray(deep)))).grey
    assert (grey.min(), grey.max()) == (0, 255)


def test_sixteen_bits_of_one_shade_are_no_error(file):
    flat = np.full((40, 60), 777, np.uint16)
    assert load_picture(file(encoded(Image.fromarray(flat)))).grey.max() == 0


def test_printing_inks_are_read_as_light_and_dark(file):
    image = Image.fromarray(QUARTERED).convert("RGB").convert("CMYK")
    assert abs(load_picture(file(encoded(image, "JPEG"))).grey.astype(int) - QUARTERED).mean() < 8


def test_one_bit_a_pixel_is_read(file):
    grey = load_picture(file(encoded(Image.fromarray(QUARTERED).convert("1")))).grey
    assert (grey[5, 5], grey.max()) == (0, 255)


@pytest.mark.parametrize("kind", ["GIF", "WEBP"])
def test_of_an_animation_the_first_frame_is_read(file, kind):
    first, other = Image.fromarray(QUARTERED), Image.fromarray(255 - QUARTERED)
    content = encoded(first, kind, save_all=True, append_images=[other])
    assert load_picture(file(content)).grey[5, 5] < 60


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_large_photograph_is_worked_on_smaller_and_keeps_its_full_size(file, kind):
    content = encoded(Image.new("L", (6000, 3000), 90), kind)
    picture = load_picture(file(content))
    assert picture.size == (6000, 3000)
    assert max(picture.grey.shape) <= pictures.WORKING_SIDE
    assert picture.grey.shape[1] == pytest.approx(6000 * picture.scale, abs=1)


def test_no_warning_of_the_decoder_reaches_the_operator(file):
    exif = b"Exif\0\0II*\0\x08\0\0\0\x09\0" + b"\xff" * 30  # claims nine entries, holds none
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        load_picture(file(encoded(Image.fromarray(QUARTERED), "JPEG", exif=exif)))
    assert heard == []


SEEDS = [
    encoded(Image.fromarray(QUARTERED).convert("RGB"), kind, **options)
    for kind, options in (("PNG", {}), ("JPEG", {}), ("WEBP", {}), ("GIF", {}), ("BMP", {}))
]


@settings(max_examples=200)
@given(data=st.data(), seed=st.sampled_from(SEEDS))
def test_a_damaged_file_is_opened_or_refused_and_nothing_else(tmp_path_factory, data, seed):
    content = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    with suppress(OutletError):  # anything else that is raised fails the test
        assert load_picture(path).grey.ndim == 2
