"""The status strip at the foot of every screen; each item opens what it speaks of."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from packtrail.ui.frame.strip_state import StripItem, StripState, strip_items
from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.icons import icon
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

# what stands well shows a tick beside its word, what doesn't its own warning
_TONE_MARKS = {Tone.OK: "check", Tone.WARN: "warn", Tone.DANGER: "danger", Tone.INFO: "info"}

_CALM = {Tone.QUIET, Tone.OK}
_SHORTENED = ("clock", "camera", "scanner", "operator", "destination", "unsent")  # the first of them first


class Strip(QWidget):
    """Draws a StripState."""

    clicked = Signal(str)  # the name of an item

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state = StripState()
        self._row = FlowLayout(self, gap=4)
        self._buttons: dict[str, RefusableButton] = {}
        self._items: tuple[StripItem, ...] = ()
        mark(self, role="strip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: StripState) -> None:
        """Show ``state``."""
        self._state = state
        self._items = strip_items(state, self._wording)
        for item in self._items:
            self._show(item)
        self._fit()

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """Always one row."""
        super().resizeEvent(event)
        self._fit()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.setAccessibleName(wording.say("frame.strip.name"))
        self.render_state(self._state)

    def _fit(self) -> None:
        """What stands well keeps only its sign where the row is short; a press still opens it."""
        for item in self._items:
            self._say(item, is_short=False)
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        for item in sorted(
            self._items, key=lambda item: (item.tone not in _CALM, _SHORTENED.index(item.name))
        ):
            if self._row.sizeHint().width() - margins.left() - margins.right() <= room:
                return
            self._say(item, is_short=True)

    def _say(self, item: StripItem, *, is_short: bool) -> None:
        button = self._buttons[item.name]
        button.setText("" if is_short else item.sentence)
        button.setToolTip(item.sentence if is_short else "")

    def _show(self, item: StripItem) -> None:
        if item.name not in self._buttons:
            self._buttons[item.name] = self._button(item.name)
        button = self._buttons[item.name]
        look = current_look()
        colour = look.tone(item.tone)
        button.setAccessibleName(item.sentence)
        button.setIcon(icon(_TONE_MARKS.get(item.tone, item.icon), colour, look.px(16)))
        button.setIconSize(QSize(look.px(16), look.px(16)))
        mark(button, tone="" if item.tone in {Tone.QUIET, Tone.OK} else item.tone.value)

    def _button(self, name: str) -> RefusableButton:
        button = RefusableButton(role="strip_item")
        button.clicked.connect(lambda: self.clicked.emit(name))
        self._row.addWidget(button)
        return button

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(8), look.px(2), look.px(8), look.px(2))
        for item in self._items:
            self._show(item)
        self._fit()
