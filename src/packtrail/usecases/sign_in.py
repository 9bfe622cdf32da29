"""Say who is at the desk, or stand by as the second person: a PIN proves it, and wrong ones slow down."""

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_users import PinTooSoon, PinWrong
from packtrail.domain.operators import Operator
from packtrail.domain.users import Attempts, User, failed, same_pin, user_called, wait_s
from packtrail.usecases.ports import Clock, Store, Tx
from packtrail.usecases.user_list import Pins, attempts_of, keep_attempts, users_of


def prove(ref: str, pin: str, *, pins: Pins, store: Store, now: Clock) -> Operator:
    """The person of ``ref``, who typed his PIN; one who has none needs none.

    A wrong PIN is counted before it is refused. Raises UserUnknown, PinTooSoon or PinWrong.
    """
    with store.act() as tx:
        user = user_called(users_of(tx), ref)
        refusal = refused_pin(tx, user, pin, pins=pins, now=now)
    if refusal is not None:
        raise refusal
    return user.operator


def refused_pin(tx: Tx, user: User, pin: str, *, pins: Pins, now: Clock) -> OutletError | None:
    """Why ``pin`` does not prove ``user``; returned, so that the count of wrong ones is kept with the act."""
    if user.pin_hash is None:
        return None
    at, attempts = now(), attempts_of(tx, user.ref)
    wait = wait_s(attempts, at)
    if wait:
        if attempts.last_at is not None and at < attempts.last_at:
            # the clock was ahead and was put right: the wait begins now, and does not last until then
            keep_attempts(tx, user.ref, Attempts(attempts.failures, at))
        return PinTooSoon(user.name, wait)
    if pins.are_same(user.pin_hash, same_pin(pin)):
        if attempts.failures:
            keep_attempts(tx, user.ref, Attempts())
        return None
    attempts = failed(attempts, at)
    keep_attempts(tx, user.ref, attempts)
    return PinWrong(user.name, wait_s(attempts, at) or None)
