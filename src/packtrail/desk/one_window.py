"""One window for each data folder: a second start shows the first window and ends."""

import hashlib
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 500


class OneWindow(QObject):
    """Listens for second starts; ``asked`` is emitted when somebody wants the window."""

    asked = Signal()

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._name = "packtrail-" + hashlib.sha256(str(folder).encode()).hexdigest()[:24]
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._greet)

    def is_open_elsewhere(self) -> bool:
        """Ask a first window to show itself; whether there is one."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        found = socket.waitForConnected(ANSWER_MS)
        socket.abort()
        return found

    def listen(self) -> bool:
        """Be the first window from now on; a socket left by a crash is taken over."""
        QLocalServer.removeServer(self._name)
        return self._server.listen(self._name)

    def close(self) -> None:
        """Be it no longer."""
        self._server.close()

    def _greet(self) -> None:
        connection = self._server.nextPendingConnection()
        if connection is not None:
            connection.deleteLater()
            self.asked.emit()
