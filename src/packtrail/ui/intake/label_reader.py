"""Reads picture files and camera frames off the GUI thread, one at a time, and looks their codes up."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from packtrail.domain.errors import OutletError
from packtrail.domain.unit import Unit
from packtrail.ui.acts import OutletActs
from packtrail.ui.ports import Frame
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.read_label import LabelReading, SeenSymbol

_LARGEST = 1600  # px of the longer side in view: enough for the eye, quick to draw
_FORGOTTEN_AFTER = 10  # frames without a code before it counts as shown again


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRead:
    """One picture and what it says; ``reading`` refers to ``image`` as it is."""

    key: str
    image: QImage
    reading: LabelReading
    live: Mapping[str, Unit]
    file: Path | None = None  # None for a camera's frame
    fresh: frozenset[str] = frozenset()  # codes that were not in view just before


@dataclass(frozen=True, slots=True)
class InView:
    """Which codes the camera sees, so that a label held still is one read and not fifty."""

    last_seen: Mapping[str, int]
    frame: int = 0

    def saw(self, codes: frozenset[str]) -> tuple["InView", frozenset[str]]:
        """After a frame with ``codes``: the view, and those that came into it."""
        here = {code: at for code, at in self.last_seen.items() if self.frame - at < _FORGOTTEN_AFTER}
        seen = {**here, **dict.fromkeys(codes, self.frame + 1)}
        return InView(seen, self.frame + 1), codes - here.keys()


class LabelReader(QObject):
    """A queue of pictures, and the newest frame."""

    reading = Signal(str, int)  # the file at work, how many wait behind it
    read = Signal(object)  # PictureRead
    failed = Signal(object, str)  # OutletError, the file
    idle = Signal()

    def __init__(self, acts: OutletActs, workers: GuiWorkers) -> None:
        super().__init__()
        self._acts, self._workers = acts, workers
        self._waiting: deque[Path] = deque()
        self._busy = False
        self._in_view = InView({})

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being read or waits."""
        return self._busy or bool(self._waiting)

    def read_files(self, files: tuple[Path, ...]) -> None:
        """Read ``files`` one after another, behind those that wait."""
        self._waiting.extend(files)
        self._next()

    def offer_frame(self, frame: Frame) -> None:
        """Read ``frame``, unless one is being read: the next will do."""
        if self._busy:
            return
        self._busy = True
        self._workers.run(
            self._workers.decode,
            lambda: (frame.image(), self._acts.read_frame(frame.grey())),
            done=lambda found: self._look_up(*found, None),
            failed=partial(self._refused, ""),
        )

    def forget_view(self) -> None:
        """The camera was put away: what it shows next is new."""
        self._in_view = InView({})

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        file = self._waiting.popleft()
        self.reading.emit(file.name, len(self._waiting))
        self._workers.run(
            self._workers.decode,
            lambda: _read_file(self._acts, file),
            done=lambda found: self._look_up(*found, file),
            failed=partial(self._refused, file.name),
        )

    def _look_up(self, image: QImage, reading: LabelReading, file: Path | None) -> None:
        codes = frozenset(found.code.text for found in reading.codes)
        fresh = codes
        if file is None:
            self._in_view, fresh = self._in_view.saw(codes)
        found = PictureRead(
            key=self._acts.new_id(), image=image, reading=reading, live={}, file=file, fresh=fresh
        )
        if not fresh:
            self._finish(found)
            return
        self._workers.run(
            self._workers.reads,
            lambda: {code: unit for code in sorted(codes) if (unit := self._acts.live_unit(code))},
            done=lambda live: self._finish(replace(found, live=live)),
            failed=partial(self._refused, file.name if file else ""),
        )

    def _finish(self, found: PictureRead) -> None:
        self._busy = False
        self.read.emit(found)
        self._go_on()

    def _refused(self, name: str, error: OutletError) -> None:
        self._busy = False
        self.failed.emit(error, name)
        self._go_on()

    def _go_on(self) -> None:
        if self._waiting:
            self._next()
        elif not self._busy:
            self.idle.emit()


def _read_file(acts: OutletActs, file: Path) -> tuple[QImage, LabelReading]:
    reading = acts.read_label(file)
    reader = QImageReader(str(file))
    reader.setAutoTransform(True)
    image = reader.read()
    if image.size() != QSize(*reading.size) and image.size().transposed() == QSize(*reading.size):
        reader = QImageReader(str(file))
        reader.setAutoTransform(False)
        image = reader.read()
    return shown(image, reading)


def shown(image: QImage, reading: LabelReading) -> tuple[QImage, LabelReading]:
    """``image`` no larger than a screen needs, and ``reading`` with its corners there."""
    small = image
    if max(image.width(), image.height()) > _LARGEST:
        small = image.scaled(
            _LARGEST, _LARGEST, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
    if small.isNull() or (small.width(), small.height()) == reading.size:
        return small, reading
    return small, scaled(reading, small.width() / max(1, reading.size[0]), (small.width(), small.height()))


def scaled(reading: LabelReading, ratio: float, size: tuple[int, int]) -> LabelReading:
    """``reading`` with all corners multiplied by ``ratio``."""

    def smaller(symbol: SeenSymbol) -> SeenSymbol:
        first, second, third, fourth = ((x * ratio, y * ratio) for x, y in symbol.corners)
        return replace(symbol, corners=(first, second, third, fourth))

    return replace(
        reading,
        symbols=tuple(map(smaller, reading.symbols)),
        codes=tuple(replace(found, symbols=tuple(map(smaller, found.symbols))) for found in reading.codes),
        size=size,
    )
