"""Frames out of a device's memory: every layout is shown and read alike, and nothing broken gets in."""

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

pytest.importorskip("PySide6.QtMultimedia", exc_type=ImportError, reason="needs libpulse")

from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from packtrail.devices.video_frame import frame_of

Pixel = QVideoFrameFormat.PixelFormat
RAMP = np.add.outer(np.arange(48), np.arange(64) * 2).astype(np.uint8) + 40
YUV = ["NV12", "NV21", "YUV420P", "YV12", "YUYV", "UYVY", "Y8"]


def video(name, luminance=RAMP):
    """A frame with ``luminance`` and no colour."""
    height, width = luminance.shape
    frame = QVideoFrame(QVideoFrameFormat(QSize(width, height), getattr(Pixel, f"Format_{name}")))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    for plane in range(frame.planeCount()):
        memory, stride = np.frombuffer(frame.bits(plane), np.uint8), frame.bytesPerLine(plane)
        memory[:] = 128
        if plane == 0:
            step, first = (2, name == "UYVY") if name in {"YUYV", "UYVY"} else (1, 0)
            for row in range(height):
                start = row * stride + int(first)
                memory[start : start + width * step : step][:width] = luminance[row]
    frame.unmap()
    return frame


class Driver:
    """A frame as a bad driver hands it over: what a test says of it, and otherwise a good one."""

    def __init__(self, name="NV12", **lies):
        self._good, self._lies = video(name), lies

    def __getattr__(self, name):
        lie = self._lies.get(name)
        return (lambda *_: lie) if name in self._lies else getattr(self._good, name)


@pytest.mark.parametrize("name", YUV)
def test_the_luminance_is_what_is_read(name):
    assert np.array_equal(frame_of(video(name)).grey(), RAMP)


@pytest.mark.parametrize("name", YUV)
def test_the_whole_picture_is_as_qt_shows_it(qapp, name):
    ours, qts = frame_of(video(name)).image(), video(name).toImage()
    assert ours.size() == qts.size()
    for place in ((3, 5), (60, 40)):
        assert abs(ours.pixelColor(*place).green() - qts.pixelColor(*place).green()) <= 3


@pytest.mark.parametrize("name", YUV)
@pytest.mark.parametrize(("width", "shown"), [(64, 64), (40, 64), (32, 32), (20, 21), (1, 8)])
def test_a_preview_is_smaller_by_a_whole_number_and_no_narrower_than_its_view(name, width, shown):
    preview = frame_of(video(name)).preview(width)
    assert abs(preview.width() - shown) <= 1
    assert preview.height() == pytest.approx(preview.width() * 48 / 64, abs=2)


@pytest.mark.parametrize("name", YUV)
def test_odd_sizes_lose_a_pixel_at_most(name):
    frame = frame_of(video(name, RAMP[:47, :63]))
    assert frame.grey().shape[0] == 47
    assert abs(frame.image().width() - 63) <= 1


def test_a_frame_in_colours_becomes_grey_and_picture(qapp):
    image = QImage(64, 48, QImage.Format.Format_RGB32)
    image.fill(QColor(120, 120, 120))
    frame = frame_of(QVideoFrame(image))
    assert frame.grey().shape == (48, 64)
    assert set(frame.grey().ravel()) == {120}
    assert frame.image().pixelColor(3, 3).name() == "#787878"


def jpeg_driver(content, width=64, height=48):
    return Driver(
        isValid=True, width=width, height=height, pixelFormat=Pixel.Format_Jpeg, map=True, unmap=None,
        bits=memoryview(content), bytesPerLine=len(content),
    )  # fmt: skip


JPEG = cv2.imencode(".jpg", RAMP, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()


def test_a_camera_that_sends_jpeg_is_read_and_shown():
    frame = frame_of(jpeg_driver(JPEG))
    assert np.abs(frame.grey().astype(int) - RAMP).max() < 12
    assert (frame.image().width(), frame.preview(20).width()) == (64, 32)


def test_a_jpeg_of_another_size_than_the_frame_is_none():
    assert frame_of(jpeg_driver(JPEG, width=640, height=480)) is None
    assert frame_of(jpeg_driver(b"not a picture")) is None


def test_a_jpeg_whose_pixels_are_lost_is_empty_and_no_crash():
    frame = frame_of(jpeg_driver(JPEG[: JPEG.index(b"\xff\xda") + 20]))
    assert frame.grey().size in {0, RAMP.size}  # OpenCV fills in what is missing, or gives up
    assert frame.preview(64).width() in {0, 64}


def failing(*_):
    raise RuntimeError("the device is gone")


@pytest.mark.parametrize(
    "lies",
    [
        {"isValid": False},
        {"width": 1, "height": 1},
        {"width": 20_000},
        {"width": -1},
        {"map": False},
        {"bytesPerLine": 7},
        {"bytesPerLine": -64},
        {"bytesPerLine": 100_000},
        {"bits": memoryview(b"")},
        {"bits": None},
        {"height": 4000},
    ],
)
def test_a_frame_that_does_not_add_up_is_none(lies):
    assert frame_of(Driver(**lies)) is None


def test_a_driver_that_fails_while_its_memory_is_read_gives_no_frame():
    driver = Driver()
    driver.bits = failing
    assert frame_of(driver) is None


def test_nothing_at_all_is_no_frame():
    assert frame_of(QVideoFrame()) is None
    tiny = QImage(8, 8, QImage.Format.Format_RGB32)
    assert frame_of(QVideoFrame(tiny)) is None
