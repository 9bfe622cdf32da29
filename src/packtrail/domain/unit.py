"""A battery unit as this station knows it: one pack, module or cell, from its intake on.

The unit IS its intake: ``unit_id`` is that record's id, since a code can be wrong, missing or on two
packs. Where a record moves it is ``custody.py``'s table; what makes it dangerous, and what ends that, is
folded in ``unit_folds.py``.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from packtrail.domain.custody import Custody
from packtrail.domain.elsewhere import HandOut
from packtrail.domain.records.gate import CodeStatus, ConditionClass
from packtrail.domain.safety.history import SafetyState
from packtrail.domain.shapes import Digest, RecordId


class Identity(StrEnum):
    """身份状态: how sure it is which battery this is; beside custody, never instead of it."""

    UNVERIFIED = "unverified"
    FORMAT_VALID = "format_valid"
    PLATFORM_KNOWN = "platform_known"
    PLATFORM_UNKNOWN = "platform_unknown"
    MODEL_NOT_FILED = "model_not_filed"
    UNREADABLE = "unreadable"
    ABSENT = "absent"
    CONFLICT = "conflict"
    RESOLVED_MANUALLY = "resolved_manually"


HARMLESS = frozenset({ConditionClass.NORMAL, ConditionClass.UNDETERMINED})
"""Any other condition isolates, a word of a newer program too."""

NOTHING_FOUND = SafetyState()


@dataclass(frozen=True, kw_only=True, slots=True)
class Unit:
    """One battery unit, as the records up to now make it."""

    unit_id: RecordId
    intake_number: str
    delivery_id: RecordId | None
    level: str
    code_scheme: str
    battery_code: str | None
    local_id: str | None
    code_status: str
    code_source: str
    chemistry_code: str | None
    mass_g: int | None
    mass_basis: str
    condition_class: str
    source_type: str
    responsible_maker: str | None
    conflicts_with: RecordId | None
    taken_in_at: datetime
    moved_at: datetime  # when the newest of its records happened
    custody: Custody
    handoff_id: RecordId | None
    head_hash: Digest  # of the newest record that says something of this unit
    identity: Identity = Identity.UNVERIFIED
    original_code: str | None = None  # of a reused battery: the code it had first
    former_codes: tuple[str, ...] = ()  # codes it was known by before somebody settled which it is
    vin: str | None = None
    parent_id: RecordId | None = None  # the unit that it was taken out of
    vehicle_id: RecordId | None = None  # the case of the vehicle that it was removed from
    original_intake_on: date | None = None  # of opening stock: when it really came in
    already_reported: bool = False  # of opening stock: another road reported its intake
    zone: str | None = None
    slot: str | None = None
    is_dangerous: bool = False  # something was found, and nobody has released it since
    is_high_risk: bool = False  # was found once; only a void of the finding takes it back
    safety: SafetyState = NOTHING_FOUND  # what its checks, treatments and determinations come to
    safety_id: RecordId | None = None  # the determination that stands
    hot_at: datetime | None = None  # heat or fire was found, and nobody has found it cool since
    voltage_mv: int | None = None
    insulation_kohm: int | None = None
    pending_release: RecordId | None = None  # of isolation; waits for a second person
    pending_exit: RecordId | None = None  # return to the deliverer or write-off; waits for a second person
    pending_custody: Custody | None = None  # where that exit leads once confirmed
    line_id: RecordId | None = None
    left_at: datetime | None = None
    mass_in_g: int | None = None  # the first mass that was known of it
    difference_g: int = 0  # lost (+) or gained (-) between one weighing and the next
    residue_g: int | None = None  # left over of an opened pack: casing, cables, coolant
    replaces_id: RecordId | None = None  # 编码录错: what this same unit was before, voided
    station: str | None = None  # the label of the other station that took it in; None for ours
    also_on: tuple[HandOut, ...] = ()  # further loads that it was put on while it was on one
    clash: str | None = None  # double_hand_out, as long as it is on a further load

    @property
    def label(self) -> str:
        """What staff call it: the battery code, or the provisional number of a unit without."""
        return self.battery_code or self.local_id or self.intake_number

    @property
    def codes(self) -> tuple[str, ...]:
        """Every code or provisional number that it carries or ever carried."""
        found = (self.battery_code, self.local_id, self.original_code, *self.former_codes)
        return tuple(dict.fromkeys(code for code in found if code))


def custody_at_intake(condition_class: str, code_status: str) -> Custody:
    """Where a unit goes when it comes in: danger and doubt never block recording, they isolate.

    Sources: ``practice.md`` 9 and 12, ``platform.md`` 10.1.
    """
    if code_status == CodeStatus.CONFLICT:
        return Custody.QUARANTINED
    if condition_class == ConditionClass.NORMAL:
        return Custody.IN_STORAGE
    if condition_class == ConditionClass.UNDETERMINED:
        return Custody.RECEIVED
    return Custody.QUARANTINED
