"""Draws how far the records have come, the one button, and what stands in the way."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from packtrail.domain.moments import SHANGHAI
from packtrail.ui.sync import words
from packtrail.ui.sync.enrol_card import EnrolCard
from packtrail.ui.sync.problem_cards import ProblemList
from packtrail.ui.sync.state import LISTED, LadderState, Level, Page, SyncState
from packtrail.ui.sync.words import Message
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.ladder import Ladder
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.usecases.report_errors import grouped
from packtrail.wording import Wording

_LONG_AGO = datetime(2000, 1, 1, tzinfo=SHANGHAI)  # before the first answer there is nothing to date


class _DestinationLadder(Section):
    """One destination and its rungs."""

    level_chosen = Signal(str, str)  # destination, level

    def __init__(self) -> None:
        super().__init__()
        self.ladder = Ladder()
        self._name = ""
        self.body.addWidget(self.ladder)
        self.ladder.rung_chosen.connect(lambda level: self.level_chosen.emit(self._name, level))

    def show_ladder(self, w: Wording, state: LadderState, now: datetime) -> None:
        """Show ``state``."""
        self._name = state.destination.name
        self.say(state.destination.title, words.bound_words(w, state))
        self.ladder.show_rungs(words.rungs(w, state, now))
        self.ladder.setAccessibleName(w.say("sync.ladder_name", destination=state.destination.title))


class SyncScreen(QWidget):
    """Everything about reporting."""

    send_asked = Signal()
    auto_chosen = Signal(bool)
    level_chosen = Signal(str, str)  # destination, level
    list_closed = Signal()
    record_asked = Signal(str)
    error_asked = Signal(object)  # ReportError
    page_chosen = Signal(str)
    enrol_edited = Signal(str, str)
    enrol_asked = Signal()
    trouble_acted = Signal()
    trouble_dismissed = Signal()

    def __init__(self, wording: Wording, pages: Mapping[Page, QWidget] = MappingProxyType({})) -> None:
        super().__init__()
        self._wording = wording
        self._state = SyncState()
        self._others = pages  # what is shown instead of the ladders
        self._offered: tuple[Page, ...] = ()
        self._pages, self._stale, self._by_hand = ChipRow(), Banner(wording), text_label("", "hint")
        self._said: dict[Banner, Message | None] = {}
        self._auto, self._auto_words = ChipRow(), QLabel()
        self._send = PrimaryButton("", "F10", command="sync.send")
        self._send.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._progress_words, self._progress = QLabel(), QProgressBar()
        self._trouble, self._result = Banner(wording), Banner(wording)
        self._ladders: list[_DestinationLadder] = []
        self._enrol = EnrolCard(wording)
        self._list, self._table = Section(), DataTable()
        self._close_list = RefusableButton(role="link")
        self._problems, self._groups = Section(), ProblemList()
        self._auto_words.setWordWrap(True)
        self._progress.setTextVisible(False)
        mark(self._auto_words, role="secondary")
        mark(self._progress_words, role="strong")
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: SyncState) -> None:
        """Show ``state``."""
        self._state = state
        w = self._wording
        self._send.say(words.send_words(w, state), "F10")
        self._send.set_refusal(words.send_refusal(w, state))
        self._auto.choose("on" if state.auto.is_on else "off")
        self._auto_words.setText(words.auto_words(w, state.auto))
        self._show_progress(state)
        self._say(self._trouble, words.trouble_message(w, state))
        self._say(self._result, words.result_message(w, state))
        self._show_ladders(state)
        self._enrol.show_state(state)
        self._show_list(state)
        self._say(self._stale, words.stale_message(w, state))
        by_hand = words.by_hand_words(w, state)
        self._by_hand.setText(by_hand)
        groups = grouped(record for ladder in state.ladders or () for record in ladder.open_records)
        self._problems.setVisible(bool(state.ladders))
        self._problems.say(
            w.say("sync.problems_title"), w.say("sync.errors_hint" if groups else "sync.problems_none")
        )
        self._show_page(state, has_proofs=bool(by_hand))
        self._groups.show_groups(w, groups)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        for banner in (self._trouble, self._result, self._stale):
            banner.retranslate(wording)
        self._offered = ()
        self._enrol.retranslate(wording)
        choices = [Choice(key=key, word=say(f"sync.auto.{key}")) for key in ("on", "off")]
        self._auto.set_choices(say("sync.auto.name"), choices)
        self._auto_name.setText(say("sync.auto.name"))
        self._progress.setAccessibleName(say("sync.progress_name"))
        self._close_list.setText(say("sync.list_close"))
        self.render_state(self._state)

    def _lay_out(self) -> None:
        self._auto_name = QLabel()
        mark(self._auto_name, role="strong")
        self._switch = QHBoxLayout()
        self._switch.addWidget(self._auto_name)
        self._switch.addWidget(self._auto, 1)
        left = QVBoxLayout()
        left.addLayout(self._switch)
        left.addWidget(self._auto_words)
        self._head = QHBoxLayout()
        self._head.addLayout(left, 1)
        self._head.addWidget(self._send)
        self._list.add_action(self._close_list)
        self._list.body.addWidget(self._table)
        self._problems.body.addWidget(self._groups)
        self._rungs = QVBoxLayout()
        self._ladder_page = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        for widget in (self._progress_words, self._progress, self._stale, self._trouble, self._result):
            self._column.addWidget(widget)
        self._column.addWidget(self._enrol)
        self._column.addWidget(self._pages)
        progress = self._progress_column = QVBoxLayout(self._ladder_page)
        progress.setContentsMargins(0, 0, 0, 0)
        progress.addLayout(self._rungs)
        progress.addWidget(self._by_hand)
        progress.addWidget(self._list)
        progress.addWidget(self._problems)
        self._column.addWidget(self._ladder_page)
        for page in self._others.values():
            self._column.addWidget(page)
        self._column.addStretch(1)

    def _connect(self) -> None:
        self._send.clicked.connect(self.send_asked)
        self._auto.chosen.connect(lambda key: self.auto_chosen.emit(key == "on"))
        self._enrol.edited.connect(self.enrol_edited)
        self._enrol.enrol_asked.connect(self.enrol_asked)
        self._close_list.clicked.connect(self.list_closed)
        self._table.row_chosen.connect(self.record_asked)
        self._groups.error_asked.connect(self.error_asked)
        self._pages.chosen.connect(self.page_chosen)
        self._trouble.acted.connect(self.trouble_acted)
        self._trouble.dismissed.connect(self.trouble_dismissed)

    def add_card(self, card: QWidget) -> None:
        """Put a card below everything."""
        self._column.insertWidget(self._column.count() - 1, card)

    def put_below_enrolling(self, card: QWidget) -> None:
        """Put the other way to be bound below the first."""
        self._column.insertWidget(self._column.indexOf(self._enrol) + 1, card)

    def put_statement(self, card: QWidget, *, is_first: bool) -> None:
        """Put the card of the 未报情况说明 above everything below the button, or below everything."""
        before = self._enrol if is_first else None
        self._column.removeWidget(card)
        at = self._column.indexOf(before) if before else self._column.count() - 1
        self._column.insertWidget(at, card)

    def put_requests(self, widget: QWidget) -> None:
        """Put what others ask of us above the problems."""
        self._progress_column.insertWidget(2, widget)

    def focus_next_error(self) -> bool:
        """Put the hand on the next error; False when there is none."""
        return self._groups.focus_next()

    def _show_page(self, state: SyncState, *, has_proofs: bool) -> None:
        pages = tuple(page for page in state.pages if page is Page.PROGRESS or page in self._others)
        if self._offered != pages:
            self._offered = pages
            self._pages.set_choices(
                self._wording.say("sync.page.name"), words.page_choices(self._wording, pages)
            )
        self._pages.setVisible(bool(pages))
        self._pages.choose(state.page)
        self._ladder_page.setVisible(state.page is Page.PROGRESS)
        self._by_hand.setVisible(has_proofs)
        for page, widget in self._others.items():
            widget.setVisible(page is state.page)

    def _show_progress(self, state: SyncState) -> None:
        progress = state.progress if state.is_sending else None
        self._progress_words.setVisible(progress is not None)
        self._progress.setVisible(progress is not None)
        if progress is not None:
            self._progress_words.setText(words.progress_words(self._wording, progress))
            self._progress.setRange(0, max(1, progress.total))
            self._progress.setValue(progress.records)

    def _show_ladders(self, state: SyncState) -> None:
        ladders = state.ladders or ()
        while len(self._ladders) < len(ladders):
            ladder = _DestinationLadder()
            ladder.level_chosen.connect(self.level_chosen)
            self._ladders.append(ladder)
            self._rungs.addWidget(ladder)
        for at, ladder in enumerate(self._ladders):
            ladder.setVisible(at < len(ladders))
            if at < len(ladders):
                ladder.show_ladder(self._wording, ladders[at], state.now or _LONG_AGO)

    def _show_list(self, state: SyncState) -> None:
        self._list.setVisible(state.level is not None)
        if state.level is None:
            return
        w = self._wording
        rung = w.say(f"sync.rung.{state.level}")
        key = "sync.list_title_part" if len(state.listed) >= LISTED else "sync.list_title"
        hint = "" if state.listed else w.say("sync.list_empty")
        if state.level is Level.NATIONAL:
            hint = w.say("sync.list_national")
        self._list.say(w.say(key, rung=rung, count=count_text(len(state.listed))), hint)
        self._table.setVisible(bool(state.listed))
        self._table.setAccessibleName(rung)
        self._table.show_rows(words.list_columns(w), [words.list_row(w, record) for record in state.listed])

    def _say(self, banner: Banner, message: Message | None) -> None:
        """Say it once; what is drawn again is not spoken again."""
        if message == self._said.get(banner):
            return
        self._said[banner] = message
        if message is None:
            banner.clear()
        else:
            banner.show_message(message.tone, message.sentence, action=message.action)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(16))
        self._head.setSpacing(look.px(24))
        self._switch.setSpacing(look.px(12))
        self._rungs.setSpacing(look.px(16))
        progress = self._ladder_page.layout()
        if progress is not None:
            progress.setSpacing(look.px(16))
        self._table.setMinimumHeight(look.px(260))
