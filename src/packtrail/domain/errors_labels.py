"""What can go wrong with labels before anything is printed."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class LabelTooSmall(OutletError):
    """A code is too long for the chosen label: printed there, no scanner would read it."""

    text: str
    label_width_mm: int
    code: ClassVar[str] = "LABEL-TOO-SMALL"
