"""Where one is, and the one search field of the program."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.search_field import SearchField
from packtrail.wording import Wording


class TitleBar(QWidget):
    """Title at the left, search at the right."""

    search_changed = Signal(str)  # while typing
    search_entered = Signal(str)

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._title = QLabel()
        self._search = SearchField()
        self._key = QLabel()
        self._search.textEdited.connect(self.search_changed)
        self._search.returnPressed.connect(lambda: self.search_entered.emit(self._search.text().strip()))
        mark(self, role="title_bar")
        mark(self._title, role="title")
        mark(self._key, role="hint")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title)
        self._row.addStretch(1)
        self._row.addWidget(self._search, 2)
        self._row.addWidget(self._key)
        follow_look(self._restyle)
        self.retranslate(wording)

    def say_title(self, title: str) -> None:
        """Show where one is."""
        self._title.setText(title)

    def focus_search(self) -> None:
        """Put the hand on the search field, its text selected."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def begin_search(self, text: str) -> None:
        """Put the hand on the search field with ``text`` as the beginning of something new."""
        self._search.setText(text)
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.setCursorPosition(len(text))
        self.search_changed.emit(text)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._search.setPlaceholderText(wording.say("frame.search_placeholder"))
        self._search.setAccessibleName(wording.say("frame.search_name"))
        self._key.setText(wording.say("frame.search_key"))

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(24), look.px(8), look.px(16), look.px(8))
        self._row.setSpacing(look.px(8))
        self._search.setMaximumWidth(look.px(440))
        self._search.setMinimumWidth(look.px(160))
