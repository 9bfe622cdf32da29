"""A scale on a serial line, with a pseudo-terminal for the line: live, still, silent, unplugged and back."""

import sys

import pytest

import packtrail.ui  # noqa: F401 - whatever uses Qt needs it first (docs/decisions/0004)
from packtrail.domain.scale import ScaleFault, ScaleFormat, ScaleReading

if sys.platform == "win32":
    pytest.skip("a pseudo-terminal stands for the line", allow_module_level=True)

from packtrail.devices import scale_serial
from packtrail.devices.scale_serial import SAMPLE_BYTES, SerialScale
from tests.devices.serial_end import SerialEnd

BACK_WITHIN_MS = 3_000
WAIT_MS = 5_000
STILL = b"ST,GS,+  123.45kg\r\n"
MOVING = b"US,GS,+  120.00kg\r\n"


class Clock:
    """Seconds in the test's hand."""

    def __init__(self):
        self.seconds = 0.0

    def __call__(self):
        return self.seconds


@pytest.fixture
def line(tmp_path):
    line = SerialEnd(tmp_path / "ttyUSB0")
    line.plug_in()
    yield line
    if line.master is not None:
        line.pull()


@pytest.fixture
def scale(qapp):
    clock = Clock()
    scale = SerialScale(clock)
    scale.clock, scale.seen, scale.misfits = clock, [], []
    scale.read.connect(lambda reading, is_still: scale.seen.append((reading, is_still)))
    scale.misfit.connect(scale.misfits.append)
    yield scale
    scale.stop()


def last(scale):
    return scale.seen[-1] if scale.seen else None


def test_what_it_shows_is_told_once_and_with_its_word_about_motion(line, scale, qtbot):
    scale.weigh(str(line.name), ScaleFormat.COMMA)
    line.send(MOVING + MOVING + STILL[:7])
    line.send(STILL[7:] + STILL)
    still = (ScaleReading(mass_g=123_450, is_stable=True), True)
    qtbot.waitUntil(lambda: last(scale) == still, timeout=WAIT_MS)
    assert scale.seen == [(ScaleReading(mass_g=120_000, is_stable=False), False), still]


def test_an_indicator_without_a_word_about_motion_must_show_the_same_for_a_second(line, scale, qtbot):
    scale.weigh(str(line.name), ScaleFormat.EQUALS)
    for at in (0.0, 0.5, 1.1):
        scale.clock.seconds = at
        before = len(scale.seen)
        line.send(b"=0012.50\r\n")
        qtbot.wait(30) if before else qtbot.waitUntil(lambda: bool(scale.seen), timeout=WAIT_MS)
    reading = ScaleReading(mass_g=12_500)
    qtbot.waitUntil(lambda: last(scale) == (reading, True), timeout=WAIT_MS)
    assert scale.seen == [(reading, False), (reading, True)]


def test_overload_is_told_and_is_nothing_to_take(line, scale, qtbot):
    scale.weigh(str(line.name), ScaleFormat.COMMA)
    line.send(b"OL,GS,+        \r\n")
    told = (ScaleReading(fault=ScaleFault.OVERLOAD), False)
    qtbot.waitUntil(lambda: last(scale) == told, timeout=WAIT_MS)


def test_a_scale_that_falls_silent_shows_nothing_any_more(line, scale, qtbot, monkeypatch):
    monkeypatch.setattr(scale_serial, "STREAM_MS", 50)
    scale.weigh(str(line.name), ScaleFormat.COMMA)
    line.send(STILL + STILL)
    qtbot.waitUntil(lambda: len(scale.seen) == 1, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: last(scale) == (None, False), timeout=WAIT_MS)


def test_one_that_is_pulled_out_shows_nothing_is_named_and_back_within_three_seconds(line, scale, qtbot):
    scale.weigh(str(line.name), ScaleFormat.COMMA)
    line.send(STILL)
    qtbot.waitUntil(lambda: len(scale.seen) == 1, timeout=WAIT_MS)
    line.send(STILL[:9])  # half a frame
    with qtbot.waitSignal(scale.disconnected, timeout=WAIT_MS) as gone:
        line.pull()
    assert (gone.args, last(scale)) == ([str(line.name)], (None, False))
    line.plug_in()
    with qtbot.waitSignal(scale.connected, timeout=BACK_WITHIN_MS):
        pass
    line.send(STILL[9:] + MOVING)
    qtbot.waitUntil(lambda: len(scale.seen) == 3, timeout=WAIT_MS)
    assert last(scale) == (ScaleReading(mass_g=120_000, is_stable=False), False)


def test_a_frame_that_was_held_over_a_long_silence_is_never_read_with_the_next_weighing(line, scale, qtbot):
    scale.weigh(str(line.name), ScaleFormat.TOLEDO)
    with_none = b"\x02$0 %6d%6d\r"
    line.send(with_none % (12_345, 0))  # it waits for its checksum, or for the next frame
    qtbot.waitUntil(lambda: scale._sample != b"", timeout=WAIT_MS)
    scale.clock.seconds = 3.0
    line.send(with_none % (500, 0) * 2)
    qtbot.waitUntil(lambda: bool(scale.seen), timeout=WAIT_MS)
    assert [reading.mass_g for reading, _ in scale.seen] == [5_000]


def test_bytes_that_do_not_fit_name_the_formats_that_do(line, scale, qtbot):
    scale.weigh(str(line.name), ScaleFormat.TOLEDO)
    line.send(STILL * (SAMPLE_BYTES // len(STILL) + 1))
    qtbot.waitUntil(lambda: bool(scale.misfits), timeout=WAIT_MS)
    assert (scale.misfits[0], scale.seen) == ((ScaleFormat.COMMA,), [])


def test_noise_at_the_wrong_speed_fits_nothing_and_shows_nothing(line, scale, qtbot):
    scale.weigh(str(line.name), ScaleFormat.COMMA)
    line.send(bytes(range(0x80, 0x100)) * 5)
    qtbot.waitUntil(lambda: scale.misfits[:1] == [()], timeout=WAIT_MS)
    assert scale.seen == []
