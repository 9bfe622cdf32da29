"""Dresses the whole application in one look, and tells the widgets when it changes.

There is one, as there is one application: a style sheet, a palette and fonts are the application's own.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from packtrail import resources
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.style import qt_palette, style_sheet
from packtrail.ui.theme.tokens import Scheme

FONT_FILES = ("NotoSansSC-Regular", "NotoSansSC-Bold", "JetBrainsMono-Regular", "JetBrainsMono-Bold")


class Appearance(QObject):
    """The look that is worn now; ``scheme`` None follows the system's dark mode."""

    changed = Signal(object)  # the new Look

    def __init__(self) -> None:
        super().__init__()
        self.look = Look()
        self._chosen: Scheme | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def wear(self, scheme: Scheme | None = None, scale: float = 1.0) -> None:
        """Show the whole application in ``scheme``, at ``scale`` (1.0 to 3.0)."""
        self._chosen = scheme
        self._apply(Look(scheme or system_scheme(), scale, self.look.is_practice))

    def practise(self, *, is_practice: bool) -> None:
        """Wear the colours of practice from now on, or those of the desk that counts."""
        self._apply(replace(self.look, is_practice=is_practice))

    def _follow_system(self) -> None:
        if self._chosen is None:
            self._apply(replace(self.look, scheme=system_scheme()))

    def _apply(self, look: Look) -> None:
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            raise TypeError("a look needs a running QApplication")
        bundled_fonts()
        self.look = look
        app.setStyle(QStyleFactory.create("Fusion"))  # the one style that looks alike on every system
        app.setFont(look.font())
        app.setPalette(qt_palette(look))
        app.setStyleSheet(style_sheet(look))
        self.changed.emit(look)


@cache
def appearance() -> Appearance:
    """The application's one appearance."""
    return Appearance()


def current_look() -> Look:
    """The look worn now, for use while painting."""
    return appearance().look


def follow_look(restyle: Callable[[Look], None]) -> None:
    """Call ``restyle`` now and at each change; a widget's own method is forgotten when the widget goes."""
    appearance().changed.connect(restyle)
    restyle(current_look())


def system_scheme() -> Scheme:
    """What the system asks for.

    High contrast is chosen by hand: reading the system's wish through ``QStyleHints.accessibility``
    deletes Qt's own object when Python lets go of it (PySide6 6.12).
    """
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return Scheme.DARK if dark else Scheme.LIGHT


def mark(widget: QWidget, **properties: str | bool) -> None:
    """Set properties that the style sheet chooses by, and let it choose again."""
    if all(widget.property(name) == value for name, value in properties.items()):
        return
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


@cache
def bundled_fonts() -> tuple[str, ...]:
    """The families of the bundled fonts, made known to Qt once per process."""
    families: list[str] = []
    for name in FONT_FILES:
        number = QFontDatabase.addApplicationFont(str(resources.path("fonts", f"{name}.ttf")))
        families.extend(QFontDatabase.applicationFontFamilies(number))
    return tuple(dict.fromkeys(families))
