"""Why no backup is made in the place that was chosen for it."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class BackupFolderGone(OutletError):
    """The folder that was chosen is not there now; a stick that is out, mostly. None is made in its place."""

    folder: str
    code: ClassVar[str] = "BACKUP-FOLDER-GONE"


@dataclass(eq=False)
class BackupFolderInside(OutletError):
    """The folder lies in the ledger's own: what takes the one takes the other."""

    folder: str
    code: ClassVar[str] = "BACKUP-FOLDER-INSIDE"
