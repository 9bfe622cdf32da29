"""A backup is one file: a consistent copy of the encrypted ledger, its wrapped keys, and what is in it.

It opens with the recovery code on any machine, and with nothing less. It is written under another name
and checked before it gets its own, so a file that is called a backup is one.
"""

import hashlib
import json
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from packtrail.domain.errors import LedgerDamaged, LedgerKeyMissing
from packtrail.domain.moments import moment_text
from packtrail.store import connection as connections
from packtrail.store import head, key_file, verify
from packtrail.store.durable import move_durably, sync_file
from packtrail.store.errors_of import errors_of, errors_of_disk
from packtrail.store.ledger import LEDGER_FILE

SUFFIX = ".ptbackup"
MANIFEST_FILE = "manifest.json"
FORMAT = 1
CHUNK_BYTES = 1024 * 1024
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # a zip's oldest time: the manifest says when it was made


@dataclass(frozen=True, kw_only=True, slots=True)
class BackupInfo:
    """What a backup holds."""

    file: Path
    made_at: datetime
    size: int  # bytes
    records: int
    head: head.Head


def backup(folder: Path, key: bytes, target: Path, *, now: datetime) -> BackupInfo:
    """Copy the ledger in ``folder`` into a new file in the folder ``target``, and verify the copy.

    The desk may go on working meanwhile, in this process or another. Raises LedgerKeyMissing when there
    is no key file to go with it, LedgerDamaged when it or the copy has a damaged page, DiskFull or
    LedgerUnwritable when ``target`` takes no more; no file with a backup's name is left then.
    """
    keys = folder / key_file.KEYS_FILE
    if not keys.exists():
        raise LedgerKeyMissing(file=str(keys))
    name = f"packtrail-{now:%Y%m%d-%H%M%S}"
    with errors_of_disk(target):
        target.mkdir(parents=True, exist_ok=True)
    with _unfinished(target, name) as (copy, archive):
        _copy(folder / LEDGER_FILE, key, copy)
        records, reached = _verified(copy, key)
        manifest = _manifest(copy, keys, records, reached, now)
        with errors_of_disk(target):
            _write(archive, manifest, keys, copy)
            final = _free_name(target, name)
            move_durably(archive, final)
            size = final.stat().st_size
    return BackupInfo(file=final, made_at=now, size=size, records=records, head=reached)


@contextmanager
def _unfinished(target: Path, name: str) -> Iterator[tuple[Path, Path]]:
    """Where copy and archive grow; whatever happens neither is left there."""
    token = secrets.token_hex(4)
    copy, archive = target / f".{name}-{token}.db", target / f".{name}-{token}.part"
    try:
        yield copy, archive
    finally:
        copy.unlink(missing_ok=True)
        archive.unlink(missing_ok=True)


def _copy(file: Path, key: bytes, copy: Path) -> None:
    """One snapshot of ``file``, packed, encrypted with the same key."""
    source = connections.writing(file, key)  # VACUUM INTO is refused to a query-only connection
    try:
        with errors_of(copy):
            source.execute("VACUUM INTO ?", (str(copy),))
    except LedgerDamaged as error:  # met while reading: it is the ledger that is, not the copy
        raise LedgerDamaged(file=str(file), what=error.what) from error
    finally:
        source.close()
    with errors_of_disk(copy.parent):
        sync_file(copy)


def _verified(copy: Path, key: bytes) -> tuple[int, head.Head]:
    """Records and head of a copy that opens and has every page whole."""
    connection = connections.reading(copy, key)
    try:
        with errors_of(copy):
            damaged = next(verify.pages(connection), None)
            if damaged:
                raise LedgerDamaged(file=str(copy), what="pages")
            return verify.count(connection, "record"), head.of_log(connection)
    finally:
        connection.close()


def _manifest(copy: Path, keys: Path, records: int, reached: head.Head, now: datetime) -> bytes:
    value = {
        "format": FORMAT,
        "made_at": moment_text(now),
        "records": records,
        "epoch": reached.epoch,
        "seq": reached.seq,
        "hash": reached.hash,
        "files": {
            name: {"size": file.stat().st_size, "sha256": digest_of(file)}
            for name, file in ((LEDGER_FILE, copy), (key_file.KEYS_FILE, keys))
        },
    }
    return json.dumps(value, indent=1).encode()


def digest_of(file: Path) -> str:
    """The SHA-256 of a file of any size, in hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _write(archive: Path, manifest: bytes, keys: Path, copy: Path) -> None:
    """A zip without compression: encrypted pages don't shrink, and nothing can expand on reading."""
    with archive.open("xb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
            packed.writestr(zipfile.ZipInfo(MANIFEST_FILE, LONG_AGO), manifest)
            packed.writestr(zipfile.ZipInfo(key_file.KEYS_FILE, LONG_AGO), keys.read_bytes())
            entry = zipfile.ZipInfo(LEDGER_FILE, LONG_AGO)
            with copy.open("rb") as ledger, packed.open(entry, "w", force_zip64=True) as member:
                for chunk in chunks(ledger):
                    member.write(chunk)
        out.flush()
    sync_file(archive)


def chunks(opened: BinaryIO) -> Iterator[bytes]:
    """An open file piece by piece."""
    while chunk := opened.read(CHUNK_BYTES):
        yield chunk


def _free_name(target: Path, name: str) -> Path:
    """The backup's name; a second one within the same second gets a number."""
    final, number = target / f"{name}{SUFFIX}", 1
    while final.exists():
        number += 1
        final = target / f"{name}-{number}{SUFFIX}"
    return final
