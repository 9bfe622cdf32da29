"""A backup from the window: into the folder that was chosen, by the same hand as ``packtrail backup``."""

from datetime import datetime
from pathlib import Path

from packtrail.app.secrets import Keyring, unlock
from packtrail.domain.errors_backup import BackupFolderGone, BackupFolderInside
from packtrail.store.backup import backup
from packtrail.store.errors_of import errors_of_disk
from packtrail.usecases.backups import MadeBackup


def back_up(folder: Path, target: Path, *, keyring: Keyring, now: datetime) -> MadeBackup:
    """Write one verified backup of the ledger in ``folder`` into ``target``.

    The folder is not made here: where a stick is out, one of its name would lie on the PC's own disk.
    Raises BackupFolderGone or BackupFolderInside, and what ``store.backup`` and ``app.secrets.unlock`` raise.
    """
    if not target.is_dir():
        raise BackupFolderGone(folder=str(target))
    with errors_of_disk(target):
        ours, theirs = folder.resolve(), target.resolve()
        is_same_disk = ours.stat().st_dev == theirs.stat().st_dev
    if theirs.is_relative_to(ours):
        raise BackupFolderInside(folder=str(target))
    made = backup(folder, unlock(folder, keyring), theirs, now=now)
    return MadeBackup(made_at=now, file=str(target / made.file.name), on_same_disk=is_same_disk)
