"""Takes everything out of a layout; what was there is gone from the screen at once and deleted soon."""

from PySide6.QtWidgets import QLayout


def empty(layout: QLayout) -> None:
    """Take out and delete every widget of ``layout``."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
