"""What 电池履历 on paper says, in the paper's language; ``unit_life`` says where it stands."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class LifeRow:
    """One thing that happened: when, what, what there is to prove it, who said so and how long ago."""

    at: str
    what: str
    source: str
    more: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitLifePaper:
    """One battery's life as it was known at ``printed_at``."""

    battery_code: str
    printed_at: datetime
    outlet_name: str
    outlet_uscc: str
    decoded: tuple[tuple[str, str], ...]  # name and text; empty where the text is no code
    model: tuple[tuple[str, str], ...]  # what its maker filed, the source last
    model_note: str  # why nothing of it is known
    known: tuple[str, ...]  # how far others were heard, and when
    rows: tuple[LifeRow, ...]  # the oldest first

    def __post_init__(self) -> None:
        if self.printed_at.tzinfo is None:
            raise ValueError(f"{self.battery_code}: a moment without its zone")
