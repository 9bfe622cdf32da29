"""What can go wrong outside the program, and that the operator can act on.

Each class carries facts; ``wording/errors.py`` turns them into one sentence and a next step. Anything
else that is raised is a bug and goes to the crash report. ``code`` is stable: it stands in logs and is
read out on the phone, and is never used again for another error.
"""

from dataclasses import dataclass
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
