"""What a field offers while it is typed into: a short list below it, for the mouse or for Down and Enter.

Nothing is chosen before the hand goes down into the list, so Enter never takes what merely stands first; what
is typed or scanned meanwhile goes on into the field.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from packtrail.ui.theme.appearance import mark

_KEY = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of the list: what it is called, and what tells it from others of that name."""

    key: str
    name: str
    remark: str


class Offers(QObject):
    """The list of one line edit."""

    picked = Signal(str)  # the key of an Offer

    def __init__(self, edit: QLineEdit) -> None:
        super().__init__(edit)
        self._edit = edit
        self._lines = QStandardItemModel(0, 1, self)
        self._completer, self._list = QCompleter(self._lines, self), QListView()
        self._completer.setPopup(self._list)  # which it owns then
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setWidget(edit)
        mark(self._list, role="offers")
        self._completer.activated[QModelIndex].connect(self._pick)  # type: ignore[index]  # the stubs know one of its two

    @property
    def is_open(self) -> bool:
        """Whether the list is in sight."""
        return self._list.isVisible()

    def show_offers(self, offers: Sequence[Offer], name: str) -> None:
        """Show ``offers`` while the hand is on the field; none of them hides the list."""
        self._list.setAccessibleName(name)
        self._lines.clear()
        for offer in offers:
            line = QStandardItem(f"{offer.name}\n{offer.remark}")
            line.setData(offer.key, _KEY)
            line.setEditable(False)
            self._lines.appendRow(line)
        if offers and self._edit.hasFocus():
            self._completer.complete()
            self._list.setCurrentIndex(QModelIndex())  # Qt would stand on the first line
        else:
            self._list.hide()

    def _pick(self, index: QModelIndex) -> None:
        self._list.hide()
        self.picked.emit(str(index.data(_KEY)))
