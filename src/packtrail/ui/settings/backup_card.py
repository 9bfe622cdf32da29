"""Draws the backup's card: what is known of backups, and two buttons."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.told_lines import ToldLines
from packtrail.wording import Wording


class BackupCard(QFrame):
    """The card on the settings screen."""

    folder_asked = Signal()
    begin_asked = Signal()
    came_in_sight = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._section, self._lines = Section(), ToldLines()
        self._begin, self._choose = RefusableButton(), RefusableButton(role="quiet")
        buttons = QWidget()
        row = FlowLayout(buttons, gap=12)
        for button in (self._begin, self._choose):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        self._section.body.addWidget(self._lines)
        self._section.body.addWidget(buttons)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        mark(self, role="card")
        self._choose.clicked.connect(self.folder_asked)
        self._begin.clicked.connect(self.begin_asked)
        follow_look(self._restyle)

    def show_backups(self, w: Wording, lines: list[tuple[Tone, str]], *, refusal: str) -> None:
        """Show what is known; ``refusal`` is the end of a key, of why none can be begun."""
        say = w.say
        self._section.say(say("settings.backup.title"), say("settings.backup.hint"))
        self._lines.say_all(lines)
        self._begin.setText(say("settings.backup.begin"))
        self._begin.set_refusal(say(f"settings.backup.{refusal}") if refusal else None)
        self._choose.setText(say("settings.backup.choose"))
        self._choose.set_refusal(say("settings.backup.working") if refusal == "working" else None)

    def showEvent(self, event: QShowEvent, /) -> None:  # noqa: N802 - Qt's name
        """What is remembered is asked for when somebody looks."""
        super().showEvent(event)
        self.came_in_sight.emit()

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
