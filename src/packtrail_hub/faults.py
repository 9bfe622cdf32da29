"""The fault simulator: a hub that goes wrong exactly as its script says, so that stations can be tried on it.

It lies around the whole application. Most steps change when an answer leaves and what it says; the clock, the
verdicts and what is kept are changed inside, for the one request, by ``TURN`` (a context variable, so that
requests beside it are spared). A sandbox only: nobody's records belong into a hub that forgets on purpose.
"""

import asyncio
import dataclasses
import json
import logging
import threading
from contextvars import ContextVar
from datetime import timedelta
from typing import Final

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection, event
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from packtrail.protocol import dsse, problems
from packtrail.protocol.changes import AuthorityAck, AuthorityStatus
from packtrail.protocol.knowledge import issue, warning
from packtrail.protocol.problems import CATALOGUE
from packtrail.protocol.receipt import HELD_VALID, RecordStatus
from packtrail.protocol.verdicts import Verdict
from packtrail_hub.api import create_app
from packtrail_hub.border import problem_response
from packtrail_hub.fault_answers import GARBLED, PAGE, Answer, answer_of_type
from packtrail_hub.fault_script import Fault, FaultScript, Played, Step, call_named
from packtrail_hub.hub import Hub
from packtrail_hub.hub_keys import open_keys
from packtrail_hub.ids import seconds
from packtrail_hub.key_rotation import rotate_key
from packtrail_hub.refused import Refused
from packtrail_hub.service import Service
from packtrail_hub.telling import authority_answered

UNREAD: Final = frozenset(
    {Fault.DROP_BEFORE, Fault.BUSY, Fault.REFUSE, Fault.FORK, Fault.SCHEMA_SUNSET, Fault.HTML}
)
"""Steps at which the hub never sees the request; after a sunset it still tells what it speaks."""

DROPPED: Final = frozenset({Fault.DROP_BEFORE, Fault.DROP_AFTER_COMMIT})

_log = logging.getLogger("packtrail_hub")


class HungUp(ConnectionError):
    """The simulator hangs up, and there is no connection to close: it runs inside a test's process."""


@dataclasses.dataclass
class Turn:
    """What is different within the hub for one request."""

    skew: timedelta = timedelta(0)
    forgets: bool = False
    code: str = ""  # each record that would count is refused with it
    put_off: int = 0  # so many more records that would count are deferred


TURN: ContextVar[Turn | None] = ContextVar("turn", default=None)


def faulty_app(hub: Hub, script: FaultScript, service: Service | None = None) -> ASGIApp:
    """The hub's application, going wrong as ``script`` says.

    Raises ValueError for a hub that is no sandbox.
    """
    if not hub.is_sandbox:
        raise ValueError("the fault simulator runs in a sandbox only")
    event.listen(hub.engine, "commit", _forget_if_told)
    clock = hub.clock
    told = dataclasses.replace(hub, clock=lambda: clock() + _turn().skew, overrule=_overruled)
    _log.warning("FAULT SIMULATOR: this hub goes wrong on purpose, rules: %d", len(script.rules))
    return FaultyApp(create_app(told, service), told, script)


