"""Frames of weighing indicators: exact grams, or no reading; junk and cut frames never make one up."""

from functools import reduce
from operator import xor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.scale import FrameReader, ScaleFault, ScaleFormat, ScaleReading, Steadiness, fitting

NUMBERS = st.integers(min_value=-99_999, max_value=99_999)


def read(scale_format, payload):
    return FrameReader(scale_format).feed(payload)


def comma(hundredths, state=b"ST", kind=b"GS", unit=b"kg"):
    sign = b"-" if hundredths < 0 else b"+"
    return b"%b,%b,%b%8.2f%b\r\n" % (state, kind, sign, abs(hundredths) / 100, unit)


def yaohua(number, places):
    payload = b"%b%06d%d" % (b"-" if number < 0 else b"+", abs(number), places)
    return b"\x02%b%02X\x03" % (payload, reduce(xor, payload))


def toledo(number, place=0b100, state=0x30, unit=0x20, checksum=True):
    frame = b"\x02%c%c%c%6d%6d\r" % (0x20 | place, state | (0x02 if number < 0 else 0), unit, abs(number), 0)
    return frame + (bytes([-sum(frame) & 0x7F]) if checksum else b"")


def equals(number):
    return b"=%b%07.2f" % (b"-" if number < 0 else b"0", abs(number) / 100)


FRAMES = {
    ScaleFormat.COMMA: comma,
    ScaleFormat.YAOHUA: lambda number: yaohua(number, 2),
    ScaleFormat.TOLEDO: toledo,
    ScaleFormat.EQUALS: lambda number: equals(number) + b"\r\n",
    ScaleFormat.EQUALS_BACK: lambda number: b"=" + equals(number)[:0:-1] + b"\r\n",
    ScaleFormat.LETTERS: lambda number: (
        b"wn%b%07.2fkg\r\n" % (b"-" if number < 0 else b"", abs(number) / 100)
    ),
}


@pytest.mark.parametrize("scale_format", ScaleFormat)
@given(number=NUMBERS, cuts=st.lists(st.integers(min_value=0, max_value=20), max_size=4))
def test_every_number_is_read_to_the_gram_however_its_frame_is_cut(scale_format, number, cuts):
    frame, reader, at = FRAMES[scale_format](number), FrameReader(scale_format), 0
    found = []
    for cut in [*sorted(cuts), len(frame)]:
        found += reader.feed(frame[at:cut])
        at = max(at, cut)
    assert [each.mass_g for each in found] == [number * 10]


@pytest.mark.parametrize("scale_format", ScaleFormat)
@given(junk=st.binary(max_size=40))
def test_a_whole_frame_is_read_behind_any_junk(scale_format, junk):
    reader = FrameReader(scale_format)
    reader.feed(junk)
    frame = FRAMES[scale_format](12_345)
    assert 123_450 in [each.mass_g for each in (*reader.feed(frame), *reader.feed(frame))]


@given(junk=st.binary(max_size=4_000))
def test_junk_alone_breaks_nothing_and_a_flood_is_not_kept(junk):
    for scale_format in ScaleFormat:
        reader = FrameReader(scale_format)
        for reading in reader.feed(junk):
            assert abs(reading.mass_g) < 10**9
        assert len(reader._held) <= 64


@given(at=st.integers(min_value=1, max_value=8), bit=st.integers(min_value=0, max_value=6))
def test_a_flipped_bit_is_found_by_the_check_of_the_frame(at, bit):
    for scale_format in (ScaleFormat.YAOHUA, ScaleFormat.TOLEDO):
        frame = bytearray(FRAMES[scale_format](12_345))
        frame[at] ^= 1 << bit
        assert read(scale_format, bytes(frame)) == ()


@pytest.mark.parametrize(
    ("payload", "reading"),
    [
        (b"ST,GS,+  123.45kg\r\n", ScaleReading(mass_g=123_450, is_stable=True)),
        (b"ST,GS,   +123.45kg\r\n", ScaleReading(mass_g=123_450, is_stable=True)),
        (b"US,GS,+  123.45kg\r\n", ScaleReading(mass_g=123_450, is_stable=False)),
        (b"ST,NT,-    0.5kg\r\n", ScaleReading(mass_g=-500, is_stable=True, is_net=True)),
        (b"ST,GS,+   12.3 g\r\n", ScaleReading(mass_g=12, is_stable=True)),
        (b"ST,GS,  00254.80 kg\r\n", ScaleReading(mass_g=254_800, is_stable=True)),
        (b"ST,GS,+  1.2345t\r\n", ScaleReading(mass_g=1_234_500, is_stable=True)),
        (b"OL,GS,+        \r\n", ScaleReading(fault=ScaleFault.OVERLOAD)),
        (b"OL,GS,+999999kg\r\n", ScaleReading(fault=ScaleFault.OVERLOAD)),
        (b"ST,GS,+  123.45lb\r\n", ScaleReading(fault=ScaleFault.OTHER_UNIT)),
    ],
)
def test_the_line_with_commas_tells_state_sign_and_unit(payload, reading):
    assert read(ScaleFormat.COMMA, payload) == (reading,)


