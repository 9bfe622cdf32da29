"""What waits for the next hub, station by station, and what it has answered.

A batch waits as long as no answer to it is stored, so a process that is killed between the answer and the
commit sends the same bytes again and gets the same receipt. Batches that brought no new record are not sent:
whatever is in them went with another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Update, func, insert, select, update

from packtrail.protocol.receipt import Receipt
from packtrail.protocol.relayed_receipt import RelayedReceipt
from packtrail_hub import database
from packtrail_hub.forwarding.next_hub import NextHub, still
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_bytes, hash_text, id_text, seconds
from packtrail_hub.tables import batch, forward_answer, forward_key, forward_state, next_hub, outlet, station
from packtrail_hub.telling import tell

MAX_REPLY_BYTES = 64 * 1024


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A station's oldest batch without an answer."""

    batch_pk: int
    station_pk: int
    station_id: str
    label: str
    outlet_pk: int
    digest: str
    envelope: bytes
    arrival: int
    failures: int  # of this station in a row
    went_back: bool
    is_revoked: bool


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far one station has come with the next hub."""

    station_id: str
    label: str
    waiting: int  # batches
    answered: int
    cause: str | None
    next_at: int


def stations_of(connection: Connection, outlet_uscc: str) -> list[int]:
    """All stations of an outlet, also those out of service: what they sealed before stays good."""
    query = (
        select(station.c.id)
        .join(outlet, outlet.c.id == station.c.outlet_id)
        .where(outlet.c.uscc == outlet_uscc)
        .order_by(station.c.id)
    )
    return list(connection.execute(query).scalars())


def is_due(connection: Connection, target: NextHub, now: int) -> bool:
    """Whether anything could go to this hub now."""
    if not target.is_bound or failures_of(connection, target)[1] > now:
        return False
    stations = stations_of(connection, target.outlet_uscc)
    return any(oldest(connection, each, now) is not None for each in stations)


def oldest(connection: Connection, station_pk: int, now: int) -> Waiting | None:
    """What a station has waiting; None when nothing is, or its turn is not yet."""
    state = _state(connection, station_pk)
    if state is not None and state.next_at > now:
        return None
    query = (
        select(
            batch.c.id,
            batch.c.digest,
            batch.c.envelope,
            batch.c.arrival,
            station.c.station_uid,
            station.c.label,
            station.c.outlet_id,
            station.c.revoked_at,
        )
        .join(station, station.c.id == batch.c.station_id)
        .where(batch.c.station_id == station_pk, batch.c.arrival > (state.done_to if state else 0))
        .order_by(batch.c.arrival)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Waiting(
        batch_pk=row.id,
        station_pk=station_pk,
        station_id=id_text(row.station_uid),
        label=row.label,
        outlet_pk=row.outlet_id,
        digest=hash_text(row.digest),
        envelope=row.envelope,
        arrival=row.arrival,
        failures=state.failures if state else 0,
        went_back=bool(state and state.went_back),
        is_revoked=row.revoked_at is not None,
    )


def is_answered(connection: Connection, station_pk: int) -> bool:
    """Whether the next hub has answered all that it can have of a station; what it refused it has not."""
    state = _state(connection, station_pk)
    if state is not None and (state.cause or "").startswith("BT-"):
        return True
    behind = batch.c.station_id == station_pk, batch.c.arrival > (state.done_to if state else 0)
    return connection.execute(select(batch.c.id).where(*behind).limit(1)).first() is None


def key_change(connection: Connection, station_pk: int) -> tuple[int, bytes] | None:
    """The oldest change of a station's key that the next hub has not confirmed, and its number."""
    query = (
        select(forward_key.c.id, forward_key.c.envelope)
        .where(forward_key.c.station_id == station_pk, forward_key.c.is_told.is_(False))
        .order_by(forward_key.c.id)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return (row.id, row.envelope) if row else None


def key_told(hub: Hub, target: NextHub, number: int) -> None:
    """The next hub knows of it. Raises NamedAnew."""
    _write(hub, target, update(forward_key).where(forward_key.c.id == number).values(is_told=True))


def keep_answer(hub: Hub, target: NextHub, one: Waiting, receipt: Receipt, key_id: str, packed: str) -> None:
    """The next hub has answered: the batch is done, and its station is told, in one act. Raises NamedAnew."""
    hub.write(partial(_answered, hub, target, one, receipt, key_id, packed))


def keep_failure(
    hub: Hub, target: NextHub, one: Waiting, cause: str, wait_s: int, reply: bytes = b""
) -> None:
    """No answer for this station yet; the next try, and what came instead. Raises NamedAnew."""
    values = {
        "failures": one.failures + 1,
        "next_at": seconds(hub.now()) + wait_s,
        "cause": cause[:64],
        "reply": reply[:MAX_REPLY_BYTES],
    }
    hub.write(partial(_failed, target, one.station_pk, values))


def hub_failed(hub: Hub, target: NextHub, cause: str, failures: int, wait_s: int) -> None:
    """The next hub itself was not to be had; nobody's batches are tried before then. Raises NamedAnew."""
    values = {"failures": failures, "next_at": seconds(hub.now()) + wait_s, "cause": cause[:64]}
    _write(hub, target, update(next_hub).where(next_hub.c.id == target.id).values(**values))


def hub_answered(hub: Hub, target: NextHub) -> None:
    """The next hub answers again. Raises NamedAnew."""
    failed = next_hub.c.id == target.id, next_hub.c.failures > 0
    values = {"failures": 0, "next_at": 0, "cause": None}
    _write(hub, target, update(next_hub).where(*failed).values(**values))


def failures_of(connection: Connection, target: NextHub) -> tuple[int, int]:
    """How often in a row it was not to be had, and when it is tried again (seconds since 1970)."""
    query = select(next_hub.c.failures, next_hub.c.next_at).where(next_hub.c.id == target.id)
    row = connection.execute(query).one_or_none()
    return (row.failures, row.next_at) if row else (0, 0)


def go_back(hub: Hub, target: NextHub, one: Waiting, lacking: int) -> bool:
    """Whether earlier batches of the station go again, since the next hub lost what it had answered.

    Raises NamedAnew.
    """
    return hub.write(partial(_gone_back, target, one, lacking))


def standings(connection: Connection, outlet_uscc: str) -> list[Standing]:
    """Every station of an outlet, for whoever looks after the relay."""
    found = []
    for station_pk in stations_of(connection, outlet_uscc):
        row = connection.execute(select(station).where(station.c.id == station_pk)).one()
        state = _state(connection, station_pk)
        mine = batch.c.station_id == station_pk
        behind = mine, batch.c.arrival > (state.done_to if state else 0)
        answers = select(func.count()).select_from(forward_answer.join(batch)).where(mine)
        found.append(
            Standing(
                station_id=id_text(row.station_uid),
                label=row.label,
                waiting=connection.execute(select(func.count()).where(*behind)).scalar_one(),
                answered=connection.execute(answers).scalar_one(),
                cause=state.cause if state else None,
                next_at=state.next_at if state else 0,
            )
        )
    return found


def _answered(
    hub: Hub,
    target: NextHub,
    one: Waiting,
    receipt: Receipt,
    key_id: str,
    packed: str,
    connection: Connection,
) -> None:
    still(connection, target)
    digest = hash_bytes(receipt.digest)
    known = select(forward_answer.c.digest).where(forward_answer.c.batch_id == one.batch_pk)
    if connection.execute(known).scalar() == digest:  # it still had the answer that was told on before
        _put_state(connection, one.station_pk, {"done_to": one.arrival, "failures": 0, "cause": None})
        return
    row = {
        "batch_id": one.batch_pk,
        "batch_status": receipt.batch_status,
        "digest": digest,
        "answered_at": seconds(hub.now()),
    }
    told = RelayedReceipt(
        batch_digest=one.digest,
        hub_name=target.name,
        key_id=key_id,
        packed=packed,
        begins_anew=one.went_back,
    )
    tell(connection, one.outlet_pk, told, hub.now(), station_pk=None if one.is_revoked else one.station_pk)
    database.put_rows(connection, forward_answer, [row])
    done = {"done_to": one.arrival, "went_back": False, "failures": 0, "next_at": 0, "cause": None}
    _put_state(connection, one.station_pk, {**done, "reply": None})


def _write(hub: Hub, target: NextHub, change: Update) -> None:
    """Changes a row, as long as the next hub is the one that was asked."""

    def written(connection: Connection) -> None:
        still(connection, target)
        connection.execute(change)

    hub.write(written)


def _failed(target: NextHub, station_pk: int, values: Mapping[str, Any], connection: Connection) -> None:
    still(connection, target)
    _put_state(connection, station_pk, values)


def _gone_back(target: NextHub, one: Waiting, lacking: int, connection: Connection) -> bool:
    """To the batch that brought the first seq that is lacking, if that is an earlier one."""
    still(connection, target)
    query = (
        select(func.min(batch.c.arrival))
        .where(batch.c.station_id == one.station_pk, batch.c.seq_last >= lacking)
        .where(batch.c.arrival < one.arrival)
    )
    arrival = connection.execute(query).scalar()
    if arrival is None:
        return False
    _put_state(connection, one.station_pk, {"done_to": arrival - 1, "went_back": True, "next_at": 0})
    return True


def _state(connection: Connection, station_pk: int) -> Row[Any] | None:
    query = select(forward_state).where(forward_state.c.station_id == station_pk)
    return connection.execute(query).one_or_none()


def _put_state(connection: Connection, station_pk: int, values: Mapping[str, Any]) -> None:
    mine = forward_state.c.station_id == station_pk
    if _state(connection, station_pk) is None:
        fresh = {"done_to": 0, "went_back": False, "failures": 0, "next_at": 0}
        connection.execute(insert(forward_state).values(station_id=station_pk, **{**fresh, **values}))
    else:
        connection.execute(update(forward_state).where(mine).values(**values))
