"""What can be wrong with the way from this PC to a platform, as far as it was chosen here."""

from dataclasses import dataclass

from packtrail.domain.errors import OutletError


@dataclass(eq=False)
class NoPlatformBound(OutletError):
    """A connection was to be tested, and neither was an address given nor is a platform bound."""

    code = "NET-NO-PLATFORM"


@dataclass(eq=False)
class ProxyAddressWrong(OutletError):
    """What was typed is no address of a proxy."""

    address: str
    code = "NET-PROXY-ADDRESS"


@dataclass(eq=False)
class PacAddressWrong(OutletError):
    """What was typed is no address of a proxy script."""

    address: str
    code = "NET-PAC-ADDRESS"


@dataclass(eq=False)
class CompanyCaUnreadable(OutletError):
    """The file that should have the company's own certificates cannot be read, or has none."""

    file: str
    code = "NET-CA-FILE"


@dataclass(eq=False)
class ProxyLoginNotKept(OutletError):
    """The system's keyring did not take the login of the proxy; it is kept nowhere else."""

    code = "NET-LOGIN-NOT-KEPT"


@dataclass(eq=False)
class PasswordMissing(OutletError):
    """A user was named for the proxy, and no password for this user is kept."""

    user: str
    code = "NET-PASSWORD-MISSING"
