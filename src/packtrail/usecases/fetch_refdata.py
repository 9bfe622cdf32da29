"""Fetch the lists and rules that a hub has and this station lacks; they come into use as from a file.

The list says only what there is: a pack counts by its own signature (``adopt_refdata``). One that is not
taken is remembered by its bytes, so that it is not fetched again and again.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from http import HTTPStatus

from packtrail.domain.errors import OutletError
from packtrail.domain.refdata import RefdataVersion
from packtrail.protocol import messages
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.refdata_list import RefdataList, Snapshot
from packtrail.usecases.ports import Reply, Store, Unreached, View
from packtrail.usecases.sync_values import Session, Step

FETCHED, UNREACHED, NOT_SPOKEN = "fetched", "unreached", "not_spoken"
MAX_LIST_BYTES = 512 * 1024
_REMEMBERED = 256

Adopt = Callable[[bytes], object]
"""Takes a pack into use, on the writer's lane; raises an OutletError for one that is not taken."""


def fetch_refdata(
    session: Session, *, adopt: Adopt, built_in: Mapping[str, RefdataVersion], today: date
) -> Step:
    """Take what is newer into use; how many versions were."""
    try:
        reply = session.channel.refdata_list()
    except Unreached as failure:
        return Step(UNREACHED, cause=failure.cause)
    said = _list(reply)
    if said is None:
        return Step(NOT_SPOKEN, cause=f"http_{reply.status}")
    taken = 0
    for snapshot in said.snapshots:
        with session.store.read() as view:
            is_wanted = _is_wanted(view, snapshot, built_in, today)
        if not is_wanted or snapshot.pack_digest in _not_taken(session):
            continue
        if session.is_held():
            break
        try:
            pack = session.channel.refdata(snapshot.dataset, snapshot.version, None)
        except Unreached as failure:
            return Step(UNREACHED, taken, cause=failure.cause)
        taken += _take(pack, snapshot, session, adopt)
    return Step(FETCHED, taken)


def _list(reply: Reply) -> RefdataList | None:
    if reply.status != HTTPStatus.OK:
        return None
    try:
        return messages.decode(RefdataList, reply.body, max_bytes=MAX_LIST_BYTES)
    except messages.BadMessage:
        return None


def _is_wanted(view: View, snapshot: Snapshot, built_in: Mapping[str, RefdataVersion], today: date) -> bool:
    """Newer than what is here, still to be in force, and of a kind that this program reads."""
    if snapshot.effective_to is not None and snapshot.effective_to < today:
        return False
    newest = next(iter(view.adopted_refdata(snapshot.dataset)), None)
    here = newest.version if newest else built_in.get(snapshot.dataset)
    return here is None or RefdataVersion.parse(snapshot.version) > here


def _take(reply: Reply, snapshot: Snapshot, session: Session, adopt: Adopt) -> int:
    if reply.status != HTTPStatus.OK or sha256_digest(reply.body) != snapshot.pack_digest:
        return 0  # not what the list names: asked for again in the next session
    try:
        session.on_writer(partial(adopt, reply.body))
    except OutletError:
        session.on_writer(partial(_remember, session.store, session.name, snapshot.pack_digest))
        return 0
    return 1


def _not_taken(session: Session) -> list[str]:
    with session.store.read() as view:
        found: list[str] = json.loads(view.setting(_name(session.name)) or "[]")
    return found


def _remember(store: Store, destination: str, pack_digest: str) -> None:
    with store.act() as tx:
        before = json.loads(tx.setting(_name(destination)) or "[]")
        tx.remember(_name(destination), json.dumps([*before, pack_digest][-_REMEMBERED:]))


def _name(destination: str) -> str:
    return f"sync.refdata.{destination}"
