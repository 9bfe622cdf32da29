"""What can be not as needed when it is settled whose records go to which maker's portal."""

from dataclasses import dataclass
from typing import ClassVar

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class NoSuchPortal(OutletError):
    """Makers were to be routed to a destination that is not here, or is no maker's portal."""

    destination: str
    code: ClassVar[str] = "ROUTE-NO-PORTAL"


@dataclass(eq=False)
class MakerRoutedElsewhere(OutletError):
    """A maker was to be routed to one portal while its units go to another."""

    maker: str
    portal: str  # the title of the other one
    code: ClassVar[str] = "ROUTE-MAKER-ELSEWHERE"


@dataclass(eq=False)
class MakerNameUnusable(OutletError):
    """A maker's name in the routing table is empty, or longer than any company's."""

    maker: str  # its beginning
    limit: int
    code: ClassVar[str] = "ROUTE-MAKER-NAME"


@dataclass(eq=False)
class TooManyMakers(OutletError):
    """More makers were to be routed to one portal than there are makers."""

    limit: int
    code: ClassVar[str] = "ROUTE-TOO-MANY"


@dataclass(eq=False)
class PortalTitleUnusable(OutletError):
    """A portal's title is empty, too long, or that of another destination."""

    title: str
    limit: int
    code: ClassVar[str] = "ROUTE-PORTAL-TITLE"


@dataclass(eq=False)
class PortalAddressUnusable(OutletError):
    """A portal's address is no web address."""

    address: str
    code: ClassVar[str] = "ROUTE-PORTAL-ADDRESS"
