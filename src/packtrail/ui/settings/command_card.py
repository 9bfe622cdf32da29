"""命令卡 on the settings screen: makes the card as a paper and opens it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from packtrail.domain.errors import OutletError
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording
from packtrail.wording.errors import explain

SIZES = ("a4", "a5")

Make = Callable[[str], Path]
"""Makes the card of a size; gives where it lies. Raises OutletError. On the writer's lane."""


class CommandCardPanel(QFrame):
    """The card: one button a size, and a line that says what became of the last."""

    asked = Signal(str)  # a size

    def __init__(self) -> None:
        super().__init__()
        self._section, self.told = Section(), ToldLine()
        self.buttons = {size: RefusableButton(role="quiet") for size in SIZES}
        row = QWidget()
        flow = FlowLayout(row)
        for size, button in self.buttons.items():
            button.answer_to(f"settings.card_{size}")
            button.clicked.connect(lambda _=False, size=size: self.asked.emit(size))
            flow.addWidget(button)
        self._section.body.addWidget(row)
        self._section.body.addWidget(self.told)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)
        mark(self, role="card")
        follow_look(self._restyle)

    def say(self, w: Wording) -> None:
        """Say its own words."""
        self._section.say(w.say("settings.card.title"), w.say("settings.card.hint"))
        for size, button in self.buttons.items():
            button.setText(w.say("settings.card.make", size=size.upper()))

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)


class CommandCardFlow(QObject):
    """Joins the panel to the paper. Make it on the GUI thread."""

    open_paper = Signal(object)  # Path

    def __init__(self, make: Make, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.panel = CommandCardPanel()
        self._make, self._workers, self._wording = make, workers, wording
        self._outcome: Path | OutletError | None = None
        self.panel.asked.connect(self._begin)
        self._show()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._show()

    def _begin(self, size: str) -> None:
        self._workers.run(self._workers.acts, partial(self._make, size), done=self._made, failed=self._failed)

    def _made(self, paper: Path) -> None:
        self._outcome = paper
        self._show()
        self.open_paper.emit(paper)

    def _failed(self, error: OutletError) -> None:
        self._outcome = error
        self._show()

    def _show(self) -> None:
        w, outcome = self._wording, self._outcome
        self.panel.say(w)
        self.panel.told.setVisible(outcome is not None)
        if isinstance(outcome, OutletError):
            self.panel.told.say(Tone.DANGER, str(explain(w, outcome)))
        elif outcome is not None:
            self.panel.told.say(Tone.OK, w.say("settings.card.made", file=outcome))
