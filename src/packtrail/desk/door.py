"""The desk's door: shut until somebody proved himself, after minutes without a hand, and when asked."""

from PySide6.QtCore import QObject, Signal

from packtrail.domain.users import asks_who
from packtrail.ui.acts import OutletActs
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.users.card import SWITCH_KEY
from packtrail.ui.users.card_flow import UsersFlow
from packtrail.ui.users.cover import Cover
from packtrail.ui.users.idle import IdleWatch
from packtrail.ui.users.sign_in_flow import SignInFlow
from packtrail.ui.users.ways import UserWays
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.user_list import KnownUsers
from packtrail.wording import Wording


class Door(QObject):
    """Covers the window with the page for signing in; ``card`` is the list of users for the settings."""

    shut = Signal()
    practice_asked = Signal()
    opened = Signal()  # somebody works here now, perhaps another than before

    def __init__(
        self,
        frame: MainFrame,
        ways: UserWays,
        acts: OutletActs,
        workers: GuiWorkers,
        words: Wording,
    ) -> None:
        super().__init__()
        self.sign_in = SignInFlow(ways, acts, workers, words)
        self.card = UsersFlow(ways, acts, workers, words)
        self.idle = IdleWatch()
        self._cover = Cover(frame, self.sign_in.page)
        self.sign_in.page.practice_asked.connect(self.practice_asked)
        if not acts.practice:
            self.sign_in.page.offer_practice()
        self._known: KnownUsers | None = None
        KeyAct("desk.switch_user", SWITCH_KEY, frame, self.lock)
        self.sign_in.known.connect(self._learn)
        self.sign_in.closed.connect(self._shut)
        self.sign_in.opened.connect(self._opened)
        self.card.changed.connect(self.sign_in.refresh)
        self.card.lock_asked.connect(self.lock)
        self.idle.left_alone.connect(self.lock)

    @property
    def is_shut(self) -> bool:
        """Whether nobody is at the desk: no scan means anything then."""
        return self.sign_in.is_closed

    @property
    def is_busy(self) -> bool:
        """Whether the list is being written."""
        return self.card.is_busy

    def begin(self, known: KnownUsers) -> None:
        """Shut it before the window is shown, where there is a PIN; call it once the window has its keys."""
        self.sign_in.begin(known)

    def start(self) -> None:
        """Ask who is there."""
        self.sign_in.start()

    def stop(self) -> None:
        """The window goes: nobody is watched any more."""
        self.idle.watch(0)

    def lock(self) -> None:
        """Let nobody work before somebody signs in; nothing where nobody has a PIN."""
        self.sign_in.close_door()

    def touch(self) -> None:
        """Somebody is at the desk although no key was pressed: he scanned."""
        self.idle.touch()

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self.sign_in.retranslate(words)
        self.card.retranslate(words)

    def _learn(self, known: KnownUsers) -> None:
        self._known = known
        self.card.show_known(known)
        if not self.is_shut:
            self._watch()

    def _shut(self) -> None:
        self.idle.watch(0)
        self.card.leave()
        self._cover.lay()
        self.shut.emit()

    def _opened(self) -> None:
        self._cover.lift()
        self._watch()
        if self._known is not None:
            self.card.show_known(self._known)  # what is refused depends on who is there
        self.opened.emit()

    def _watch(self) -> None:
        known = self._known
        self.idle.watch(known.idle_minutes if known is not None and asks_who(known.users) else 0)
