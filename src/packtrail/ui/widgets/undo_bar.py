"""Offers to take the last act back for a few seconds, instead of asking before each.

It never takes the hand: what is scanned or typed meanwhile goes where it went before.
"""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import TARGET, Tone
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording

STAYS_S = 10
_TICK_MS = 1000


class UndoBar(QFrame):
    """What was done, how long it can be undone, and the button. Ctrl+Z is the button's too."""

    undone = Signal()
    expired = Signal()

    def __init__(self, wording: Wording, *, tick_ms: int = _TICK_MS) -> None:
        super().__init__()
        self._wording = wording
        self._left_s = 0
        self._is_offered = False
        self._icon = IconLabel("check", size=20, colour="accent")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._left = QLabel()
        mark(self._left, role="hint")
        self._button = RefusableButton(role="link")
        self._button.answer_to("desk.undo", "Ctrl+Z")
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the hand where it is
        self._time = QProgressBar()
        self._time.setTextVisible(False)
        mark(self._time, role="thin")
        self._time.setRange(0, STAYS_S)
        self._ticks = QTimer(self)
        self._ticks.setInterval(tick_ms)
        self._ticks.timeout.connect(self._tick)
        self._button.clicked.connect(self._undo)
        mark(self, role="strip")
        self._lay_out()
        follow_look(self._restyle)
        self.retranslate(wording)
        self.hide()

    @property
    def is_offered(self) -> bool:
        """Whether the last act can still be taken back."""
        return self._is_offered

    def offer(self, sentence: str) -> None:
        """Offer to undo what ``sentence`` says was done, in place of any earlier offer."""
        self._icon.show_icon("check", colour="accent")
        self._stay(sentence, is_offer=True)
        announce(self, f"{sentence} {self._button.text()}")

    def say(self, tone: Tone, sentence: str) -> None:
        """Say ``sentence`` for as long as an offer stays, in its place."""
        self._icon.show_tone(tone)
        self._stay(sentence, is_offer=False)
        announce(self, sentence)

    def withdraw(self) -> None:
        """End the offer, without a signal."""
        self._is_offered = False
        self._left_s = 0
        self._ticks.stop()
        self._button.clearFocus()  # or Qt would hand it to whatever comes next
        self.hide()

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language."""
        self._wording = wording
        self._button.setText(wording.say("frame.undo"))
        self._show_left()

    def _lay_out(self) -> None:
        self._row = QHBoxLayout()
        self._row.addWidget(self._icon)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._left)
        self._row.addWidget(self._button)
        column = QVBoxLayout(self)
        column.addLayout(self._row)
        column.addWidget(self._time)

    def _stay(self, sentence: str, *, is_offer: bool) -> None:
        self._is_offered = is_offer
        self._text.setText(sentence)
        self._left_s = STAYS_S
        if not is_offer:
            self._button.clearFocus()
        for part in (self._left, self._button, self._time):
            part.setVisible(is_offer)
        self._show_left()
        self._ticks.start()
        self.show()

    def _undo(self) -> None:
        if self.is_offered:
            self.withdraw()
            self.undone.emit()

    def _tick(self) -> None:
        self._left_s -= 1
        self._show_left()
        if self._left_s <= 0:
            was_offered = self._is_offered
            self.withdraw()
            if was_offered:
                self.expired.emit()

    def _show_left(self) -> None:
        self._left.setText(self._wording.say("frame.undo_left", seconds=self._left_s))
        self._time.setValue(self._left_s)

    def _restyle(self, look: Look) -> None:
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(look.px(16), 0, look.px(8), 0)
            layout.setSpacing(0)
        self._row.setSpacing(look.px(12))
        self._text.setMinimumHeight(look.px(TARGET))  # as high without its button
