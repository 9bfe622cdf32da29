"""Several things that were found, one below the other."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.told_line import ToldLine


class ToldLines(QWidget):
    """As many lines as there is to say; none leave no room."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[ToldLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        follow_look(self._restyle)

    def say_all(self, said: Sequence[tuple[Tone, str]]) -> None:
        """Show ``said`` and nothing else."""
        while len(self._lines) < len(said):
            self._lines.append(ToldLine())
            self._column.addWidget(self._lines[-1])
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(said))
            if at < len(said):
                line.say(*said[at])
        self.setVisible(bool(said))

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(6))
