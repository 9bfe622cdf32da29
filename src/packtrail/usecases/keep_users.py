"""Keep the list of users: take somebody in, change his name or role, let him go, give a PIN anew."""

from dataclasses import replace
from typing import Final

from packtrail.domain.errors_users import PinMissing
from packtrail.domain.operators import Act, Operator, Role, require
from packtrail.domain.users import (
    Attempts,
    User,
    at_work,
    checked_pin,
    refuse_reset,
    user_called,
    with_user,
)
from packtrail.usecases.ports import Clock, NewId, Store, Tx, View
from packtrail.usecases.sign_in import refused_pin
from packtrail.usecases.user_list import (
    FIRST_REF,
    IDLE_CHOICES,
    IDLE_MINUTES,
    Pins,
    keep_attempts,
    keep_users,
    users_of,
)

_DRAWN: Final = 12  # characters of a reference: enough that a restored list never gives one out again


def known_users(view: View, first_name: str) -> tuple[User, ...]:
    """The list; before there is one, the person who has worked here so far."""
    return users_of(view) or (User(ref=FIRST_REF, name=first_name, role=Role.ADMIN),)


def add_user(
    name: str,
    role: Role,
    pin: str,
    *,
    first_name: str,
    pins: Pins,
    by: Operator,
    store: Store,
    new_id: NewId,
) -> User:
    """Take ``name`` into the list; ``first_name`` is the one who worked here before there was any.

    Raises NotAllowed, PinUnfit, UserNameUnfit, or PinMissing while somebody of the list has no PIN.
    """
    require(by, Act.KEEP_USERS)
    kept = pins.hashed(checked_pin(pin))
    with store.act() as tx:
        users = known_users(tx, first_name)
        user = User(ref=_drawn_ref(new_id), name=name, role=role, pin_hash=kept)
        keep_users(tx, with_user(users, user))
        return user


def change_user(
    ref: str,
    name: str,
    role: Role,
    *,
    first_name: str,
    by: Operator,
    store: Store,
) -> User:
    """Give somebody another name or role; what he recorded carries his reference and stays his.

    Raises NotAllowed, UserUnknown, UserNameUnfit or LastAdmin.
    """
    require(by, Act.KEEP_USERS)
    with store.act() as tx:
        users = known_users(tx, first_name)
        changed = replace(user_called(users, ref), name=name, role=role)
        keep_users(tx, with_user(users, changed))
        return changed


def let_go(
    ref: str,
    *,
    by: Operator,
    store: Store,
) -> None:
    """Somebody works here no more; his name stays with his records, his PIN is gone.

    Raises NotAllowed, UserUnknown or LastAdmin.
    """
    require(by, Act.KEEP_USERS)
    with store.act() as tx:
        users = users_of(tx)
        keep_users(tx, with_user(users, replace(user_called(users, ref), has_left=True, pin_hash=None)))


def set_own_pin(
    old_pin: str,
    pin: str,
    *,
    first_name: str,
    pins: Pins,
    by: Operator,
    store: Store,
    now: Clock,
) -> None:
    """Choose one's own PIN, the first or another; who works alone may do without: ``pin`` is empty then.

    Raises UserUnknown, PinUnfit, PinMissing, PinTooSoon or PinWrong.
    """
    kept = pins.hashed(checked_pin(pin)) if pin else None
    with store.act() as tx:
        users = known_users(tx, first_name)
        user = user_called(users, by.ref)
        if kept is None and len(at_work(users)) > 1:
            raise PinMissing(user.name)
        refusal = refused_pin(tx, user, old_pin, pins=pins, now=now)
        if refusal is None:
            keep_users(tx, with_user(users, replace(user, pin_hash=kept)))
    if refusal is not None:
        raise refusal


def reset_pin(
    ref: str, pin: str, *, allowed_by: str, allowed_pin: str, pins: Pins, store: Store, now: Clock
) -> Operator:
    """Give somebody who forgot his PIN another, by the word and the PIN of a supervisor.

    Raises UserUnknown, NotAllowed, PinUnfit, PinTooSoon or PinWrong; the last two are of the supervisor.
    """
    kept = pins.hashed(checked_pin(pin))
    with store.act() as tx:
        users = users_of(tx)
        supervisor, user = user_called(users, allowed_by), user_called(users, ref)
        refuse_reset(supervisor, user)
        refusal = refused_pin(tx, supervisor, allowed_pin, pins=pins, now=now)
        if refusal is None:
            _give_pin(tx, users, user, kept)
    if refusal is not None:
        raise refusal
    return user.operator


def reset_pin_by_code(ref: str, pin: str, *, pins: Pins, store: Store) -> Operator:
    """The same for whoever holds the outlet's recovery code; that it is the one, the caller has seen.

    Raises UserUnknown or PinUnfit.
    """
    kept = pins.hashed(checked_pin(pin))
    with store.act() as tx:
        users = users_of(tx)
        user = user_called(users, ref)
        _give_pin(tx, users, user, kept)
        return user.operator


def choose_idle(
    minutes: int,
    *,
    by: Operator,
    store: Store,
) -> None:
    """Lock the desk after so many minutes without a hand at it; raises NotAllowed, ValueError for others."""
    require(by, Act.KEEP_USERS)
    if minutes not in IDLE_CHOICES:
        raise ValueError(minutes)
    with store.act() as tx:
        tx.remember(IDLE_MINUTES, str(minutes))


def _give_pin(tx: Tx, users: tuple[User, ...], user: User, kept: str) -> None:
    keep_users(tx, with_user(users, replace(user, pin_hash=kept)))
    keep_attempts(tx, user.ref, Attempts())


def _drawn_ref(new_id: NewId) -> str:
    """A reference nobody had before; the end of an id is drawn at random, and carries no time."""
    return "op_" + "".join(filter(str.isalnum, new_id().lower()))[-_DRAWN:]
