"""The Vehicles screen: the cases at hand on the left, on the right one of them or the one that comes in."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from packtrail.domain.errors import OutletError
from packtrail.ui.theme.appearance import follow_look
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.vehicles import words
from packtrail.ui.vehicles.case_view import CaseView
from packtrail.ui.vehicles.state import CasePage, Stand, found_by
from packtrail.ui.widgets.banner import Banner
from packtrail.ui.widgets.duty_line import DutyLine
from packtrail.ui.widgets.empty_state import EmptyState
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.search_field import SearchField
from packtrail.ui.widgets.section import Section
from packtrail.wording import Wording
from packtrail.wording.errors import explain

MOST = 8  # cases in sight at once; a scan or the search opens any
RECEIVE_KEY = "Ctrl+N"


@dataclass(frozen=True, kw_only=True, slots=True)
class VehiclesState:
    """Everything that the screen shows; ``stands`` is None until the first answer."""

    stands: tuple[Stand, ...] | None = None
    text: str = ""  # looked for
    page: CasePage | None = None
    is_receiving: bool = False
    begun: str | None = None  # the vehicle whose form was left half-way


class VehiclesScreen(QWidget):
    """Draws a VehiclesState."""

    case_chosen = Signal(str)
    text_changed = Signal(str)
    receive_asked = Signal()
    discard_asked = Signal()

    def __init__(self, wording: Wording, case_form: QWidget, receive_form: QWidget) -> None:
        super().__init__()
        self._wording, self._state = wording, VehiclesState()
        self.banner, self.case = Banner(wording), CaseView(wording, case_form)
        self._receive, self._discard = PrimaryButton(command="vehicles.receive"), RefusableButton(role="link")
        self._search, self._more = SearchField(), RefusableButton(role="link")
        self._is_spread = False
        self._list, self._none = Section(), EmptyState("vehicles", "")
        self._lines: list[DutyLine] = []
        self._nothing, self._receiving = EmptyState("vehicles", ""), receive_form
        self._lay_out()
        self._search.textEdited.connect(self.text_changed)
        self._receive.clicked.connect(self.receive_asked)
        self._discard.clicked.connect(self.discard_asked)
        self._more.clicked.connect(self._spread)
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: VehiclesState) -> None:
        """Show ``state``."""
        self._state = state
        w = self._wording
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._show_list(found_by(state.stands or (), state.text) if state.text else state.stands or ())
        self._none.setVisible(state.stands is not None and not state.stands)
        self._search.setVisible(bool(state.stands))
        begun = w.say("vehicles.receive.go_on", name=state.begun) if state.begun else ""
        self._receive.say(begun or w.say("vehicles.receive.title"), RECEIVE_KEY)
        self._receive.setVisible(not state.is_receiving)
        self._discard.setVisible(bool(state.begun) and not state.is_receiving)
        self._receiving.setVisible(state.is_receiving)
        self.case.setVisible(state.page is not None and not state.is_receiving)
        self._nothing.setVisible(state.page is None and not state.is_receiving)
        if state.page is not None:
            self.case.show_page(state.page)

    def show_trouble(self, error: OutletError) -> None:
        """Say what was refused."""
        self.banner.show_message(Tone.DANGER, str(explain(self._wording, error)))

    def take_hand(self) -> None:
        """The screen was opened: the case at hand goes on, or a vehicle is looked for."""
        if self._state.page is not None:
            self.case.take_hand()
        else:
            self._receive.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self.banner.retranslate(wording)
        self.case.retranslate(wording)
        self._discard.setText(say("vehicles.receive.discard"))
        self._search.setPlaceholderText(say("vehicles.search"))
        self._search.setAccessibleName(say("vehicles.search"))
        self._none.say("vehicles", say("vehicles.none"), say("vehicles.none_hint"))
        self._nothing.say("scanner", say("vehicles.nothing_chosen"), say("vehicles.nothing_chosen_hint"))
        self.render_state(self._state)

    def _show_list(self, stands: Sequence[Stand]) -> None:
        say = self._wording.say
        count = len(self._state.stands or ())
        self._list.say(say("vehicles.list"), say("vehicles.list_hint", count=count) if count else "")
        shown = stands if self._is_spread else stands[:MOST]
        while len(self._lines) < len(shown):
            line = DutyLine(words.line(self._wording, shown[len(self._lines)]))
            line.acted.connect(self.case_chosen)
            self._list.body.insertWidget(len(self._lines), line)
            self._lines.append(line)
        for at, line in enumerate(self._lines):
            line.setVisible(at < len(shown))
            if at < len(shown):
                line.show_state(words.line(self._wording, shown[at]))
        rest = len(stands) - MOST
        self._more.setVisible(rest > 0)
        self._more.setText(say("vehicles.less") if self._is_spread else say("vehicles.more", count=rest))

    def _spread(self) -> None:
        self._is_spread = not self._is_spread
        self.render_state(self._state)

    def _lay_out(self) -> None:
        self._left = QVBoxLayout()
        for part in (self._receive, self._discard, self._search, self._list, self._none):
            self._left.addWidget(part)
        self._list.body.addWidget(self._more)
        self._right = QVBoxLayout()
        for shown in (self._nothing, self.case, self._receiving):
            self._right.addWidget(shown)
        self._halves = QHBoxLayout()
        for half, share in ((self._left, 2), (self._right, 3)):
            half.addStretch(1)
            self._halves.addLayout(half, share)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.banner)
        self._column.addLayout(self._halves, 1)

    def _restyle(self, look: Look) -> None:
        self._halves.setSpacing(look.px(24))
        self._left.setSpacing(look.px(12))
        self._column.setSpacing(look.px(8))
