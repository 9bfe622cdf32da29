"""Administrators' accounts. They are added on the hub's own machine only, never through the network."""

import re
from functools import partial
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from packtrail_hub import database
from packtrail_hub.admin.audit import Who, note
from packtrail_hub.admin.passwords import password_hash
from packtrail_hub.hub import Hub
from packtrail_hub.ids import seconds
from packtrail_hub.tables_admin import admin, admin_session

_NAME: Final = re.compile(r"[\w.@-]{1,64}")


class NameTaken(Exception):
    """There is an administrator of this name."""


class NoSuchAdmin(Exception):
    """There is no administrator of this name."""


def is_name(text: str) -> bool:
    """Whether an administrator can be called so: letters of any script, digits, ``. _ @ -``."""
    return _NAME.fullmatch(text) is not None


def add_admin(hub: Hub, who: Who, name: str, password: str) -> None:
    """A new account; raises NameTaken, WeakPassword."""
    hub.write(partial(_added, hub, who, name, password_hash(name, password)))


def change_password(hub: Hub, who: Who, name: str, password: str) -> None:
    """Another password; it signs out whoever is signed in under the name.

    Raises NoSuchAdmin, WeakPassword.
    """
    hub.write(partial(_changed, hub, who, name, password_hash(name, password)))


def remove_admin(hub: Hub, who: Who, name: str) -> None:
    """Ends an account and its sessions; what it did stays on record. Raises NoSuchAdmin."""
    hub.write(partial(_removed, hub, who, name))


def admin_names(connection: Connection) -> list[str]:
    """All administrators, in the order in which they were added."""
    return list(connection.execute(select(admin.c.name).order_by(admin.c.id)).scalars())


def has_admins(connection: Connection) -> bool:
    """Whether there is anybody who could sign in."""
    return connection.execute(select(admin.c.id).limit(1)).first() is not None


def _added(hub: Hub, who: Who, name: str, hashed: str, connection: Connection) -> None:
    database.take_turns(connection, ["administrators"])
    if connection.execute(select(admin.c.id).where(admin.c.name == name)).first() is not None:
        raise NameTaken
    connection.execute(insert(admin).values(name=name, password_hash=hashed, added_at=seconds(hub.now())))
    note(hub, connection, who, "admin_added", name=name)


def _changed(hub: Hub, who: Who, name: str, hashed: str, connection: Connection) -> None:
    admin_id = _id_of(connection, name)
    connection.execute(update(admin).where(admin.c.id == admin_id).values(password_hash=hashed))
    connection.execute(delete(admin_session).where(admin_session.c.admin_id == admin_id))
    note(hub, connection, who, "password_changed", name=name)


def _removed(hub: Hub, who: Who, name: str, connection: Connection) -> None:
    admin_id = _id_of(connection, name)
    connection.execute(delete(admin_session).where(admin_session.c.admin_id == admin_id))
    connection.execute(delete(admin).where(admin.c.id == admin_id))
    note(hub, connection, who, "admin_removed", name=name)


def _id_of(connection: Connection, name: str) -> int:
    """The account, held until the act ends, so that nobody signs in to it meanwhile."""
    query = select(admin.c.id).where(admin.c.name == name).with_for_update()
    found = connection.execute(query).scalar()
    if found is None:
        raise NoSuchAdmin
    return int(found)
