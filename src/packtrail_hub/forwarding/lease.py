"""Work that one process at a time does, whichever of them: held by a row that runs out.

Whoever holds it renews it as it goes on; of one that was killed it runs out by itself.
"""

from functools import partial
from typing import Final

from sqlalchemy import Connection, select

from packtrail_hub import database
from packtrail_hub.hub import Hub
from packtrail_hub.ids import seconds
from packtrail_hub.tables import lease

FORWARDING: Final = "forwarding"
HELD_S: Final = 180
"""Longer than a request to the next hub may take."""


def hold(hub: Hub, name: str, holder: str) -> bool:
    """Whether ``holder`` has it from now on, for another ``HELD_S``."""
    return hub.write(partial(_held, hub, name, holder))


def let_go(hub: Hub, name: str, holder: str) -> None:
    """The next one may have it at once."""
    hub.write(partial(_let_go, name, holder))


def _held(hub: Hub, name: str, holder: str, connection: Connection) -> bool:
    database.take_turns(connection, [f"lease {name}"])
    now = seconds(hub.now())
    row = connection.execute(select(lease).where(lease.c.name == name)).one_or_none()
    # A clock that was far ahead and was set right must not keep everybody out until it gets there again.
    is_others = row is not None and row.holder != holder and now < row.expires_at <= now + HELD_S
    if is_others:
        return False
    database.put_rows(connection, lease, [{"name": name, "holder": holder, "expires_at": now + HELD_S}])
    return True


def _let_go(name: str, holder: str, connection: Connection) -> None:
    database.take_turns(connection, [f"lease {name}"])
    row = connection.execute(select(lease).where(lease.c.name == name)).one_or_none()
    if row is not None and row.holder == holder:
        database.put_rows(connection, lease, [{"name": name, "holder": "", "expires_at": 0}])
