"""A titled part of a screen, with room for its actions beside the title."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look


class Section(QWidget):
    """A title, a hint, actions at the right, and a body that widgets are added to."""

    def __init__(self, title: str = "", hint: str = "") -> None:
        super().__init__()
        self._title, self._hint = QLabel(), QLabel()
        self._hint.setWordWrap(True)
        mark(self._title, role="section")
        mark(self._hint, role="hint")
        self._head = QHBoxLayout()
        self._head.addWidget(self._title)
        self._head.addWidget(self._hint, 1)
        self.body = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._head)
        column.addLayout(self.body, 1)
        follow_look(self._restyle)
        self.say(title, hint)

    def say(self, title: str, hint: str = "") -> None:
        """Show ``title`` and ``hint``."""
        self._title.setText(title)
        self._hint.setText(hint)
        self.setAccessibleName(title)

    def add_action(self, widget: QWidget) -> None:
        """Put ``widget`` at the right of the title."""
        self._head.addWidget(widget)

    def _restyle(self, look: Look) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setSpacing(look.px(8))
        self._head.setSpacing(look.px(12))
        self.body.setSpacing(look.px(8))
