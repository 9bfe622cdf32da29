"""Reporting by file, one's own and another PC's: three buttons and what came of them."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording

KEYS: Final = {"export": "Ctrl+Shift+O", "import": "Ctrl+Shift+I", "relay": "Ctrl+Shift+R"}


class FileCard(QFrame):
    """Export what is unanswered, import what was answered, carry on what another PC sealed."""

    export_asked = Signal()
    import_asked = Signal()
    relay_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._section, self._hint, self._result = Section(), text_label("", "hint"), Banner(wording)
        self._export, self._import, self._relay = RefusableButton(), RefusableButton(), RefusableButton()
        self._buttons = FlowLayout()
        for button, (name, key) in zip(self._all, KEYS.items(), strict=True):
            button.answer_to(f"sync.file_{name}", key)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._buttons.addWidget(button)
        self._section.body.addWidget(self._hint)
        self._section.body.addLayout(self._buttons)
        self._section.body.addWidget(self._result)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        self._export.clicked.connect(self.export_asked)
        self._import.clicked.connect(self.import_asked)
        self._relay.clicked.connect(self.relay_asked)
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    @property
    def _all(self) -> tuple[RefusableButton, ...]:
        return (self._export, self._import, self._relay)

    def show_busy(self, *, is_busy: bool) -> None:
        """Take no second click while a file is read or written."""
        reason = self._wording.say("sync.files.working") if is_busy else None
        for button in self._all:
            button.set_refusal(reason)
        if is_busy:
            self._result.clear()

    def show_result(self, tone: Tone, sentence: str) -> None:
        """Say what came of it."""
        self._result.show_message(tone, sentence)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; a result stays as it was said."""
        self._wording = wording
        say = wording.say
        self._section.say(say("sync.files.title"))
        self._hint.setText(say("sync.files.hint"))
        for button, (name, key) in zip(self._all, KEYS.items(), strict=True):
            button.setText(f"{say(f'sync.files.{name}')}  {key}")
        self._result.retranslate(wording)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
