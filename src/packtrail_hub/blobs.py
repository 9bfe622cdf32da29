"""Photographs and papers that records name: taken in pieces, kept as files by their content.

A file grows under ``incoming`` and gets its name only once its digest was found right. Pieces are written at
their place, so two that come at once do no harm: whatever they make of the file, the digest decides. All
worker processes use one folder. Only what a record of the outlet names is taken, and no more of it than the
record says, so nobody fills the disk with anything else.
"""

import errno
import hashlib
import os
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, text, update

from packtrail.domain.records import Attachment
from packtrail.protocol import problems
from packtrail.protocol.batch import Entry
from packtrail.protocol.blobs import BLOB_DIGEST, Upload
from packtrail_hub import database, stations
from packtrail_hub.hub import Hub
from packtrail_hub.ids import hash_bytes, hash_text, seconds
from packtrail_hub.refused import Refused
from packtrail_hub.tables import blob, blob_named

MAX_MISSING: Final = 2000
"""Of a cursor's list; the rest is asked for once these are there."""

_CHUNK: Final = 900
_READ: Final = 1024 * 1024


def asked_for(hub: Hub, station_id: str, digest: str) -> Upload | None:
    """How far the blob has come; None while nothing of it is here, or the hub takes none. Raises Refused."""
    with database.look(hub.engine) as connection:
        me = stations.bound_station(connection, station_id)
        named = _named(connection, me.outlet_id, digest)
    if named is None or hub.blobs is None:
        return None
    if named.is_held:
        return Upload(named.size, named.size)
    there = _size(_incoming(hub.blobs, me.outlet_id, digest))
    return Upload(min(there, named.size), named.size) if there else None


def take_piece(hub: Hub, station_id: str, digest: str, at: Upload, piece: bytes) -> Upload:
    """Writes ``piece`` at ``at.offset``; how far the blob has come with it.

    Raises Refused: BLOB_NOT_NAMED, TOO_LARGE, BLOB_OFFSET with the place to go on from in the headers, or
    BLOB_MISMATCH when the whole is not what the record says; then all of it is gone.
    """
    with database.look(hub.engine) as connection:
        me = stations.bound_station(connection, station_id)
        named = _named(connection, me.outlet_id, digest)
    if named is None or hub.blobs is None:
        raise Refused(problems.BLOB_NOT_NAMED, 404)
    if named.size > hub.limits.max_blob_bytes:
        raise Refused(problems.TOO_LARGE, 413)
    if at.length != named.size:
        raise Refused(problems.BLOB_MISMATCH, 422)
    if not named.is_held and blob_file(hub.blobs, digest).exists():
        hub.write(partial(_held, hub, digest, named.size))  # the hub ended between file and note
        return Upload(named.size, named.size)
    file = _incoming(hub.blobs, me.outlet_id, digest)
    if named.is_held:
        file.unlink(missing_ok=True)  # begun here, finished by another outlet
        return Upload(named.size, named.size)
    there = _written(file, at, piece)
    if there.is_complete:
        _complete(hub, file, digest, named.size)
    return there


def name_blobs(hub: Hub, connection: Connection, owner: Row[Any], entries: Sequence[Entry]) -> list[str]:
    """Notes what the records of a batch name, and which of it the hub still wants, in their order."""
    named = {each.digest: each for each in _attachments(entries) if BLOB_DIGEST.fullmatch(each.digest)}
    if not named:
        return []
    known = _known(connection, owner.outlet_id, named)
    held = {row.digest for row in _in_chunks(connection, blob.c.digest, named)}
    rows = [
        {
            "outlet_id": owner.outlet_id,
            "digest": hash_bytes(digest),
            "station_id": owner.id,
            "size": each.size,
            "is_held": hash_bytes(digest) in held,
        }
        for digest, each in named.items()
        if hash_bytes(digest) not in known
    ]
    if rows:
        connection.execute(insert(blob_named), rows)
    most = hub.limits.max_blob_bytes if hub.blobs else -1
    return [digest for digest, each in named.items() if each.size <= most and hash_bytes(digest) not in held]


