"""Which camera is looked through and how, for every screen alike; found again at the next start.

A source that is no camera - the pictures of a demonstration, a film - has a crop box too, for as long as
the window is open.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.ports import CameraDevice, CameraInfo
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.camera_choices import (
    CHOSEN,
    CameraAbilities,
    CameraChoices,
    Crop,
    choices_from,
    choices_text,
    setting_of,
)
from packtrail.usecases.ports import View

_KEPT_AFTER_MS = 400  # a slider that is drawn is written down once


class CameraDesk(QObject):
    """The choices of every camera that was met. ``start`` it once the ledger is open."""

    changed = Signal()  # cameras, what they can do, or what was chosen of them

    def __init__(self, acts: OutletActs, workers: GuiWorkers, device: CameraDevice | None) -> None:
        super().__init__()
        self._acts, self._workers, self._device = acts, workers, device
        self._chosen: str | None = None
        self._choices: dict[str, CameraChoices] = {}
        self._unkept: set[str] = set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEPT_AFTER_MS)
        self._timer.timeout.connect(self.keep)
        if device is not None:
            device.cameras_changed.connect(self._meet)
            device.abilities_changed.connect(self.changed)

    def start(self) -> None:
        """Find what was chosen."""
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, lambda view: view.setting(CHOSEN) or None),
            done=self._use,
            failed=self._nothing,
        )

    @property
    def cameras(self) -> tuple[CameraInfo, ...]:
        """What is plugged in."""
        return tuple(self._device.cameras()) if self._device is not None else ()

    @property
    def chosen(self) -> str | None:
        """The camera that was chosen; None takes whichever is there."""
        return self._chosen

    @property
    def abilities(self) -> CameraAbilities:
        """What the open camera lets be set."""
        return self._device.abilities if self._device is not None else CameraAbilities()

    @property
    def choices(self) -> CameraChoices:
        """How the camera of now is used."""
        return self._choices.get(self._current, CameraChoices())

    @property
    def crop(self) -> Crop | None:
        """Which part is read."""
        return self.choices.crop

    def choose(self, camera_id: str | None) -> None:
        """Look through ``camera_id`` from now on."""
        self._chosen = camera_id
        self._workers.run(
            self._workers.acts,
            partial(self._acts.remember, CHOSEN, camera_id or ""),
            done=lambda _: None,
            failed=self._nothing,
        )
        if self._device is not None:
            self._device.choose(camera_id)
        self.changed.emit()

    def change(self, choices: CameraChoices) -> None:
        """Use the camera of now so; written down a moment later."""
        current = self._current
        self._choices[current] = choices
        if self._device is not None and current:
            self._device.set_choices(current, choices)
            self._unkept.add(current)
            self._timer.start()
        self.changed.emit()

    def set_crop(self, crop: Crop | None) -> None:
        """Read only ``crop`` from now on."""
        self.change(replace(self.choices, crop=crop))

    def keep(self) -> None:
        """Write down what was changed, now."""
        self._timer.stop()
        for camera_id in sorted(self._unkept):
            text = choices_text(self._choices[camera_id])
            self._workers.run(
                self._workers.acts,
                partial(self._acts.remember, setting_of(camera_id), text),
                done=lambda _: None,
                failed=self._nothing,
            )
        self._unkept.clear()

    @property
    def _current(self) -> str:
        return (self._device.camera_id or "") if self._device is not None else ""

    def _use(self, chosen: str | None) -> None:
        self._chosen = chosen
        if self._device is not None and chosen is not None:
            self._device.choose(chosen)
        self._meet()

    def _meet(self) -> None:
        """Find what was chosen of cameras that were not there before."""
        new = [info.camera_id for info in self.cameras if info.camera_id not in self._choices]
        self.changed.emit()
        if new:
            self._workers.run(
                self._workers.reads,
                partial(self._acts.read, partial(_kept, tuple(new))),
                done=self._met,
                failed=self._nothing,
            )

    def _met(self, found: Mapping[str, CameraChoices]) -> None:
        for camera_id, choices in found.items():
            if camera_id not in self._choices and self._device is not None:
                self._choices[camera_id] = choices
                self._device.set_choices(camera_id, choices)
        self.changed.emit()

    def _nothing(self, _error: OutletError) -> None:
        """A choice that could not be read or kept is made again by hand; no label is lost by it."""


def _kept(camera_ids: tuple[str, ...], view: View) -> dict[str, CameraChoices]:
    return {camera_id: choices_from(view.setting(setting_of(camera_id))) for camera_id in camera_ids}
