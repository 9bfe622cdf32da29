"""What can be not as needed on the road by Excel: templates, workbooks, the portal's answers."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class ProfileUnusable(OutletError):
    """A template that was to be loaded breaks its shape, or can't be read."""

    file: str
    detail: str  # where and what, as far as it is known
    code: ClassVar[str] = "WORKBOOK-PROFILE-UNUSABLE"


@dataclass(eq=False)
class NoSuchProfile(OutletError):
    """A workbook was asked for by a template, or a sheet of it, that is not here or is for another portal."""

    profile: str
    code: ClassVar[str] = "WORKBOOK-NO-PROFILE"


@dataclass(eq=False)
class MassUnitNotChosen(OutletError):
    """A sheet has a mass, and nobody said whether the portal reads kilograms or tonnes."""

    header: str  # of the mass column
    code: ClassVar[str] = "WORKBOOK-UNIT-NOT-CHOSEN"


@dataclass(eq=False)
class NoSuchWorkbook(OutletError):
    """A number names no workbook of this station."""

    number: str
    code: ClassVar[str] = "WORKBOOK-UNKNOWN"


@dataclass(eq=False)
class WorkbookIsClosed(OutletError):
    """A workbook was answered for already, or taken back."""

    number: str
    code: ClassVar[str] = "WORKBOOK-CLOSED"


@dataclass(eq=False)
class FailureSheetDoubtful(OutletError):
    """The portal's failure file can't be of this workbook, or says nothing clear; nothing of it counts."""

    number: str
    sheet_doubt: str
    codes: str | None  # the first that the doubt is about
    belongs_to: str | None  # the workbook that all these codes are of
    code: ClassVar[str] = "WORKBOOK-FAILURES-DOUBTFUL"


@dataclass(eq=False)
class PortalCountDiffers(OutletError):
    """The portal shows another number of accepted rows than the workbook and its failures make."""

    number: str
    rows: int
    failures: int
    expected: int
    shown: int
    code: ClassVar[str] = "WORKBOOK-COUNT-DIFFERS"


@dataclass(eq=False)
class ReasonNeeded(OutletError):
    """Something was to be exported again, or taken back, without a reason."""

    code: ClassVar[str] = "WORKBOOK-REASON-NEEDED"


@dataclass(eq=False)
class NotConfirmedBefore(OutletError):
    """Codes were to be exported once more that the portal never confirmed, or that are not its own."""

    codes: str
    code: ClassVar[str] = "WORKBOOK-NOT-CONFIRMED"


@dataclass(eq=False)
class LegacySettingsUnusable(OutletError):
    """The settings of the makers' legacy interface break their shape, are switched off, or open to others."""

    file: str
    detail: str
    code: ClassVar[str] = "LEGACY-SETTINGS-UNUSABLE"


@dataclass(eq=False)
class PlainHttpNotAllowed(OutletError):
    """A maker's platform speaks HTTP without encryption, and no administrator consented to that host."""

    host: str
    code: ClassVar[str] = "LEGACY-PLAIN-HTTP"


@dataclass(eq=False)
class NotByHand(OutletError):
    """Some of these records wait for no person at the portal, or not any more."""

    count: int
    code = "WORKBOOK-NOT-BY-HAND"
