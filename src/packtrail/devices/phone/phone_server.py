"""The server as the desk uses it: on and off, who is paired; what phones send comes as signals."""

import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot

from packtrail.devices.phone.certificate import StationCertificate
from packtrail.devices.phone.doors import Doors, Newcomer, Shot
from packtrail.devices.phone.guard import Guard
from packtrail.devices.phone.listener import MOST_CONNECTIONS, Listener
from packtrail.domain.phones import PairedPhone

FIRST_PORT: Final = 48643
PORTS: Final = 10
"""Ports that are tried from the first on; the phone's browser keeps its pairing for address and port."""


class PhoneServer(QObject):
    """Make, start and stop it on the GUI thread."""

    shot = Signal(object)  # Shot
    newcomer = Signal(object)  # Newcomer
    _told = Signal(object)  # from the server's thread

    def __init__(self) -> None:
        super().__init__()
        self._guard = Guard()
        self._words: Mapping[str, str] = {}
        self._listener: Listener | None = None
        self._origin = ""
        self._told.connect(self._arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def origin(self) -> str:
        """Where the page is: ``https://ADDRESS:PORT``; empty while nothing is served."""
        return self._origin

    def start(self, address: str, port: int, certificate: StationCertificate) -> int:
        """Serve at ``address``; the port that it is, ``port`` or one after it. Raises OSError."""
        self.stop()
        listening = _listening(address, port)
        listener = Listener(Doors(self._guard, self._told.emit, lambda: self._words))
        found: int = listening.getsockname()[1]
        origin = f"https://{address}:{found}"
        try:
            listener.start(listening, certificate, origin)
        except OSError:  # of TLS too
            listening.close()
            raise
        self._listener, self._origin = listener, origin
        return found

    def stop(self) -> None:
        """Serve nobody."""
        listener, self._listener, self._origin = self._listener, None, ""
        self._guard.withdraw()
        if listener is not None:
            listener.stop()

    def let_in(self, phones: Iterable[PairedPhone]) -> None:
        """These are paired."""
        self._guard.let_in(phones)

    def speak(self, words: Mapping[str, str]) -> None:
        """The page says these words from now on."""
        self._words = dict(words)

    def offer_pairing(self) -> str:
        """The address to be shown as a QR code, with a word that pairs one phone, once."""
        return f"{self._origin}/#{self._guard.offer()}"

    def withdraw_pairing(self) -> None:
        """The code on the screen is void."""
        self._guard.withdraw()

    @property
    def is_pairing(self) -> bool:
        """Whether the code on the screen would be taken."""
        return self._guard.is_offering

    @Slot(object)
    def _arrived(self, wish: Shot | Newcomer) -> None:
        if isinstance(wish, Shot):
            self.shot.emit(wish)
        else:
            self.newcomer.emit(wish)


def _listening(address: str, port: int) -> socket.socket:
    """A socket that listens, at the first port of a few that is free. Raises OSError."""
    last = OSError()
    for each in range(port, port + PORTS):
        made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            made.settimeout(0)
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
                made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind((address, each))
            made.listen(MOST_CONNECTIONS)
        except OSError as error:
            last = error
            with suppress(OSError):
                made.close()
        else:
            return made
    raise last
