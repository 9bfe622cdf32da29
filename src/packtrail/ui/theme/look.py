"""What a painted widget asks while it draws: colours, and measures at the chosen size."""

from dataclasses import dataclass

from PySide6.QtGui import QColor, QFont

from packtrail.ui.theme.tokens import BODY, PALETTES, PRACTICE_PALETTES, Palette, Scheme, Tone

UI_FAMILIES = ("Microsoft YaHei UI", "Noto Sans SC")  # the second is bundled
CODE_FAMILIES = ("JetBrains Mono",)  # bundled: 0/O, 1/I, 8/B and 5/S can't be mistaken


@dataclass(frozen=True, slots=True)
class Look:
    """One scheme at one size (1.0 = 100 %), of the desk that counts or of one for practice."""

    scheme: Scheme = Scheme.LIGHT
    scale: float = 1.0
    is_practice: bool = False

    @property
    def palette(self) -> Palette:
        """The colours of the scheme."""
        return (PRACTICE_PALETTES if self.is_practice else PALETTES)[self.scheme]

    def px(self, at_100: float) -> int:
        """A measure of the design, at the chosen size and never less than a pixel."""
        return max(1, round(at_100 * self.scale))

    def colour(self, token: str) -> QColor:
        """The colour of a token, ``colour("ink_2")``."""
        return QColor(self.palette.colours()[token])

    def tone(self, tone: Tone) -> QColor:
        """The colour of the words of a tone."""
        return QColor(self.palette.tone(tone))

    def tone_ground(self, tone: Tone) -> QColor:
        """The background of a tone."""
        return QColor(self.palette.tone_ground(tone))

    def font(self, at_100: int = BODY, *, bold: bool = False) -> QFont:
        """The font of words."""
        return self._font(UI_FAMILIES, at_100, bold=bold)

    def code_font(self, at_100: int = BODY, *, bold: bool = False) -> QFont:
        """The font of codes, with a slashed zero."""
        font = self._font(CODE_FAMILIES, at_100, bold=bold)
        font.setFeature(QFont.Tag("zero"), 1)
        return font

    def _font(self, families: tuple[str, ...], at_100: int, *, bold: bool) -> QFont:
        font = QFont(list(families))
        font.setPixelSize(self.px(at_100))
        font.setBold(bold)
        return font
