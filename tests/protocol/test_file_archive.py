"""Archives that somebody brings: what is refused, with which fault, and that garbage never does worse."""

import io
import struct
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.moments import SHANGHAI
from packtrail.protocol import dsse, messages
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.file_archive import Archive, ArchiveWriter
from packtrail.protocol.file_channel import (
    BATCHES_SCHEMA,
    MAX_ENTRIES,
    AnswersManifest,
    ArchiveFault,
    BadArchive,
    BatchesManifest,
    Entry,
    checked_directory,
    member_name,
)
from packtrail.protocol.keys import Ed25519Signer

SIGNER = Ed25519Signer(bytes(32))
FROZEN = b'{"a":1}\n{"b":2}\n'
DIGEST = sha256_digest(FROZEN)
ENVELOPE = dsse.to_json(dsse.signed(dsse.BATCH, FROZEN, SIGNER))
PHOTO = b"\xff\xd8 a photograph"
PHOTO_DIGEST = sha256_digest(PHOTO)
AT = datetime(2026, 11, 21, 18, 3, tzinfo=SHANGHAI)


def manifest(**changes):
    fields = {"schema": BATCHES_SCHEMA, "made_at": AT, "batches": (DIGEST,), "blobs": ()} | changes
    return messages.encode(BatchesManifest(**fields))


