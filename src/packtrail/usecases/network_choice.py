"""How this station goes to its platforms: by the system's proxy, a named one, a script (PAC), or none.

The choice is a setting of this PC and no record. A proxy's login is a secret and not part of it.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from packtrail.domain.errors_network import PacAddressWrong, ProxyAddressWrong
from packtrail.domain.operators import Act, Operator, require
from packtrail.usecases.ports import Store, View

SETTING = "network"
_LONGEST = 2000


class ProxyMode(StrEnum):
    """Where the way is asked for."""

    SYSTEM = "system"
    NONE = "none"
    FIXED = "fixed"
    SCRIPT = "script"


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkChoice:
    """``address`` is the proxy's (``http://host:port``) or the script's; ``ca_file`` the company's own CA."""

    mode: ProxyMode = ProxyMode.SYSTEM
    address: str = ""
    ca_file: str = ""


def network_choice(view: View) -> NetworkChoice:
    """What was chosen on this PC; the system's settings until somebody chooses."""
    written = view.setting(SETTING)
    if written is None:
        return NetworkChoice()
    said = json.loads(written)
    return NetworkChoice(mode=ProxyMode(said["mode"]), address=said["address"], ca_file=said["ca_file"])


def choose_network(choice: NetworkChoice, *, by: Operator, store: Store) -> NetworkChoice:
    """Go this way from the next session on; raises NotAllowed, ProxyAddressWrong or PacAddressWrong."""
    require(by, Act.ENROL)
    if choice.mode is ProxyMode.FIXED and not is_proxy_address(choice.address):
        raise ProxyAddressWrong(address=choice.address[:80])
    if choice.mode is ProxyMode.SCRIPT and not is_script_address(choice.address):
        raise PacAddressWrong(address=choice.address[:80])
    with store.act() as tx:
        tx.remember(SETTING, json.dumps(asdict(choice)))
    return choice


def is_proxy_address(typed: str) -> bool:
    """``http://`` or ``https://`` with a host and a port, and nothing more: a login does not belong here."""
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        return False
    is_bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or "@" in parts.netloc)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and bool(port) and is_bare


def is_script_address(typed: str) -> bool:
    """``http://``, ``https://`` or ``file://``, to somewhere."""
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    if len(typed) > _LONGEST or "@" in parts.netloc:
        return False
    return (parts.scheme == "file" and bool(parts.path)) or (
        parts.scheme in {"http", "https"} and bool(parts.hostname)
    )
