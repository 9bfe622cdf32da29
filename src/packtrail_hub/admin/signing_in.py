"""Signing in, and how often it may be tried: counted in the database, so all workers count together.

An attempt is counted before the password is looked at, as a failure, and forgotten when it was right; so
many at the same moment gain nothing. A name alone has the widest limit: a stranger who tries it from many
addresses shall not shut its owner out easily.
"""

import hashlib
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete, select, update

from packtrail_hub import database
from packtrail_hub.admin import sessions
from packtrail_hub.admin.audit import Who
from packtrail_hub.admin.passwords import is_password
from packtrail_hub.hub import Hub
from packtrail_hub.ids import seconds
from packtrail_hub.limits import address_key
from packtrail_hub.tables_admin import admin, sign_in_attempt

WINDOW: Final = timedelta(minutes=15)
MOST_OF_BOTH: Final = 5
MOST_OF_ADDRESS: Final = 30
MOST_OF_NAME: Final = 60


class TooManyTries(Exception):
    """This name or this address has to wait."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


def sign_in(hub: Hub, name: str, password: str, address: str) -> str | None:
    """The token of a new session; None for a wrong name or password, which take equally long.

    Raises TooManyTries, without looking at the password.
    """
    limits = _limits(name, address)
    wait_s = hub.write(partial(_counted, seconds(hub.now()), limits))
    if wait_s:
        raise TooManyTries(wait_s)
    with database.look(hub.engine) as connection:
        found = connection.execute(select(admin).where(admin.c.name == name)).one_or_none()
    if not is_password(found.password_hash if found else None, password) or found is None:
        return None
    token = sessions.begin(hub, Who(name, address), found.id, found.password_hash)
    if token is not None:
        hub.write(partial(_forgotten, limits))
    return token


def _limits(name: str, address: str) -> dict[bytes, int]:
    """How many tries each of what an attempt is counted under has; first the pair of both."""
    network = address_key(address)
    return {
        _key("both", name, network): MOST_OF_BOTH,
        _key("address", network): MOST_OF_ADDRESS,
        _key("name", name): MOST_OF_NAME,
    }


def _counted(now: int, limits: dict[bytes, int], connection: Connection) -> int:
    """Counts one more try; the seconds to wait, and then it is not counted."""
    database.take_turns(connection, [f"sign in {key.hex()}" for key in limits])
    past = sign_in_attempt.c.begun_at <= now - int(WINDOW.total_seconds())
    connection.execute(delete(sign_in_attempt).where(past))
    mine = select(sign_in_attempt).where(sign_in_attempt.c.key.in_(limits))
    rows = {row.key: row for row in connection.execute(mine)}
    full = [row.begun_at for key, row in rows.items() if row.failures >= limits[key]]
    if full:
        return max(1, int(max(full)) + int(WINDOW.total_seconds()) - now)
    counted = [
        {
            "key": key,
            "begun_at": rows[key].begun_at if key in rows else now,
            "failures": rows[key].failures + 1 if key in rows else 1,
        }
        for key in limits
    ]
    database.put_rows(connection, sign_in_attempt, counted)
    return 0


def _forgotten(limits: dict[bytes, int], connection: Connection) -> None:
    """The try was right: it counts as none, and those of the pair before it neither."""
    both, *others = limits
    connection.execute(delete(sign_in_attempt).where(sign_in_attempt.c.key == both))
    mine = sign_in_attempt.c.key.in_(others), sign_in_attempt.c.failures > 0
    less = update(sign_in_attempt).where(*mine)
    connection.execute(less.values(failures=sign_in_attempt.c.failures - 1))


def _key(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()
