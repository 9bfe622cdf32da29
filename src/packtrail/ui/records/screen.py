"""Draws the records: pages on top, the days or the search below, then a table or a report."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from packtrail.domain.moments import MomentFault
from packtrail.ui.records import words
from packtrail.ui.records.day_field import DayField
from packtrail.ui.records.report import ReportView
from packtrail.ui.records.state import OF_A_DAY, REGISTERS, REPORTS, Page, RecordsState
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.figures import count_text
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.search_field import SearchField
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.ui.widgets.trouble_banner import TroubleBanner
from packtrail.wording import Wording

STEP_KEYS = {-1: "Alt+Left", 1: "Alt+Right"}
EXPORT_KEY = "Ctrl+E"
PRINT_KEY = "Ctrl+P"
VERIFY_KEY = "Ctrl+Shift+V"
LONGEST_TEXT = 100


class RecordsScreen(QWidget):
    """One page at a time; it asks for pages of a register and never for the whole."""

    page_chosen = Signal(str)
    stepped = Signal(int)  # -1: the days before
    day_entered = Signal(str)  # as typed
    text_changed = Signal(str)
    search_entered = Signal()  # the first hit is wanted
    hit_chosen = Signal(str)  # ``state.hit_key`` of a hit
    more_wanted = Signal()
    day_close_asked = Signal()
    export_asked = Signal()
    export_stopped = Signal()
    print_asked = Signal()  # the report of the day in sight
    verify_asked = Signal()  # a picture of a paper
    retry_asked = Signal()

    def __init__(self, wording: Wording, state: RecordsState) -> None:
        super().__init__()
        self._wording, self._state = wording, state
        self._shown: tuple[object, ...] = ()  # what the table was filled from
        self._pages, self._search, self._banner = ChipRow(), SearchField(), TroubleBanner(wording)
        self._search.setMaxLength(LONGEST_TEXT)
        self._steps = {step: RefusableButton() for step in STEP_KEYS}
        self._days, self._summary, self._levels = QLabel(), QLabel(), QLabel()
        self._day, self._past = DayField(), ToldLine()
        self._levels.setWordWrap(True)
        self._close = PrimaryButton(command="records.close_day")
        self._export, self._print, self._verify = RefusableButton(), RefusableButton(), RefusableButton()
        self._table, self._nothing, self._report = DataTable(), EmptyState("search", ""), ReportView()
        self._reading = EmptyState("clock", "")  # while nothing is known yet
        self._paper = QScrollArea()
        self._paper.setWidgetResizable(True)
        self._report.setObjectName("scrolled")
        self._paper.setWidget(self._report)
        self._body = QStackedWidget()
        for page in (self._table, self._nothing, self._paper, self._reading):
            self._body.addWidget(page)
        mark(self._days, role="strong")
        mark(self._summary, role="strong")
        mark(self._levels, role="secondary")
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: RecordsState) -> None:
        """Show ``state``."""
        self._state = state
        w, is_search = self._wording, state.page is Page.SEARCH
        self._pages.choose(state.page)
        self._search.setVisible(is_search)
        self._period.setVisible(not is_search)
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._days.setText(words.period(w, state))
        self._day.setVisible(state.page in OF_A_DAY)
        self._day.rest()
        self._show_past(state)
        self._steps[-1].set_refusal(None if state.has_earlier else w.say("records.no_earlier"))
        self._steps[1].set_refusal(None if state.has_later else w.say("records.no_later"))
        self._summary.setText(words.summary(w, state))
        self._show_export(state)
        self._print.setVisible(state.page is Page.DAY)
        self._print.set_refusal(w.say("records.print.under_way") if state.is_printing else None)
        self._show_body(state)
        self._banner.show_trouble(state.trouble, action=self._wording.say("records.try_again"))

    def tell_exported(self, file: str, lines: int) -> None:
        """A spreadsheet is whole on the disk."""
        said = self._wording.say("records.export.done", count=count_text(lines), file=file)
        self._banner.show_message(Tone.OK, said)

    def tell_no_day(self, typed: str, fault: MomentFault) -> None:
        """What was typed is no day that can be shown."""
        said = self._wording.say(f"records.day_field.{fault.name.lower()}", typed=typed.strip())
        self._banner.show_message(Tone.WARN, said)

    def take_hand(self) -> None:
        """The screen was opened: the next thing is a text to look for, or the chosen page."""
        if self._state.page is Page.SEARCH:
            self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._search.selectAll()
        else:
            self._pages.focus_choice()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Down from the search goes into what it found."""
        if event.key() == Qt.Key.Key_Down and self._search.hasFocus():
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, say = wording, wording.say
        self._banner.retranslate(wording)
        choices = [Choice(key=page.value, word=words.page_word(wording, page)) for page in Page]
        self._pages.set_choices(say("records.pages"), choices)
        self._search.setPlaceholderText(say("records.search_placeholder"))
        self._search.setAccessibleName(say("records.search_name"))
        for step, name in ((-1, "earlier"), (1, "later")):
            self._steps[step].setText(f"{say(f'records.{name}')}  {say(f'records.{name}_key')}")
            self._steps[step].answer_to(f"records.{name}", STEP_KEYS[step])
        self._day.retranslate(wording)
        self._close.say(say("records.close_day"), "F10")
        self._export.answer_to("records.export", EXPORT_KEY)
        self._print.setText(f"{say('records.print.do')}  {PRINT_KEY}")
        self._print.answer_to("records.print", PRINT_KEY)
        self._verify.setText(f"{say('records.check.do')}  {VERIFY_KEY}")
        self._verify.answer_to("records.verify", VERIFY_KEY)
        self._table.setAccessibleName(say("records.table_name"))
        self._reading.say("clock", say("records.reading"))
        self._shown = ()
        self.render_state(self._state)

    def _lay_out(self) -> None:
        self._period = QWidget()
        self._dates = QHBoxLayout(self._period)
        self._dates.setContentsMargins(0, 0, 0, 0)
        for widget in (self._steps[-1], self._days, self._steps[1], self._day):
            self._dates.addWidget(widget)
        self._head = QHBoxLayout()
        self._head.addWidget(self._search, 1)
        self._head.addWidget(self._period)
        self._head.addStretch(1)
        self._head.addWidget(self._verify)
        self._head.addWidget(self._close)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._pages)
        self._column.addLayout(self._head)
        self._column.addWidget(self._banner)
        self._column.addWidget(self._past)
        self._column.addWidget(self._body, 1)
        self._column.addWidget(self._levels)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._summary, 1)
        self._foot.addWidget(self._print)
        self._foot.addWidget(self._export)
        self._column.addLayout(self._foot)

    def _connect(self) -> None:
        self._pages.chosen.connect(self.page_chosen)
        self._search.textEdited.connect(self.text_changed)
        self._search.textChanged.connect(self._tell_cleared)
        self._search.returnPressed.connect(self.search_entered)
        for step, button in self._steps.items():
            button.clicked.connect(partial(self.stepped.emit, step))
        self._day.entered.connect(self.day_entered)
        self._day.key_within("records.day")
        self._close.clicked.connect(self.day_close_asked)
        self._export.clicked.connect(self._press_export)
        self._print.clicked.connect(self.print_asked)
        self._verify.clicked.connect(self.verify_asked)
        self._table.row_chosen.connect(self._choose)
        self._table.more_wanted.connect(self.more_wanted)
        self._banner.acted.connect(self.retry_asked)

    def _tell_cleared(self, text: str) -> None:
        """The cross in the field clears it without ``textEdited``."""
        if not text and self._state.text:
            self.text_changed.emit("")

    def _press_export(self) -> None:
        is_under_way = self._state.exporting is not None
        (self.export_stopped if is_under_way else self.export_asked).emit()

    def _choose(self, key: str) -> None:
        if self._state.page is Page.SEARCH:
            self.hit_chosen.emit(key)

    def _show_past(self, state: RecordsState) -> None:
        """A past day's stock says so, and what it adds up to; nobody takes it for what stands here now."""
        said, levels = words.past(self._wording, state), words.levels(self._wording, state)
        self._past.setVisible(bool(said))
        self._past.say(Tone.INFO, said)
        self._levels.setVisible(bool(levels))
        self._levels.setText(levels)

    def _show_export(self, state: RecordsState) -> None:
        w = self._wording
        word = w.say("records.export.do" if state.exporting is None else "records.export.stop")
        self._export.setText(f"{word}  {EXPORT_KEY}")
        self._export.setVisible(state.page in REGISTERS or state.exporting is not None)
        has_nothing = state.exporting is None and not state.lines
        self._export.set_refusal(w.say("records.export.nothing") if has_nothing else None)

    def _show_body(self, state: RecordsState) -> None:
        w = self._wording
        if state.page in REPORTS:
            if state.report is not None:
                self._report.show_report(w, state.report)
            self._body.setCurrentWidget(self._reading if state.report is None else self._paper)
            return
        is_known = state.page is Page.SEARCH or state.lines is not None
        is_empty = (
            state.found is None or state.found.is_empty if state.page is Page.SEARCH else state.lines == ()
        )
        if is_empty:
            self._nothing.say("search" if state.page is Page.SEARCH else "records", *words.nothing(w, state))
        else:
            self._show_rows(state)
        self._body.setCurrentWidget(
            self._reading if not is_known else self._nothing if is_empty else self._table
        )

    def _show_rows(self, state: RecordsState) -> None:
        """A longer list of the same register only grows."""
        w, kind = self._wording, REGISTERS.get(state.page)
        if kind is None:
            if state.found is not None and self._shown != (state.found,):
                self._table.show_rows(words.hit_columns(w), words.hit_rows(w, state.found))
                self._shown = (state.found,)
            return
        if state.lines is None:
            self._shown = ()  # asked from its beginning: the table may wish for more anew
            return
        before, has_more = self._shown, state.next_at is not None
        if before == (state.asked, *state.lines):
            return
        grows = bool(before) and before == (state.asked, *state.lines)[: len(before)]
        start = len(before) - 1 if grows else 0
        rows = [words.row(w, line, at) for at, line in enumerate(state.lines[start:], start=start)]
        if grows:
            self._table.append_rows(rows, has_more=has_more)
        else:
            self._table.show_rows(words.columns(w, kind), rows, has_more=has_more)
        self._shown = (state.asked, *state.lines)

    def _restyle(self, look: Look) -> None:
        for layout in (self._head, self._dates, self._foot):
            layout.setSpacing(look.px(12))
        self._column.setSpacing(look.px(8))
        self._search.setMinimumWidth(look.px(240))
        self._search.setMaximumWidth(look.px(560))
        self._body.setMinimumHeight(look.px(180))
