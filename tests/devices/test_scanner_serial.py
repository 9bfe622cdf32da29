"""A scanner on a serial line, with a pseudo-terminal for the line: exact bytes, unplugged and back."""

import os
import sys

import pytest

import packtrail.ui  # noqa: F401 - whatever uses Qt needs it first (docs/decisions/0004)
from packtrail.domain.handheld import GS, Notice
from tests.devices.serial_end import SerialEnd
from tests.trade import CODE, OTHER_CODE

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal stands for the line", allow_module_level=True)

from packtrail.devices.scanner_serial import SerialScanner
from packtrail.devices.serial_line import AGAIN_EVERY_MS, serial_ports

BACK_WITHIN_MS = 3_000
WAIT_MS = 5_000


@pytest.fixture
def line(tmp_path):
    line = SerialEnd(tmp_path / "ttyACM0")
    line.plug_in()
    yield line
    if line.master is not None:
        line.pull()


@pytest.fixture
def scanner(qapp):
    scanner = SerialScanner()
    scanner.scans, scanner.refusals = [], []
    scanner.scanned.connect(scanner.scans.append)
    scanner.refused.connect(scanner.refusals.append)
    yield scanner
    scanner.stop()


def texts(scanner):
    return [scan.text for scan in scanner.scans]


def test_a_scan_arrives_with_every_byte(line, scanner, qtbot):
    scanner.listen(str(line.name))
    line.send(f"21电池{GS}{CODE}\r\n".encode())
    qtbot.waitUntil(lambda: texts(scanner) == [f"21电池{GS}{CODE}"], timeout=WAIT_MS)
    assert scanner.scans[0].notices == (Notice.UTF8_BYTES,)


def test_a_scan_in_gbk_arrives_too(line, scanner, qtbot):
    scanner.listen(str(line.name))
    line.send("镕电池 7\r".encode("gbk"))
    qtbot.waitUntil(lambda: texts(scanner) == ["镕电池 7"], timeout=WAIT_MS)


def test_a_scan_in_pieces_and_without_a_line_end_is_one(line, scanner, qtbot):
    scanner.listen(str(line.name))
    for at in range(0, len(CODE), 5):
        line.send(CODE[at : at + 5].encode())
        qtbot.wait(5)
    qtbot.waitUntil(lambda: texts(scanner) == [CODE], timeout=WAIT_MS)


def test_two_codes_in_one_go_are_two_scans(line, scanner, qtbot):
    scanner.listen(str(line.name))
    line.send(f"{CODE}\r{OTHER_CODE}\r".encode())
    qtbot.waitUntil(lambda: texts(scanner) == [CODE, OTHER_CODE], timeout=WAIT_MS)


def test_a_flood_is_refused_and_the_next_scan_arrives(line, scanner, qtbot):
    scanner.listen(str(line.name))
    os.set_blocking(line.master, False)
    sent = 0
    while sent < 60_000:
        try:
            sent += os.write(line.master, b"x" * 1000)
        except BlockingIOError:
            qtbot.wait(1)
    line.send(b"\r")
    qtbot.waitUntil(lambda: len(scanner.refusals) == 1, timeout=WAIT_MS)
    assert Notice.TOO_LONG in scanner.refusals[0].notices
    line.send(CODE.encode() + b"\r")
    qtbot.waitUntil(lambda: texts(scanner) == [CODE], timeout=WAIT_MS)


def test_a_scanner_that_is_pulled_out_is_named_and_back_within_three_seconds(line, scanner, qtbot):
    with qtbot.waitSignal(scanner.connected, timeout=WAIT_MS):
        scanner.listen(str(line.name))
    line.send(b"001PB")  # half a scan
    qtbot.wait(20)
    with qtbot.waitSignal(scanner.disconnected, timeout=WAIT_MS) as gone:
        line.pull()
    assert gone.args == [str(line.name)]
    assert not scanner.is_connected
    line.plug_in()
    with qtbot.waitSignal(scanner.connected, timeout=BACK_WITHIN_MS) as back:
        pass
    assert back.args == [str(line.name)]
    line.send(CODE.encode() + b"\r\n")
    qtbot.waitUntil(lambda: texts(scanner) == [CODE], timeout=WAIT_MS)


def test_a_port_that_is_not_there_is_said_once_and_waited_for(line, scanner, qtbot):
    line.pull()
    with qtbot.waitSignal(scanner.not_there, timeout=WAIT_MS):
        scanner.listen(str(line.name), 115200)
    line.plug_in()
    with qtbot.waitSignal(scanner.connected, timeout=BACK_WITHIN_MS):
        pass


def test_a_scanner_that_is_let_go_is_not_looked_for(line, scanner, qtbot):
    scanner.listen(str(line.name))
    scanner.stop()
    line.pull()
    line.plug_in()
    qtbot.wait(AGAIN_EVERY_MS + 200)
    assert (scanner.is_connected, scanner.port_name) == (False, "")


def test_the_ports_of_this_computer_are_listed_by_name(qapp):
    names = [port.name for port in serial_ports()]
    assert names == sorted(names, key=lambda name: (len(name), name))
