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


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place of the evidence set of a case."""

    name: str  # a token of case evidence
    is_filled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidencePiece:
    """One photograph or paper of a case; ``content`` is None where it is only named."""

    kind: str  # a place of the set; empty for what belongs to an act
    record_type: str
    at: datetime
    operator_ref: str
    digest: str
    media_type: str
    size: int
    is_voided: bool
    content: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceFile:
    """车电一体报废凭证档 of one case, as it stands at ``issue.at``; operators stand there by their refs."""

    issue: Issue
    plate: str
    vin: str
    case_kind: str
    case_state: str
    received_at: datetime
    certificate_no: str
    codes: tuple[CardSlot, ...]
    places: tuple[Place, ...]
    owed: tuple[str, ...]  # papers that are promised
    pieces: tuple[EvidencePiece, ...]
    left_out: int  # pieces that are only counted: of more than a file may list
