"""The enrolment as the text of a QR code: the same bytes come back, and garbage only ever as itself."""

import zlib

from hypothesis import given
from hypothesis import strategies as st

from packtrail.protocol import base45
from packtrail.protocol.enrolment import MAX_TEXT, TEXT_PREFIX, as_text, from_text
from packtrail.protocol.messages import MAX_MESSAGE_BYTES


@given(st.binary(max_size=1000))
def test_an_envelope_comes_back_as_the_same_bytes(envelope):
    assert from_text(as_text(envelope).encode()) == envelope


@given(st.binary(max_size=1000), st.sampled_from([b"\n", b"\r\n", b"\t", b""]))
def test_what_a_scanner_or_an_editor_puts_around_it_does_no_harm(envelope, around):
    assert from_text(b"\xef\xbb\xbf" + around + as_text(envelope).encode() + around) == envelope


@given(st.binary(max_size=300))
def test_what_is_not_such_a_text_comes_back_as_it_is(data):
    garbage = TEXT_PREFIX.encode() + b"@" + data  # no letter of base45
    assert from_text(garbage) == garbage
    assert from_text(b"x" + data) == b"x" + data


def test_a_text_that_unpacks_to_more_than_a_message_comes_back_as_it_is():
    bomb = (TEXT_PREFIX + base45.encode(zlib.compress(bytes(10 * MAX_MESSAGE_BYTES), 9))).encode()
    assert len(bomb) < MAX_TEXT
    assert from_text(bomb) == bomb
