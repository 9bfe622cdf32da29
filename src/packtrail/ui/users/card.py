"""Draws the users' card of the settings: who works here, and what can be done about each."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from packtrail.domain.users import User
from packtrail.ui.forms.panel import FormPanel
from packtrail.ui.theme.appearance import follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.emptied import empty
from packtrail.ui.widgets.flow_layout import FlowLayout
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.ui.widgets.text_label import text_label
from packtrail.ui.widgets.told_line import ToldLine
from packtrail.usecases.user_list import IDLE_CHOICES
from packtrail.wording import Wording
from packtrail.wording.values import word

SWITCH_KEY = "Ctrl+H"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersState:
    """Everything on the card; a refusal says why a button doesn't act now."""

    users: tuple[User, ...] = ()  # who works here
    own_ref: str = ""
    idle_minutes: int = 0
    can_keep: str | None = None  # why the list can't be changed
    can_add: str | None = None
    can_lock: str | None = None
    trouble: str = ""


class UsersCard(QFrame):
    """The card on the settings screen; the form of one act opens inside it."""

    add_asked = Signal()
    change_asked = Signal(str)  # a user's reference
    let_go_asked = Signal(str)
    own_pin_asked = Signal()
    lock_asked = Signal()
    idle_chosen = Signal(int)

    def __init__(self, wording: Wording, form: FormPanel) -> None:
        super().__init__()
        self._wording, self._state = wording, UsersState()
        self._section = Section()
        self._list = QVBoxLayout()
        self._add, self._own, self._lock = RefusableButton(), RefusableButton(), RefusableButton()
        self._idle_name, self._idle = QLabel(), ChipRow()
        self._told = ToldLine()
        self.form = form
        self._lay_out()
        self._add.clicked.connect(self.add_asked)
        self._own.clicked.connect(self.own_pin_asked)
        self._lock.clicked.connect(self.lock_asked)
        self._idle.chosen.connect(lambda key: self.idle_chosen.emit(int(key)))
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: UsersState) -> None:
        """Show ``state``."""
        self._state = state
        empty(self._list)
        for user in state.users:
            row = self._row(user)
            self._list.addWidget(row)
            row.show()
        for button, refusal in (
            (self._add, state.can_keep or state.can_add),
            (self._lock, state.can_lock),
        ):
            button.set_refusal(refusal)
        self._idle.choose(str(state.idle_minutes))
        for part in (self._idle_name, self._idle):
            part.setVisible(state.can_lock is None and state.can_keep is None)
        self._told.setVisible(bool(state.trouble))
        self._told.say(Tone.DANGER, state.trouble)

    def show_form(self, *, is_open: bool) -> None:
        """Show the form of an act in place of the buttons."""
        self.form.setVisible(is_open)
        self._buttons.setVisible(not is_open)
        if is_open:
            self.form.take_hand()
        else:
            self._own.setFocus()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._section.say(say("users.card.title"), say("users.card.hint"))
        self._add.setText(say("users.add"))
        self._own.setText(say("users.own_pin"))
        self._lock.setText(say("users.card.switch", key=SWITCH_KEY))
        self._idle_name.setText(say("users.card.idle"))
        choices = [
            Choice(
                key=str(each),
                word=say("users.card.minutes", minutes=each) if each else say("users.card.never"),
            )
            for each in IDLE_CHOICES
        ]
        self._idle.set_choices(say("users.card.idle"), choices)
        self.render_state(self._state)

    def _row(self, user: User) -> QWidget:
        say, state = self._wording.say, self._state
        is_self = user.ref == state.own_ref
        role = word(self._wording, "role", user.role)
        key = "users.card.self" if is_self else "users.person"
        row = QWidget()
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(text_label(say(key, name=user.name, role=role), ""), 1)
        if user.pin_hash is None:
            inside.addWidget(text_label(say("users.card.without_pin"), "hint"), 1)
        change, end = RefusableButton(say("users.change"), role="quiet"), RefusableButton(role="quiet")
        change.setAccessibleName(say("users.change_of", name=user.name))
        change.set_refusal(state.can_keep)
        change.clicked.connect(lambda: self.change_asked.emit(user.ref))
        end.setText(say("users.let_go"))
        end.setAccessibleName(say("users.let_go_of", name=user.name))
        end.set_refusal(state.can_keep or (say("users.let_go_self") if is_self else None))
        end.clicked.connect(lambda: self.let_go_asked.emit(user.ref))
        inside.addWidget(change)
        inside.addWidget(end)
        return row

    def _lay_out(self) -> None:
        mark(self, role="card")
        mark(self._idle_name, role="secondary")
        self._buttons = QWidget()
        row = FlowLayout(self._buttons)
        for button in (self._add, self._own, self._lock):
            row.addWidget(button)
        body = self._section.body
        body.addLayout(self._list)
        for part in (self._buttons, self._told, self.form, self._idle_name, self._idle):
            body.addWidget(part)
        self.form.hide()
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self._list.setSpacing(look.px(4))
