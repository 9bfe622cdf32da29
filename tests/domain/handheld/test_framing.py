"""Bytes of a serial line become scans at line ends and silence, exactly."""

from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.handheld import LineFraming
from packtrail.domain.handheld.framing import ENDED_MS, LONGEST_BYTES, PAUSE_MS


@given(st.binary(min_size=1).filter(lambda b: b.strip(b"\r\n")), st.integers(1, 9))
def test_bytes_that_arrive_in_pieces_are_one_scan(payload, piece):
    framing = LineFraming()
    for at in range(0, len(payload), piece):
        framing.feed(payload[at : at + piece])
    assert framing.cut() == (payload,)
    assert not framing.is_open


def test_a_line_end_ends_a_scan_soon_and_silence_later():
    framing = LineFraming()
    framing.feed(b"001PB")
    assert framing.wait_ms == PAUSE_MS
    framing.feed(b"\r\n")
    assert framing.wait_ms == ENDED_MS


def test_line_ends_alone_are_no_scan():
    framing = LineFraming()
    framing.feed(b"\r\n\r\n")
    assert framing.cut() == ()


def test_a_flood_is_kept_to_a_length_that_says_so():
    framing = LineFraming()
    for _ in range(50):
        framing.feed(b"x" * 4096)
    assert len(framing.cut()[0]) == LONGEST_BYTES + 1
