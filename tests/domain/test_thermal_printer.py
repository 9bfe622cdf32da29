"""Where a thermal printer is, as somebody types it, and the name under which the queue keeps it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.errors_printing import PrinterGone
from packtrail.domain.thermal_printer import Road, is_thermal, thermal_of, thermal_printer, where_of


@pytest.mark.parametrize(
    ("typed", "road", "target", "number"),
    [
        ("192.168.1.50", Road.NETWORK, "192.168.1.50", 9100),
        (" printer-2.local:9101 ", Road.NETWORK, "printer-2.local", 9101),
        ("a" * 63 + ".local", Road.NETWORK, "a" * 63 + ".local", 9100),
        ("COM3", Road.SERIAL, "COM3", 9600),
        ("/dev/ttyUSB0@115200", Road.SERIAL, "/dev/ttyUSB0", 115200),
        ("/dev/usb/lp0", Road.DEVICE, "/dev/usb/lp0", 0),
    ],
)
def test_what_is_typed_says_which_road_leads_there(typed, road, target, number):
    found = thermal_printer(typed, 203)
    assert (found.road, found.target, found.number) == (road, target, number)
    assert thermal_of(found.name) == found
    assert is_thermal(found.name)
    assert where_of(found.name) == typed.strip()


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "a b",
        "-host",
        "host:0",
        "host:65536",
        "host:",
        "host:１",
        "/etc/passwd",
        "/dev/../etc/passwd",
        "打印机",
        "a" * 64,
        f"printer.{'b' * 64}.local",
    ],
)
def test_what_leads_nowhere_is_none(typed):
    assert thermal_printer(typed, 203) is None


@given(st.text(max_size=300), st.integers())
def test_any_text_is_a_printer_whose_name_leads_back_or_none(typed, dpi):
    found = thermal_printer(typed, dpi)
    assert found is None or thermal_of(found.name) == found


@pytest.mark.parametrize(
    "name", ["packtrail:thermal:", "packtrail:thermal:x:host", "packtrail:thermal:600:host"]
)
def test_a_name_that_no_program_wrote_is_no_printer(name):
    with pytest.raises(PrinterGone):
        thermal_of(name)
