"""The last result, large enough for two steps away: what was read, and in words what happened."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BIG, Tone
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.code_label import CodeLabel
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What happened to one scan."""

    tone: Tone
    word: str  # 已加入, 重复, 格式不符
    code: str = ""
    meaning: str = ""  # maker, chemistry, date, or why not
    other: str = ""  # what the code is to be compared with, marked at the same positions
    marked: tuple[int, ...] = ()  # positions that are wrong, from 1
    action: str = ""  # the words of the next step; Enter presses it while it has the focus
    second_action: str = ""  # the other way on, where there are two
    time: str = ""


class ResultBand(QFrame):
    """Colour, icon, word, code and meaning; the screen reader hears the same."""

    acted = Signal()
    second_acted = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._icon = IconLabel(size=40)
        self._word, self._time, self._meaning = QLabel(), QLabel(), QLabel()
        self._code = CodeLabel(wording, size=BIG, bold=True)
        self._other = CodeLabel(wording, size=BIG)
        self._action = RefusableButton()
        self._second = RefusableButton()
        self._action.clicked.connect(self.acted)
        self._second.clicked.connect(self.second_acted)
        for button in (self._action, self._second):
            button.setAutoDefault(True)
        self._meaning.setWordWrap(True)
        mark(self._time, role="hint")
        mark(self._meaning, role="meaning")
        self._lay_out()
        follow_look(self._restyle)
        self.wait(wording)

    def wait(self, wording: Wording) -> None:
        """Nothing has been scanned yet."""
        self._show(Result(tone=Tone.QUIET, word=wording.say("frame.waiting_for_scan")), icon="scanner")

    def show_result(self, result: Result) -> None:
        """Show ``result`` and have it spoken."""
        self._show(result)
        announce(self, self.accessibleName(), urgent=True)

    def focus_action(self) -> None:
        """Put the hand on the next step, so that Enter takes it."""
        self._action.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; the result itself is the screen's to say again."""
        for code in (self._code, self._other):
            code.retranslate(wording)

    def _show(self, result: Result, icon: str | None = None) -> None:
        mark(self, role="band", tone=result.tone.value)
        self._icon.show_tone(result.tone, icon)
        self._word.setText(result.word)
        mark(self._word, role="section", tone=result.tone.value)
        self._time.setText(result.time)
        self._code.show_code(result.code, result.marked)
        self._code.setVisible(bool(result.code))
        self._other.show_code(result.other, result.marked)
        self._other.setVisible(bool(result.other))
        self._meaning.setText(result.meaning)
        self._meaning.setVisible(bool(result.meaning))
        self._action.setText(result.action)
        self._action.setVisible(bool(result.action))
        self._second.setText(result.second_action)
        self._second.setVisible(bool(result.second_action))
        self.setAccessibleName(
            " ".join(filter(None, (result.word, result.code, result.other, result.meaning)))
        )

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._word)
        self._head.addWidget(self._time, 1)
        self._words = QVBoxLayout()
        self._words.addLayout(self._head)
        self._words.addWidget(self._code)
        self._words.addWidget(self._other)
        self._words.addWidget(self._meaning)
        self._ways = FlowLayout()
        self._ways.addWidget(self._action)
        self._ways.addWidget(self._second)
        self._words.addLayout(self._ways)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._words, 1)

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self._row.setSpacing(look.px(16))
        self._words.setSpacing(look.px(4))
        self._head.setSpacing(look.px(12))
