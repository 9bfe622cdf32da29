"""What the panel of 单据核验 shows, as plain values."""

from dataclasses import dataclass

from packtrail.domain.errors import OutletError
from packtrail.usecases.verify_paper import PaperCheck


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckState:
    """The answers to what was scanned or stood on a picture last."""

    checks: tuple[PaperCheck, ...] = ()
    file: str = ""  # name of the picture; empty for a scan
    is_reading: bool = False
    trouble: OutletError | None = None
