"""Draws the answers of 单据核验: the answer large, what was checked, what to compare with the print."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from packtrail.protocol.paper_code import PaperVerdict
from packtrail.ui.records.check.state import CheckState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.ui.widgets.told_lines import ToldLines
from packtrail.usecases.verify_paper import PaperCheck
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.paper_check import advice_words, answer_words, checked_words, stated_words

TONES: Final[Mapping[PaperVerdict, Tone]] = {
    PaperVerdict.GENUINE: Tone.OK,
    PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN: Tone.WARN,
    PaperVerdict.OTHER_VERSION: Tone.WARN,
    PaperVerdict.NOT_OURS: Tone.DANGER,
    PaperVerdict.ALTERED: Tone.DANGER,
}


class AnswerCard(QFrame):
    """The answer to one code."""

    load_asked = Signal(str)
    delivery_asked = Signal(str)

    def __init__(self, wording: Wording, check: PaperCheck) -> None:
        super().__init__()
        mark(self, role="card")
        tone, say = TONES[check.verdict], wording.say
        answer = answer_words(wording, check)
        self.setAccessibleName(answer)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._head(tone, answer))
        checked = ToldLines()
        bad = Tone.DANGER if tone is Tone.DANGER else Tone.WARN
        checked.say_all([(Tone.OK if good else bad, said) for good, said in checked_words(wording, check)])
        self._column.addWidget(checked)
        self._column.addWidget(text_label(advice_words(wording, check), "strong"))
        self._column.addLayout(self._stated(stated_words(wording, check)))
        if check.load_id:
            self._offer(say("records.check.open_load"), partial(self.load_asked.emit, check.load_id))
        elif check.delivery_id:
            self._offer(
                say("records.check.open_delivery"), partial(self.delivery_asked.emit, check.delivery_id)
            )
        follow_look(self._restyle)

    def _head(self, tone: Tone, answer: str) -> QHBoxLayout:
        icon, self._row = IconLabel(size=32), QHBoxLayout()
        icon.show_tone(tone)
        self._row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(text_label(answer, "section"), 1)
        return self._row

    def _stated(self, facts: tuple[tuple[str, str], ...]) -> QGridLayout:
        self._grid = QGridLayout()
        self._grid.setColumnStretch(1, 1)
        for at, (name, value) in enumerate(facts):
            label, fact = text_label(name, "secondary"), text_label(value, "")
            label.setWordWrap(False)
            fact.setAccessibleName(f"{name} {value}")
            self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(fact, at, 1)
        return self._grid

    def _offer(self, words: str, act: Callable[[], None]) -> None:
        button = RefusableButton(words)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _=False: act())
        self._column.addWidget(button)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(look.px(12), look.px(12), look.px(12), look.px(12))
        self._column.setSpacing(look.px(8))
        self._row.setSpacing(look.px(8))
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(4))


class CheckPanel(QWidget):
    """Draws a CheckState."""

    load_asked = Signal(str)
    delivery_asked = Signal(str)
    picture_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording, self._state, self._spoken = wording, CheckState(), ""
        self._hint, self._told = text_label("", "secondary"), ToldLine()
        self._cards = QVBoxLayout()
        self._choose = RefusableButton()
        self._choose.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._choose.clicked.connect(self.picture_asked)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._hint)
        self._column.addWidget(self._told)
        self._column.addLayout(self._cards)
        self._column.addWidget(self._choose)
        self._column.addStretch(1)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: CheckState) -> None:
        """Show ``state``, and have an answer that is new spoken."""
        self._state, w = state, self._wording
        hint = w.say("records.check.of_file", file=state.file) if state.file else w.say("records.check.hint")
        self._hint.setText(hint)
        self._choose.set_refusal(w.say("records.check.reading") if state.is_reading else None)
        self._show_told()
        empty(self._cards)
        for check in state.checks:
            card = AnswerCard(w, check)
            card.load_asked.connect(self.load_asked)
            card.delivery_asked.connect(self.delivery_asked)
            self._cards.addWidget(card)
        self._speak()

    def focus_next(self) -> None:
        """Put the hand on the next step."""
        self._choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self._choose.setText(wording.say("records.check.another"))
        self.render_state(self._state)

    def _show_told(self) -> None:
        state, w = self._state, self._wording
        self._told.setVisible(state.is_reading or state.trouble is not None)
        if state.trouble is not None:
            self._told.say(Tone.DANGER, str(explain(w, state.trouble)))
        elif state.is_reading:
            self._told.say(Tone.INFO, w.say("records.check.reading"))

    def _speak(self) -> None:
        state, w = self._state, self._wording
        said = [answer_words(w, check) for check in state.checks]
        if state.trouble is not None:
            said = [str(explain(w, state.trouble))]
        spoken = w.say("values.semicolon").join(said)
        if spoken and spoken != self._spoken:
            announce(self, spoken, urgent=True)
        self._spoken = spoken

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(0, 0, look.px(8), 0)
        self._column.setSpacing(look.px(12))
        self._cards.setSpacing(look.px(12))
