"""How this station's requests leave the PC: what was chosen, the proxy's login, and whose certificates count.

The login lies in the system's keyring and nowhere else: not in the ledger, whose backups travel, and not in a
file of its own.
"""

import json
from functools import cache
from pathlib import Path
from uuid import uuid4

from packtrail.app.secrets import Keyring, KeyringFailed
from packtrail.domain.errors_network import ProxyLoginNotKept
from packtrail.domain.operators import Act, Operator, require
from packtrail.sync.proxy_route import ProxyLogin, route
from packtrail.sync.trust_store import tls_context
from packtrail.sync.wire import Way
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode
from packtrail.usecases.ports import Clock

LOGIN = "proxy-login"
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def way_to(url: str, choice: NetworkChoice, keyring: Keyring, now: Clock) -> Way:
    """The way to the hub at ``url``; raises NoRoute, or CompanyCaUnreadable."""
    return Way(route(url, choice, _login(choice, keyring), now=now), tls_context(choice.ca_file))


def keep_login(login: ProxyLogin | None, *, by: Operator, keyring: Keyring) -> None:
    """Keep the proxy's login, None to forget it; raises NotAllowed or ProxyLoginNotKept."""
    require(by, Act.ENROL)
    written = json.dumps({"user": login.user, "password": login.password}) if login else ""
    try:
        keyring.put(LOGIN, written)
        is_kept = (keyring.get(LOGIN) or "") == written
    except KeyringFailed as error:
        raise ProxyLoginNotKept from error
    if not is_kept:
        raise ProxyLoginNotKept


def kept_login(keyring: Keyring) -> ProxyLogin | None:
    """The proxy's login, if one was kept on this PC."""
    try:
        written = keyring.get(LOGIN)
    except KeyringFailed:
        return None
    if not written:
        return None
    said = json.loads(written)
    return ProxyLogin(said["user"], said["password"])


def _login(choice: NetworkChoice, keyring: Keyring) -> ProxyLogin | None:
    """Asked for only where there can be a proxy: a keyring may want its owner's password first."""
    return None if choice.mode is ProxyMode.NONE else kept_login(keyring)


@cache
def boot_id() -> str:
    """What the monotonic clock counts in: a start of the PC, or of this program where that has no name."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return str(uuid4())
