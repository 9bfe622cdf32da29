"""Draws the stock-take: what to count, then the last scan large, the lists of the count, and its end."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from packtrail.domain.stock_take import Differences
from packtrail.ui.stock.count import words
from packtrail.ui.stock.count.running import FINISH_KEY, RunningCount
from packtrail.ui.stock.count.state import CountState
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.result_band import Result, ResultBand
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.wording import Wording
from packtrail.wording.errors import explain

_FORM_WIDTH = 640  # px at 100 %: a form as wide as the page would be hard to read


class CountScreen(QWidget):
    """The page of the stock-take; made once and shown anew."""

    zone_chosen = Signal(str)  # empty for the whole floor
    begun = Signal()
    gone_on = Signal()
    given_up = Signal()
    brought_back = Signal()
    entered = Signal(str)
    part_chosen = Signal(str)
    unit_chosen = Signal(str)
    dropped = Signal(tuple)  # of CountScan
    settled = Signal(object, str)  # CountScan, unit id
    paused = Signal()
    finished = Signal()

    def __init__(self, wording: Wording, form: QWidget) -> None:
        super().__init__()
        self._wording = wording
        self._state = CountState()
        self._said: tuple[object, object] = (None, None)
        self._done_said: Differences | None = None
        self._banner = Banner(wording)
        self._start, self._zones = Section(), ChipRow()
        self._left = text_label("", "")
        self._begin = PrimaryButton(command="stock.count_begin")
        self._give_up = RefusableButton()
        self._done = ResultBand(wording)
        self._running = RunningCount(wording)
        self._form = form
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: CountState) -> None:
        """Show ``state``."""
        self._state = state
        if state.tally is None:
            self._show_start(state)
        else:
            self._running.show_count(state, state.tally)
        self._stack.setCurrentIndex(0 if state.tally is None else 2 if state.is_finishing else 1)
        self._show_message(state)

    def take_hand(self) -> None:
        """The page was opened: the next thing is a scan, or to begin."""
        if self._state.tally is None:
            self._begin.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._running.take_hand()

    def say_busy(self) -> None:
        """A scan came while the count was being recorded."""
        self._banner.show_message(Tone.WARN, self._wording.say("stock.count.busy"))

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._banner.retranslate(wording)
        self._done.retranslate(wording)
        self._running.retranslate(wording)
        self._start.say(say("stock.count.title"), say("stock.count.hint"))
        self._give_up.setText(say("stock.count.give_up"))
        self._zone_names: tuple[str, ...] | None = None
        self._said, self._done_said = (None, None), None
        self.render_state(self._state)

    def _show_start(self, state: CountState) -> None:
        w, left = self._wording, state.begin.left
        if self._zone_names != state.begin.zones:
            self._zone_names = state.begin.zones
            self._zones.set_choices(w.say("stock.count.scope"), words.zone_choices(w, state.begin.zones))
        self._zones.choose(state.zone or "")
        self._zones.setVisible(left is None)
        self._left.setText(words.left(w, state, left) if left else "")
        self._left.setVisible(left is not None)
        self._give_up.setVisible(left is not None)
        self._begin.say(w.say("stock.count.go_on" if left else "stock.count.begin"), FINISH_KEY)
        self._done.setVisible(state.done is not None)
        if state.done is not None and state.done is not self._done_said:
            self._done_said = state.done
            self._done.show_result(
                Result(
                    tone=Tone.OK if state.done.is_clean else Tone.WARN,
                    word=w.say("stock.count.done"),
                    meaning=words.done(w, state.done),
                )
            )

    def _show_message(self, state: CountState) -> None:
        """Say it once; what is drawn again is not spoken again."""
        if (state.trouble, state.given_up) == self._said:
            return
        self._said = (state.trouble, state.given_up)
        w = self._wording
        if state.trouble is not None:
            self._banner.show_message(Tone.DANGER, str(explain(w, state.trouble)))
        elif state.given_up is not None:
            sentence, action = w.say("stock.count.given_up"), w.say("stock.count.bring_back")
            self._banner.show_message(Tone.INFO, sentence, action=action)
        else:
            self._banner.clear()

    def _lay_out(self) -> None:
        for part in (self._done, self._left, self._zones):
            self._start.body.addWidget(part)
        for button in (self._begin, self._give_up):
            self._start.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self._start.body.addStretch(1)
        self._finish = QWidget()
        self._finish_column = QVBoxLayout(self._finish)
        self._finish_column.setContentsMargins(0, 0, 0, 0)
        self._finish_column.addWidget(self._form, 0, Qt.AlignmentFlag.AlignTop)
        self._finish_column.addStretch(1)
        for page in (self._start, self._running, self._finish):
            self._stack.addWidget(page)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._banner)
        self._column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        running = self._running
        self._zones.chosen.connect(self.zone_chosen)
        self._begin.clicked.connect(self._begin_or_go_on)
        self._give_up.clicked.connect(self.given_up)
        self._banner.acted.connect(self.brought_back)
        running.entered.connect(self.entered)
        running.part_chosen.connect(self.part_chosen)
        running.unit_chosen.connect(self.unit_chosen)
        running.dropped.connect(self.dropped)
        running.settled.connect(self.settled)
        running.paused.connect(self.paused)
        running.finished.connect(self.finished)

    def _begin_or_go_on(self) -> None:
        (self.gone_on if self._state.begin.left else self.begun).emit()

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
        self._form.setMaximumWidth(look.px(_FORM_WIDTH))
