"""The hub behind this one: who it is, as whom we are bound there, and how we were.

There a relay is a station of the outlet like any other, without a log of its own: the next hub lets any
station of an outlet bring the batches of its others. So the next hub needs to know nothing of relays, and
needs to trust ours in nothing. Each outlet has its own next hub and its own key there.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from packtrail import __version__
from packtrail.protocol import dsse, messages
from packtrail.protocol.capabilities import followed_keys
from packtrail.protocol.changes import HubKeyRotated, NextHubKeyRotated
from packtrail.protocol.enrolment import Enrolled, EnrolmentRequest, plain_code, read_enrolled
from packtrail.protocol.keys import Ed25519Signer, key_id
from packtrail_hub import database
from packtrail_hub.admin.audit import COMMAND_LINE, note
from packtrail_hub.hub import Hub
from packtrail_hub.hub_keys import opened_key, sealed_key
from packtrail_hub.ids import id_text, seconds, uid
from packtrail_hub.tables import (
    batch,
    forward_answer,
    forward_feed,
    forward_state,
    next_hub,
    outlet,
    station,
)
from packtrail_hub.telling import tell

LABEL = "relay"
_KEY_BYTES = 32


class NotAnswer(ValueError):
    """What came back binds us nowhere: no hub signed it for our key."""


class NamedAnew(Exception):
    """Another next hub was named or bound while the one before was asked; its word is for nobody now."""


@dataclass(frozen=True, kw_only=True)
class NextHub:
    """Where the batches of one outlet go on to."""

    id: int
    outlet_uscc: str
    url: str
    ca_file: Path | None
    name: str  # as it calls itself; empty until it has bound us
    station_id: str
    label: str
    signer: Ed25519Signer
    keys: Mapping[str, bytes]  # pinned, by key id
    bound_at: int | None

    @property
    def is_bound(self) -> bool:
        """Whether it has bound us; before that nothing can be sent."""
        return bool(self.keys)


def next_hubs(hub: Hub, connection: Connection) -> list[NextHub]:
    """Every one of them. Raises KeySealed."""
    rows = connection.execute(select(next_hub).order_by(next_hub.c.id)).all()
    return [_read(hub, row) for row in rows]


def forwards(connection: Connection, outlet_uscc: str) -> bool:
    """Whether what comes in for this outlet goes on to another hub."""
    query = select(next_hub.c.id).where(next_hub.c.outlet_uscc == outlet_uscc)
    return connection.execute(query).first() is not None


def name_next_hub(hub: Hub, outlet_uscc: str, url: str, ca_file: Path | None, label: str) -> NextHub:
    """From now on what comes in for the outlet goes on to ``url``, as soon as the hub there has bound us.

    Naming it again changes the address and keeps the key that is bound there. Raises KeySealed.
    """
    return hub.write(partial(_named, hub, outlet_uscc, url.rstrip("/"), ca_file, label))


def enrolment_request(hub: Hub, target: NextHub, code: str) -> bytes:
    """What the next hub is asked with, over the network or as a file."""
    with database.look(hub.engine) as connection:
        known = connection.execute(select(outlet.c.name).where(outlet.c.uscc == target.outlet_uscc)).scalar()
    request = EnrolmentRequest(
        enrolment_code=plain_code(code),
        station_id=target.station_id,
        station_label=target.label,
        station_epoch=1,
        public_key=target.signer.public_key.hex(),
        key_id=target.signer.key_id,
        install_nonce=uid(target.station_id).hex(),
        outlet_uscc=target.outlet_uscc,
        outlet_name=known or hub.name,
        app_version=__version__,
    )
    return dsse.to_json(dsse.signed(dsse.ENROLMENT, messages.encode(request), target.signer))


def bind(hub: Hub, target: NextHub, answer: bytes) -> Enrolled:
    """Pin the hub that gave ``answer``; raises NotAnswer.

    Where it is another than before, everything goes to it from the beginning.
    """
    enrolled = read_enrolled(answer, target.station_id, target.signer.public_key)
    if enrolled is None or enrolled.outlet_uscc != target.outlet_uscc:
        raise NotAnswer
    hub.write(partial(_bound, hub, target, enrolled))
    return enrolled


def still(connection: Connection, target: NextHub) -> Mapping[str, bytes]:
    """The keys pinned now for the hub that ``target`` was read as, kept so until the act ends.

    Raises NamedAnew where it is another by now, or none.
    """
    row = _held(connection, target)
    keys = _pinned(row) if row else {}
    is_same = row is not None and (row.url, row.bound_at) == (target.url, target.bound_at)
    if not is_same or not target.keys.items() <= keys.items():
        raise NamedAnew
    return keys


def follow_keys(hub: Hub, target: NextHub, rotations: Sequence[HubKeyRotated]) -> Mapping[str, bytes]:
    """The pinned keys and those that one of them hands on to, of which the outlet's stations are told.

    Raises NamedAnew.
    """
    return hub.write(partial(_followed, hub, target, rotations))


def forget_next_hub(hub: Hub, outlet_uscc: str) -> bool:
    """Nothing of the outlet goes on any more; what was answered stays told. False when nothing did."""
    return hub.write(partial(_forgotten, hub, outlet_uscc))


def note_passed(hub: Hub, target: NextHub) -> None:
    """Keeps on record that a station's enrolment was passed on to the next hub."""

    def noted(connection: Connection) -> None:
        note(
            hub,
            connection,
            COMMAND_LINE,
            "enrolment_passed",
            target.outlet_uscc,
            url=shown_address(target.url),
        )

    hub.write(noted)


