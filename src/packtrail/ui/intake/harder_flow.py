"""A label that isn't read: read the held picture with everything there is, or keep it as a report.

Both take what is in view, the crop box too. Reading goes on for seconds on the lane of the camera's frames,
says how long already, and ends at once with Esc; meanwhile the view stands still at the picture being read.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtCore import QDir, QElapsedTimer, QObject, QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog

from packtrail.domain.errors import OutletError
from packtrail.domain.moments import to_moment
from packtrail.domain.unit import Unit
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.camera_flow import CameraFlow
from packtrail.ui.intake.label_reader import PictureRead, live_units
from packtrail.ui.intake.reading_flow import ReadingFlow
from packtrail.ui.ports import Frame
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import is_lost
from packtrail.usecases.read_label import LabelReading, Unread

_TOLD_EVERY_MS = 500
_SECOND_MS = 1000


class HarderFlow(QObject):
    """Joins the two tools beside the view."""

    def __init__(self, bench: Bench, reading: ReadingFlow, camera: CameraFlow) -> None:
        super().__init__()
        self._bench, self._reading, self._camera = bench, reading, camera
        self._stop: Event | None = None  # of the reading under way
        self._at_work: Future[Any] | None = None
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setInterval(_TOLD_EVERY_MS)
        self._timer.timeout.connect(self._say_progress)

    @property
    def is_busy(self) -> bool:
        """Whether a picture is being read with everything there is."""
        return self._stop is not None

    def begin(self) -> None:
        """Read what is in view with everything there is."""
        if self._stop is not None:
            return
        frame = self._camera.hold()
        shown = self._reading.shown
        if frame is not None:
            size, file = frame.size, None
        elif shown is not None:
            size, file, frame = shown.reading.size, shown.file, shown.frame
        else:
            self._bench.say(Tone.INFO, self._say("nothing_in_view"))
            return
        stop = self._stop = Event()
        self._since.start()
        self._timer.start()
        self._say_progress()
        self._at_work = self._bench.workers.run(
            self._bench.workers.decode,
            partial(self._read, file, frame, self._camera.crop_in(size), stop.is_set),
            done=partial(self._done, stop, file, frame),
            failed=self._refused,
        )

    def cancel(self) -> bool:
        """Read no further; whether anything was being read."""
        if self._stop is None:
            return False
        self._stop.set()
        self._end()
        return True

    def keep_why(self) -> None:
        """Keep what is in view, and what was made of it, where the operator says."""
        shown = self._reading.shown
        if shown is None:
            self._bench.say(Tone.INFO, self._say("nothing_in_view"))
            return
        advice, source = self._camera.advice, shown.file.name if shown.file else self._camera.source_name
        target = self._choose_target()
        if target is None:
            return
        unread = Unread(
            reading=shown.reading,
            source=source,
            is_live=shown.frame is not None,
            crop=self._camera.crop_in(shown.reading.size),
            advice=advice,
        )
        self._bench.workers.run(
            self._bench.workers.decode,
            partial(self._keep, target, unread, shown.file, shown.frame),
            done=self._kept,
            failed=self._bench.refuse,
        )

    def _read(
        self,
        file: Path | None,
        frame: Frame | None,
        crop: tuple[int, int, int, int] | None,
        cancelled: Callable[[], bool],
    ) -> tuple[LabelReading, dict[str, Unit]] | None:
        source: Any = file
        if frame is not None:
            source = frame.grey()
            if not source.size:
                return None
        if cancelled():
            return None
        reading = self._bench.acts.read_hard(source, crop=crop, cancelled=cancelled)
        codes = frozenset(found.code.text for found in reading.codes)
        return reading, live_units(self._bench.acts, codes)

    def _done(
        self,
        stop: Event,
        file: Path | None,
        frame: Frame | None,
        answer: tuple[LabelReading, dict[str, Unit]] | None,
    ) -> None:
        if stop.is_set() or stop is not self._stop:
            return
        self._end()
        if answer is None:
            return
        reading, live = answer
        shown = self._reading.shown
        found = PictureRead(
            key=self._bench.acts.new_id(),
            reading=reading,
            live=live,
            file=file,
            frame=frame,
            fresh=frozenset(found.code.text for found in reading.codes),
        )
        if file is not None and shown is not None:
            found = replace(found, image=shown.image)
        self._reading.take_picture(found)

    def _refused(self, error: OutletError) -> None:
        self._end()
        self._bench.refuse(error)

    def _end(self) -> None:
        self._stop = None
        self._timer.stop()
        self._camera.go_on()
        self._bench.screen.left.show_activity("")

    def _say_progress(self) -> None:
        if is_lost(self._at_work):
            self._end()
            return
        seconds = self._since.elapsed() // _SECOND_MS
        self._bench.screen.left.show_activity(
            self._bench.wording.say("intake.harder.under_way", seconds=seconds)
        )

    def _choose_target(self) -> Path | None:
        stands = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = self._say("file_name", at=f"{to_moment(self._bench.acts.now()):%Y%m%d-%H%M%S}")
        file, _ = QFileDialog.getSaveFileName(
            self._bench.screen, self._say("keep_dialog"), QDir(stands).filePath(name), "Zip (*.zip)"
        )
        return Path(file) if file else None

    def _keep(self, target: Path, unread: Unread, file: Path | None, frame: Frame | None) -> Path:
        pixels = frame.pixels() if frame is not None else file
        return self._bench.acts.keep_why(target, unread, pixels)

    def _kept(self, target: Path) -> None:
        self._bench.say(Tone.OK, self._say("kept", file=target.name))

    def _say(self, name: str, **facts: str) -> str:
        return self._bench.wording.say(f"intake.harder.{name}", **facts)
