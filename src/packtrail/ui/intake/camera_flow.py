"""The camera at the intake: switched on and off, shown, read, cropped, lit; a film runs as one does."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from packtrail.ui.camera.camera_desk import CameraDesk
from packtrail.ui.camera.live_view import MIDDLE
from packtrail.ui.camera.preview import Preview
from packtrail.ui.camera.steady_hint import SteadyHint
from packtrail.ui.intake.bench import Bench
from packtrail.ui.intake.reading_flow import ReadingFlow
from packtrail.ui.ports import Film, Frame, FrameSource
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.camera_choices import Crop, crop_px
from packtrail.usecases.read_label import LabelReading

Films = Callable[[Path], Film]


class CameraFlow(QObject):
    """Joins the source of frames with the view and the reader."""

    def __init__(
        self, bench: Bench, reading: ReadingFlow, cameras: CameraDesk | None, films: Films | None
    ) -> None:
        super().__init__()
        self._bench, self._reading, self._cameras, self._films = bench, reading, cameras, films
        self._camera: FrameSource | None = None
        self._film: FrameSource | None = None
        self._is_on = False
        self._is_held = False
        self._trouble = ""  # what was said last of the camera
        self._crop: Crop | None = None  # of a source that isn't remembered
        self._hint = SteadyHint()
        self._newest: Frame | None = None
        self._preview = Preview(bench.workers, bench.screen.left.view_width)
        self._preview.made.connect(self._show)
        reading.frame_seen.connect(self._seen)
        bench.screen.left.view.crop_drawn.connect(self.set_crop)
        if cameras is not None:
            cameras.changed.connect(self.show_state)

    @property
    def is_on(self) -> bool:
        """Whether a camera or a film runs."""
        return self._is_on

    @property
    def source_name(self) -> str:
        """What is looked through."""
        return str(getattr(self._source, "name", ""))

    @property
    def newest(self) -> Frame | None:
        """The newest frame of what runs."""
        return self._newest if self._is_on else None

    @property
    def advice(self) -> str:
        """The hint that is shown; empty without."""
        return self._hint.shown

    @property
    def crop(self) -> Crop | None:
        """Which part is read."""
        return self._cameras.crop if self._cameras is not None else self._crop

    def crop_in(self, size: tuple[int, int]) -> tuple[int, int, int, int] | None:
        """The same in pixels of a picture of ``size``."""
        return crop_px(self.crop, size) if self.crop else None

    def use(self, camera: FrameSource | None) -> None:
        """Look through ``camera`` from now on; None when there is none."""
        self.stop()
        if self._camera is not None:
            self._part(self._camera)
        self._camera = camera
        if camera is not None:
            self._join(camera)
        self.show_state()

    def toggle(self) -> None:
        """On or off."""
        if self._is_on:
            self.stop()
        elif self._camera is not None:
            self._begin(self._camera)
        self.show_state()

    def play(self, file: Path) -> None:
        """Run a film, once."""
        if self._films is None:
            return
        self.stop()
        film = self._films(file)
        self._film = film
        self._join(film)
        film.ended.connect(self._film_ended)
        self._begin(film)
        self.show_state()

    def stop(self) -> None:
        """Let the camera rest."""
        if self._source is not None and self._is_on:
            self._source.stop()
        film, self._film = self._film, None
        if film is not None:
            self._part(film)
        self._is_on, self._is_held, self._newest = False, False, None
        self._preview.stop()
        self._reading.begin_run()
        self._say_hint(SteadyHint())

    def hold(self) -> Frame | None:
        """The view stands still at the newest frame; None when nothing runs."""
        frame = self.newest
        self._is_held = frame is not None
        if frame is not None:
            self._preview.stop()
            self._bench.screen.show_frame(frame.image(), frame.size)
            self._say_hint(SteadyHint())
        return frame

    def go_on(self) -> None:
        """The view moves again."""
        self._is_held = False

    def set_crop(self, crop: Crop | None) -> None:
        """Read only ``crop`` from now on; None for the whole picture."""
        if self._cameras is not None:
            self._cameras.set_crop(crop)
        else:
            self._crop = crop
            self.show_state()

    def toggle_crop(self) -> None:
        """A box in the middle, to be moved by the arrows; or none again."""
        if self.crop is not None:
            self.set_crop(None)
            self._bench.screen.focus_code()
        else:
            self.set_crop(MIDDLE)
            self._bench.screen.left.view.setFocus()

    def toggle_torch(self) -> None:
        """The camera's own light."""
        if self._cameras is not None:
            choices = self._cameras.choices
            self._cameras.change(replace(choices, torch=not choices.torch))

    def show_state(self) -> None:
        """Say what runs and what can be pressed."""
        left, w = self._bench.screen.left, self._bench.wording
        refusal = None if self._camera is not None else w.say("intake.sources.no_camera")
        left.show_camera(is_on=self._is_on, refusal=refusal)
        left.say_empty(w.say(f"intake.sources.{'waiting' if self._is_on else 'empty'}"))
        left.view.show_crop(self.crop)
        has_torch = self._is_on and self._cameras is not None and self._cameras.abilities.has_torch
        is_lit = self._cameras is not None and self._cameras.choices.torch
        left.tools.show_camera(has_crop=self.crop is not None, has_torch=has_torch, is_lit=is_lit)

    def retranslate(self) -> None:
        """Say everything in another language."""
        self.show_state()
        self._say_hint(self._hint)

    @property
    def _source(self) -> FrameSource | None:
        return self._film or self._camera

    def _join(self, source: FrameSource) -> None:
        source.frame_arrived.connect(self._frame)
        source.failed.connect(self._failed)

    def _part(self, source: FrameSource) -> None:
        source.frame_arrived.disconnect(self._frame)
        source.failed.disconnect(self._failed)

    def _begin(self, source: FrameSource) -> None:
        self._is_on = True
        self._trouble = ""
        self._reading.begin_run()
        self._bench.screen.show_picture(QImage(), ())
        source.start()

    def _frame(self, frame: Any) -> None:
        if not self._is_on:
            return
        if self._trouble:
            self._trouble = ""
            self._bench.hush()
        if self._is_held:
            return
        self._newest = frame
        self._preview.offer(frame)
        self._reading.offer_frame(frame, self.crop)

    def _show(self, image: QImage, size: tuple[int, int]) -> None:
        if self._is_on and not self._is_held:
            self._bench.screen.show_frame(image, size)

    def _seen(self, reading: LabelReading, at_ms: float) -> None:
        if self._is_on and not self._is_held:
            self._say_hint(self._hint.after("" if reading.codes else reading.hint, at_ms))

    def _say_hint(self, hint: SteadyHint) -> None:
        self._hint = hint
        sentence = self._bench.wording.say(f"scan.hint.{hint.shown}") if hint.shown else ""
        self._bench.screen.left.view.show_hint(sentence)

    def _failed(self, what: str) -> None:
        if not self._is_on:
            return
        self._trouble = what
        name = self.source_name
        self._bench.say(Tone.WARN, self._bench.wording.say(f"frame.camera_failure.{what}", file=name))
        self._newest = None
        if self._film is not None:
            self._end_film()

    def _film_ended(self) -> None:
        self._bench.say(Tone.INFO, self._bench.wording.say("intake.sources.film_ended"))
        self._end_film()

    def _end_film(self) -> None:
        self.stop()
        self.show_state()
