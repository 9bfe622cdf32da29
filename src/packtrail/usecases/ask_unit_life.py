"""Ask a hub what it knows of battery codes, and keep its answer for when it is not reached.

One code with the whole of our own outlet's records, or many codes at intake for early warnings. Nothing waits
for it: without an answer the last one stands, with its moment.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from http import HTTPStatus

from packtrail.protocol import messages
from packtrail.protocol.hub_answer import AnswerDisputed
from packtrail.protocol.unit_life import MAX_CODES, UnitLife, UnitLookup, verify_lives
from packtrail.usecases.ports import Reply, Unreached
from packtrail.usecases.sync_values import Session, Step

TOLD, NOT_TOLD, DISPUTED = "told", "not_told", "disputed"

_AN_ACT = 50
_LONGEST_CODE = 128


def ask_unit_life(session: Session, battery_code: str) -> Step:
    """What the hub knows of one code; kept when it is the hub's word."""
    codes = _askable([battery_code])
    return _asked(session, codes, lambda: session.channel.unit(codes[0])) if codes else Step(TOLD)


def ask_unit_lives(session: Session, battery_codes: Sequence[str]) -> Step:
    """What the hub knows of many codes, so many at a time; ends at the first answer that is none."""
    codes, done = _askable(battery_codes), 0
    for start in range(0, len(codes), MAX_CODES):
        part = codes[start : start + MAX_CODES]
        message = messages.encode(UnitLookup(battery_codes=tuple(part)))
        step = _asked(session, part, partial(session.channel.look_up_units, message))
        done += step.done
        if step.end != TOLD:
            return Step(step.end, done, step.cause, step.retry_after_s)
    return Step(TOLD, done)


def _askable(codes: Sequence[str]) -> list[str]:
    """Each once; what no hub takes for a code is not asked for."""
    return [each for each in dict.fromkeys(codes) if 0 < len(each) <= _LONGEST_CODE]


def _asked(session: Session, codes: Sequence[str], ask: Callable[[], Reply]) -> Step:
    with session.store.read() as view:
        station_id = view.station().station_id
        keys = next(each.hub_keys for each in view.destinations() if each.name == session.name)
    try:
        reply = ask()
    except Unreached as failure:
        return Step(NOT_TOLD, cause=failure.cause)
    if reply.status != HTTPStatus.OK:
        return Step(NOT_TOLD, cause=f"http_{reply.status}", retry_after_s=reply.retry_after_s)
    try:
        told = verify_lives(reply.body, keys, expect_station_id=station_id, expect_codes=codes)
    except AnswerDisputed as dispute:
        session.on_writer(partial(_keep_disputed, session, reply.body))
        return Step(DISPUTED, cause=dispute.fault)
    for start in range(0, len(told.lives), _AN_ACT):
        part = told.lives[start : start + _AN_ACT]
        session.on_writer(partial(_keep, session, part, told.server_time))
    return Step(TOLD, len(told.lives))


def _keep(session: Session, lives: Sequence[UnitLife], told_at: datetime) -> None:
    with session.store.act() as tx:
        tx.keep_lives(session.name, lives, told_at)


def _keep_disputed(session: Session, body: bytes) -> None:
    with session.store.act() as tx:
        tx.hear("unit_life_disputed", session.name, body[:65536])