def _forgotten(hub: Hub, outlet_uscc: str, connection: Connection) -> bool:
    of_outlet = delete(next_hub).where(next_hub.c.outlet_uscc == outlet_uscc)
    if not connection.execute(of_outlet).rowcount:
        return False
    note(hub, connection, COMMAND_LINE, "forwarding_stopped", outlet_uscc)
    return True


def _named(
    hub: Hub, outlet_uscc: str, url: str, ca_file: Path | None, label: str, connection: Connection
) -> NextHub:
    database.take_turns(connection, [f"next hub {outlet_uscc}"])
    mine = next_hub.c.outlet_uscc == outlet_uscc
    where: dict[str, Any] = {"url": url, "ca_file": str(ca_file.absolute()) if ca_file else None}
    where |= {"label": label, "failures": 0, "next_at": 0, "cause": None}
    if connection.execute(select(next_hub.c.id).where(mine)).first() is None:
        key = secrets.token_bytes(_KEY_BYTES)
        signer = Ed25519Signer(key)
        drawn = {
            "outlet_uscc": outlet_uscc,
            "station_uid": uid(hub.new_id()),
            "private_key": sealed_key(key, signer.key_id, hub.secret),
            "public_key": signer.public_key,
        }
        connection.execute(insert(next_hub).values(**where, **drawn))
    else:
        connection.execute(update(next_hub).where(mine).values(**where))
    note(hub, connection, COMMAND_LINE, "next_hub_named", outlet_uscc, url=shown_address(url), label=label)
    return _read(hub, connection.execute(select(next_hub).where(mine)).one())


def shown_address(url: str) -> str:
    """An address without the name and password that it may hold."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _bound(hub: Hub, target: NextHub, enrolled: Enrolled, connection: Connection) -> None:
    # Of the same hub the pinned keys stay: to a newer one they hand on, and the stations are told of it.
    row = _held(connection, target)
    keys = _pinned(row) if row else {}
    if set(keys.values()).isdisjoint(enrolled.keys().values()):
        _begin_anew(connection, target.outlet_uscc)
        keys = enrolled.keys()
    values = {
        "name": enrolled.hub_name,
        "hub_keys": _json(keys),
        "bound_at": seconds(hub.now()),
        "failures": 0,
        "next_at": 0,
        "cause": None,
    }
    connection.execute(update(next_hub).where(next_hub.c.id == target.id).values(**values))
    note(hub, connection, COMMAND_LINE, "next_hub_bound", target.outlet_uscc, name=enrolled.hub_name)


def _followed(
    hub: Hub, target: NextHub, rotations: Sequence[HubKeyRotated], connection: Connection
) -> Mapping[str, bytes]:
    had = still(connection, target)
    keys = followed_keys(had, rotations)
    values = {"hub_keys": _json(keys)}
    connection.execute(update(next_hub).where(next_hub.c.id == target.id).values(**values))
    mine = select(outlet.c.id).where(outlet.c.uscc == target.outlet_uscc)
    outlet_pk = connection.execute(mine).scalar_one()  # a batch of it was answered
    for each in rotations:
        if each.key_id in keys and each.key_id not in had:
            tell(connection, outlet_pk, NextHubKeyRotated(**vars(each)), hub.now())
    return keys


def _begin_anew(connection: Connection, outlet_uscc: str) -> None:
    of_outlet = select(station.c.id).join(outlet, outlet.c.id == station.c.outlet_id)
    stations = of_outlet.where(outlet.c.uscc == outlet_uscc).scalar_subquery()
    batches = select(batch.c.id).where(batch.c.station_id.in_(stations)).scalar_subquery()
    connection.execute(delete(forward_answer).where(forward_answer.c.batch_id.in_(batches)))
    connection.execute(delete(forward_state).where(forward_state.c.station_id.in_(stations)))
    connection.execute(delete(forward_feed).where(forward_feed.c.station_id.in_(stations)))


def _read(hub: Hub, row: Row[Any]) -> NextHub:
    signer = Ed25519Signer(opened_key(row.private_key, key_id(row.public_key), hub.secret))
    return NextHub(
        id=row.id,
        outlet_uscc=row.outlet_uscc,
        url=row.url,
        ca_file=Path(row.ca_file) if row.ca_file else None,
        name=row.name or "",
        station_id=id_text(row.station_uid),
        label=row.label,
        signer=signer,
        keys=_pinned(row),
        bound_at=row.bound_at,
    )


def _held(connection: Connection, target: NextHub) -> Row[Any] | None:
    mine: Select[Any] = select(next_hub).where(next_hub.c.id == target.id)
    return connection.execute(mine.with_for_update()).one_or_none()


def _pinned(row: Row[Any]) -> dict[str, bytes]:
    pinned = json.loads(row.hub_keys) if row.hub_keys else {}
    return {name: bytes.fromhex(key) for name, key in pinned.items()}


def _json(keys: Mapping[str, bytes]) -> bytes:
    return json.dumps({name: key.hex() for name, key in sorted(keys.items())}).encode()
