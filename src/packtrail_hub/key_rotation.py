"""The hub goes over to another key of its own; the old one vouches for it to every station that pinned it.

Processes that run sign with the old key until they are started anew, so stations hear of the change under a
key that they know. Whoever was away finds the whole row of changes in the capabilities.
"""

from functools import partial

from sqlalchemy import Connection, insert, select, update

from packtrail.protocol import messages
from packtrail.protocol.changes import HubKeyRotated, hub_key_statement
from packtrail_hub import database
from packtrail_hub.admin.audit import COMMAND_LINE, note
from packtrail_hub.hub import Hub
from packtrail_hub.hub_keys import draw_key
from packtrail_hub.ids import seconds
from packtrail_hub.tables import hub_key, key_rotation
from packtrail_hub.telling import tell_everybody


class OtherKeySigns(Exception):
    """The hub was opened before its last change of keys: start it anew first."""


def rotate_key(hub: Hub, secret: bytes | None = None) -> HubKeyRotated:
    """Draws the hub's next key and tells every outlet of it; ``secret`` seals it as it did the one before.

    Raises OtherKeySigns.
    """
    return hub.write(partial(_rotated, hub, secret))


def rotations(connection: Connection, limit: int) -> tuple[HubKeyRotated, ...]:
    """The last changes of the hub's key, oldest first."""
    newest = select(key_rotation.c.body).order_by(key_rotation.c.id.desc()).limit(limit)
    bodies = connection.execute(newest).scalars().all()
    return tuple(messages.decode(HubKeyRotated, body) for body in reversed(bodies))


def _rotated(hub: Hub, secret: bytes | None, connection: Connection) -> HubKeyRotated:
    database.take_turns(connection, ["hub keys"])
    unretired = select(hub_key.c.key_id).where(hub_key.c.retired_at.is_(None)).order_by(hub_key.c.id)
    if connection.execute(unretired).scalars().all()[-1:] != [hub.signer.key_id]:
        raise OtherKeySigns
    at, old = hub.now(), hub.signer
    new = draw_key(connection, seconds(at), secret)
    retired = update(hub_key).where(hub_key.c.key_id != new.key_id, hub_key.c.retired_at.is_(None))
    connection.execute(retired.values(retired_at=seconds(at)))
    statement = hub_key_statement(old.key_id, new.public_key)
    told = HubKeyRotated(
        key_id=new.key_id,
        alg="ed25519",
        public_key=new.public_key.hex(),
        old_key_id=old.key_id,
        signature_by_old=old.sign(statement).hex(),
        signature_by_new=new.sign(statement).hex(),
        rotated_at=at,
    )
    connection.execute(insert(key_rotation).values(body=messages.encode(told)))
    tell_everybody(connection, told, at)
    note(hub, connection, COMMAND_LINE, "hub_key_changed", old_key=old.key_id, new_key=new.key_id)
    return told
