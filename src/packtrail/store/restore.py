"""From a backup and a recovery code to a ledger, on any machine.

The file comes from a stick or a mail: nothing in it is believed before it was measured and compared.
The restored ledger lies beside a fresh nonce, so its first act is to open a new epoch.
"""

import json
import shutil
import zipfile
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from packtrail.domain.errors import (
    BackupUnreadable,
    FolderNotEmpty,
    LedgerDamaged,
    LedgerKeyWrong,
    LedgerNewer,
    NotOurLedger,
)
from packtrail.store import connection as connections
from packtrail.store import head, key_file, migrations, verify
from packtrail.store.backup import CHUNK_BYTES, FORMAT, MANIFEST_FILE, digest_of
from packtrail.store.durable import move_durably, sync_file
from packtrail.store.errors_of import errors_of, errors_of_disk
from packtrail.store.ledger import LEDGER_FILE
from packtrail.store.lock import FolderLock

MEMBERS = frozenset({MANIFEST_FILE, key_file.KEYS_FILE, LEDGER_FILE})
MAX_SMALL_BYTES = 64 * 1024
UNPACKED = ".restoring"

IN_THE_WAY = (LEDGER_FILE, LEDGER_FILE + "-wal", key_file.KEYS_FILE)
"""A log left over from another database would be played into the restored one."""

KeepKey = Callable[[Path, bytes], object]
"""Wraps the data key in a folder's key file for this machine, so that the code isn't asked again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoreInfo:
    """What was restored."""

    folder: Path
    made_at: datetime  # when the backup was
    records: int
    head: head.Head


@dataclass(frozen=True, slots=True)
class _Manifest:
    made_at: datetime
    records: int
    head: head.Head
    digests: dict[str, tuple[int, str]]


def restore(backup_file: Path, folder: Path, recovery_code: str, *, keep_key: KeepKey) -> RestoreInfo:
    """Put the ledger of ``backup_file`` into ``folder``.

    Raises BackupUnreadable, RecoveryCodeWrong, FolderNotEmpty, LedgerNewer, LedgerBusy, DiskFull or
    LedgerUnwritable; ``folder`` has no ledger then that it hadn't before.
    """
    with errors_of_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock.take(folder)
    unpacked = folder / UNPACKED
    try:
        if any((folder / name).exists() for name in IN_THE_WAY):
            raise FolderNotEmpty(folder=str(folder))
        manifest = _unpack(backup_file, unpacked)
        data_key = _unlock(backup_file, unpacked, recovery_code)
        _verify(backup_file, unpacked / LEDGER_FILE, data_key, manifest)
        _move_in(unpacked, folder, data_key, keep_key)
    finally:
        shutil.rmtree(unpacked, ignore_errors=True)
        lock.release()
    return RestoreInfo(folder=folder, made_at=manifest.made_at, records=manifest.records, head=manifest.head)


@contextmanager
def _believing(backup_file: Path) -> Any:
    """Whatever is odd about the file's form makes it unreadable, and nothing worse."""
    try:
        yield
    except (zipfile.BadZipFile, ValueError, KeyError, TypeError, RecursionError, EOFError) as error:
        raise BackupUnreadable(file=str(backup_file)) from error
    except (NotImplementedError, RuntimeError) as error:  # zipfile's for what it can't unpack, or encrypted
        raise BackupUnreadable(file=str(backup_file)) from error


def _unpack(backup_file: Path, unpacked: Path) -> _Manifest:
    """Exactly our three members, stored, no larger than the file itself, each as the manifest says."""
    try:
        room = backup_file.stat().st_size
        packed = zipfile.ZipFile(backup_file)
    except (OSError, zipfile.BadZipFile, ValueError) as error:
        raise BackupUnreadable(file=str(backup_file)) from error
    with packed, _believing(backup_file):
        members = {member.filename: member for member in packed.infolist()}
        if members.keys() != MEMBERS or len(packed.infolist()) != len(MEMBERS):
            raise ValueError("other members")
        if any(member.compress_type != zipfile.ZIP_STORED for member in members.values()):
            raise ValueError("compressed")
        if sum(member.file_size for member in members.values()) > room:
            raise ValueError("larger than the file")
        if max(members[MANIFEST_FILE].file_size, members[key_file.KEYS_FILE].file_size) > MAX_SMALL_BYTES:
            raise ValueError("not small")
        manifest = _manifest(packed.read(MANIFEST_FILE))
        with errors_of_disk(unpacked):
            shutil.rmtree(unpacked, ignore_errors=True)
            unpacked.mkdir(mode=0o700)
        for name in (key_file.KEYS_FILE, LEDGER_FILE):
            _take_out(packed, name, unpacked / name)
            if (members[name].file_size, digest_of(unpacked / name)) != manifest.digests[name]:
                raise ValueError("not as the manifest says")
    return manifest


def _take_out(packed: zipfile.ZipFile, name: str, target: Path) -> None:
    with packed.open(name) as member, errors_of_disk(target.parent):
        with target.open("xb") as out:
            shutil.copyfileobj(member, out, CHUNK_BYTES)
        target.chmod(0o600)
        sync_file(target)


def _manifest(data: bytes) -> _Manifest:
    value = json.loads(data)
    if value["format"] != FORMAT:
        raise ValueError("another format")
    return _Manifest(
        made_at=datetime.fromisoformat(value["made_at"]),
        records=int(value["records"]),
        head=head.Head(epoch=int(value["epoch"]), seq=int(value["seq"]), hash=str(value["hash"])),
        digests={
            name: (int(said["size"]), str(said["sha256"])) for name, said in dict(value["files"]).items()
        },
    )


def _unlock(backup_file: Path, unpacked: Path, recovery_code: str) -> bytes:
    try:
        return key_file.unlock_with_code(unpacked / key_file.KEYS_FILE, recovery_code)
    except LedgerDamaged as error:
        raise BackupUnreadable(file=str(backup_file)) from error


def _verify(backup_file: Path, ledger: Path, data_key: bytes, manifest: _Manifest) -> None:
    """The ledger opens, is whole, is not newer than we are, and stands where the manifest says."""
    try:
        connection = connections.reading(ledger, data_key)
        try:
            with errors_of(ledger):
                damaged = next(verify.pages(connection), None)
                unknown = migrations.unknown_steps(connection)
                found = (verify.count(connection, "record"), head.of_log(connection))
        finally:
            connection.close()
    except (LedgerDamaged, LedgerKeyWrong, NotOurLedger) as error:
        raise BackupUnreadable(file=str(backup_file)) from error
    if unknown:
        raise LedgerNewer(file=str(backup_file), unknown=unknown)
    if damaged or found != (manifest.records, manifest.head):
        raise BackupUnreadable(file=str(backup_file))


def _move_in(unpacked: Path, folder: Path, data_key: bytes, keep_key: KeepKey) -> None:
    """Everything into its place, the ledger last; keepers on the old machine are of no use here."""
    keys = folder / key_file.KEYS_FILE
    wraps = key_file.read(unpacked / key_file.KEYS_FILE)
    try:
        with errors_of_disk(folder):
            (folder / head.HEAD_FILE).unlink(missing_ok=True)
        head.new_install_nonce(folder)
        key_file.write(keys, [one for one in wraps if one.keeper is key_file.Keeper.CODE])
        keep_key(folder, data_key)
        with errors_of_disk(folder):
            move_durably(unpacked / LEDGER_FILE, folder / LEDGER_FILE)
    except BaseException:
        keys.unlink(missing_ok=True)
        raise
