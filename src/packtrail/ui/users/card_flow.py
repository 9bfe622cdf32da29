"""Joins the users' card to the list, and says before a press why a button would refuse."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_users import PinMissing
from packtrail.domain.operators import Act, require
from packtrail.domain.users import User, asks_who, at_work, user_called
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.forms.state import FormAct
from packtrail.ui.users.card import UsersCard, UsersState
from packtrail.ui.users.forms import AddForm, ChangeForm, LetGoForm, OwnPinForm
from packtrail.ui.users.ways import UserWays
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.user_list import KnownUsers
from packtrail.wording import Wording
from packtrail.wording.errors import explain


class UsersFlow(QObject):
    """The users' part of the settings. Make it on the GUI thread."""

    changed = Signal()  # the list, or a PIN of it
    lock_asked = Signal()

    def __init__(self, ways: UserWays, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self._ways, self._acts, self._workers, self._wording = ways, acts, workers, wording
        self._known: KnownUsers | None = None
        self.form = FormFlow(acts, workers, wording)
        self.panel = UsersCard(wording, self.form.panel)
        self.state = UsersState()
        self.panel.add_asked.connect(lambda: self._open(AddForm(self._ways)))
        self.panel.change_asked.connect(lambda ref: self._open(ChangeForm(self._ways, self._user(ref))))
        self.panel.let_go_asked.connect(lambda ref: self._open(LetGoForm(self._ways, self._user(ref))))
        self.panel.own_pin_asked.connect(self._ask_own_pin)
        self.panel.lock_asked.connect(self.lock_asked)
        self.panel.idle_chosen.connect(self._choose_idle)
        self.form.left.connect(partial(self.panel.show_form, is_open=False))
        self.form.done.connect(self._done)

    @property
    def is_busy(self) -> bool:
        """Whether the list is being written."""
        return self.form.is_busy

    def show_known(self, known: KnownUsers) -> None:
        """The list was read."""
        self._known = known
        users = at_work(known.users)
        unproven = next((user for user in users if user.pin_hash is None), None)
        state = UsersState(
            users=users,
            own_ref=self._acts.operator.ref,
            idle_minutes=known.idle_minutes,
            can_keep=self._refusal(),
            can_add=self._said(PinMissing(unproven.name)) if unproven else None,
            can_lock=None if asks_who(users) else self._wording.say("users.card.no_pins"),
        )
        self._change(state)

    def leave(self) -> None:
        """The screen is left: nothing that was typed waits there for somebody else."""
        self.form.leave()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.form.retranslate(wording)
        self.panel.retranslate(wording)
        if self._known is not None:
            self.show_known(self._known)

    def _refusal(self) -> str | None:
        try:
            require(self._acts.operator, Act.KEEP_USERS)
        except OutletError as refused:
            return self._said(refused)
        return None

    def _said(self, error: OutletError) -> str:
        return str(explain(self._wording, error))

    def _user(self, ref: str) -> User:
        return user_called(self.state.users, ref)

    def _ask_own_pin(self) -> None:
        own = next((user for user in self.state.users if user.ref == self._acts.operator.ref), None)
        has_pin = own is not None and own.pin_hash is not None
        self._open(OwnPinForm(self._ways, has_pin, len(self.state.users) == 1))

    def _open(self, act: FormAct) -> None:
        self.form.open(act)
        self.panel.show_form(is_open=True)

    def _done(self, _: object) -> None:
        self.panel.show_form(is_open=False)
        self.changed.emit()

    def _choose_idle(self, minutes: int) -> None:
        self._workers.run(
            self._workers.acts,
            partial(self._ways.choose_idle, minutes),
            done=lambda _: self.changed.emit(),
            failed=self._failed,
        )

    def _failed(self, error: OutletError) -> None:
        self._change(replace(self.state, trouble=self._said(error)))

    def _change(self, state: UsersState) -> None:
        self.state = state
        self.panel.render_state(state)
