"""换钥: the station goes over to a new key, offline too, and tells each hub before anything else leaves.

The new key begins with a new epoch, so every record has one key that stands for it: ``key_rotation`` ends
the old epoch, ``epoch_open`` names the new key. Both keys sign what the hub is told; twice is harmless.
"""

import json
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus

from packtrail.domain.operators import Act, Operator, require
from packtrail.domain.records import KeyRotation, NewRecord
from packtrail.protocol import problems, station_keys
from packtrail.protocol.enrolment import rotation_statement
from packtrail.protocol.keys import Ed25519Signer, Signer
from packtrail.protocol.messages import BadMessage
from packtrail.protocol.station_keys import BadKeyChange, StationKeyChange
from packtrail.usecases.open_station import open_epoch
from packtrail.usecases.ports import Clock, NewId, Reply, Station, Store, Tx, Unreached
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.sync_values import Session

ROTATED = "key_rotated"


def rotate_key(private_key: bytes, *, by: Operator, store: Store, now: Clock, new_id: NewId) -> Station:
    """Sign with ``private_key`` (32 random bytes) from here on; raises NotAllowed.

    What was sealed with the old key stays good and goes first.
    """
    require(by, Act.ENROL)
    new = Ed25519Signer(private_key)
    with store.act() as tx:
        before = tx.station()
        tx.append(
            NewRecord(
                record_id=new_id(),
                body=_handed_on(before.signer, new),
                occurred_at=now(),
                operator_ref=by.ref,
            )
        )
        tx.add_station_key(private_key)
        open_epoch(tx, store, ROTATED, operator_ref=by.ref, now=now, new_id=new_id, signer=new)
        after = tx.station()
        _owe_the_news(tx, before, after, new, now)
    store.cover_head()
    return after


def tell_key_changes(session: Session) -> SendOutcome | None:
    """Tell the hub of key changes that it has not confirmed, the oldest first; None when all are told."""
    while True:
        with session.store.read() as view:
            owed = _owed(view.setting(_name(session.name)))
        if not owed:
            return None
        outcome = _tell(owed[0].encode(), session)
        if outcome is not None:
            return outcome


def _handed_on(old: Signer, new: Signer) -> KeyRotation:
    statement = rotation_statement(old.key_id, new.public_key)
    return KeyRotation(
        old_key_id=old.key_id,
        new_key_id=new.key_id,
        new_public_key=new.public_key.hex(),
        signature_by_new=new.sign(statement).hex(),
    )


def _owe_the_news(tx: Tx, before: Station, after: Station, new: Signer, now: Clock) -> None:
    """Each hub is owed the news; from the record that opens the epoch on the old key signs nothing more."""
    change = StationKeyChange(
        station_id=after.station_id,
        old_key_id=before.signer.key_id,
        new_key_id=new.key_id,
        new_public_key=new.public_key.hex(),
        from_seq=after.head_seq,
        at=now(),
    )
    asked = station_keys.ask(change, before.signer, new).decode()
    for destination in tx.destinations():
        if not destination.is_portal:
            owed = [*_owed(tx.setting(_name(destination.name))), asked]
            tx.remember(_name(destination.name), json.dumps(owed))


def _tell(asked: bytes, session: Session) -> SendOutcome | None:
    change = station_keys.claimed(asked)
    try:
        reply = session.channel.change_key(asked)
    except Unreached as failure:
        return SendOutcome(result=SendResult.NOT_SENT, cause=failure.cause, destination=session.name)
    if reply.status != HTTPStatus.OK:
        return _refused(reply, session.name)
    try:
        bound = station_keys.verify_key_bound(reply.body, session.destination.hub_keys, expect=change)
    except BadKeyChange:
        return SendOutcome(result=SendResult.UNKNOWN_OUTCOME, cause="not_a_hub", destination=session.name)
    session.on_writer(partial(_told, session, bytes.fromhex(bound.station_key_signature)))
    return None


def _told(session: Session, station_signature: bytes) -> None:
    with session.store.act() as tx:
        owed = _owed(tx.setting(_name(session.name)))
        tx.remember(_name(session.name), json.dumps(owed[1:]))
        tx.pin_station_signature(session.name, station_signature)


def _refused(reply: Reply, destination: str) -> SendOutcome:
    """A refusal in a hub's words stops sending; any other answer is tried again."""
    try:
        said = problems.decode(reply.body)
    except BadMessage:
        return SendOutcome(
            result=SendResult.UNKNOWN_OUTCOME,
            cause=f"http_{reply.status}",
            retry_after_s=reply.retry_after_s,
            destination=destination,
        )
    return SendOutcome(
        result=SendResult.REFUSED_WHOLE, code=said.code, cause=said.detail, destination=destination
    )


def _owed(written: str | None) -> Sequence[str]:
    found: list[str] = json.loads(written or "[]")
    return found


def _name(destination: str) -> str:
    return f"sync.key_change.{destination}"
