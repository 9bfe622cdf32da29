"""Joins the camera's card with the camera: it runs only while somebody looks."""

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from packtrail.ui.camera.camera_desk import CameraDesk
from packtrail.ui.camera.preview import Preview
from packtrail.ui.ports import FrameSource
from packtrail.ui.settings.camera_panel import ANY, CameraPanel, CameraState, chosen_as
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.camera_choices import Crop
from packtrail.wording import Wording


class CameraSettings(QObject):
    """The camera's part of the settings. Make it on the GUI thread."""

    def __init__(
        self, cameras: CameraDesk, camera: FrameSource | None, workers: GuiWorkers, wording: Wording
    ) -> None:
        super().__init__()
        self.panel = CameraPanel(wording)
        self._cameras, self._camera = cameras, camera
        self._is_on, self._trouble = False, ""
        self._preview = Preview(workers, self._view_width)
        self._preview.made.connect(self._show)
        self.panel.look_asked.connect(self._toggle)
        self.panel.chosen.connect(self._choose)
        self.panel.view.crop_drawn.connect(self._crop)
        cameras.changed.connect(self.refresh)
        if camera is not None:
            camera.frame_arrived.connect(self._frame)
            camera.failed.connect(self._failed)
        self.refresh()

    def stop(self) -> None:
        """Nobody looks any more."""
        if self._is_on and self._camera is not None:
            self._camera.stop()
            self._preview.stop()
        self._is_on, self._trouble = False, ""
        self.panel.view.show_image(QImage())
        self.refresh()

    def refresh(self) -> None:
        """Show what is there now."""
        self.panel.render_state(
            CameraState(
                cameras=tuple((info.camera_id, info.name) for info in self._cameras.cameras),
                chosen=self._cameras.chosen,
                abilities=self._cameras.abilities,
                choices=self._cameras.choices,
                is_on=self._is_on,
                trouble=self._trouble,
                has_cameras=self._camera is not None,
            )
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.panel.retranslate(wording)

    def _toggle(self) -> None:
        if self._is_on:
            self.stop()
        elif self._camera is not None:
            self._is_on = True
            self._camera.start()
            self.refresh()

    def _choose(self, name: str, key: str) -> None:
        if name == "camera":
            self._cameras.choose(None if key == ANY else key)
        else:
            self._cameras.change(chosen_as(self._cameras.choices, name, key))

    def _crop(self, crop: Crop | None) -> None:
        self._cameras.set_crop(crop)

    def _frame(self, frame: Any) -> None:
        if not self._is_on:
            return
        if self._trouble:
            self._trouble = ""
            self.refresh()
        self._preview.offer(frame)

    def _show(self, image: QImage, size: tuple[int, int]) -> None:
        if self._is_on:
            self.panel.view.show_image(image, size)

    def _failed(self, what: str) -> None:
        if self._is_on:
            self._trouble = what
            self.panel.view.show_image(QImage())
            self.refresh()

    def _view_width(self) -> int:
        view = self.panel.view
        return round(view.width() * view.devicePixelRatioF())
