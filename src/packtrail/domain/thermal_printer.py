"""热敏打印机 without a driver of the system: where it is reached, and how the queue names it.

A job keeps the name of its printer alone, so that name says all that reaching it takes.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from packtrail.domain.errors_printing import PrinterGone

DPIS: Final = (203, 300)
RAW_PORT: Final = 9100  # what printers listen at for whatever comes
SERIAL_BAUD: Final = 9600
_PREFIX: Final = "packtrail:thermal:"
_PART = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"  # of a host's name: 63 letters at most (RFC 1035)
_HOST = re.compile(rf"(?=.{{1,253}}$){_PART}(?:\.{_PART})*")
_SERIAL = re.compile(r"(COM[1-9]\d{0,2}|/dev/(?:tty|pts/|cu\.)[\w./-]{1,100})(?:@(\d{3,7}))?")
_DEVICE = re.compile(r"/dev/[\w./-]{1,100}")


class Road(StrEnum):
    """What lies between here and the printer."""

    NETWORK = "network"
    SERIAL = "serial"
    DEVICE = "device"


@dataclass(frozen=True, slots=True)
class ThermalPrinter:
    """One printer: ``target`` is a host, a serial port or a device file; ``number`` its port or speed."""

    road: Road
    target: str
    number: int
    dpi: int
    typed: str

    @property
    def name(self) -> str:
        """What the queue calls it."""
        return f"{_PREFIX}{self.dpi}:{self.typed}"


def thermal_printer(typed: str, dpi: int) -> ThermalPrinter | None:
    """The printer at what was typed: host[:port], COM3[@115200] or /dev/usb/lp0; None for no such thing."""
    text = typed.strip()
    if dpi not in DPIS or ".." in text:
        return None
    serial = _SERIAL.fullmatch(text)
    if serial:
        return ThermalPrinter(Road.SERIAL, serial[1], int(serial[2] or SERIAL_BAUD), dpi, text)
    if _DEVICE.fullmatch(text):
        return ThermalPrinter(Road.DEVICE, text, 0, dpi, text)
    host, _, port = text.partition(":")
    is_port = not port or (port.isascii() and port.isdigit() and len(port) <= 5 and 0 < int(port) < 65536)
    if not _HOST.fullmatch(host) or not is_port or text.endswith(":"):
        return None
    return ThermalPrinter(Road.NETWORK, host, int(port or RAW_PORT), dpi, text)


def is_thermal(name: str) -> bool:
    """Whether the queue's name of a printer is one of these."""
    return name.startswith(_PREFIX)


def where_of(name: str) -> str:
    """What somebody typed to reach it."""
    return name.removeprefix(_PREFIX).partition(":")[2]


def thermal_of(name: str) -> ThermalPrinter:
    """The printer that a job names. Raises PrinterGone for a name that no program wrote."""
    dpi, _, typed = name.removeprefix(_PREFIX).partition(":")
    found = thermal_printer(typed, int(dpi)) if dpi.isascii() and dpi.isdigit() and len(dpi) < 5 else None
    if found is None:
        raise PrinterGone(typed or name)
    return found