def missing_blobs(
    hub: Hub, connection: Connection, station_pk: int, limit: int = MAX_MISSING
) -> tuple[list[str], int]:
    """What the station's records name and the hub still wants: the oldest of it, and how much in all."""
    if hub.blobs is None:
        return [], 0
    mine = (
        blob_named.c.station_id == station_pk,
        text("NOT blob_named.is_held"),  # in the words of the index of what is missing, which then serves it
        blob_named.c.size <= hub.limits.max_blob_bytes,
    )
    oldest = select(blob_named.c.digest).where(*mine).order_by(blob_named.c.id).limit(limit)
    found = [hash_text(each) for each in connection.execute(oldest).scalars()]
    if len(found) < limit:
        return found, len(found)
    counted = select(func.count()).select_from(blob_named).where(*mine)
    return found, int(connection.execute(counted).scalar_one())


def blob_file(folder: Path, digest: str) -> Path:
    """Where a blob that was found right lies."""
    name = digest.partition(":")[2]
    return folder / name[:2] / name


def _attachments(entries: Sequence[Entry]) -> Iterable[Attachment]:
    return (each for entry in entries if entry.record is not None for each in entry.record.attachments)


def _named(connection: Connection, outlet_id: int, digest: str) -> Row[Any] | None:
    mine = blob_named.c.outlet_id == outlet_id, blob_named.c.digest == hash_bytes(digest)
    return connection.execute(select(blob_named).where(*mine)).one_or_none()


def _known(connection: Connection, outlet_id: int, digests: Iterable[str]) -> set[bytes]:
    rows = _in_chunks(connection, blob_named.c.digest, digests, blob_named.c.outlet_id == outlet_id)
    return {row.digest for row in rows}


def _in_chunks(connection: Connection, column: Any, digests: Iterable[str], *also: Any) -> list[Any]:
    wanted = sorted(hash_bytes(each) for each in digests)
    found: list[Any] = []
    for at in range(0, len(wanted), _CHUNK):
        chunk = column.in_(wanted[at : at + _CHUNK])
        found.extend(connection.execute(select(column).where(chunk, *also)))
    return found


def _incoming(folder: Path, outlet_id: int, digest: str) -> Path:
    """Each outlet has its own beginning of a blob, so none spoils another's."""
    return folder / "incoming" / f"{outlet_id}-{digest.partition(':')[2]}"


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _written(file: Path, at: Upload, piece: bytes) -> Upload:
    """Writes at the piece's place, which lies where the file ends or before; raises Refused."""
    there = _size(file)
    if at.offset != there or at.offset + len(piece) > at.length:
        raise Refused(problems.BLOB_OFFSET, 409, headers=Upload(min(there, at.length), at.length).headers())
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.seek(at.offset)
            stream.write(piece)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Refused(problems.BUSY, 503) from error
        raise
    return Upload(at.offset + len(piece), at.length)


def _complete(hub: Hub, file: Path, digest: str, size: int) -> None:
    """Gives the file its name if it is what it should be, else drops it; raises Refused then."""
    if hub.blobs is None:
        return
    target = blob_file(hub.blobs, digest)
    if not target.exists() and not _is_whole(file, digest):
        file.unlink(missing_ok=True)
        raise Refused(problems.BLOB_MISMATCH, 422)
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():  # whoever sent the same at the same moment was quicker
        file.unlink(missing_ok=True)
    else:
        file.replace(target)
        _on_the_disk(target.parent)
    hub.write(partial(_held, hub, digest, size))


def _on_the_disk(folder: Path) -> None:
    """Names in ``folder`` survive a power cut; Windows has no call for it."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_whole(file: Path, digest: str) -> bool:
    """Whether the file, on the disk for good by then, has this digest."""
    found = hashlib.sha256()
    try:
        with file.open("r+b") as stream:
            while data := stream.read(_READ):
                found.update(data)
            os.fsync(stream.fileno())
    except FileNotFoundError:
        return False
    return f"sha256:{found.hexdigest()}" == digest


def _held(hub: Hub, digest: str, size: int, connection: Connection) -> None:
    row = {"digest": hash_bytes(digest), "size": size, "stored_at": seconds(hub.now())}
    database.put_rows(connection, blob, [row])
    named = blob_named.c.digest == hash_bytes(digest)
    connection.execute(update(blob_named).where(named).values(is_held=True))
