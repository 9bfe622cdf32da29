"""The panel at the right that shows what was chosen; a narrow window shows it over the screen, as a sheet."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.icons import icon
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

WIDTH = 380


class DetailPanel(QFrame):
    """A title, a way to close, and whatever the screen puts in."""

    close_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._title = QLabel()
        self._title.setWordWrap(True)
        self._close = RefusableButton(role="quiet")
        self._close.clicked.connect(self.close_asked)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        mark(self, role="sheet")
        mark(self._title, role="section")
        self._head = QHBoxLayout()
        self._head.addWidget(self._title, 1)
        self._head.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head)
        self._column.addWidget(self._scroll, 1)
        follow_look(self._restyle)
        self.retranslate(wording)
        self.hide()

    def fill(self, title: str, widget: QWidget) -> None:
        """Show ``widget`` under ``title``; what was shown before goes back to its owner, unshown."""
        self._title.setText(title)
        self.setAccessibleName(title)
        if self._scroll.widget() is widget:
            return
        before = self._scroll.takeWidget()
        if before is not None:
            before.setParent(None)
        widget.setObjectName("scrolled")
        self._scroll.setWidget(widget)
        widget.show()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._close.setAccessibleName(wording.say("frame.close_detail"))
        self._close.setToolTip(wording.say("frame.close_detail"))

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(16), look.px(8), look.px(8), look.px(8))
        self._column.setSpacing(look.px(8))
        self._close.setIcon(icon("close", look.colour("ink_2"), look.px(20)))
        self._close.setIconSize(QSize(look.px(20), look.px(20)))
        self._close.setFixedWidth(look.px(44))
        self.setFixedWidth(look.px(WIDTH))
