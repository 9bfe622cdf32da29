"""What the backup's card shows: where backups go, the last one, and how the one that was asked for went."""

from dataclasses import dataclass
from datetime import datetime

from packtrail.domain.errors import OutletError
from packtrail.ui.theme.tokens import Tone
from packtrail.usecases.backups import Backups, MadeBackup
from packtrail.wording import Wording
from packtrail.wording.errors import explain
from packtrail.wording.values import age_words, moment_words


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupState:
    """The card; ``kept`` is None until the ledger has answered."""

    kept: Backups | None = None
    is_working: bool = False
    is_just_made: bool = False
    trouble: OutletError | None = None

    @property
    def refusal(self) -> str:
        """Why no backup can be begun, as the end of a key; empty when one can."""
        if self.is_working:
            return "working"
        return "" if self.kept is not None and self.kept.folder else "no_folder"


def backup_lines(w: Wording, state: BackupState, now: datetime) -> list[tuple[Tone, str]]:
    """The folder, the last backup, and what is to be known of both."""
    kept = state.kept
    if kept is None:
        return []
    say, last = w.say, kept.last
    lines = [(Tone.INFO, say("settings.backup.folder", folder=kept.folder))] if kept.folder else []
    if last is None:
        lines.append((Tone.WARN, say("settings.backup.never")))
    else:
        age = age_words(w, last.made_at, now)
        facts = {"moment": moment_words(last.made_at), "age": age, "file": last.file}
        lines.append(
            (Tone.OK, made_words(w, last) if state.is_just_made else say("settings.backup.last", **facts))
        )
        if last.on_same_disk:
            lines.append((Tone.WARN, say("settings.backup.same_disk")))
    if state.is_working:
        lines.append((Tone.QUIET, say("settings.backup.working")))
    if state.trouble is not None:
        lines.append((Tone.DANGER, str(explain(w, state.trouble))))
    return lines


def made_words(w: Wording, made: MadeBackup) -> str:
    """That one was just made, and where it lies."""
    return w.say("settings.backup.made", moment=moment_words(made.made_at), file=made.file)
