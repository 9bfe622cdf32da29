"""The left of the screen: sources of reads, the picture with its boxes, the last result, the code field."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from packtrail.ui.camera.live_view import LiveView
from packtrail.ui.intake.results import EntryState
from packtrail.ui.intake.state import IntakeState
from packtrail.ui.intake.view_tools import ViewTools
from packtrail.ui.intake.without_code_form import WithoutCodeForm
from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.icons import icon
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.code_field import CodeField
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.result_band import Result, ResultBand
from packtrail.wording import Wording

KEYS = {"picture": "Ctrl+O", "folder": "Ctrl+D", "camera": "F12", "without_code": "F11"}
_ICONS = {"picture": "picture", "folder": "folder", "camera": "camera", "without_code": "warn"}


class _View(LiveView):
    """The picture takes what room is left: the words around it are never pushed out of the window."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """No more than it needs."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A strip of a picture rather than a screen that scrolls."""
        look = current_look()
        return QSize(look.px(240), look.px(130))


class PictureSide(QWidget):
    """Draws the reading half of an IntakeState."""

    source_asked = Signal(str)  # picture, folder, camera, without_code

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self.view = _View()
        self.tools = ViewTools(wording)
        self.band = ResultBand(wording)
        self.entry = CodeField(wording)
        self.form = WithoutCodeForm(wording)
        self._prompt, self._activity = QLabel(), QLabel()
        self._buttons = {name: RefusableButton() for name in KEYS}
        self._sources = FlowLayout()
        self._camera_on = False
        self._has_picture = False
        self._result: Result | None = None
        self._wording = wording
        for name, button in self._buttons.items():
            button.answer_to(f"intake.{name}", KEYS[name])
            button.clicked.connect(lambda _=False, name=name: self.source_asked.emit(name))
            self._sources.addWidget(button)
        mark(self._prompt, role="secondary")
        mark(self._activity, role="hint")
        self._lay_out()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: IntakeState) -> None:
        """Show the band, the code field and the form."""
        self._show_result(state.result)
        self._show_entry(state.entry)
        self.form.setVisible(state.without_code is not None)
        for part in (self.band, self.entry):
            part.setVisible(state.without_code is None)
        self._prompt.setVisible(state.without_code is None and not state.entry.is_second)
        if state.without_code is not None:
            no_view = None if self._has_picture else self._wording.say("intake.without_code.no_view")
            self.form.show_state(state.without_code, no_view)

    def view_width(self) -> int:
        """How many pixels of the screen the view is wide."""
        return round(self.view.width() * self.view.devicePixelRatioF())

    def show_camera(self, *, is_on: bool, refusal: str | None) -> None:
        """Whether the camera runs, or why it can't."""
        self._camera_on = is_on
        self._show_tools()
        self._buttons["camera"].set_refusal(refusal)
        self._say_buttons()

    def show_activity(self, sentence: str) -> None:
        """What is being read, empty when nothing is."""
        self._activity.setText(sentence)
        self._activity.setVisible(bool(sentence))

    def say_empty(self, sentence: str) -> None:
        """What the view says without a picture."""
        self.view.show_placeholder(self._wording.say("intake.sources.view"), sentence)

    def has_picture(self, *, is_there: bool) -> None:
        """Whether there is a picture in view."""
        if is_there != self._has_picture:
            self._has_picture = is_there
            self._show_tools()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._wording = wording
        for part in (self.band, self.entry, self.form, self.tools):
            part.retranslate(wording)
        self._say_buttons()
        self.say_empty(wording.say("intake.sources.empty"))

    def _show_result(self, result: Result | None) -> None:
        """Only what is new is shown, since showing it has it spoken."""
        if result is None:
            self.band.wait(self._wording)
        elif result != self._result:
            self.band.show_result(result)
        self._result = result

    def _show_tools(self) -> None:
        self.tools.setVisible(self._camera_on or self._has_picture)

    def _show_entry(self, state: EntryState) -> None:
        self._prompt.setText(state.prompt)
        self.entry.show_message(state.tone, state.prompt if state.is_second else "", state.marked)

    def _say_buttons(self) -> None:
        for name, button in self._buttons.items():
            spoken = "camera_off" if name == "camera" and self._camera_on else name
            word = self._wording.say(f"intake.sources.{spoken}")
            button.setText(f"{word}  {KEYS[name]}")
            button.setAccessibleName(word)
        self._restyle(current_look())

    def _lay_out(self) -> None:
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._sources)
        self._column.addWidget(self.view, 1)
        self._column.addWidget(self.tools)
        self._column.addWidget(self._activity)
        self._column.addWidget(self.band)
        self._column.addWidget(self._prompt)
        self._column.addWidget(self.entry)
        self._column.addWidget(self.form)
        for part in (self._activity, self.tools):
            part.hide()

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
        for name, button in self._buttons.items():
            button.setIconSize(QSize(look.px(20), look.px(20)))
            button.setIcon(icon(_ICONS[name], look.colour("ink_2"), look.px(20)))
