"""Reference data that the hub serves: whole signed snapshots, published once and never changed.

A pack is served as its publisher signed it; a document without a signature is signed by the hub, whose key
stations pinned when they were enrolled.
"""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from packtrail.domain.errors_refdata import RefdataJsonWrong, RefdataOlder, RefdataVersionTaken
from packtrail.domain.refdata import Dataset, RefdataVersion
from packtrail.protocol import canonical, problems
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.changes import RefdataPublished
from packtrail.protocol.refdata_list import MAX_SNAPSHOTS, RefdataList, Snapshot
from packtrail.protocol.refdata_pack import (
    MAX_DEPTH,
    MAX_UNPACKED_BYTES,
    Pack,
    TrustedKey,
    open_pack,
    packed,
)
from packtrail_hub import database
from packtrail_hub.admin.audit import COMMAND_LINE, note
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_bytes, hash_text, seconds
from packtrail_hub.refused import Refused
from packtrail_hub.tables import refdata_pack
from packtrail_hub.telling import tell_everybody

_GZIP = b"\x1f\x8b"


def publish(hub: Hub, data: bytes, publishers: Mapping[str, TrustedKey]) -> Snapshot:
    """Takes a pack (gzip), or a document that the hub signs (JSON), and tells every outlet of it.

    The same again changes nothing. ``publishers`` are the keys by key id whose packs are taken beside the
    hub's own. Raises what ``open_pack`` raises, RefdataOlder or RefdataVersionTaken.
    """
    signed = data if data[:2] == _GZIP else packed(_document(data), hub.signer)
    own = {name: TrustedKey(name, key, frozenset(Dataset), hub.name) for name, key in hub.public_keys.items()}
    pack = open_pack(signed, {**publishers, **own})
    return hub.write(partial(_published, hub, pack, signed))


def list_refdata(hub: Hub) -> RefdataList:
    """Of each dataset what is in force today, and what is to come."""
    now = hub.now()
    with database.look(hub.engine) as connection:
        rows = connection.execute(_heads()).all()
    wanted = [_snapshot(row) for name in Dataset for row in _current(rows, name, now.date())]
    return RefdataList(snapshots=tuple(wanted[:MAX_SNAPSHOTS]), server_time=now)


def find_pack(hub: Hub, dataset: str, version: str | None) -> tuple[str, bytes]:
    """The digest and bytes of a pack; the newest where no version is named. Raises Refused."""
    with database.look(hub.engine) as connection:
        rows = [row for row in connection.execute(_heads()) if row.dataset == dataset]
        if version is None and rows:
            version = max(rows, key=_version).version
        wanted = refdata_pack.c.dataset == dataset, refdata_pack.c.version == version
        found = connection.execute(select(refdata_pack).where(*wanted)).one_or_none()
    if found is None:
        raise Refused(problems.NO_SUCH_CALL, 404)
    return hash_text(found.pack_digest), found.packed


def latest_versions(connection: Connection) -> dict[str, str]:
    """The newest version of each dataset that the hub has."""
    rows = sorted(connection.execute(_heads()).all(), key=_version)
    return {row.dataset: row.version for row in rows}


def _document(data: bytes) -> Mapping[str, Any]:
    try:
        value = canonical.parse(data, max_bytes=MAX_UNPACKED_BYTES, max_depth=MAX_DEPTH)
    except canonical.UnreadableJson as error:
        raise RefdataJsonWrong(problem=error.reason) from error
    if not isinstance(value, dict):
        raise RefdataJsonWrong(problem="not_an_object")
    return value


def _published(hub: Hub, pack: Pack, signed: bytes, connection: Connection) -> Snapshot:
    database.take_turns(connection, ["publish refdata"])
    same = [row for row in connection.execute(_heads()) if row.dataset == pack.dataset]
    twin = next((row for row in same if row.version == str(pack.version)), None)
    if twin is not None:
        if hash_text(twin.digest) != pack.digest:
            raise RefdataVersionTaken(dataset=pack.dataset, version=str(pack.version))
        return _snapshot(twin)
    newest = max((_version(row) for row in same), default=None)
    if newest is not None and newest > pack.version:
        raise RefdataOlder(dataset=pack.dataset, version=str(pack.version), in_use=str(newest))
    row = {
        "dataset": pack.dataset.value,
        "version": str(pack.version),
        "digest": hash_bytes(pack.digest),
        "pack_digest": hash_bytes(sha256_digest(signed)),
        "effective_from": pack.effective_from.isoformat(),
        "effective_to": pack.effective_to.isoformat() if pack.effective_to else None,
        "signed_by": pack.signed_by or hub.signer.key_id,
        "packed": signed,
        "published_at": seconds(hub.now()),
    }
    connection.execute(insert(refdata_pack).values(**row))
    told = RefdataPublished(dataset=pack.dataset.value, version=str(pack.version), digest=pack.digest)
    tell_everybody(connection, told, hub.now())
    facts = {"dataset": pack.dataset.value, "version": str(pack.version), "digest": pack.digest}
    note(hub, connection, COMMAND_LINE, "refdata_published", **facts)
    mine = refdata_pack.c.dataset == pack.dataset, refdata_pack.c.version == str(pack.version)
    return _snapshot(connection.execute(_heads().where(*mine)).one())


def _heads() -> Select[Any]:
    """Everything of a pack but the pack."""
    columns = (each for each in refdata_pack.c if each.name != "packed")
    sized = select(*columns, func.length(refdata_pack.c.packed).label("size"))
    return sized.order_by(refdata_pack.c.id)


def _current(rows: Any, dataset: str, today: date) -> list[Row[Any]]:
    """The highest version in force on ``today`` and all that begin later, oldest first."""
    mine = sorted((row for row in rows if row.dataset == dataset), key=_version)
    begun = [
        row
        for row in mine
        if date.fromisoformat(row.effective_from) <= today
        and (row.effective_to is None or today <= date.fromisoformat(row.effective_to))
    ]
    return begun[-1:] + [row for row in mine if date.fromisoformat(row.effective_from) > today]


def _version(row: Row[Any]) -> RefdataVersion:
    return RefdataVersion.parse(row.version)


def _snapshot(row: Row[Any]) -> Snapshot:
    return Snapshot(
        dataset=row.dataset,
        version=row.version,
        digest=hash_text(row.digest),
        pack_digest=hash_text(row.pack_digest),
        size=row.size,
        effective_from=date.fromisoformat(row.effective_from),
        effective_to=date.fromisoformat(row.effective_to) if row.effective_to else None,
        signed_by=row.signed_by,
    )
