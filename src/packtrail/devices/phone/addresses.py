"""The addresses under which phones of the local network can reach this computer."""

from PySide6.QtNetwork import QAbstractSocket, QHostAddress, QNetworkInterface

_UP = QNetworkInterface.InterfaceFlag.IsUp | QNetworkInterface.InterfaceFlag.IsRunning
_VIRTUAL = ("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vethernet", "tun", "tap")
"""Beginnings of names of networks inside this computer; no phone is there."""


def lan_addresses() -> tuple[tuple[str, str], ...]:
    """IPv4 addresses and the name of their network; those that a router gives come first."""
    found = [
        (entry.ip().toString(), interface.humanReadableName())
        for interface in QNetworkInterface.allInterfaces()
        if _is_reachable(interface)
        for entry in interface.addressEntries()
        if _is_usable(entry.ip())
    ]
    return tuple(sorted(found, key=lambda each: (not QHostAddress(each[0]).isPrivateUse(), each)))


def _is_reachable(interface: QNetworkInterface) -> bool:
    flags = interface.flags()
    is_loop = bool(flags & QNetworkInterface.InterfaceFlag.IsLoopBack)
    is_virtual = interface.humanReadableName().lower().startswith(_VIRTUAL)
    return flags & _UP == _UP and not is_loop and not is_virtual


def _is_usable(address: QHostAddress) -> bool:
    is_v4 = address.protocol() == QAbstractSocket.NetworkLayerProtocol.IPv4Protocol
    return is_v4 and not address.isLoopback() and not address.isLinkLocal()
