"""Bytes to a thermal printer over a socket, a serial line or a device file; nothing waits for ever.

Written here and not taken from python-escpos (3.1): its serial port has no limit on writing, its socket knows
no IPv6, and importing it sets up the process's logging and leaves a folder behind at each start.
"""

import os
import select
import socket
import stat
import time
from typing import Final, Protocol

from PySide6.QtCore import QIODevice
from PySide6.QtSerialPort import QSerialPort

from packtrail.domain.errors_printing import PrinterRefused, PrinterUnreachable
from packtrail.domain.thermal_printer import Road, ThermalPrinter

CONNECT_S: Final = 5.0
STALL_S: Final = 15.0  # so long a printer may take nothing: it feeds, or somebody changes its roll
ANSWER_S: Final = 0.6
_MOST_READS: Final = 16  # one that never stops talking is not listened to for ever


class Bytes(Protocol):
    """An open road. All of it in one thread."""

    def send(self, payload: bytes) -> None:
        """Hand ``payload`` over whole. Raises PrinterRefused when the other end takes no more."""
        ...

    def answer(self) -> bytes:
        """What the printer says within a moment; nothing for one that never speaks."""
        ...

    def finish(self) -> None:
        """Wait until what was sent is out; ``close`` comes behind it. Raises PrinterRefused."""
        ...

    def close(self) -> None:
        """Let go; what is not out yet may be lost."""
        ...


def open_road(printer: ThermalPrinter) -> Bytes:
    """The road to ``printer``. Raises PrinterUnreachable."""
    try:
        if printer.road is Road.NETWORK:
            return _Socket(printer)
        return _Line(printer) if printer.road is Road.SERIAL else _Device(printer)
    except TimeoutError as failure:
        raise PrinterUnreachable(printer.typed, "silent") from failure
    except ConnectionRefusedError as failure:
        raise PrinterUnreachable(printer.typed, "refused") from failure
    except (OSError, UnicodeError) as failure:  # a name that no network can ask for is no OSError
        raise PrinterUnreachable(printer.typed, "not_there") from failure


class _Socket:
    def __init__(self, printer: ThermalPrinter) -> None:
        self._name = printer.typed
        self._socket = socket.create_connection((printer.target, printer.number), CONNECT_S)
        self._socket.settimeout(STALL_S)

    def send(self, payload: bytes) -> None:
        self._drain()
        left = memoryview(payload)
        try:
            while left:  # the limit is for each piece that goes, not for the whole
                left = left[self._socket.send(left) :]
        except OSError as failure:
            raise PrinterRefused(self._name) from failure

    def answer(self) -> bytes:
        return self._said(ANSWER_S, 16)

    def finish(self) -> None:
        """Say that this is all and hear the other end close; one that never does has the limit of a stall."""
        until = time.monotonic() + STALL_S
        try:
            self._socket.shutdown(socket.SHUT_WR)
            while (left := until - time.monotonic()) > 0:
                self._socket.settimeout(left)
                if not self._socket.recv(4096):
                    return
        except TimeoutError:
            return  # what is on its way still goes: nothing that was said lies unread
        except OSError as failure:
            raise PrinterRefused(self._name) from failure

    def close(self) -> None:
        self._socket.close()

    def _drain(self) -> None:
        """Take what was said late or unasked: closing over it would throw away what is on its way."""
        for _ in range(_MOST_READS):
            if not self._said(0.0, 4096):
                return

    def _said(self, wait_s: float, most: int) -> bytes:
        try:
            self._socket.settimeout(wait_s)
            said = self._socket.recv(most)
        except (TimeoutError, BlockingIOError):
            return b""
        except OSError as failure:
            raise PrinterRefused(self._name) from failure
        finally:
            self._socket.settimeout(STALL_S)
        if not said:  # the other end has closed, which is no silence
            raise PrinterRefused(self._name)
        return said


class _Line:
    def __init__(self, printer: ThermalPrinter) -> None:
        self._name = printer.typed
        self._port = QSerialPort(printer.target)
        self._port.setBaudRate(printer.number)
        if not self._port.open(QIODevice.OpenModeFlag.ReadWrite):
            raise FileNotFoundError(printer.target)

    def send(self, payload: bytes) -> None:
        self._port.write(payload)
        until = time.monotonic() + STALL_S
        while left := self._port.bytesToWrite():
            self._port.waitForBytesWritten(200)  # a long wait at times sleeps over what was written
            if self._port.bytesToWrite() < left:
                until = time.monotonic() + STALL_S
            elif time.monotonic() > until:
                raise PrinterRefused(self._name)

    def answer(self) -> bytes:
        self._port.waitForReadyRead(round(ANSWER_S * 1000))
        return bytes(self._port.read(16).data())

    def finish(self) -> None:
        """Nothing more can be asked of a serial driver: each piece was waited for as it went."""

    def close(self) -> None:
        self._port.close()


class _Device:
    """A device file, as of a USB printer; never an ordinary file, which it would write over."""

    def __init__(self, printer: ThermalPrinter) -> None:
        self._name = printer.typed
        flags = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        self._file = os.open(printer.target, flags)
        if not stat.S_ISCHR(os.fstat(self._file).st_mode):
            os.close(self._file)
            raise FileNotFoundError(printer.target)

    def send(self, payload: bytes) -> None:
        left = memoryview(payload)
        try:
            while left:
                self._wait_for_room()
                left = left[os.write(self._file, left) :]
        except OSError as failure:
            raise PrinterRefused(self._name) from failure

    def answer(self) -> bytes:
        return b""  # it was opened for writing alone

    def finish(self) -> None:
        """There is room again once the printer has the last piece; closing before calls that piece back."""
        self._wait_for_room()

    def close(self) -> None:
        os.close(self._file)

    def _wait_for_room(self) -> None:
        if not select.select([], [self._file], [], STALL_S)[1]:
            raise PrinterRefused(self._name)
