"""What stands on the papers of a case, as plain values. No person stands on the card: it lies in the car."""

from dataclasses import dataclass
from datetime import datetime

from packtrail.papers.act_content import Issue


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSlot:
    """One place for a battery: its code, empty where nobody knows it, and a SlotState."""

    code: str
    state: str

    @property
    def is_filled(self) -> bool:
        """Whether a battery stands there that nobody has to look at again."""
        return self.state in {"matched", "explained"}


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleCard:
    """车辆随车卡 of one case, as it stands at ``issue.at``."""

    issue: Issue  # its number is the case's
    plate: str
    vin: str  # as read where there is no well-formed one
    case_kind: str
    case_state: str
    received_at: datetime
    slots: tuple[CardSlot, ...]
    lacking: tuple[str, ...] = ()  # papers and photographs of its evidence set
