"""The PC's clock, read in one place and always with the offset of the legal time."""

from datetime import datetime

from packtrail.domain.moments import SHANGHAI


def now() -> datetime:
    """Now, as Shanghai shows it, whatever zone the PC is set to."""
    return datetime.now(SHANGHAI)
