"""Who is signed in: a random token in a cookie, its hash in the database, so every worker knows it.

A session ends 30 minutes after its last page and 12 hours after its beginning. A form carries a word that
only the pages of the same token know, so that no other site can send it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from packtrail_hub import database
from packtrail_hub.admin.audit import Who, note
from packtrail_hub.hub import Hub
from packtrail_hub.ids import seconds
from packtrail_hub.tables_admin import admin, admin_session

IDLE: Final = timedelta(minutes=30)
LONGEST: Final = timedelta(hours=12)
_NOTED_EVERY_S: Final = 60
"""So old may the last page on record be before it is written anew; not each page is a write."""


@dataclass(frozen=True)
class SignedIn:
    """An administrator's session."""

    admin_id: int
    name: str


def fresh_token() -> str:
    """43 characters that nobody can guess."""
    return secrets.token_urlsafe(32)


def form_word(token: str) -> str:
    """What a form of this visitor carries; it says nothing of the token."""
    return hmac.digest(token.encode(), b"packtrail form", "sha256").hex()


def is_form_word(token: str, told: str) -> bool:
    """Whether a form came from a page of this visitor."""
    return hmac.compare_digest(form_word(token).encode(), told.encode())


def begin(hub: Hub, who: Who, admin_id: int, password_hash: str) -> str | None:
    """The token of a new session; None where the account or its password changed meanwhile."""
    return hub.write(partial(_begun, hub, who, admin_id, password_hash))


def find(hub: Hub, token: str) -> SignedIn | None:
    """Whose session this is, if it goes on; being asked keeps it awake."""
    now = seconds(hub.now())
    query = (
        select(admin.c.id, admin.c.name, admin_session.c.begun_at, admin_session.c.seen_at)
        .join(admin, admin.c.id == admin_session.c.admin_id)
        .where(admin_session.c.token_hash == _hash(token))
    )
    with database.look(hub.engine) as connection:
        found = connection.execute(query).one_or_none()
    if found is None or _is_over(found.begun_at, found.seen_at, now):
        return None
    if now - found.seen_at >= _NOTED_EVERY_S:
        seen = update(admin_session).where(admin_session.c.token_hash == _hash(token)).values(seen_at=now)
        hub.write(lambda connection: connection.execute(seen))
    return SignedIn(found.id, found.name)


def end(hub: Hub, who: Who, token: str) -> None:
    """Signs out: the token is worth nothing from here on."""
    hub.write(partial(_ended, hub, who, token))


def _begun(hub: Hub, who: Who, admin_id: int, password_hash: str, connection: Connection) -> str | None:
    now = seconds(hub.now())
    same = admin.c.id == admin_id, admin.c.password_hash == password_hash
    if connection.execute(select(admin.c.id).where(*same).with_for_update(key_share=True)).first() is None:
        return None
    past = now - int(LONGEST.total_seconds())
    connection.execute(delete(admin_session).where(admin_session.c.begun_at < past))
    token = fresh_token()
    values = {"token_hash": _hash(token), "admin_id": admin_id, "begun_at": now, "seen_at": now}
    connection.execute(insert(admin_session).values(**values))
    note(hub, connection, who, "signed_in")
    return token


def _ended(hub: Hub, who: Who, token: str, connection: Connection) -> None:
    ended = delete(admin_session).where(admin_session.c.token_hash == _hash(token))
    if connection.execute(ended).rowcount:
        note(hub, connection, who, "signed_out")


def _is_over(begun_at: int, seen_at: int, now: int) -> bool:
    return now - seen_at >= IDLE.total_seconds() or now - begun_at >= LONGEST.total_seconds()


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
