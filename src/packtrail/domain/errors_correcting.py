"""What can stand in the way of a correction, a void, an undo or of writing a code anew."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class TargetUnknown(OutletError):
    """A record is to be amended that this ledger does not have."""

    record_id: str
    code: ClassVar[str] = "AMEND-TARGET-UNKNOWN"


@dataclass(eq=False)
class TargetVoided(OutletError):
    """The record does not count any more, so there is nothing to amend."""

    record_type: str
    voided_at: datetime
    code: ClassVar[str] = "AMEND-TARGET-VOIDED"


@dataclass(eq=False)
class StaleTarget(OutletError):
    """The record was amended since the operator looked at it."""

    record_type: str
    code: ClassVar[str] = "AMEND-TARGET-STALE"


@dataclass(eq=False)
class NeverCorrected(OutletError):
    """Records of this type are never corrected: what they say is said anew."""

    record_type: str
    code: ClassVar[str] = "CORRECT-NEVER"


@dataclass(eq=False)
class IdentityNotCorrectable(OutletError):
    """The field says which thing it is, or how that became known; both only change by a new record."""

    field: str
    code: ClassVar[str] = "CORRECT-IDENTITY"


@dataclass(eq=False)
class FindingNotCorrectable(OutletError):
    """The field is a finding that keeps a unit or vehicle where it is; only a new look ends it."""

    field: str
    code: ClassVar[str] = "CORRECT-FINDING"


@dataclass(eq=False)
class CorrectionPending(OutletError):
    """Another correction of the same field, or of the record, still waits for the other side."""

    record_type: str
    since: datetime
    code: ClassVar[str] = "CORRECT-PENDING"


@dataclass(eq=False)
class NothingToAnswer(OutletError):
    """What the other side is said to have answered does not wait for anybody."""

    record_type: str
    code: ClassVar[str] = "CORRECT-NOTHING-TO-ANSWER"


@dataclass(eq=False)
class AgreedByBoth(OutletError):
    """Both sides stand by a correction, so one of them can't take it back."""

    agreed_at: datetime
    code: ClassVar[str] = "VOID-AGREED-BY-BOTH"


@dataclass(eq=False)
class NeverVoided(OutletError):
    """Records of this type are never voided."""

    record_type: str
    code: ClassVar[str] = "VOID-NEVER"


@dataclass(eq=False)
class HasDependents(OutletError):
    """Something that counts stands on the record."""

    record_type: str  # of what depends
    number: str | None  # its human number, None when it has none
    record_id: str
    code: ClassVar[str] = "VOID-HAS-DEPENDENTS"


@dataclass(eq=False)
class CancelInstead(OutletError):
    """A load that was signed away is cancelled as a whole, not voided."""

    number: str
    code: ClassVar[str] = "VOID-CANCEL-INSTEAD"


@dataclass(eq=False)
class SecondPersonMissing(OutletError):
    """After the undo window this void is an exit, and nobody makes one alone."""

    record_type: str
    code: ClassVar[str] = "VOID-SECOND-MISSING"


@dataclass(eq=False)
class SupervisorMissing(OutletError):
    """The record keeps a unit isolated; only a supervisor takes that back."""

    record_type: str
    code: ClassVar[str] = "VOID-SUPERVISOR-MISSING"


@dataclass(eq=False)
class UndoTooLate(OutletError):
    """The time to take an act back at once is over."""

    recorded_at: datetime
    instead: str  # void_record, cancel_handoff
    code: ClassVar[str] = "UNDO-TOO-LATE"


@dataclass(eq=False)
class UndoNotYours(OutletError):
    """Somebody else did it."""

    recorded_at: datetime
    code: ClassVar[str] = "UNDO-NOT-YOURS"


@dataclass(eq=False)
class UndoImpossible(OutletError):
    """Acts with such a record are not undone: an undo itself, an identity, lists taken into use."""

    record_type: str
    code: ClassVar[str] = "UNDO-IMPOSSIBLE"


@dataclass(eq=False)
class NewCodeLive(OutletError):
    """The code that a unit is to get is on another unit here: that is a conflict, not a slip."""

    battery_code: str
    number: str  # intake of the other unit
    taken_in_at: datetime
    code: ClassVar[str] = "REWRITE-CODE-LIVE"


@dataclass(eq=False)
class RewriteImpossible(OutletError):
    """A unit that was voided or opened is not written anew."""

    battery_code: str
    custody: str
    code: ClassVar[str] = "REWRITE-IMPOSSIBLE"