@pytest.mark.parametrize("payload", [b"ST,GS,+  123.45\r\n", b"ST,TR,+   18.0kg\r\n", b"ST,GS,+1.2.3kg\r\n"])
def test_a_line_that_is_no_mass_gives_no_reading(payload):
    assert read(ScaleFormat.COMMA, payload) == ()


def test_the_examples_of_the_manuals_are_read():
    assert read(ScaleFormat.EQUALS_BACK, b"=000.3000=000.3000")[0].mass_g == 3_000
    assert read(ScaleFormat.EQUALS_BACK, b"=00.1000-=00.1000-")[0].mass_g == -1_000
    assert read(ScaleFormat.EQUALS, b"=0003.000=0003.000")[0].mass_g == 3_000
    assert read(ScaleFormat.EQUALS, b"=-0001.00=-0001.00")[0].mass_g == -1_000
    assert read(ScaleFormat.LETTERS, b"WG004.139kg3D\r\n") == (ScaleReading(mass_g=4_139),)
    assert read(ScaleFormat.LETTERS, b"wn-0000.1kg\r\n") == (ScaleReading(mass_g=-100, is_net=True),)
    assert read(ScaleFormat.LETTERS, b" " * 9 + b"OL23\r\n") == (ScaleReading(fault=ScaleFault.OVERLOAD),)
    assert read(ScaleFormat.LETTERS, b"WG004.138kg3D\r\n") == ()


def test_the_status_words_of_toledo_are_followed():
    assert read(ScaleFormat.TOLEDO, toledo(12_345))[0] == ScaleReading(mass_g=123_450, is_stable=True)
    assert read(ScaleFormat.TOLEDO, toledo(12_345, state=0x38))[0].is_stable is False
    assert read(ScaleFormat.TOLEDO, toledo(12_345, state=0x31))[0].is_net
    assert read(ScaleFormat.TOLEDO, toledo(12_345, place=0b001))[0].mass_g == 123_450_000
    assert read(ScaleFormat.TOLEDO, toledo(1, state=0x34))[0].fault is ScaleFault.OVERLOAD
    assert read(ScaleFormat.TOLEDO, toledo(1, state=0x20))[0].fault is ScaleFault.OTHER_UNIT
    assert read(ScaleFormat.TOLEDO, toledo(5, place=0b010, unit=0x22))[0].mass_g == 5_000_000
    assert read(ScaleFormat.TOLEDO, toledo(5, unit=0x30)) == ()  # expanded by ten


@given(cut=st.integers(min_value=1, max_value=17))
def test_a_toledo_frame_without_a_checksum_is_read_once_the_next_begins(cut):
    reader, frame = FrameReader(ScaleFormat.TOLEDO), toledo(12_345, checksum=False)
    assert reader.feed(frame) == ()
    found = (*reader.feed(frame[:cut]), *reader.feed(frame[cut:]))
    assert [each.mass_g for each in found] == [123_450]


def test_a_damaged_toledo_frame_waits_for_its_checksum_whatever_byte_that_is():
    with_sums = {toledo(number)[-1]: toledo(number) for number in range(100_000, 200_000, 7)}
    for checksum in b"\x02\nhz":
        frame = with_sums[checksum]
        for damaged in (b"7".join((frame[:4], frame[5:])), frame[:9] + b" " + frame[10:]):
            reader = FrameReader(ScaleFormat.TOLEDO)
            assert reader.feed(damaged[:-1]) == ()
            assert reader.feed(damaged[-1:]) == ()
            assert [each.mass_g for each in reader.feed(toledo(5))] == [50]
        assert len(read(ScaleFormat.TOLEDO, frame)) == 1


def test_a_line_with_parity_in_its_eighth_bit_is_read():
    with_parity = bytes(byte | 0x80 * (byte.bit_count() % 2) for byte in toledo(777))
    assert read(ScaleFormat.TOLEDO, with_parity)[0].mass_g == 7_770


def test_what_arrives_names_the_formats_that_it_fits_and_both_ways_round_where_it_fits_both():
    assert fitting(comma(100)) == (ScaleFormat.COMMA,)
    assert fitting(yaohua(100, 1)) == (ScaleFormat.YAOHUA,)
    assert fitting(toledo(100)) == (ScaleFormat.TOLEDO,)
    assert fitting(b"=0003.000=0003.000") == (ScaleFormat.EQUALS, ScaleFormat.EQUALS_BACK)
    assert fitting(b"hello\r\n") == ()


def test_without_a_word_about_motion_only_a_reading_that_stays_is_still():
    steadiness, reading = Steadiness(), ScaleReading(mass_g=5_000)
    said = [steadiness.still(reading, at) for at in (0, 200, 400, 999, 1_000)]
    assert said == [False, False, False, False, True]
    assert not steadiness.still(ScaleReading(mass_g=5_010), 1_200)
    assert not steadiness.still(reading, 1_400)
    assert not steadiness.still(reading, 9_000)  # two readings, one long silence between them
    assert steadiness.still(reading, 9_200)


def test_an_indicator_that_tells_is_believed_and_a_fault_is_never_still():
    steadiness = Steadiness()
    assert steadiness.still(ScaleReading(mass_g=1, is_stable=True), 0)
    assert not steadiness.still(ScaleReading(mass_g=1, is_stable=False), 5_000)
    assert not steadiness.still(ScaleReading(fault=ScaleFault.OVERLOAD, is_stable=True), 9_000)
