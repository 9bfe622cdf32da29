"""Thermal printers behind a real socket and a real pseudo-terminal: their picture is read back."""

import os
import socket
import sys
import threading
import tty
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import packtrail.ui  # noqa: F401 - whatever uses Qt needs it first (docs/decisions/0004)
from packtrail.devices import thermal_roads
from packtrail.devices.printers import Printers
from packtrail.domain.errors_printing import PrinterNoPaper, PrinterRefused, PrinterUnreachable
from packtrail.domain.thermal_printer import thermal_of, thermal_printer
from packtrail.papers.labels.content import temporary_tag
from packtrail.papers.labels.sheets import labels_pdf
from packtrail.papers.labels.stock import label_stocks
from packtrail.papers.speech import Speech
from packtrail.scan.pictures import Picture
from packtrail.scan.reader import read_still
from packtrail.wording import CHINESE, wording

WORDS = Speech(wording(CHINESE))
NUMBERS = [f"TMP-K7QM4a-20261120-{at:04d}" for at in (1, 2)]
ASKS = b"\x10\x04\x04"
PAPER, NO_PAPER = b"\x12", b"\x72"


@pytest.fixture(scope="module")
def pdf():
    labels = [
        temporary_tag(WORDS, number=each, taken_in=date(2026, 11, 20), outlet="网点") for each in NUMBERS
    ]
    return labels_pdf(labels, label_stocks()["roll_60_40"], WORDS, dpi=203)


