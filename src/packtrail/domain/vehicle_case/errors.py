"""What can go wrong in a case, each with what the operator can do about it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class VehicleCaseOpen(OutletError):
    """A vehicle was to be received, and a case with its VIN is open."""

    vin: str
    case_number: str
    case_id: str
    received_at: datetime
    code: ClassVar[str] = "VEHICLE-CASE-OPEN"


@dataclass(eq=False)
class VehicleSeenBefore(OutletError):
    """A vehicle was to be received whose VIN had a case that was closed; nobody confirmed that it is so."""

    vin: str
    case_number: str
    case_id: str
    received_at: datetime
    code: ClassVar[str] = "VEHICLE-SEEN-BEFORE"


@dataclass(eq=False)
class CaseClosedAlready(OutletError):
    """A step was to be taken in a case that is closed."""

    case_number: str
    case_step: str
    closed_at: datetime
    code: ClassVar[str] = "VEHICLE-CASE-CLOSED"


@dataclass(eq=False)
class CaseIsVoid(OutletError):
    """A step was to be taken in a case that was voided."""

    case_number: str
    case_step: str
    code: ClassVar[str] = "VEHICLE-CASE-VOID"


@dataclass(eq=False)
class CaseHeld(OutletError):
    """A step was to be taken in a case that waits for the police: the VIN was altered."""

    case_number: str
    case_step: str
    code: ClassVar[str] = "VEHICLE-CASE-HELD"


@dataclass(eq=False)
class NotConfirmed(OutletError):
    """Something has to be looked at and confirmed before the step goes on."""

    case_number: str
    case_warnings: tuple[str, ...]
    code: ClassVar[str] = "VEHICLE-NOT-CONFIRMED"


@dataclass(eq=False)
class CodeHasEarlierLife(OutletError):
    """A code that was known here before can't fill a vehicle's slot until that is explained (practice 12)."""

    battery_code: str
    case_life: str  # unit, voided_unit, other_case
    life_number: str  # of the intake or case
    life_record_id: str  # what to open
    vin: str | None
    code: ClassVar[str] = "VEHICLE-CODE-EARLIER-LIFE"


@dataclass(eq=False)
class BatteryMatchedAlready(OutletError):
    """The same code was scanned in this vehicle before: one battery twice."""

    battery_code: str
    case_number: str
    code: ClassVar[str] = "VEHICLE-BATTERY-MATCHED-ALREADY"


@dataclass(eq=False)
class BatterySettled(OutletError):
    """A battery that fits was to be explained or looked at again."""

    battery_code: str
    case_number: str
    code: ClassVar[str] = "VEHICLE-BATTERY-SETTLED"


@dataclass(eq=False)
class CertificateBlocked(OutletError):
    """A certificate was to be issued, and something stands against it."""

    case_number: str
    case_blocks: tuple[str, ...]
    code: ClassVar[str] = "VEHICLE-CERTIFICATE-BLOCKED"


@dataclass(eq=False)
class CertificateIssuedAlready(OutletError):
    """The case has its certificate."""

    case_number: str
    certificate_no: str
    issued_on: date
    code: ClassVar[str] = "VEHICLE-CERTIFICATE-ISSUED"


@dataclass(eq=False)
class CertificateNumberUsed(OutletError):
    """Another case carries this certificate number."""

    certificate_no: str
    case_number: str
    case_id: str
    code: ClassVar[str] = "VEHICLE-CERTIFICATE-NUMBER-USED"


@dataclass(eq=False)
class PrintedCodesDiffer(OutletError):
    """A code on the certificate is that of no battery in the vehicle: it is another battery's."""

    case_number: str
    printed: tuple[str, ...]  # on the certificate alone
    found: tuple[str, ...]  # in the vehicle alone
    code: ClassVar[str] = "VEHICLE-PRINTED-CODES-DIFFER"


@dataclass(eq=False)
class RemovedBeforeMatched(OutletError):
    """A battery was to be taken out that nobody matched."""

    case_number: str
    code: ClassVar[str] = "VEHICLE-REMOVED-BEFORE-MATCHED"


@dataclass(eq=False)
class BatteryRemovedAlready(OutletError):
    """A battery was to be taken out twice."""

    battery_code: str
    case_number: str
    code: ClassVar[str] = "VEHICLE-BATTERY-REMOVED-ALREADY"


@dataclass(eq=False)
class CaseNotComplete(OutletError):
    """A case was to be closed whose evidence set lacks something."""

    case_number: str
    case_gaps: tuple[str, ...]
    code: ClassVar[str] = "VEHICLE-CASE-NOT-COMPLETE"
