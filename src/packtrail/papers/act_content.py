"""What stands on the papers that go with an act, as plain values: of what was brought, and by whom.

All of it is the ledger's; what somebody is to fill in by hand stands nowhere here.
"""

from dataclasses import dataclass
from datetime import datetime

from packtrail.papers.content import LoadWeighing, Party, ReceiptLine


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """Whose paper it is, of when, and where in the ledger it stands."""

    number: str  # in the head, as Code 128 as well
    at: datetime
    outlet: Party
    ledger_hash: str  # in short
    record_id: str = ""
    is_voided: bool = False

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError(f"{self.number}: a moment without its zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleLine:
    """The vehicle that a line of a voucher is from, and the battery that it has instead."""

    number: int  # of the line
    vin: str = ""
    old_code: str = ""
    new_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedPaperLine:
    """A paper that the deliverer still owes; ``paper`` is a token of the gate or words."""

    paper: str
    reason: str
    due_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherPaper:
    """回收凭证, from the records of a delivery. Persons come masked; numbers of persons never come.

    Raises ValueError when its sum does not add up. A delivery of which nothing counts any more has no lines.
    """

    issue: Issue
    deliverer: Party  # its role is a SourceType
    lines: tuple[ReceiptLine, ...]
    total_mass_g: int
    claimed_count: int
    plate: str = ""
    driver: str = ""
    weighing: LoadWeighing | None = None
    vehicles: tuple[VehicleLine, ...] = ()
    papers_present: tuple[str, ...] = ()  # tokens of the gate or words
    papers_owed: tuple[OwedPaperLine, ...] = ()
    qr_text: str = ""  # the PT1: string

    def __post_init__(self) -> None:
        if self.total_mass_g != sum(line.mass_g or 0 for line in self.lines):
            raise ValueError(f"{self.issue.number}: the total is not the sum of its lines")

    def texts(self) -> tuple[str, ...]:
        """What others wrote beside the lines; for asking whether the faces can print it."""
        parties = (self.issue.outlet, self.deliverer)
        names = [text for p in parties for text in (p.name, p.role, p.set_up_by_name, p.address)]
        owed = [text for each in self.papers_owed for text in (each.paper, each.reason)]
        return (*names, self.plate, self.driver, *self.papers_present, *owed)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeSlip:
    """入库单 of one unit, as the ledger knows it after the newest of its records."""

    issue: Issue  # its number is the intake's, its moment the newest record's
    battery_code: str  # or the provisional number
    code_is_read: bool
    level: str
    chemistry: str
    mass_g: int | None
    mass_basis: str
    condition: str
    danger: str  # none, undetermined, damaged, high
    custody: str
    place: str  # empty: to be written in by hand
    taken_in_at: datetime
    delivery_number: str = ""
    recheck_at: datetime | None = None
    is_copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidTwice:
    """One field of what was put right: what it said, and what it says now."""

    record_type: str
    field: str
    before: object
    now: object  # None beside a void without replacement: nothing is said any more


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPaper:
    """更正单 of one correction or void; its record is the issue's, the other is what it is about."""

    issue: Issue
    is_void: bool
    target_id: str
    target_type: str
    target_number: str
    target_at: datetime
    target_hash: str  # in short
    battery_codes: tuple[str, ...]
    changes: tuple[SaidTwice, ...]
    reason_code: str
    reason_text: str
    operator_ref: str
    second_ref: str = ""
    replaced_by: tuple[str, ...] = ()  # ids of the records that stand in its place
    other_party: str = ""  # who holds a paper of it beside us
    awaits_answer: bool = False  # it counts once the other party applied it
