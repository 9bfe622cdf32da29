"""An icon that keeps its tint and size when the look changes."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel

from packtrail.ui.theme.appearance import current_look, follow_look
from packtrail.ui.theme.icons import TONE_ICONS, icon_pixmap
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone


class IconLabel(QLabel):
    """Shows one icon in a token's colour or in a tone; what it means is said by the word beside it."""

    def __init__(self, name: str = "info", *, size: int = 20, colour: str = "ink_2", line: int = 0) -> None:
        super().__init__()
        self._name, self._size, self._colour = name, size, colour
        self._line = line  # the type size of the line it begins; 0 where it stands alone
        self._tone: Tone | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        follow_look(self._restyle)

    def show_icon(self, name: str, *, colour: str = "ink_2") -> None:
        """Show ``name`` in the colour of a token."""
        self._name, self._colour, self._tone = name, colour, None
        self._restyle(current_look())

    def show_tone(self, tone: Tone, name: str | None = None) -> None:
        """Show the icon of ``tone``, or ``name`` in its colour."""
        self._name, self._tone = name or TONE_ICONS[tone], tone
        self._restyle(current_look())

    def _restyle(self, look: Look) -> None:
        colour = look.tone(self._tone) if self._tone else look.colour(self._colour)
        size = look.px(self._size)
        height = QFontMetrics(look.font(self._line)).height() if self._line else size
        self.setFixedSize(QSize(size, max(size, height)))
        self.setPixmap(icon_pixmap(self._name, colour.name(), size, self.devicePixelRatioF()))
