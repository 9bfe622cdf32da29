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


class Bytes(Protocol):
    """An open road. All of it in one thread."""

    def send(self, payload: bytes) -> None:
        """Hand ``payload`` over whole. Raises PrinterRefused when the other end takes no more."""
        ...

    def answer(self) -> bytes:
        """What the printer says within a moment; nothing for one that never speaks."""
        ...

    def close(self) -> None:
        """Let go."""
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
    except OSError as failure:
        raise PrinterUnreachable(printer.typed, "not_there") from failure


class _Socket:
    def __init__(self, printer: ThermalPrinter) -> None:
        self._name = printer.typed
        self._socket = socket.create_connection((printer.target, printer.number), CONNECT_S)
        self._socket.settimeout(STALL_S)

    def send(self, payload: bytes) -> None:
        left = memoryview(payload)
        try:
            while left:  # the limit is for each piece that goes, not for the whole
                left = left[self._socket.send(left) :]
        except OSError as failure:
            raise PrinterRefused(self._name) from failure

    def answer(self) -> bytes:
        try:
            self._socket.settimeout(ANSWER_S)
            return self._socket.recv(16)
        except TimeoutError:
            return b""
        except OSError as failure:
            raise PrinterRefused(self._name) from failure
        finally:
            self._socket.settimeout(STALL_S)

    def close(self) -> None:
        self._socket.close()


class _Line:
    def __init__(self, printer: ThermalPrinter) -> None:
        self._name = printer.typed
        self._port = QSerialPort(printer.target)
        self._port.setBaudRate(printer.number)
        if not self._port.open(QIODevice.OpenModeFlag.ReadWrite):
            raise FileNotFoundError(printer.target)

    def send(self, payload: bytes) -> None:
        self._port.write(payload)
        while self._port.bytesToWrite():
            if not self._port.waitForBytesWritten(round(STALL_S * 1000)):
                raise PrinterRefused(self._name)

    def answer(self) -> bytes:
        self._port.waitForReadyRead(round(ANSWER_S * 1000))
        return bytes(self._port.read(16).data())

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
        left, until = memoryview(payload), time.monotonic() + STALL_S
        try:
            while left:
                if not select.select([], [self._file], [], max(0.0, until - time.monotonic()))[1]:
                    raise PrinterRefused(self._name)
                left = left[os.write(self._file, left) :]
                until = time.monotonic() + STALL_S
        except OSError as failure:
            raise PrinterRefused(self._name) from failure

    def answer(self) -> bytes:
        return b""  # it was opened for writing alone

    def close(self) -> None:
        os.close(self._file)
