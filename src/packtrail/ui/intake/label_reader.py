"""Reads picture files off the GUI thread, one after another, and looks their codes up."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from packtrail.domain.errors import OutletError
from packtrail.domain.unit import Unit
from packtrail.ui.acts import OutletActs
from packtrail.ui.ports import Frame
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.read_label import Corners, LabelReading

_LARGEST = 1600  # px of the longer side in view: enough for the eye, quick to draw


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRead:
    """One picture and what it says; corners are those of the whole picture, whatever size is shown."""

    key: str
    reading: LabelReading
    live: Mapping[str, Unit]
    image: QImage = field(default_factory=QImage)  # of a file, no larger than a screen needs
    file: Path | None = None  # None for a camera's frame
    frame: Frame | None = None  # the very frame that was read; None for a file
    fresh: frozenset[str] = frozenset()  # codes that were not in view just before

    def corners_of(self, code: str) -> tuple[Corners, ...]:
        """Where the symbols of ``code`` lie."""
        return tuple(
            symbol.corners
            for found in self.reading.codes
            if found.code.text == code
            for symbol in found.symbols
        )


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A picture that waits for its turn."""

    name: str
    make: Callable[[], Path]  # the file; decode lane


class LabelReader(QObject):
    """A queue of pictures."""

    reading = Signal(str, int)  # the file at work, how many wait behind it
    read = Signal(object)  # PictureRead
    failed = Signal(object, str)  # OutletError, the file
    idle = Signal()

    def __init__(self, acts: OutletActs, workers: GuiWorkers) -> None:
        super().__init__()
        self._acts, self._workers = acts, workers
        self._waiting: deque[_Waiting] = deque()
        self._busy = False

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being read or waits."""
        return self._busy or bool(self._waiting)

    def read_files(self, files: tuple[Path, ...]) -> None:
        """Read ``files`` one after another, behind those that wait."""
        self._waiting.extend(_Waiting(file.name, partial(_itself, file)) for file in files)
        self._next()

    def read_made(self, name: str, make: Callable[[], Path]) -> None:
        """Read the file that ``make`` makes on the decode lane, called ``name`` meanwhile."""
        self._waiting.append(_Waiting(name, make))
        self._next()

    def drop_waiting(self) -> int:
        """Read none of those that wait; how many they were."""
        count = len(self._waiting)
        self._waiting.clear()
        return count

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        self._busy = True
        waiting = self._waiting.popleft()
        self.reading.emit(waiting.name, len(self._waiting))
        self._workers.run(
            self._workers.decode,
            lambda: _read_file(self._acts, waiting.make()),
            done=lambda found: self._look_up(*found),
            failed=partial(self._refused, waiting.name),
        )

    def _look_up(self, image: QImage, reading: LabelReading, file: Path) -> None:
        codes = frozenset(found.code.text for found in reading.codes)
        found = PictureRead(
            key=self._acts.new_id(), image=image, reading=reading, live={}, file=file, fresh=codes
        )
        if not codes:
            self._finish(found)
            return
        self._workers.run(
            self._workers.reads,
            partial(live_units, self._acts, codes),
            done=lambda live: self._finish(replace(found, live=live)),
            failed=partial(self._refused, file.name),
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


def live_units(acts: OutletActs, codes: frozenset[str]) -> dict[str, Unit]:
    """Those of ``codes`` that are here or on the road already."""
    return {code: unit for code in sorted(codes) if (unit := acts.live_unit(code))}


def _itself(file: Path) -> Path:
    return file


def _read_file(acts: OutletActs, file: Path) -> tuple[QImage, LabelReading, Path]:
    reading = acts.read_label(file)
    image = _shown(file, is_turned=True)
    if _lies_across(image.size(), reading.size):
        image = _shown(file, is_turned=False)
    return image, reading, file


def _shown(file: Path, *, is_turned: bool) -> QImage:
    """The picture no larger than a screen needs; JPEG is made smaller while it is decoded."""
    reader = QImageReader(str(file))
    reader.setAutoTransform(is_turned)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if max(size.width(), size.height()) > _LARGEST:
        reader.setScaledSize(size.scaled(_LARGEST, _LARGEST, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _lies_across(shown: QSize, read: tuple[int, int]) -> bool:
    """Whether the picture is shown lying where it was read standing, or the other way about."""
    return (shown.width() > shown.height()) != (read[0] > read[1]) and shown.width() != shown.height()
