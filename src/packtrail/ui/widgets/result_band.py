"""The last result, large enough for two steps away: what was read, and in words what happened."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import BIG, Tone
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.code_label import CodeLabel
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
    marked: tuple[int, ...] = ()  # positions that are wrong, from 1
    action: str = ""  # the words of the one next step
    time: str = ""


class ResultBand(QFrame):
    """Colour, icon, word, code and meaning; the screen reader hears the same."""

    acted = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._icon = IconLabel(size=40)
        self._word, self._time, self._meaning = QLabel(), QLabel(), QLabel()
        self._code = CodeLabel(wording, size=BIG, bold=True)
        self._action = RefusableButton()
        self._action.clicked.connect(self.acted)
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

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; the result itself is the screen's to say again."""
        self._code.retranslate(wording)

    def _show(self, result: Result, icon: str | None = None) -> None:
        mark(self, role="band", tone=result.tone.value)
        self._icon.show_tone(result.tone, icon)
        self._word.setText(result.word)
        mark(self._word, role="section", tone=result.tone.value)
        self._time.setText(result.time)
        self._code.show_code(result.code, result.marked)
        self._code.setVisible(bool(result.code))
        self._meaning.setText(result.meaning)
        self._meaning.setVisible(bool(result.meaning))
        self._action.setText(result.action)
        self._action.setVisible(bool(result.action))
        self.setAccessibleName(" ".join(filter(None, (result.word, result.code, result.meaning))))

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._word)
        self._head.addWidget(self._time, 1)
        self._words = QVBoxLayout()
        self._words.addLayout(self._head)
        self._words.addWidget(self._code)
        self._words.addWidget(self._meaning)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._words, 1)
        self._row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(12))
        self._row.setSpacing(look.px(16))
        self._words.setSpacing(look.px(4))
        self._head.setSpacing(look.px(12))
