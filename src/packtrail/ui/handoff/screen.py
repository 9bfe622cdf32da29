"""Draws a load being put together: steps above, three columns, and the one button at the foot."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from packtrail.domain.moments import MomentFault
from packtrail.ui.handoff import words
from packtrail.ui.handoff.load_side import LoadSide, PickSide
from packtrail.ui.handoff.papers_side import RecentSide, ReleasedCard
from packtrail.ui.handoff.party_card import PartyCard
from packtrail.ui.handoff.state import HandoffState
from packtrail.ui.handoff.steps import Steps
from packtrail.ui.handoff.words import Message
from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.wording import Wording

THREE_COLUMNS = 1200  # px at 100 %: narrower, the lists stand one below the other
TWO_COLUMNS = 700  # narrower still, the recipient stands below them


class _Middle(QScrollArea):
    """Takes what head and foot leave, however little: the button at the foot stays in sight."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Next to nothing."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Three lines of a table."""
        look = current_look()
        return QSize(look.px(320), look.px(120))


class HandoffScreen(QWidget):
    """The counter for what leaves."""

    code_entered = Signal(str)
    stock_text_changed = Signal(str)
    more_wanted = Signal()
    listed_picked = Signal(tuple)  # unit ids
    removed = Signal(tuple)  # unit ids
    field_edited = Signal(str, str)
    recipient_chosen = Signal(object)
    party_chosen = Signal(str, object)  # a field of the draft, and the Party it means
    keep_asked = Signal(object)  # the PartyKind of a card to keep
    paper_noted = Signal(str, str)  # a paper of the recipient, and its last day
    release_asked = Signal()
    open_asked = Signal()
    print_asked = Signal(str)  # handoff id, or empty for the load of just now
    way_asked = Signal(str)  # handoff id
    released_closed = Signal()
    retry_asked = Signal()
    dismissed = Signal()  # the message was read

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state = HandoffState()
        self._said: Message | None = None
        self._columns = 0
        self._steps, self._hint = Steps(), QLabel()
        self._banner, self._released = Banner(wording), ReleasedCard(wording)
        self._pick, self._load = PickSide(wording), LoadSide(wording)
        self._party, self._recent = PartyCard(wording), RecentSide(wording)
        self._total = QLabel()
        self._release = PrimaryButton("", "F10", command="handoff.release")
        self._hint.setWordWrap(True)
        self._total.setWordWrap(True)
        mark(self._hint, role="hint")
        mark(self._total, role="secondary")
        self._lay_out()
        self._connect()
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: HandoffState) -> None:
        """Show ``state``."""
        self._state = state
        w = self._wording
        self._steps.show_step(w, state.step)
        self._released.show_state(state)
        for part in (self._pick, self._load, self._party, self._recent):
            part.show_state(state)
        self._release.say(words.release_words(w, state), "F10")
        refusal = words.release_refusal(w, state)
        self._release.set_refusal(refusal)
        self._total.setText(words.foot_words(w, state))
        self._pick.say_result(*words.picked_words(w, state))
        self._show_message(words.message(w, state))

    def take_hand(self) -> None:
        """The screen was opened: the next thing is a scan."""
        self.focus_code()

    def focus_code(self) -> None:
        """Put the hand where the next code goes."""
        self._pick.focus_code()

    def forget_typed(self) -> None:
        """A code that was typed once is given up."""
        self._pick.forget_typed()

    def focus_field(self, name: str) -> None:
        """Put the hand on what is missing."""
        if name == "lines":
            self._pick.focus_code()
        else:
            self._party.focus_field(name)
        hand: QWidget | None = self.focusWidget()
        for area in (self._side, self._middle):
            if hand is not None and area.isAncestorOf(hand):
                area.ensureWidgetVisible(hand)

    def say_fault(self, fault: MomentFault | None) -> None:
        """Say what is wrong with the last day of a paper; None when it was noted."""
        self._party.say_fault(fault)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        for part in (self._banner, self._released, self._pick, self._load, self._party, self._recent):
            part.retranslate(wording)
        self._hint.setText(wording.say("handoff.steps_hint"))
        self.render_state(self._state)

    def resizeEvent(self, event: QResizeEvent, /) -> None:  # noqa: N802 - Qt's name
        """Three columns, or two, or one."""
        super().resizeEvent(event)
        self._arrange()

    def _show_message(self, message: Message | None) -> None:
        """Say it once; what is drawn again is not spoken again."""
        if message == self._said:
            return
        self._said = message
        if message is None:
            self._banner.clear()
        else:
            self._banner.show_message(message.tone, message.sentence, action=message.action)

    def _lay_out(self) -> None:
        self._head = QHBoxLayout()
        self._head.addWidget(self._steps, 1)
        self._side = QScrollArea()
        self._side.setWidgetResizable(True)
        self._side.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._side.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inner = QWidget()
        self._inner.setObjectName("scrolled")
        self._grid = QGridLayout(self._inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._below = QWidget()
        self._lists = QVBoxLayout(self._below)
        self._lists.setContentsMargins(0, 0, 0, 0)
        self._middle = _Middle()
        self._middle.setWidgetResizable(True)
        self._middle.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._middle.setWidget(self._inner)
        self._foot = QHBoxLayout()
        self._foot.addWidget(self._total, 1)
        self._foot.addWidget(self._release)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(self._head)
        self._column.addWidget(self._banner)
        self._column.addWidget(self._released)
        self._column.addWidget(self._middle, 1)
        self._column.addLayout(self._foot)

    def _arrange(self) -> None:
        look = current_look()
        columns = (
            3 if self.width() >= look.px(THREE_COLUMNS) else 2 if self.width() >= look.px(TWO_COLUMNS) else 1
        )
        if columns == self._columns:
            return
        self._columns, is_wide = columns, columns == 3
        for part in (self._pick, self._load, self._recent, self._side, self._below, self._party):
            self._grid.removeWidget(part)  # an item taken out by takeAt would keep stale sizes alive
        if is_wide:
            self._stand_side_by_side()
        else:
            self._stand_below()
        self._side.setVisible(is_wide)
        self._below.setVisible(not is_wide)
        for at, share in enumerate({3: (28, 41, 31), 2: (58, 42, 0), 1: (1, 0, 0)}[columns]):
            self._grid.setColumnStretch(at, share)
        for at, share in enumerate((3, 1) if is_wide else (1, 0)):
            self._grid.setRowStretch(at, share)

    def _stand_side_by_side(self) -> None:
        self._side.setWidget(self._party)
        self._grid.addWidget(self._pick, 0, 0)
        self._grid.addWidget(self._load, 0, 1)
        self._grid.addWidget(self._recent, 1, 0, 1, 2)
        self._grid.addWidget(self._side, 0, 2, 2, 1)

    def _stand_below(self) -> None:
        """The lists in one widget: a grid would not give a card over three rows the height that it needs."""
        self._side.takeWidget()
        for part, share in ((self._pick, 3), (self._load, 3), (self._recent, 2)):
            self._lists.addWidget(part, share)
        self._grid.addWidget(self._below, 0, 0)
        self._grid.addWidget(self._party, *((0, 1) if self._columns == 2 else (1, 0)))
        self._party.show()

    def _connect(self) -> None:
        self._pick.code_entered.connect(self.code_entered)
        self._pick.text_changed.connect(self.stock_text_changed)
        self._pick.more_wanted.connect(self.more_wanted)
        self._pick.picked.connect(self.listed_picked)
        self._load.removed.connect(self.removed)
        self._party.edited.connect(self.field_edited)
        self._party.recipient_chosen.connect(self.recipient_chosen)
        self._party.party_chosen.connect(self.party_chosen)
        self._party.keep_asked.connect(self.keep_asked)
        self._party.paper_noted.connect(self.paper_noted)
        self._release.clicked.connect(self.release_asked)
        self._released.open_asked.connect(self.open_asked)
        self._released.print_asked.connect(lambda: self.print_asked.emit(""))
        self._released.close_asked.connect(self.released_closed)
        self._recent.print_asked.connect(self.print_asked)
        self._recent.way_asked.connect(self.way_asked)
        self._banner.acted.connect(self.retry_asked)
        self._banner.dismissed.connect(self.dismissed)

    def _restyle(self, look: Look) -> None:
        self._column.setSpacing(look.px(8))
        self._grid.setHorizontalSpacing(look.px(16))
        self._grid.setVerticalSpacing(look.px(12))
        self._lists.setSpacing(look.px(12))
        self._foot.setSpacing(look.px(16))
        self._columns = 0
        self._arrange()
