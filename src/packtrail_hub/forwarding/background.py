"""Passing on beside the answering, in a thread of every worker of which one at a time does anything."""

import logging
import random
import threading
from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from packtrail_hub import database
from packtrail_hub.forwarding import feeds, lease, outbox
from packtrail_hub.forwarding.next_hub import NextHub, next_hubs
from packtrail_hub.forwarding.rounds import Report, Round, wire_to
from packtrail_hub.hub import Hub
from packtrail_hub.ids import seconds

EVERY_S: Final = 5.0
"""What came in is on its way within this time; a look that finds nothing to do costs one query."""

END_S: Final = 5.0
"""A request that is still under way then is cut off with the process, which is harmless."""

_log = logging.getLogger("packtrail_hub")


class Forwarder:
    """Passes on until it is stopped; use it as a context manager around the answering."""

    def __init__(self, hub: Hub, every_s: float = EVERY_S) -> None:
        self._hub, self._every_s = hub, every_s
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="forwarder", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join(timeout=END_S)

    def _run(self) -> None:
        holder = self._hub.new_id()
        while not self._stopped.wait(self._every_s):
            try:
                forward_once(self._hub, holder, self._stopped.is_set)
            except DBAPIError as error:  # the database is away; stations are told so too
                _log.warning("passing on rests: %s", type(error.orig).__name__)
            except Exception:  # noqa: BLE001 - told with its trace; nobody would start this thread again
                _log.exception("passing on rests")


def forward_once(hub: Hub, holder: str, is_stopped: Callable[[], bool] = lambda: False) -> Report | None:
    """One round, if something waits and nobody else is at it; None otherwise. Raises KeySealed."""
    with database.look(hub.engine) as connection:
        now = seconds(hub.now())
        if not any(_is_due(connection, each, now) for each in next_hubs(hub, connection)):
            return None
    if not lease.hold(hub, lease.FORWARDING, holder):
        return None
    try:
        return Round(
            hub,
            draw=random.random,
            may_go_on=lambda: not is_stopped() and lease.hold(hub, lease.FORWARDING, holder),
            open_wire=wire_to,
        ).run()
    finally:
        lease.let_go(hub, lease.FORWARDING, holder)


def _is_due(connection: Connection, target: NextHub, now: int) -> bool:
    if not target.is_bound or outbox.failures_of(connection, target)[1] > now:
        return False
    return any(each.is_due(connection, target, now) for each in (outbox, feeds))
