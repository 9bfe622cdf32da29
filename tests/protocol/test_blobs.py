"""How far a photograph has come: said in headers, believed only where it can be so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.protocol.blobs import BadUpload, Upload, blob_path, read_number, read_upload

DIGEST = "sha256:" + "ab" * 32


@given(st.integers(0, 10**15 - 1), st.integers(0, 10**15 - 1))
def test_what_one_side_says_the_other_reads(first, second):
    upload = Upload(min(first, second), max(first, second))
    lowered = {name.lower(): value for name, value in upload.headers().items()}
    assert read_upload(lowered) == upload
    assert upload.is_complete == (first == second)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Upload-Offset": "1"},
        {"Upload-Offset": "-1", "Upload-Length": "4"},
        {"Upload-Offset": "+1", "Upload-Length": "4"},
        {"Upload-Offset": "１", "Upload-Length": "4"},
        {"Upload-Offset": "01", "Upload-Length": "4"},
        {"Upload-Offset": "1_0", "Upload-Length": "40"},
        {"Upload-Offset": "9" * 5000, "Upload-Length": "4"},
        {"Upload-Offset": "5", "Upload-Length": "4"},
        {"Upload-Offset": "1", "upload-offset": "2", "Upload-Length": "4"},
    ],
)
def test_headers_that_say_no_place_in_a_file_are_refused(headers):
    with pytest.raises(BadUpload):
        read_upload(headers)


def test_the_refusal_names_the_header():
    with pytest.raises(BadUpload) as caught:
        read_number({"Upload-Length": "x"}, "Upload-Length")
    assert caught.value.header == "Upload-Length"


def test_a_blob_lives_at_its_digest():
    assert blob_path(DIGEST) == f"/v1/blobs/{DIGEST}"


@pytest.mark.parametrize(
    "digest", ["", "../../etc/passwd", DIGEST + "/..", DIGEST.upper(), "sm3:" + "ab" * 32]
)
def test_nothing_but_a_digest_makes_an_address(digest):
    with pytest.raises(ValueError, match="addresses no blob"):
        blob_path(digest)
