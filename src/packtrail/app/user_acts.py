"""Who works at this desk: the list of users, and who of them is signed in, for the screens."""

from contextlib import suppress
from typing import Final

from packtrail.app.outlet import Outlet
from packtrail.domain.errors import OutletError
from packtrail.domain.operators import Operator, Role
from packtrail.domain.users import User, asks_who, at_work
from packtrail.store.key_file import KEYS_FILE, unlock_with_code
from packtrail.usecases.keep_users import (
    add_user,
    change_user,
    choose_idle,
    known_users,
    let_go,
    reset_pin,
    reset_pin_by_code,
    set_own_pin,
)
from packtrail.usecases.sign_in import prove
from packtrail.usecases.user_list import FIRST_REF, KnownUsers, idle_minutes
from packtrail.wording import wording

LAST_SEEN: Final = "users.last"


class UserActs:
    """The acts of sign-in and of the list. What writes belongs on the writer's lane, as every act.

    Who is signed in changes there too: an act that was asked before is still of the one who asked it.
    """

    def __init__(self, outlet: Outlet) -> None:
        self._outlet = outlet

    def known(self) -> KnownUsers:
        """All that the screens show; any thread."""
        return self._outlet.read(
            lambda view: KnownUsers(
                known_users(view, self._first_name), view.setting(LAST_SEEN) or FIRST_REF, idle_minutes(view)
            )
        )

    def begin(self) -> KnownUsers:
        """The desk opens: from now on works whom nobody asks for a PIN, else nobody yet, who may do nothing.

        What the program itself writes meanwhile carries the reference of the first who has not left.
        """
        known = self.known()
        first = at_work(known.users)[0].operator
        self._outlet.operator = Operator(first.ref, "", Role.VIEWER) if asks_who(known.users) else first
        return known

    def sign_in(self, ref: str, pin: str) -> Operator:
        """Let the person of ``ref`` work here from now on; raises UserUnknown, PinTooSoon or PinWrong."""
        outlet = self._outlet
        operator = prove(ref, pin, pins=outlet.pins, store=outlet.store, now=outlet.now)
        outlet.operator = operator
        with suppress(OutletError):  # who proved himself works, although a full disk can't keep that he did
            outlet.remember(LAST_SEEN, operator.ref)
        return operator

    def add(self, name: str, role: Role, pin: str) -> User:
        """See ``usecases.keep_users``."""
        outlet = self._outlet
        return add_user(
            name,
            role,
            pin,
            first_name=self._first_name,
            pins=outlet.pins,
            by=outlet.operator,
            store=outlet.store,
            new_id=outlet.new_id,
        )

    def change(self, ref: str, name: str, role: Role) -> User:
        """See ``usecases.keep_users``; whoever is signed in has his new role at once."""
        outlet = self._outlet
        user = change_user(
            ref, name, role, first_name=self._first_name, by=outlet.operator, store=outlet.store
        )
        if ref == outlet.operator.ref:
            outlet.operator = user.operator
        return user

    def let_go(self, ref: str) -> None:
        """See ``usecases.keep_users``."""
        let_go(ref, by=self._outlet.operator, store=self._outlet.store)

    def set_own_pin(self, old_pin: str, pin: str) -> None:
        """See ``usecases.keep_users``."""
        outlet = self._outlet
        set_own_pin(
            old_pin,
            pin,
            first_name=self._first_name,
            pins=outlet.pins,
            by=outlet.operator,
            store=outlet.store,
            now=outlet.now,
        )

    def reset_pin(self, ref: str, pin: str, *, allowed_by: str, allowed_pin: str) -> Operator:
        """See ``usecases.keep_users``."""
        outlet = self._outlet
        return reset_pin(
            ref,
            pin,
            allowed_by=allowed_by,
            allowed_pin=allowed_pin,
            pins=outlet.pins,
            store=outlet.store,
            now=outlet.now,
        )

    def reset_pin_by_code(self, ref: str, pin: str, recovery_code: str) -> Operator:
        """The same with the outlet's recovery code; raises RecoveryCodeWrong as well."""
        outlet = self._outlet
        unlock_with_code(outlet.folder / KEYS_FILE, recovery_code)
        return reset_pin_by_code(ref, pin, pins=outlet.pins, store=outlet.store)

    def choose_idle(self, minutes: int) -> None:
        """See ``usecases.keep_users``."""
        choose_idle(minutes, by=self._outlet.operator, store=self._outlet.store)

    @property
    def _first_name(self) -> str:
        return wording(self._outlet.language).say("words.role.admin")
