"""Loads the desk's own line icons and tints them with a token.

Each file is one 24 × 24 drawing, stroke 1.75, in ``currentColor``; the colour goes in before Qt reads it,
so one drawing serves every scheme and tone.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from packtrail import resources
from packtrail.ui.theme.tokens import Tone

TONE_ICONS = {Tone.OK: "ok", Tone.WARN: "warn", Tone.DANGER: "danger", Tone.INFO: "info", Tone.QUIET: "info"}
_SHARPNESS = (1.0, 2.0, 3.0)  # device pixel ratios of the screens met


@cache
def drawing(name: str) -> str:
    """The SVG text of one icon; raises FileNotFoundError for a name that was never drawn."""
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def icon_pixmap(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """One icon in ``colour`` (``#RRGGBB``), ``size`` logical pixels square."""
    tinted = drawing(name).replace("currentColor", colour)
    renderer = QSvgRenderer(QByteArray(tinted.encode()))
    pixmap = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def icon(name: str, colour: QColor | str, size: int) -> QIcon:
    """The icon for a button, sharp on every screen."""
    icon = QIcon()
    for ratio in _SHARPNESS:
        icon.addPixmap(icon_pixmap(name, QColor(colour).name(), size, ratio))
    return icon
