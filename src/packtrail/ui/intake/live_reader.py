"""Reads a running camera: the newest frame on the decode lane, and what came into view looked up."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.unit import Unit
from packtrail.ui.acts import LabelWatch, OutletActs
from packtrail.ui.intake.in_view import InView
from packtrail.ui.intake.label_reader import PictureRead, live_units
from packtrail.ui.newest import Newest
from packtrail.ui.ports import Frame
from packtrail.ui.workers import GuiWorkers, is_lost
from packtrail.usecases.camera_choices import Crop, crop_px
from packtrail.usecases.read_label import LabelReading


def now_ms() -> float:
    """A clock that never runs backwards."""
    return time.monotonic() * 1000


@dataclass(frozen=True, slots=True)
class _Job:
    frame: Frame
    crop: Crop | None
    at_ms: float


class LiveReader(QObject):
    """One camera's frames in, what they say out."""

    seen = Signal(object, float)  # PictureRead of every frame that was read; when it came
    read = Signal(object)  # PictureRead with codes to be taken or asked, looked up
    failed = Signal(object, str)  # OutletError

    def __init__(
        self, acts: OutletActs, workers: GuiWorkers, clock: Callable[[], float] | None = None
    ) -> None:
        super().__init__()
        self._acts, self._workers, self._clock = acts, workers, clock or now_ms
        self._watch: LabelWatch | None = None
        self._run = 0  # of the camera; what an earlier run saw is not told any more
        self._newest: Newest[_Job] = Newest()
        self._in_view = InView({})
        self._looking_up = 0
        self._at_work: Future[LabelReading | None] | None = None

    @property
    def is_busy(self) -> bool:
        """Whether something that was read is on its way to its card."""
        return self._looking_up > 0

    @property
    def is_reading(self) -> bool:
        """Whether a frame is being read."""
        return self._newest.is_working

    def begin(self) -> None:
        """A camera starts: what it shows is new, and nothing is known of it."""
        self._run += 1
        self._watch = None
        self._in_view = InView({})
        self._newest.forget()

    def offer(self, frame: Frame, crop: Crop | None) -> None:
        """Read ``frame``, or the one that comes after it."""
        if is_lost(self._at_work):
            self._newest.begin_anew()
        self._read(self._newest.offer(_Job(frame, crop, self._clock())))

    def _read(self, job: _Job | None) -> None:
        if job is None:
            return
        if self._watch is None:
            self._watch = self._acts.watch_labels()
        self._at_work = self._workers.run(
            self._workers.decode,
            partial(_see, self._watch, job),
            done=partial(self._saw, self._run, job),
            failed=self._refused,
        )

    def _saw(self, run: int, job: _Job, reading: LabelReading | None) -> None:
        if run == self._run and reading is not None:
            codes = {found.code.text: found.is_sure for found in reading.codes}
            self._in_view, fresh = self._in_view.saw(codes, job.at_ms)
            found = PictureRead(
                key=self._acts.new_id(), frame=job.frame, reading=reading, live={}, fresh=fresh
            )
            self.seen.emit(found, job.at_ms)
            if fresh:
                self._look_up(found)
        self._read(self._newest.finished())

    def _look_up(self, found: PictureRead) -> None:
        self._looking_up += 1
        self._workers.run(
            self._workers.reads,
            partial(live_units, self._acts, found.fresh),
            done=partial(self._found, found),
            failed=self._not_found,
        )

    def _found(self, found: PictureRead, live: dict[str, Unit]) -> None:
        self._looking_up -= 1
        self.read.emit(replace(found, live=live))

    def _not_found(self, error: OutletError) -> None:
        self._looking_up -= 1
        self.failed.emit(error, "")

    def _refused(self, error: OutletError) -> None:
        self.failed.emit(error, "")
        self._read(self._newest.finished())


def _see(watch: LabelWatch, job: _Job) -> LabelReading | None:
    """What the frame says; None where its bytes make no picture."""
    grey = job.frame.grey()
    if not grey.size:
        return None
    height, width = grey.shape[:2]
    return watch.see(grey, job.at_ms, crop_px(job.crop, (width, height)) if job.crop else None)
