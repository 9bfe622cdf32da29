"""What can go wrong outside the program, and that the operator can act on.

Each class carries facts; ``wording/errors.py`` turns them into one sentence and a next step. Anything
else that is raised is a bug and goes to the crash report. ``code`` is stable: it stands in logs and is
read out on the phone, and is never used again for another error.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


class OutletError(Exception):
    """Something outside the program is not as needed, and the operator can act on it."""

    code: ClassVar[str]


@dataclass(eq=False)
class PictureUnreadable(OutletError):
    """A file that should be a picture cannot be opened as one."""

    file: str
    reason: str  # "missing", "empty", "not_a_picture", "truncated", "denied"
    code = "SCAN-PICTURE-UNREADABLE"


@dataclass(eq=False)
class PictureTooLarge(OutletError):
    """A picture has more pixels or bytes than a label photograph ever needs."""

    file: str
    megapixels: int  # 0 when the file was refused by its size alone
    limit_megapixels: int
    code = "SCAN-PICTURE-TOO-LARGE"


@dataclass(eq=False)
class StationNotOpened(OutletError):
    """The ledger has no epoch yet: the program was never set up here."""

    code = "STATION-NOT-OPENED"


@dataclass(eq=False)
class LedgerBusy(OutletError):
    """Another Packtrail has this data folder open."""

    folder: str
    code = "LEDGER-BUSY"


@dataclass(eq=False)
class LedgerKeyWrong(OutletError):
    """The key at hand does not open the ledger."""

    file: str
    code = "LEDGER-KEY-WRONG"


@dataclass(eq=False)
class LedgerKeyMissing(OutletError):
    """There is a ledger, and nothing here that unlocks it."""

    file: str
    code = "LEDGER-KEY-MISSING"


@dataclass(eq=False)
class NotOurLedger(OutletError):
    """The file is a database of another program, or no database at all."""

    file: str
    code = "LEDGER-NOT-OURS"


@dataclass(eq=False)
class LedgerNewer(OutletError):
    """A newer Packtrail wrote this ledger; an older one must not touch it."""

    file: str
    unknown: tuple[str, ...]  # names of the steps that this program does not know
    code = "LEDGER-NEWER"


@dataclass(eq=False)
class LedgerDamaged(OutletError):
    """Something in the ledger is not as it was written."""

    file: str
    what: str  # "pages" or "keys"
    code = "LEDGER-DAMAGED"


@dataclass(eq=False)
class DiskFull(OutletError):
    """There was no room to write; nothing was written."""

    folder: str
    code = "DISK-FULL"


@dataclass(eq=False)
class BackupUnreadable(OutletError):
    """A file given as a backup is none, or is damaged."""

    file: str
    code = "BACKUP-UNREADABLE"


@dataclass(eq=False)
class RecoveryCodeWrong(OutletError):
    """The recovery code does not unlock this backup."""

    code = "RECOVERY-CODE-WRONG"


@dataclass(eq=False)
class FolderNotEmpty(OutletError):
    """A restore would write over a ledger that is already there."""

    folder: str
    code = "FOLDER-NOT-EMPTY"


@dataclass(eq=False)
class CodeAlreadyLive(OutletError):
    """A code that a unit here or on the road carries came in again, and nobody said it is a second pack."""

    battery_code: str
    unit_id: str | None  # None when both are in this very delivery
    taken_in_at: datetime | None
    code = "INTAKE-CODE-LIVE"


@dataclass(eq=False)
class NotInStock(OutletError):
    """A unit was picked for a load, and this station doesn't hold it."""

    battery_code: str  # as on the label, or the provisional number of a unit without
    left_at: datetime | None  # when it was handed on, None if it never came in here
    code = "HANDOFF-NOT-IN-STOCK"


@dataclass(eq=False)
class UnitIsolated(OutletError):
    """A unit was picked for a load while it is isolated or not yet checked."""

    battery_code: str
    condition_class: str
    code_status: str
    code = "HANDOFF-UNIT-ISOLATED"


@dataclass(eq=False)
class HandedOnBeforeTakenIn(OutletError):
    """A load would leave before one of its units came in."""

    battery_code: str
    taken_in_at: datetime
    code = "HANDOFF-BEFORE-INTAKE"


@dataclass(eq=False)
class NotAllowed(OutletError):
    """The operator's role does not include this act."""

    act: str
    role: str
    code = "ROLE-NOT-ALLOWED"


@dataclass(eq=False)
class OutletNotNamed(OutletError):
    """The outlet has no profile yet, and papers and platforms need one."""

    code = "OUTLET-NOT-NAMED"


@dataclass(eq=False)
class HubUnreachable(OutletError):
    """Nobody answered at the address of a hub."""

    base_url: str
    cause: str  # refused, timeout, name_unknown, tls, cut_off, proxy
    code = "HUB-UNREACHABLE"


@dataclass(eq=False)
class HubAnswerUnreadable(OutletError):
    """Something answered that is no hub, or not the hub that we know."""

    base_url: str
    code = "HUB-ANSWER-UNREADABLE"


@dataclass(eq=False)
class EnrolmentRefused(OutletError):
    """The hub does not take this station with this code."""

    base_url: str
    problem: str  # the hub's problem code, BT-…
    detail: str
    code = "ENROLMENT-REFUSED"


@dataclass(eq=False)
class LedgerUnwritable(OutletError):
    """The disk or the system refused to write in the data folder; nothing was written."""

    folder: str
    code = "LEDGER-UNWRITABLE"


@dataclass(eq=False)
class LedgerMissing(OutletError):
    """The folder holds no ledger."""

    folder: str
    code = "LEDGER-MISSING"


@dataclass(eq=False)
class LedgerLost(OutletError):
    """Keys and head file are there, and say that records left this machine; the ledger itself is gone."""

    folder: str
    code = "LEDGER-LOST"


@dataclass(eq=False)
class LedgerUnreadable(OutletError):
    """A file of the ledger is there, and this account may not read it, or it is no file."""

    file: str
    code = "LEDGER-UNREADABLE"


@dataclass(eq=False)
class HubNotStarted(OutletError):
    """The hub that should run beside the desk on this machine ended at once."""

    log: str
    code = "HUB-NOT-STARTED"


@dataclass(eq=False)
class OutputLost(OutletError):
    """What a command prints could not be written where it was sent to."""

    cause: str  # the system's own words
    code = "OUTPUT-LOST"


@dataclass(eq=False)
class NoDisplay(OutletError):
    """The window was asked for where there is no screen to open it on."""

    code = "DESK-NO-DISPLAY"
