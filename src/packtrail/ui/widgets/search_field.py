"""A field to search with: its glass grows with everything else, as the icon of a plain QLineEdit does not."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy

from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.icon_label import IconLabel


class SearchField(QLineEdit):
    """One line of text with a glass before it and a cross that empties it."""

    def __init__(self) -> None:
        super().__init__()
        self._inside = QHBoxLayout(self)
        self._inside.addWidget(IconLabel("search", size=20, colour="ink_3"))
        self._inside.addStretch(1)
        self.setClearButtonEnabled(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        follow_look(self._restyle)

    def _restyle(self, look: Look) -> None:
        self._inside.setContentsMargins(look.px(12), 0, 0, 0)
        self.setTextMargins(look.px(28), 0, 0, 0)