class FaultyApp:
    """An ASGI application around another one."""

    def __init__(self, app: FastAPI, hub: Hub, script: FaultScript) -> None:
        self._app = app
        self._hub = hub
        self._played = Played(script)
        self._counting = threading.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, or doesn't."""
        step = self._next_step(scope) if scope["type"] == "http" else None
        if step is None:
            await self._app(scope, receive, send)
            return
        is_told = step.fault is Fault.SCHEMA_SUNSET and scope["path"].endswith("/capabilities")
        if step.fault in UNREAD and not is_told:
            answer = self._unread(step, scope)
        else:
            answer = await self._carried_out(step, scope, receive)
        if step.fault in DROPPED:
            await _hang_up(receive, send)
        elif step.fault is Fault.TRUNCATE:
            await _begin(answer, send, len(answer.body) // 2)
            await _hang_up(receive, send)
        else:
            await asyncio.sleep(step.number / 1000 if step.fault is Fault.SLOW else 0)
            await _begin(answer, send, len(answer.body))
            await send({"type": "http.response.body", "body": b""})

    def _next_step(self, scope: Scope) -> Step | None:
        call = call_named(scope["method"], scope["path"])
        with self._counting:
            step = self._played.next_step(call)
            count = self._played.counts[call]
        if step is not None:
            _log.warning("fault simulator: %s %d: %s", call or "no call", count, step.fault)
        return step

    def _unread(self, step: Step, scope: Scope) -> Answer:
        """The answer of somebody who has not looked at the request."""
        if step.fault is Fault.HTML:
            return answer_of_type(200, "text/html; charset=utf-8", PAGE)
        status, problem = {
            Fault.BUSY: (429, problems.BUSY),
            Fault.REFUSE: (409, CATALOGUE.get(step.code, problems.BUSY)),
            Fault.FORK: (409, problems.CHAIN_FORK),
        }.get(step.fault, (422, problems.SCHEMA_VIOLATION))
        wait = str(step.number)
        headers = {"Retry-After": wait, "RateLimit": f'"station";r=0;t={wait}'} if status == 429 else {}
        request_id = f"req_{self._hub.new_id()}"
        told = problem_response(Refused(problem, status), scope["path"], request_id, headers)
        return Answer(status, list(told.raw_headers), bytes(told.body))

    async def _carried_out(self, step: Step, scope: Scope, receive: Receive) -> Answer:
        """What the hub answers with the step's turn in force, and what the step makes of that."""
        answer = Answer()

        async def keep(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status, answer.headers = message["status"], list(message["headers"])
            else:
                answer.body += message.get("body", b"")

        if step.fault is Fault.ROTATE_SERVER_KEY:
            await run_in_threadpool(self._rotate_key)
        before = TURN.set(_turn_of(step))
        try:
            await self._app(scope, receive, keep)
        finally:
            TURN.reset(before)
        if step.fault is Fault.AUTHORITY_REJECT_LATER and answer.status == 200:
            await run_in_threadpool(_reject_for_authority, self._hub, answer.body)
        is_garbled = answer.status < 400 or step.fault is Fault.ERROR_AFTER_COMMIT
        return GARBLED[step.fault](self._hub, answer) if step.fault in GARBLED and is_garbled else answer

    def _rotate_key(self) -> None:
        """What a restart after ``packtrail-hub rotate-key`` does, without the restart."""
        rotate_key(self._hub)
        at = seconds(self._hub.now())
        signer, public_keys = self._hub.write(lambda connection: open_keys(connection, at))
        self._hub = dataclasses.replace(self._hub, signer=signer, public_keys=public_keys)
        self._app.state.hub = self._hub


def _reject_for_authority(hub: Hub, body: bytes) -> None:
    """Tells in the changes feed that the platform behind the hub refuses what this receipt accepted."""
    try:
        results = json.loads(dsse.from_json(body).payload)["results"]
    except (dsse.BadEnvelope, KeyError):
        return
    for each in results:
        if each["status"] in HELD_VALID:
            refusal = AuthorityAck(
                record_id=each["record_id"],
                destination="cn_national",
                status=AuthorityStatus.REJECTED,
                reported_at=hub.now(),
                issues=(issue(problems.MODEL_NOT_FILED, ""),),
            )
            authority_answered(hub, refusal)


async def _begin(answer: Answer, send: Send, length: int) -> None:
    """Sends the head of an answer and so much of its body; the head promises all of it."""
    headers = [pair for pair in answer.headers if pair[0].lower() != b"content-length"]
    headers.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body[:length], "more_body": True})


async def _hang_up(receive: Receive, send: Send) -> None:
    """Closes the connection and waits until it is closed; what was sent before still leaves.

    ASGI has no word for it, so the server's own connection is asked for behind its ``send``.
    """
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise HungUp("hung up on purpose")
    transport.close()
    while (await receive())["type"] != "http.disconnect":
        continue


def _turn() -> Turn:
    return TURN.get() or Turn()


def _turn_of(step: Step) -> Turn:
    """What the step changes within the hub."""
    return Turn(
        skew=timedelta(hours=step.number if step.fault is Fault.CLOCK_SKEW else 0),
        forgets=step.fault is Fault.FORGET,
        code=step.code if step.fault is Fault.REJECT else "",
        put_off=step.number if step.fault is Fault.DEFER else 0,
    )


def _overruled(verdict: Verdict) -> Verdict:
    """The verdict that the step wants for a record that would count."""
    turn = _turn()
    if verdict.status not in HELD_VALID:
        return verdict
    if turn.code:
        return Verdict(RecordStatus.REJECTED, (issue(CATALOGUE[turn.code], ""),))
    if turn.put_off:
        turn.put_off -= 1
        return Verdict(RecordStatus.DEFERRED, (warning(problems.AUTHORITY_UNAVAILABLE, ""),))
    return verdict


def _forget_if_told(connection: Connection) -> None:
    """Rolls back what is about to be committed; the commit that follows has nothing left to do."""
    if _turn().forgets:
        connection.connection.rollback()
