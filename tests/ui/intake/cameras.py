"""A camera in the test's hand, what it shows, and a reader that says what the test wants."""

from dataclasses import replace

import zxingcpp
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage, QPainter

from packtrail.devices.camera import Camera, CameraInfo, CameraSession, Waits
from packtrail.devices.frame_image import StillFrame
from packtrail.usecases.camera_choices import CameraAbilities
from packtrail.usecases.read_label import SeenSymbol, label_in

LABEL = CameraInfo("label", "Label camera")


class Session(CameraSession):
    def __init__(self, choices):
        super().__init__()
        self.choices = choices

    @property
    def abilities(self):
        return CameraAbilities(
            heights=(720, 1080), has_bias=True, shutter_s=(0.001, 0.1), has_fixed_focus=True, has_torch=True
        )

    def apply(self, choices):
        self.choices = choices

    def close(self):
        pass


class System(QObject):
    """One USB socket."""

    changed = Signal()

    def __init__(self):
        super().__init__()
        self.plugged, self.session = [LABEL], None

    def cameras(self):
        return tuple(self.plugged)

    def open(self, _camera_id, choices):
        self.session = Session(choices)
        return self.session

    def plug(self, *plugged):
        self.plugged = list(plugged)
        self.changed.emit()


def camera_and_socket(**waits):
    system = System()
    return Camera(system, Waits(**waits)), system


def scene(*codes, width=1280, height=720):
    """A frame that shows QR symbols of ``codes`` in rows of four."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0xFFB8B8B8)
    painter = QPainter(image)
    for at, code in enumerate(codes):
        drawn = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode).to_image(scale=5)
        pixels = memoryview(drawn).tobytes()
        rows, columns = memoryview(drawn).shape
        symbol = QImage(pixels, columns, rows, columns, QImage.Format.Format_Grayscale8)
        painter.fillRect(30 + at % 4 * 310, 20 + at // 4 * 235, columns + 40, rows + 40, 0xFFFFFFFF)
        painter.drawImage(50 + at % 4 * 310, 40 + at // 4 * 235, symbol)
    painter.end()
    return StillFrame(image)


def at(left, top, side=100.0):
    return ((left, top), (left + side, top), (left + side, top + side), (left, top + side))


class Reader:
    """Stands where the reader of a camera run stands; ``says`` is what the next frames give."""

    def __init__(self, tables):
        self.tables, self.says, self.seen, self.runs = tables, {}, [], 0

    def watch(self):
        self.runs += 1
        return self

    def see(self, frame, at_ms, crop=None):
        self.seen.append((frame.shape, at_ms, crop))
        says = self.says
        symbols = [
            SeenSymbol(
                text=text, format=says.get("format", "qr"), corners=at(200.0 + 150 * n, 200.0),
                engine="zxing", stage="plain", is_sure=says.get("is_sure", True),
            )
            for n, text in enumerate(says.get("texts", ()))
        ]  # fmt: skip
        reading = label_in(symbols, self.tables, size=(frame.shape[1], frame.shape[0]), elapsed_ms=9.0)
        return replace(reading, unread=says.get("unread", ()), hint=says.get("hint", ""))
