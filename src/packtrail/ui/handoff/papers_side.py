"""What was signed away: the load of just now with its receipt, and the newest handoffs and their way."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from packtrail.ui.handoff import words
from packtrail.ui.handoff.state import HandoffState, Work
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.announce import announce
from packtrail.ui.widgets.data_table import DataTable
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.icon_label import IconLabel
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.table_rows import Row
from packtrail.wording import Wording


class ReleasedCard(QFrame):
    """The number of the load that was just signed away, and what to do with its paper."""

    open_asked = Signal()
    print_asked = Signal()
    close_asked = Signal()

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._spoken = ""
        self._icon = IconLabel(size=24)
        self._title, self._what = QLabel(), QLabel()
        self._what.setWordWrap(True)
        self._open, self._print = RefusableButton(role="link"), RefusableButton(role="link")
        self._close = RefusableButton(role="quiet")
        self._buttons = FlowLayout()
        for button in (self._open, self._print, self._close):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            self._buttons.addWidget(button)
        self._words = QVBoxLayout()
        self._words.addWidget(self._title)
        self._words.addWidget(self._what)
        self._words.addLayout(self._buttons)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(self._words, 1)
        mark(self, role="banner", tone=Tone.OK.value)
        mark(self._title, role="section")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._open.clicked.connect(self.open_asked)
        self._print.clicked.connect(self.print_asked)
        self._close.clicked.connect(self.close_asked)
        follow_look(self._restyle)
        self.retranslate(wording)

    def show_state(self, state: HandoffState) -> None:
        """Show what was released; hidden when there is nothing."""
        released = state.released
        self.setVisible(released is not None)
        if released is None:
            self._spoken = ""
            return
        title, what = words.released_words(self._wording, released)
        tone = Tone.OK if released.paper else Tone.WARN
        mark(self, tone=tone.value)
        self._icon.show_tone(tone)
        self._title.setText(title)
        self._what.setText(what)
        say = self._wording.say
        self._open.setVisible(released.paper is not None)
        self._print.setText(say("handoff.reprint") if released.paper else say("handoff.released.make"))
        busy = None if state.work is Work.NONE else say(f"handoff.work.{state.work}")
        self._print.set_refusal(busy)
        self.setAccessibleName(f"{title} {what}")
        if title != self._spoken:
            self._spoken = title
            announce(self, f"{title} {what}")

    def retranslate(self, wording: Wording) -> None:
        """Say its own words in another language; the load itself is said at the next state."""
        self._wording = wording
        self._open.setText(wording.say("handoff.released.open"))
        self._close.setText(wording.say("handoff.released.close"))

    def _restyle(self, look: Look) -> None:
        self._row.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(4))
        self._row.setSpacing(look.px(12))
        self._words.setSpacing(look.px(4))


class _Newest(DataTable):
    """Asks for no more room than its least, and takes what is given."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The least."""
        return QSize(super().sizeHint().width(), self.minimumHeight())


class RecentSide(Section):
    """The newest handoffs."""

    print_asked = Signal(str)  # handoff id
    way_asked = Signal(str)  # handoff id

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._rows: tuple[Row, ...] | None = None
        self._busy: str | None = None
        self._table = _Newest()
        self._way, self._button = RefusableButton(), RefusableButton()
        for button in (self._way, self._button):
            self.add_action(button)
        self.body.addWidget(self._table, 1)
        self._table.selectionModel().selectionChanged.connect(self._show_button)
        self._table.row_chosen.connect(lambda _: self._ask_way())
        self._way.clicked.connect(self._ask_way)
        self._button.clicked.connect(self._print)
        follow_look(self._fit)
        self.retranslate(wording)

    def show_state(self, state: HandoffState) -> None:
        """Show the newest handoffs."""
        say = self._wording.say
        rows = tuple(words.recent_row(self._wording, document) for document in state.recent)
        if rows != self._rows:
            self._rows = rows
            self._table.show_rows(words.recent_columns(self._wording), rows)
        self.say(say("handoff.recent_title"), "" if rows else say("handoff.recent_empty"))
        self._table.setVisible(bool(rows))
        self._busy = None if state.work is Work.NONE else say(f"handoff.work.{state.work}")
        self._show_button()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording, self._rows = wording, None
        self._table.setAccessibleName(wording.say("handoff.recent_table"))
        self._button.setText(wording.say("handoff.reprint"))
        self._way.setText(wording.say("handoff.way.open"))

    def _ask_way(self) -> None:
        key = self._table.key
        if key is not None:
            self.way_asked.emit(key)

    def _print(self) -> None:
        key = self._table.key
        if key is not None:
            self.print_asked.emit(key)

    def _show_button(self) -> None:
        chosen = self._table.selected_keys()
        self._button.set_refusal(
            self._busy or (None if chosen else self._wording.say("handoff.reprint_first"))
        )
        self._way.set_refusal(None if chosen else self._wording.say("handoff.way.open_first"))
        for button in (self._way, self._button):
            button.setVisible(bool(self._rows))

    def _fit(self, look: Look) -> None:
        self._table.setMinimumHeight(look.px(84))  # the head and the newest
