"""A serial line, real or a USB device's virtual COM port: its bytes, and a word when its plug is out or back.

The port may vanish with its plug at any moment, and is opened again as soon as it is back.
"""

from dataclasses import dataclass

from PySide6.QtCore import QIODeviceBase, QObject, QTimer, Signal
from PySide6.QtSerialPort import QSerialPort, QSerialPortInfo

DEFAULT_BAUD = 9600
AGAIN_EVERY_MS = 1_000
"""So often a port that is gone is looked for: back within three seconds of its plug."""


@dataclass(frozen=True, slots=True)
class SerialPortInfo:
    """A serial port of this computer."""

    name: str  # COM3, or /dev/ttyACM0
    description: str  # what its maker calls it; may be empty


def serial_ports() -> tuple[SerialPortInfo, ...]:
    """What is plugged in now, by name."""
    ports = [
        SerialPortInfo(str(port.systemLocation()).removeprefix("\\\\.\\"), str(port.description()))
        for port in QSerialPortInfo.availablePorts()
    ]
    return tuple(sorted(ports, key=lambda port: (len(port.name), port.name)))


class SerialLine(QObject):
    """Listens at one port from ``listen`` to ``stop``; on the GUI thread."""

    connected = Signal(str)  # the port is open, for the first time or again
    disconnected = Signal(str)  # it was open and is gone
    not_there = Signal(str)  # it could not be opened at the first try; tried again until ``stop``

    def __init__(self) -> None:
        super().__init__()
        self._port: QSerialPort | None = None
        self._name = ""
        self._baud = DEFAULT_BAUD
        self._again = QTimer(self)
        self._again.setInterval(AGAIN_EVERY_MS)
        self._again.timeout.connect(self._open)

    @property
    def port_name(self) -> str:
        """The port that is listened at, or to be; empty for none."""
        return self._name

    @property
    def is_connected(self) -> bool:
        """Whether the port is open."""
        return self._port is not None

    def listen(self, port_name: str, baud: int = DEFAULT_BAUD) -> None:
        """Open ``port_name``, now or as soon as it is there, and keep it open."""
        self.stop()
        self._name, self._baud = port_name, baud
        if not self._open():
            self.not_there.emit(port_name)

    def stop(self) -> None:
        """Let the port go."""
        self._again.stop()
        self._close()
        self._name = ""

    def _arrived(self, content: bytes) -> None:
        """Bytes came; what they mean is the device's."""
        raise NotImplementedError

    def _forget(self) -> None:
        """The port is closed: what came half is nothing."""

    def _open(self) -> bool:
        port = QSerialPort(self)
        port.setPortName(self._name)
        port.setBaudRate(self._baud)
        if not port.open(QIODeviceBase.OpenModeFlag.ReadOnly):
            port.deleteLater()
            self._again.start()
            return False
        self._again.stop()
        self._port = port
        port.readyRead.connect(self._read)
        port.errorOccurred.connect(self._failed)
        self.connected.emit(self._name)
        return True

    def _close(self) -> None:
        self._forget()
        port, self._port = self._port, None
        if port is not None:
            port.readyRead.disconnect(self._read)
            port.errorOccurred.disconnect(self._failed)
            port.close()
            port.deleteLater()

    def _read(self) -> None:
        if self._port is not None:
            self._arrived(bytes(self._port.readAll().data()))

    def _failed(self, error: QSerialPort.SerialPortError) -> None:
        """Anything but a moment's trouble means that the plug is out."""
        harmless = {QSerialPort.SerialPortError.NoError, QSerialPort.SerialPortError.TimeoutError}
        if error in harmless or self._port is None:
            return
        self._close()
        self._again.start()
        self.disconnected.emit(self._name)
