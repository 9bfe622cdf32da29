"""Reporting by file: two buttons and what came of them."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording


class FileCard(QFrame):
    """Export what is unanswered, import what was answered."""

    export_asked = Signal()
    import_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._section, self._hint, self._result = Section(), text_label("", "hint"), Banner(wording)
        self._export, self._import = RefusableButton(), RefusableButton()
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._export)
        self._buttons.addWidget(self._import)
        self._buttons.addStretch(1)
        self._section.body.addWidget(self._hint)
        self._section.body.addLayout(self._buttons)
        self._section.body.addWidget(self._result)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        self._export.clicked.connect(self.export_asked)
        self._import.clicked.connect(self.import_asked)
        mark(self, role="card")
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_busy(self, *, is_busy: bool) -> None:
        """Take no second click while a file is read or written."""
        reason = self._wording.say("sync.files.working") if is_busy else None
        self._export.set_refusal(reason)
        self._import.set_refusal(reason)
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
        self._export.setText(say("sync.files.export"))
        self._import.setText(say("sync.files.import"))
        self._result.retranslate(wording)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._buttons.setSpacing(look.px(12))
