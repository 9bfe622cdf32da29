"""Has a screen reader speak what just happened, without moving the focus."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent


def announce(about: QObject, sentence: str, *, urgent: bool = False) -> None:
    """Speak ``sentence``; an urgent one interrupts what is being read."""
    event = QAccessibleAnnouncementEvent(about, sentence)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)
