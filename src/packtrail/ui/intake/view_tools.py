"""What can be done with the picture in view: limit what is read, read harder, light, keep why it failed.

One row where it can: with less room the keys are said on hover only, since a second row costs the picture.
"""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from packtrail.ui.theme.appearance import current_look
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

TOOL_KEYS = {"crop": "Ctrl+B", "harder": "Ctrl+G", "torch": "Ctrl+L", "why": "Ctrl+J"}
_GAP = 8  # px at 100 % between buttons


class ViewTools(QWidget):
    """A row of buttons; each is there only while it can do something."""

    asked = Signal(str)  # crop, harder, torch, why

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._has_crop, self._is_lit = False, False
        self._words: dict[str, str] = {}
        self._buttons = {name: RefusableButton() for name in TOOL_KEYS}
        row = FlowLayout(self, gap=_GAP)
        for name, button in self._buttons.items():
            button.answer_to(f"intake.{name}", TOOL_KEYS[name])
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
        spoken = {
            "crop": "crop_off" if self._has_crop else "crop",
            "torch": "torch_off" if self._is_lit else "torch",
        }
        for name, button in self._buttons.items():
            word = self._words[name] = wording.say(f"intake.tools.{spoken.get(name, name)}")
            button.setAccessibleName(word)
            button.setToolTip(f"{word}  {TOOL_KEYS[name]}")
        self._fit()

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """With the keys where there is room."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = [name for name, button in self._buttons.items() if not button.isHidden()]
        self._say(with_keys=True)
        needed = sum(self._buttons[name].sizeHint().width() for name in shown)
        if needed + current_look().px(_GAP) * (len(shown) - 1) > self.width():
            self._say(with_keys=False)

    def _say(self, *, with_keys: bool) -> None:
        for name, button in self._buttons.items():
            words = f"{self._words[name]}  {TOOL_KEYS[name]}" if with_keys else self._words[name]
            if button.text() != words:
                button.setText(words)
