"""What can be not as needed about files that carry batches and answers where there is no network."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class FileUnreadable(OutletError):
    """A file that was named cannot be read."""

    file: str
    reason: str  # missing, folder, denied
    code: ClassVar[str] = "FILE-UNREADABLE"


@dataclass(eq=False)
class FileNotWritten(OutletError):
    """A file could not be written; what was there before is as it was."""

    file: str
    write_fault: str  # full, denied, no_folder, failed
    code: ClassVar[str] = "FILE-NOT-WRITTEN"


@dataclass(eq=False)
class ArchiveRefused(OutletError):
    """A ``.tbatch`` or ``.treceipt`` is damaged or hostile; nothing of it was used."""

    file: str
    archive_fault: str  # protocol.file_channel.ArchiveFault
    member: str | None  # the entry at fault, where it is one
    code: ClassVar[str] = "FILE-ARCHIVE-REFUSED"


@dataclass(eq=False)
class NoHubBound(OutletError):
    """Batches or answers were asked for, and this station is bound to no hub."""

    code: ClassVar[str] = "HUB-NOT-BOUND"


@dataclass(eq=False)
class NothingToExport(OutletError):
    """Every record is answered for, so there is nothing to carry."""

    hub: str
    code: ClassVar[str] = "EXPORT-NOTHING"


@dataclass(eq=False)
class EnrolmentAnswerUnreadable(OutletError):
    """A file is no hub's answer to the enrolment of this station."""

    file: str
    code: ClassVar[str] = "ENROLMENT-ANSWER-UNREADABLE"
