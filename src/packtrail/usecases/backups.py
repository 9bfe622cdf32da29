"""What a station remembers of its backups, and when it has been without one for too long.

Settings of the station and no records: they say where its file was copied, not what happened.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from packtrail.domain.moments import legal_day, moment_text
from packtrail.usecases.ports import View

FOLDER: Final = "backup.folder"
LAST: Final = "backup.last"

REMIND_AFTER_DAYS: Final = 7
"""Our own choice; no rule that we know sets how often a ledger is backed up."""

_REMIND_AFTER = timedelta(days=REMIND_AFTER_DAYS)


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """The last backup that the desk made."""

    made_at: datetime
    file: str
    on_same_disk: bool = False  # as the ledger: a broken disk takes both


@dataclass(frozen=True, slots=True)
class Backups:
    """Where backups go, and the last one; an empty folder was never chosen."""

    folder: str = ""
    last: MadeBackup | None = None


@dataclass(frozen=True, slots=True)
class BackupDue:
    """Records stand in no backup: for ``days`` since the last, or where none was ever made."""

    last: MadeBackup | None = None
    days: int = 0


def backups(view: View) -> Backups:
    """What is remembered."""
    kept = view.setting(LAST)
    return Backups(folder=view.setting(FOLDER) or "", last=_made(json.loads(kept)) if kept else None)


def note_backup(made: MadeBackup, remember: Callable[[str, str], None]) -> None:
    """Remember ``made`` as the last one, and its folder as the place for the next; on the writer's lane."""
    remember(FOLDER, str(Path(made.file).parent))
    said = {"made_at": moment_text(made.made_at), "file": made.file, "on_same_disk": made.on_same_disk}
    remember(LAST, json.dumps(said, ensure_ascii=False))


def backup_due(view: View, now: datetime) -> BackupDue | None:
    """Whether to remind of a backup: REMIND_AFTER_DAYS without one while there were records to lose.

    A practice ledger is never missed.
    """
    if view.is_practice():
        return None
    last = backups(view).last
    if last is None:  # the first days have a list of their own
        return BackupDue() if view.last_record(now - _REMIND_AFTER) is not None else None
    days = (legal_day(now) - legal_day(last.made_at)).days
    newest = view.last_record(now)
    is_in_it = newest is None or newest.recorded_at <= last.made_at
    return None if days < REMIND_AFTER_DAYS or is_in_it else BackupDue(last, days)


def _made(said: dict[str, object]) -> MadeBackup:
    return MadeBackup(
        made_at=datetime.fromisoformat(str(said["made_at"])),
        file=str(said["file"]),
        on_same_disk=said["on_same_disk"] is True,
    )