def packed(*members, method=zipfile.ZIP_DEFLATED):
    """A ZIP of (name or ZipInfo, content)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name, content in members:
            made.writestr(name, content, method)
    return stream.getvalue()


BATCH_NAME = member_name("batches", DIGEST)
GOOD = packed(("manifest.json", manifest()), (BATCH_NAME, ENVELOPE))


def read(data, kind=BatchesManifest):
    archive = Archive(io.BytesIO(data), kind)
    archive.check()
    return archive


def fault_of(data, kind=BatchesManifest):
    with pytest.raises(BadArchive) as refused:
        read(data, kind)
    return refused.value.fault


def link(name):
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    return info


def with_bit(data, bit):
    """The same archive with a flag bit set in its local and central headers."""
    changed = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + offset] |= bit
            at = changed.find(mark, at + 1)
    return bytes(changed)


def test_what_was_packed_comes_out_as_the_same_bytes():
    stream = io.BytesIO()
    writer = ArchiveWriter(stream)
    writer.add("batches", DIGEST, ENVELOPE)
    writer.add("blobs", PHOTO_DIGEST, PHOTO)
    writer.finish(
        BatchesManifest(schema=BATCHES_SCHEMA, made_at=AT, batches=(DIGEST,), blobs=(PHOTO_DIGEST,))
    )
    archive = read(stream.getvalue())
    assert archive.read("batches", DIGEST) == ENVELOPE
    assert archive.read("blobs", PHOTO_DIGEST) == PHOTO


def test_an_abandoned_archive_is_refused():
    stream = io.BytesIO()
    writer = ArchiveWriter(stream)
    writer.add("batches", DIGEST, ENVELOPE)
    writer.abandon()
    assert fault_of(stream.getvalue()) is ArchiveFault.NO_MANIFEST


def test_a_name_of_a_newer_program_is_left_alone():
    data = packed(("manifest.json", manifest()), (BATCH_NAME, ENVELOPE), ("refdata/x.json", b"{}"))
    assert read(data).read("batches", DIGEST) == ENVELOPE


def test_an_archive_packed_again_by_hand_with_its_folders_is_read():
    data = packed(("batches/", b""), (BATCH_NAME, ENVELOPE), ("manifest.json", manifest()))
    assert read(data).read("batches", DIGEST) == ENVELOPE


NESTED = packed(("manifest.json", manifest()), (BATCH_NAME, ENVELOPE), ("more.zip", GOOD))
HOSTILE = {
    "an absolute path": (("/etc/passwd", b"x"), ArchiveFault.UNSAFE_PATH),
    "a parent": (("../batches/x", b"x"), ArchiveFault.UNSAFE_PATH),
    "a parent inside": (("batches/../../x", b"x"), ArchiveFault.UNSAFE_PATH),
    "a Windows path": (("C:\\x", b"x"), ArchiveFault.UNSAFE_PATH),
    "a hidden name": ((".hidden", b"x"), ArchiveFault.UNSAFE_PATH),
    "a link": ((link("batches/link"), b"/etc/passwd"), ArchiveFault.LINK),
    "the same name in another case": (("MANIFEST.json", b"{}"), ArchiveFault.TWICE),
    "an archive": (("inner.tbatch", GOOD), ArchiveFault.NESTED),
    "a bomb": (("zeros", bytes(20_000_000)), ArchiveFault.BOMB),
    "a batch that nobody promised": (
        (member_name("batches", PHOTO_DIGEST), ENVELOPE),
        ArchiveFault.OTHER_MEMBERS,
    ),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_an_archive_is_refused_for(case):
    member, fault = HOSTILE[case]
    assert fault_of(packed(("manifest.json", manifest()), (BATCH_NAME, ENVELOPE), member)) is fault


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_entry_twice_is_refused():
    data = packed(("manifest.json", manifest()), (BATCH_NAME, ENVELOPE), (BATCH_NAME, ENVELOPE))
    assert fault_of(data) is ArchiveFault.TWICE


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", ArchiveFault.NOT_A_ZIP),
        (b"%PDF-1.7 something else", ArchiveFault.NOT_A_ZIP),
        (b"MZ" + GOOD, ArchiveFault.NOT_A_ZIP),
        (GOOD[:-1], ArchiveFault.TRUNCATED),
        (GOOD[: len(GOOD) // 2], ArchiveFault.TRUNCATED),
        (with_bit(GOOD, 1), ArchiveFault.ENCRYPTED),
        (packed(("manifest.json", manifest()), method=zipfile.ZIP_LZMA), ArchiveFault.METHOD),
        (packed((BATCH_NAME, ENVELOPE)), ArchiveFault.NO_MANIFEST),
        (packed(("manifest.json", manifest())), ArchiveFault.OTHER_MEMBERS),
        (packed(("manifest.json", b"{}"), (BATCH_NAME, ENVELOPE)), ArchiveFault.BAD_MANIFEST),
        (packed(("manifest.json", manifest()), (BATCH_NAME, b"{}")), ArchiveFault.WRONG_DIGEST),
    ],
)
def test_bytes_are_refused(data, fault):
    assert fault_of(data) is fault


def test_an_envelope_of_other_bytes_is_refused():
    other = dsse.to_json(dsse.signed(dsse.BATCH, b"other\n", SIGNER))
    data = packed(("manifest.json", manifest()), (BATCH_NAME, other))
    assert fault_of(data) is ArchiveFault.WRONG_DIGEST


def test_a_photograph_of_other_bytes_is_refused():
    data = packed(
        ("manifest.json", manifest(blobs=(PHOTO_DIGEST,))),
        (BATCH_NAME, ENVELOPE),
        (member_name("blobs", PHOTO_DIGEST), PHOTO + b"!"),
    )
    assert fault_of(data) is ArchiveFault.WRONG_DIGEST


def test_a_manifest_that_names_a_batch_twice_is_refused():
    data = packed(("manifest.json", manifest(batches=(DIGEST, DIGEST))), (BATCH_NAME, ENVELOPE))
    assert fault_of(data) is ArchiveFault.BAD_MANIFEST


def test_batches_are_no_answers():
    assert fault_of(GOOD, AnswersManifest) is ArchiveFault.BAD_MANIFEST


def test_a_flipped_byte_in_a_member_is_found():
    at = GOOD.find(BATCH_NAME.encode()) + len(BATCH_NAME) + 50
    changed = GOOD[:at] + bytes([GOOD[at] ^ 0xFF]) + GOOD[at + 1 :]
    assert fault_of(changed) is ArchiveFault.DAMAGED


def test_an_end_record_that_promises_more_than_we_take_is_not_followed():
    end = bytearray(GOOD)
    struct.pack_into("<H", end, len(end) - 12, MAX_ENTRIES + 1)
    assert fault_of(bytes(end)) is ArchiveFault.TOO_MANY


def test_the_big_form_of_zip_is_not_followed():
    locator = b"PK\x06\x07" + bytes(16)
    assert fault_of(GOOD[:-22] + locator + GOOD[-22:]) is ArchiveFault.METHOD


@pytest.mark.parametrize(
    ("entries", "fault"),
    [
        ([Entry(f"x{n}", 0, 0) for n in range(MAX_ENTRIES + 1)], ArchiveFault.TOO_MANY),
        ([Entry(f"x{n}", 600_000_000, 590_000_000) for n in range(2)], ArchiveFault.BOMB),
        ([Entry(member_name("blobs", PHOTO_DIGEST), 20_000_001, 19_000_000)], ArchiveFault.TOO_LARGE),
        ([Entry("manifest.json", 2_000_000, 1_000_000)], ArchiveFault.TOO_LARGE),
    ],
)
def test_a_directory_beyond_the_limits_is_refused_before_anything_is_unpacked(entries, fault):
    with pytest.raises(BadArchive) as refused:
        checked_directory(entries)
    assert refused.value.fault is fault


@given(st.binary(max_size=400))
def test_garbage_is_refused_and_never_more(data):
    with pytest.raises(BadArchive):
        read(data)


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 255), st.integers(1, 40))
def test_a_damaged_archive_is_refused_or_says_what_it_said(at, value, length):
    changed = GOOD[:at] + bytes([value]) * min(length, len(GOOD) - at) + GOOD[at + length :]
    try:
        archive = read(changed)
    except BadArchive:
        return
    assert archive.read("batches", DIGEST) == ENVELOPE
