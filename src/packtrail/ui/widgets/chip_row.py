"""One of many, all in sight: the source of a delivery, a filter of a table."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from packtrail.ui.widgets.chip import Choice, ChoiceChip
from packtrail.ui.widgets.flow_layout import FlowLayout

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class ChipRow(QWidget):
    """Chips of which one is chosen; arrows move, Space or Enter chooses, a narrow row breaks."""

    chosen = Signal(str)  # the key of the choice that the operator made

    def __init__(self, name: str = "", choices: Sequence[Choice] = ()) -> None:
        super().__init__()
        self._chips: dict[str, ChoiceChip] = {}
        self._row = FlowLayout(self)
        self.set_choices(name, choices)

    @property
    def key(self) -> str | None:
        """The key of what is chosen."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), None)

    def set_choices(self, name: str, choices: Sequence[Choice]) -> None:
        """Offer ``choices``; what was chosen stays chosen where it is still offered."""
        before = self.key
        self.setAccessibleName(name)
        for chip in self._chips.values():
            self._row.removeWidget(chip)
            chip.hide()  # it is deleted only when the event loop comes to it
            chip.deleteLater()
        self._chips = {choice.key: self._chip(choice) for choice in choices}
        if before is not None:
            self.choose(before)

    def rename(self, key: str, word: str) -> None:
        """Say another word on the chip of ``key``, which keeps the hand: a figure in it changed."""
        chip = self._chips[key]
        if chip.text() != word:
            chip.setText(word)
            chip.setAccessibleName(word)
            chip.updateGeometry()

    def choose(self, key: str | None) -> None:
        """Show ``key`` as chosen, without a signal; a key that isn't offered chooses nothing."""
        for other, chip in self._chips.items():
            chip.setChecked(other == key)

    def focus_choice(self) -> None:
        """Put the hand on what is chosen, or on the first."""
        chip = self._chips.get(self.key or "") or next(iter(self._chips.values()), None)
        if chip is not None:
            chip.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Move the focus along the row."""
        chips = list(self._chips.values())
        here = next((at for at, chip in enumerate(chips) if chip.hasFocus()), None)
        step = _STEPS.get(Qt.Key(event.key()))
        if here is None or step is None:
            super().keyPressEvent(event)
            return
        chips[(here + step) % len(chips)].setFocus(Qt.FocusReason.TabFocusReason)

    def _chip(self, choice: Choice) -> ChoiceChip:
        chip = ChoiceChip(choice)
        chip.clicked.connect(lambda: self._pressed(choice.key))
        self._row.addWidget(chip)
        chip.show()
        return chip

    def _pressed(self, key: str) -> None:
        self.choose(key)
        self.chosen.emit(key)
