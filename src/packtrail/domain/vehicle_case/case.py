"""案件: one scrapped vehicle with its batteries, papers and certificate, as the records up to now make it."""

from dataclasses import astuple, dataclass
from datetime import date, datetime

from packtrail.domain.shapes import Digest, RecordId
from packtrail.domain.vehicle_case.words import CaseState, MatchOutcome, Proof, SlotState

Row = tuple[str | None, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseBattery:
    """One battery that was found in the vehicle; texts only, so that the view keeps it as it is."""

    match_id: str  # the first ``battery_matched`` that speaks of it
    battery_code: str | None  # None while nobody could read its label
    expected_code: str | None  # whose place it takes
    outcome: str
    code_origin: str
    proof: str | None = None
    proof_record_id: str | None = None
    unit_id: str | None = None  # its intake, once it is out
    removed_text: str | None = None  # the day, as a record writes it

    @property
    def label(self) -> str:
        """What to call it."""
        return self.battery_code or self.expected_code or "—"

    @property
    def is_removed(self) -> bool:
        """Whether it is out of the vehicle and a unit of the outlet."""
        return self.unit_id is not None

    @property
    def removed_on(self) -> date | None:
        """The day it came out."""
        return date.fromisoformat(self.removed_text) if self.removed_text else None

    @property
    def is_settled(self) -> bool:
        """Whether it is known which battery this is: it fits, or somebody proved why it doesn't."""
        return self.outcome == MatchOutcome.MATCH or self.proof is not None

    @property
    def state(self) -> SlotState:
        """How the place that it takes shows."""
        if self.outcome != MatchOutcome.MATCH and self.proof is not None:
            return SlotState.EXPLAINED
        return _SLOT_STATES.get(self.outcome, SlotState.MISMATCH)

    @property
    def row(self) -> Row:
        """As the view keeps it."""
        return astuple(self)


_SLOT_STATES: dict[str, SlotState] = {
    MatchOutcome.MATCH: SlotState.MATCHED,
    MatchOutcome.UNKNOWN_OFFLINE: SlotState.UNKNOWN_OFFLINE,
    MatchOutcome.LABEL_HIDDEN: SlotState.LABEL_HIDDEN,
}


def battery_of(row: Row) -> CaseBattery:
    """The battery in a row of the view."""
    match_id, code, expected, outcome, origin, proof, proof_record_id, unit_id, removed = row
    return CaseBattery(
        match_id=match_id or "",
        battery_code=code,
        expected_code=expected,
        outcome=outcome or "",
        code_origin=origin or "",
        proof=proof,
        proof_record_id=proof_record_id,
        unit_id=unit_id,
        removed_text=removed,
    )


@dataclass(frozen=True, slots=True)
class CaseSlot:
    """应有电池: one place for a battery, and what stands in it."""

    expected_code: str | None  # None: nobody knows which code belongs here
    origin: str | None  # who says so
    battery: CaseBattery | None

    @property
    def state(self) -> SlotState:
        """What became of it."""
        return self.battery.state if self.battery else SlotState.EMPTY


@dataclass(frozen=True, kw_only=True, slots=True)
class VehicleCase:
    """One case; the owner's name, number and telephone are private and not in here."""

    case_id: RecordId
    case_number: str
    state: CaseState
    vin: str | None
    vin_as_read: str | None
    vin_reason: str | None
    plate: str | None
    owner_kind: str
    energy_type: str
    case_kind: str
    brand_model: str | None
    first_registered_on: date | None
    kerb_mass_g: int | None
    pledged: bool | None
    vin_altered: bool | None
    battery_count_seen: int
    label_visible: bool
    expected_codes: tuple[str, ...]
    expected_origins: tuple[str, ...]
    expected_count: int | None
    received_at: datetime
    moved_at: datetime  # when the newest of its records happened
    head_hash: Digest
    earlier_case_id: RecordId | None
    confirmed_warnings: tuple[str, ...]
    papers: tuple[str, ...]
    platform_asked: bool = False  # somebody named codes later, or said that nobody knows them
    battery_rows: tuple[Row, ...] = ()
    owed_rows: tuple[Row, ...] = ()
    evidence: tuple[str, ...] = ()  # kinds of which a photograph or paper is there
    certificate_id: RecordId | None = None
    certificate_no: str | None = None
    certificate_key: str | None = None  # the same as it is compared
    certificate_issued_on: date | None = None
    printed_codes: tuple[str, ...] = ()
    missing_battery_proof: str | None = None
    qr_host_known: bool | None = None
    last_removed_on: date | None = None
    closed_at: datetime | None = None

    @property
    def batteries(self) -> tuple[CaseBattery, ...]:
        """Every battery found in it, in the order of their first match."""
        return tuple(battery_of(row) for row in self.battery_rows)

    @property
    def papers_owed(self) -> tuple[str, ...]:
        """Papers that are still owed; until when stands in their own view (``owed_papers``)."""
        return tuple(row[1] or "" for row in self.owed_rows)

    @property
    def slots(self) -> tuple[CaseSlot, ...]:
        """The expected places in their order, then what was found beside them, then places only counted."""
        batteries = self.batteries
        by_place = {one.expected_code: one for one in batteries if one.expected_code in self.expected_codes}
        placed = {one.match_id for one in by_place.values()}
        origins = dict(zip(self.expected_codes, self.expected_origins, strict=False))
        named = [CaseSlot(code, origins.get(code), by_place.get(code)) for code in self.expected_codes]
        beside = [CaseSlot(one.expected_code, None, one) for one in batteries if one.match_id not in placed]
        counted = (self.expected_count or 0) - len(named) - len(beside)
        return (*named, *beside, *(CaseSlot(None, None, None) for _ in range(counted)))

    @property
    def open_codes(self) -> tuple[str, ...]:
        """Expected codes whose battery was not found."""
        return tuple(slot.expected_code for slot in self.slots if slot.expected_code and slot.battery is None)

    @property
    def unscanned_count(self) -> int:
        """How many were counted in the vehicle and not matched yet."""
        return max(0, self.battery_count_seen - len(self.battery_rows))

    @property
    def in_place(self) -> bool:
        """Whether every place has its battery, and none is there that shouldn't be."""
        slots = self.slots
        standing = all(slot.state not in {SlotState.EMPTY, SlotState.MISMATCH} for slot in slots)
        return bool(slots) and standing and not self.unscanned_count

    @property
    def is_dismantled(self) -> bool:
        """Whether every battery found is out and the vehicle was photographed after dismantling."""
        return "photo_after" in self.evidence and all(one.is_removed for one in self.batteries)

    def battery(self, match_id: str) -> CaseBattery | None:
        """The battery that a first match began."""
        return next((one for one in self.batteries if one.match_id == match_id), None)

    def has(self, kinds: frozenset[str]) -> bool:
        """Whether one of these papers or photographs is there."""
        return not kinds.isdisjoint((*self.papers, *self.evidence))


@dataclass(frozen=True, kw_only=True, slots=True)
class BatteryInCase:
    """A code that was seen, or was said to be, in a vehicle; it finds the code's earlier lives."""

    match_id: RecordId
    case_id: RecordId
    battery_code: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Replacement:
    """更换: an old battery came off a vehicle and a new one went on."""

    replacement_id: RecordId
    document_number: str | None
    vin: str | None
    old_code: str
    new_code: str
    level: str
    replaced_on: date
    work_order_no: str | None
    unit_id: RecordId | None  # the old one's intake

    @property
    def proof(self) -> Proof:
        """What it proves in a vehicle's case."""
        return Proof.LAWFUL_REPLACEMENT
