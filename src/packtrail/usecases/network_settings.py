"""What is shown of the way out of this PC: the choice, who logs in, whose certificates count."""

from dataclasses import dataclass
from datetime import datetime

from packtrail.usecases.network_choice import NetworkChoice


@dataclass(frozen=True, slots=True)
class CompanyCertificate:
    """One certificate of the company's own CA file."""

    subject: str
    fingerprint: str  # SHA-256, uppercase hex in pairs
    valid_from: datetime
    valid_to: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkSettings:
    """As it stands on this PC; of the proxy's login only the user is ever shown."""

    choice: NetworkChoice
    user: str = ""
    certificates: tuple[CompanyCertificate, ...] = ()
    is_ca_unreadable: bool = False  # a file was chosen once, and can't be read now


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkWish:
    """What is to be from now on; ``password`` None keeps the one that is kept, with an empty user none."""

    choice: NetworkChoice
    user: str = ""
    password: str | None = None
