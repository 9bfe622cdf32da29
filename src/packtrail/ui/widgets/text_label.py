"""A line of words that wraps and can be copied."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from packtrail.ui.theme.appearance import mark


def text_label(text: str, role: str) -> QLabel:
    """``text`` in the look of ``role``; selected by the mouse, for the phone to support."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    mark(label, role=role)
    return label