@contextmanager
def listening(says=b""):
    """A printer at a port of this machine: what came in, once the other end closed."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard = bytearray()

        def take():
            came, _ = server.accept()
            with came:
                while piece := came.recv(65536):
                    heard.extend(piece)
                    if says and piece.endswith(ASKS):
                        came.sendall(says)

        taker = threading.Thread(target=take)
        taker.start()
        yield f"127.0.0.1:{server.getsockname()[1]}", heard, taker


def labels_in(heard):
    """The pictures of what was sent, label by label, and that nothing else stood between."""
    labels, dots, rest = [], [], bytes(heard).replace(ASKS, b"").removeprefix(b"\x1b@")
    while rest:
        if rest[:1] == b"\x0c":
            labels.append(np.concatenate(dots))
            dots, rest = [], rest[1:]
            continue
        assert rest[:4] == b"\x1dv0\x00"
        stride, height = (int.from_bytes(rest[at : at + 2], "little") for at in (4, 6))
        rows = np.frombuffer(rest[8 : 8 + stride * height], np.uint8).reshape(height, stride)
        dots.append(np.where(np.unpackbits(rows, axis=1), 0, 255).astype(np.uint8))
        rest = rest[8 + stride * height :]
    return labels


def read(grey):
    paper = np.pad(grey, 40, constant_values=255)
    scan = read_still(Picture(paper, (paper.shape[1], paper.shape[0]), 1.0), budget_ms=5000)
    return {symbol.text for symbol in scan.symbols}


def send(where, pdf, folder, pages=(0, 1)):
    """Hand pages over on a thread of their own, as printing does."""

    def work():
        printers = Printers(folder, lambda: thermal_printer(where, 203))
        name = printers.available()[-2].name
        assert printers.dpi(name) == 203
        run = printers.begin(pdf, printer=name, title="标签")
        try:
            for page in pages:
                run.hand_over(page)
        finally:
            run.finish()

    with ThreadPoolExecutor(1) as lane:
        lane.submit(work).result(30)


@pytest.mark.parametrize("says", [b"", PAPER])
def test_labels_over_the_network_are_read_from_the_dots_that_arrived(qapp, pdf, tmp_path, says, monkeypatch):
    monkeypatch.setattr(thermal_roads, "ANSWER_S", 0.05 if not says else 5.0)
    with listening(says) as (where, heard, taker):
        send(where, pdf, tmp_path)
        taker.join(10)
    labels = labels_in(heard)
    assert [read(label) for label in labels] == [{NUMBERS[0]}, {NUMBERS[1]}]
    assert labels[0].shape == (320, 480)
    assert bytes(heard).count(ASKS) == (2 if says else 1)  # one that never answers is not asked again


def test_a_roll_at_its_end_is_told_before_a_label_is_sent(qapp, pdf, tmp_path):
    with listening(NO_PAPER) as (where, heard, taker):
        with pytest.raises(PrinterNoPaper):
            send(where, pdf, tmp_path)
        taker.join(10)
    assert bytes(heard) == ASKS


def test_a_printer_that_takes_nothing_any_more_is_given_up_in_time(qapp, pdf, tmp_path, monkeypatch):
    monkeypatch.setattr(thermal_roads, "ANSWER_S", 0.05)
    monkeypatch.setattr(thermal_roads, "STALL_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = f"127.0.0.1:{server.getsockname()[1]}"
        with pytest.raises(PrinterRefused):
            send(where, pdf, tmp_path, pages=[0] * 2000)


def test_an_answer_that_comes_too_late_throws_no_label_away(qapp, tmp_path, monkeypatch):
    monkeypatch.setattr(thermal_roads, "ANSWER_S", 0.0)
    payload, heard = b"\x0c" * 300_000, bytearray()
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        host, port = server.getsockname()
        road = thermal_roads.open_road(thermal_printer(f"{host}:{port}", 203))
        came, _ = server.accept()
        with came, ThreadPoolExecutor(1) as lane:
            assert road.answer() == b""
            came.sendall(PAPER)
            road.send(b"")  # the first answer is taken before a label goes

            def print_all():
                road.send(payload)
                road.finish()
                road.close()

            printing = lane.submit(print_all)
            heard.extend(came.recv(1))
            came.sendall(PAPER)  # and this one behind the last label
            while piece := came.recv(4096):
                heard.extend(piece)
            came.close()
            printing.result(10)
    assert bytes(heard) == payload


def test_a_printer_that_closed_is_refused_and_not_taken_for_a_silent_one(qapp, pdf, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        host, port = server.getsockname()
        road = thermal_roads.open_road(thermal_printer(f"{host}:{port}", 203))
        server.accept()[0].close()
        with pytest.raises(PrinterRefused):
            road.answer()
        with pytest.raises(PrinterRefused):
            road.send(b"label")
        road.close()


def test_a_name_that_no_network_can_ask_for_leads_nowhere():
    printer = replace(thermal_printer("host", 203), target="a" * 64)
    with pytest.raises(PrinterUnreachable):
        thermal_roads.open_road(printer)


def test_a_port_where_nobody_listens_says_so(qapp, pdf, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        where = f"127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(PrinterUnreachable) as refused:
        send(where, pdf, tmp_path)
    assert refused.value.printer_trouble == "refused"


def test_an_address_that_never_answers_is_given_up(monkeypatch):
    def never(*_):
        raise TimeoutError

    monkeypatch.setattr(thermal_roads.socket, "create_connection", never)
    with pytest.raises(PrinterUnreachable) as silent:
        thermal_roads.open_road(thermal_printer("10.255.255.1", 203))
    assert silent.value.printer_trouble == "silent"


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal stands for the line")
@pytest.mark.parametrize("road", ["serial", "device"])
def test_labels_over_a_line_and_a_device_file_are_read_from_the_dots(qapp, pdf, tmp_path, road, monkeypatch):
    monkeypatch.setattr(thermal_roads, "ANSWER_S", 0.05)
    master, slave = os.openpty()
    tty.setraw(slave)
    heard = bytearray()

    def take():
        while not heard.endswith(b"\x0c"):
            heard.extend(os.read(master, 65536))

    taker = threading.Thread(target=take)
    taker.start()
    name = os.ttyname(slave)
    if road == "serial":
        send(name, pdf, tmp_path, pages=[0])
    else:
        printer = thermal_printer("/dev/usb/lp0", 203)
        opened = os.open
        monkeypatch.setattr(thermal_roads.os, "open", lambda _, flags: opened(name, flags))
        send(printer.typed, pdf, tmp_path, pages=[0])
    taker.join(40)
    os.close(slave)
    os.close(master)
    (label,) = labels_in(heard)
    assert read(label) == {NUMBERS[0]}


def test_an_ordinary_file_is_never_written_over(tmp_path, monkeypatch):
    file = tmp_path / "ledger.db"
    file.write_bytes(b"records")
    opened = os.open
    monkeypatch.setattr(thermal_roads.os, "open", lambda _, flags: opened(file, flags))
    with pytest.raises(PrinterUnreachable):
        thermal_roads.open_road(thermal_printer("/dev/usb/lp0", 203))
    assert file.read_bytes() == b"records"


@pytest.mark.parametrize("where", ["/dev/ttyUSB99", "/dev/usb/lp99"])
def test_a_port_that_is_not_there_says_so(qapp, where):
    with pytest.raises(PrinterUnreachable) as gone:
        thermal_roads.open_road(thermal_of(thermal_printer(where, 300).name))
    assert gone.value.printer_trouble == "not_there"
