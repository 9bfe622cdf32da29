"""What keeps a load from its next step, and a unit from an exit; each names the thing and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class HandoffStepClosed(OutletError):
    """The load is not in a state from which this step leads on (``platform.md`` 10.3)."""

    number: str
    handoff_step: str  # the record type that was to be written
    handoff_state: str
    code: ClassVar[str] = "HANDOFF-STEP-CLOSED"


@dataclass(eq=False)
class HandoffStepTooEarly(OutletError):
    """A step was said to have happened before the one that it follows."""

    number: str
    handoff_step: str
    not_before: datetime
    code: ClassVar[str] = "HANDOFF-STEP-TOO-EARLY"


@dataclass(eq=False)
class LineNotSent(OutletError):
    """An answer or a return names something that was not on the load."""

    number: str
    line: str  # the line as it was named
    code: ClassVar[str] = "HANDOFF-LINE-NOT-SENT"


@dataclass(eq=False)
class LineAnsweredAlready(OutletError):
    """A line has its answer, or was answered twice in one act."""

    number: str
    battery_code: str
    line_state: str
    code: ClassVar[str] = "HANDOFF-LINE-ANSWERED"


@dataclass(eq=False)
class LineNotOnItsWayBack(OutletError):
    """A unit was to be taken back that nobody refused, or that is here already."""

    number: str
    battery_code: str
    line_state: str
    code: ClassVar[str] = "HANDOFF-LINE-NOT-RETURNING"


@dataclass(eq=False)
class SealBroken(OutletError):
    """A locked load does not come to what it came to when it was locked."""

    sealed_count: int
    sealed_g: int
    count: int
    mass_g: int
    code: ClassVar[str] = "HANDOFF-SEAL-BROKEN"


@dataclass(eq=False)
class SealSigned(OutletError):
    """A locked load carries a signature; it is released or given up, and not changed any more."""

    signatures: int
    code: ClassVar[str] = "HANDOFF-SEAL-SIGNED"


@dataclass(eq=False)
class SignedUnsealed(OutletError):
    """Somebody signed a load that is not locked, so what he signed could still change."""

    signatures: int
    code: ClassVar[str] = "HANDOFF-SIGNED-UNSEALED"


@dataclass(eq=False)
class ExitNotPossible(OutletError):
    """A unit was to go back or be written off from where it is, and cannot."""

    battery_code: str
    custody: str
    code: ClassVar[str] = "EXIT-NOT-POSSIBLE"


@dataclass(eq=False)
class ExitPending(OutletError):
    """A return or write-off of this unit waits for its second person; nothing else happens to it before."""

    battery_code: str
    code: ClassVar[str] = "EXIT-PENDING"


@dataclass(eq=False)
class ExitAfterAcceptance(OutletError):
    """A recipient accepted the unit; it cannot go back to who brought it here."""

    battery_code: str
    left_at: datetime | None
    code: ClassVar[str] = "EXIT-AFTER-ACCEPTANCE"


@dataclass(eq=False)
class NotItsDeliverer(OutletError):
    """A unit goes back to the one who brought it and to nobody else (practice 12)."""

    battery_code: str
    deliverer: str | None  # who brought it; None when nobody is on record: opening stock, an opened pack
    code: ClassVar[str] = "EXIT-NOT-ITS-DELIVERER"


@dataclass(eq=False)
class ReturnTooDangerous(OutletError):
    """A dangerous unit does not go back on the road without the way out (practice 9)."""

    battery_code: str
    lacks: tuple[str, ...]
    code: ClassVar[str] = "EXIT-TOO-DANGEROUS"


@dataclass(eq=False)
class NotOnThisDocument(OutletError):
    """A weighing names lines that are not on its document."""

    number: str
    count: int
    code: ClassVar[str] = "LOAD-NOT-ON-DOCUMENT"


@dataclass(eq=False)
class TicketWeighedAlready(OutletError):
    """The ticket of a scale is on record for this document."""

    number: str
    ticket: str
    code: ClassVar[str] = "LOAD-TICKET-TWICE"
