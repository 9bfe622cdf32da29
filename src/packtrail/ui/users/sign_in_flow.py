"""Lets nobody to the desk but who proved himself, where the outlet's users have PINs."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_users import PinTooSoon, PinWrong
from packtrail.domain.operators import Operator
from packtrail.domain.users import asks_who, at_work, can_reset
from packtrail.ui.acts import OutletActs
from packtrail.ui.forms.flow import FormFlow
from packtrail.ui.users.forms import ForgottenForm
from packtrail.ui.users.sign_in_page import SignInPage
from packtrail.ui.users.state import SignInState
from packtrail.ui.users.ways import UserWays
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.user_list import KnownUsers
from packtrail.wording import Wording
from packtrail.wording.errors import explain

_SECOND_MS = 1000


class SignInFlow(QObject):
    """The door of the desk: ``closed`` before the page is shown, ``opened`` once somebody may work."""

    opened = Signal()
    closed = Signal()
    known = Signal(object)  # KnownUsers, whenever they were read

    def __init__(self, ways: UserWays, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self._ways, self._workers, self._wording = ways, workers, wording
        self.form = FormFlow(acts, workers, wording)
        self.page = SignInPage(wording, self.form.panel)
        self.state = SignInState()
        self.is_closed = False
        self._users: KnownUsers | None = None
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self._count_down)
        self.page.chosen.connect(self.choose)
        self.page.pin_entered.connect(self.sign_in)
        self.page.forgotten_asked.connect(self._ask_forgotten)
        self.form.left.connect(partial(self.page.show_forgotten, is_open=False))
        self.form.done.connect(self._pin_given)

    def begin(self, users: KnownUsers) -> None:
        """The list is known before the window is shown: shut from the first moment where there is a PIN."""
        self._learn(users)
        if asks_who(users.users):
            self._shut(users)

    def start(self) -> None:
        """The desk opens: ask who is there, or let the one who works here begin."""
        if self.is_closed:
            return
        self._workers.run(self._workers.acts, self._ways.begin, done=self._begun, failed=self._trouble)

    def close_door(self) -> None:
        """Lock the desk, or let another sign in; nothing where nobody has a PIN."""
        if self._users is None or self.is_closed or not asks_who(self._users.users):
            return
        self._shut(self._users)
        self.refresh()

    def tell(self, sentence: str) -> None:
        """Something was refused, since nobody is signed in."""
        self._change(replace(self.state, told=sentence))

    def refresh(self) -> None:
        """The list may have changed."""
        self._workers.run(self._workers.reads, self._ways.known, done=self._learn, failed=self._trouble)

    def choose(self, ref: str) -> None:
        """It is this person."""
        if not self.state.is_busy:
            self._second.stop()
            self._change(replace(self.state, chosen=ref, trouble="", told="", wait_s=0))
            self.page.take_hand()

    def sign_in(self, pin: str) -> None:
        """Look at the PIN of who is chosen."""
        if self.state.is_busy or self.state.wait_s or self.state.user is None:
            return
        self._change(replace(self.state, is_busy=True, trouble=""))
        self._workers.run(
            self._workers.acts,
            partial(self._ways.sign_in, self.state.chosen, pin),
            done=self._signed_in,
            failed=self._failed,
        )

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        self.form.retranslate(wording)
        self.page.retranslate(wording)

    def _begun(self, users: KnownUsers) -> None:
        self.begin(users)
        if not self.is_closed:
            self.opened.emit()

    def _learn(self, users: KnownUsers) -> None:
        self._users = users
        people = at_work(users.users)
        is_there = any(user.ref == self.state.chosen for user in people)
        self._change(replace(self.state, users=people, chosen=self.state.chosen if is_there else ""))
        self.known.emit(users)

    def _shut(self, users: KnownUsers) -> None:
        self.is_closed = True
        self._change(SignInState(users=at_work(users.users), chosen=users.last_ref))
        self.closed.emit()
        self.form.leave()
        self.page.show_forgotten(is_open=False)

    def _signed_in(self, operator: Operator) -> None:
        self._second.stop()
        self.is_closed = False
        if self._users is not None:
            self._users = replace(self._users, last_ref=operator.ref)
        self._change(SignInState(users=self.state.users))
        self.page.pin.show_text("")
        self.opened.emit()

    def _trouble(self, error: OutletError) -> None:
        self._change(replace(self.state, trouble=str(explain(self._wording, error))))

    def _failed(self, error: OutletError) -> None:
        wait_s = (error.wait_s or 0) if isinstance(error, PinWrong | PinTooSoon) else 0
        self._change(
            replace(self.state, is_busy=False, trouble=str(explain(self._wording, error)), wait_s=wait_s)
        )
        if wait_s:
            self._second.start()
        self.page.take_hand()

    def _count_down(self) -> None:
        left = max(0, self.state.wait_s - 1)
        if not left:
            self._second.stop()
        self._change(replace(self.state, wait_s=left, trouble=self.state.trouble if left else ""))

    def _ask_forgotten(self) -> None:
        user = self.state.user
        if user is not None:
            self.form.open(ForgottenForm(self._ways, user, can_reset(self.state.users, user.ref)))
            self.page.show_forgotten(is_open=True)

    def _pin_given(self, _: object) -> None:
        self.page.show_forgotten(is_open=False)
        self._change(replace(self.state, trouble="", wait_s=0))

    def _change(self, state: SignInState) -> None:
        self.state = state
        self.page.render_state(state)
