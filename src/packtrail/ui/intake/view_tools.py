"""What can be done with the picture in view: limit what is read, read harder, light, keep why it failed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

TOOL_KEYS = {"crop": "Ctrl+B", "harder": "Ctrl+G", "torch": "Ctrl+L", "why": "Ctrl+J"}


class ViewTools(QWidget):
    """A row of buttons; each is there only while it can do something."""

    asked = Signal(str)  # crop, harder, torch, why

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._has_crop, self._is_lit = False, False
        self._buttons = {name: RefusableButton() for name in TOOL_KEYS}
        row = FlowLayout(self)
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            row.addWidget(button)
        self._buttons["torch"].hide()
        self.retranslate(wording)

    def button(self, name: str) -> RefusableButton:
        """One of them."""
        return self._buttons[name]

    def show_camera(self, *, has_crop: bool, has_torch: bool, is_lit: bool) -> None:
        """Whether only a part is read, and whether the camera has a light, and it is on."""
        self._has_crop, self._is_lit = has_crop, is_lit
        self._buttons["torch"].setVisible(has_torch)
        self.retranslate(self._wording)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        words = {
            "crop": "crop_off" if self._has_crop else "crop",
            "torch": "torch_off" if self._is_lit else "torch",
        }
        for name, button in self._buttons.items():
            word = wording.say(f"intake.tools.{words.get(name, name)}")
            button.setText(f"{word}  {TOOL_KEYS[name]}")
            button.setAccessibleName(word)
            button.setShortcut(TOOL_KEYS[name])
