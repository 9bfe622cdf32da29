"""Photographs: taken in pieces from where the last one ended, and only what a record names."""

import dataclasses
import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor

import pytest
import uuid_utils
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from packtrail.domain import records as r
from packtrail.protocol import problems, records
from packtrail.protocol.blobs import CHUNK_TYPE, blob_path
from packtrail_hub import blobs
from tests.hub.test_changes import on_sqlite

PHOTO = bytes(range(256)) * 40


@pytest.fixture
def hub(hub, tmp_path):
    """On PostgreSQL too with a folder for photographs."""
    limits = dataclasses.replace(hub.limits, max_blob_bytes=100_000, max_chunk_bytes=4096)
    return dataclasses.replace(hub, blobs=tmp_path / "blobs", limits=limits)


def digest_of(content):
    return "sha256:" + hashlib.sha256(content).hexdigest()


def attach(station, *contents, size=None):
    """An intake with photographs; its record."""
    seq, prev = station.head
    new = r.NewRecord(
        record_id=str(uuid_utils.uuid7()),
        body=station.intake_body(),
        occurred_at=station.clock(),
        operator_ref="op_7f3c",
        attachments=tuple(
            r.Attachment(
                digest=digest_of(each), media_type="image/jpeg", size=len(each) if size is None else size,
                role="nameplate",
            )
            for each in contents
        ),
    )  # fmt: skip
    chained = records.chain(new, station_seq=seq + 1, prev_hash=prev, recorded_at=station.clock())
    station._append(seq + 1, chained.canonical)
    return chained.record


def head(station, digest):
    return station.client.head(blob_path(digest), headers=station.headers)


def patch(station, digest, offset, length, piece, **headers):
    sent = station.headers | {
        "Content-Type": CHUNK_TYPE,
        "Upload-Offset": str(offset),
        "Upload-Length": str(length),
    }
    return station.client.patch(blob_path(digest), content=piece, headers=sent | headers)


def upload(station, content, *, piece=4096, offset=0):
    digest = digest_of(content)
    while True:
        answer = patch(station, digest, offset, len(content), content[offset : offset + piece])
        if answer.status_code != 204 or int(answer.headers["upload-offset"]) == len(content):
            return answer
        offset = int(answer.headers["upload-offset"])


def code(answer):
    return answer.status_code, problems.decode(answer.content).code


def test_a_photograph_arrives_in_pieces_and_is_asked_for_no_more(station, hub):
    attach(station, PHOTO)
    assert station.send().missing_blobs == (digest_of(PHOTO),)
    assert head(station, digest_of(PHOTO)).status_code == 404
    assert station.cursor()["missing_blobs"] == [digest_of(PHOTO)]
    assert upload(station, PHOTO).status_code == 204
    told = head(station, digest_of(PHOTO))
    assert (told.status_code, told.headers["upload-offset"], told.headers["upload-length"]) == (
        200,
        str(len(PHOTO)),
        str(len(PHOTO)),
    )
    assert "missing_blobs" not in station.cursor()
    assert blobs.blob_file(hub.blobs, digest_of(PHOTO)).read_bytes() == PHOTO
    assert list((hub.blobs / "incoming").iterdir()) == []


@on_sqlite
def test_an_upload_that_was_cut_goes_on_where_it_ended(station):
    attach(station, PHOTO)
    station.send()
    assert patch(station, digest_of(PHOTO), 0, len(PHOTO), PHOTO[:1000]).status_code == 204
    told = head(station, digest_of(PHOTO))
    assert (told.headers["upload-offset"], told.headers["upload-length"]) == ("1000", str(len(PHOTO)))
    assert upload(station, PHOTO, offset=1000).status_code == 204


@on_sqlite
@pytest.mark.parametrize("offset", [0, 999, 1001, 5000])
def test_a_piece_for_another_place_is_told_the_right_one(station, offset):
    attach(station, PHOTO)
    station.send()
    patch(station, digest_of(PHOTO), 0, len(PHOTO), PHOTO[:1000])
    answer = patch(station, digest_of(PHOTO), offset, len(PHOTO), PHOTO[offset : offset + 10])
    assert code(answer) == (409, "BT-6003")
    assert answer.headers["upload-offset"] == "1000"


@on_sqlite
def test_what_is_not_what_the_record_says_is_dropped_whole(station, hub):
    attach(station, PHOTO)
    station.send()
    wrong = PHOTO[:-1] + b"x"
    for at in range(0, len(PHOTO), 4096):
        answer = patch(station, digest_of(PHOTO), at, len(PHOTO), wrong[at : at + 4096])
    assert code(answer) == (422, "BT-6002")
    assert head(station, digest_of(PHOTO)).status_code == 404
    assert upload(station, PHOTO).status_code == 204


@on_sqlite
def test_a_length_that_the_record_does_not_say_is_refused(station):
    attach(station, PHOTO)
    station.send()
    assert code(patch(station, digest_of(PHOTO), 0, len(PHOTO) + 1, PHOTO[:10])) == (422, "BT-6002")


@on_sqlite
def test_more_than_the_whole_is_refused(station):
    attach(station, PHOTO[:100])
    station.send()
    assert code(patch(station, digest_of(PHOTO[:100]), 0, 100, PHOTO[:101])) == (409, "BT-6003")


def test_nobody_fills_the_disk_with_what_no_record_names(station, new_station, hub):
    assert code(upload(station, PHOTO)) == (404, "BT-6004")
    other = new_station(outlet="91430100MA0FAKE039", label="S9")
    attach(other, PHOTO)
    other.send()
    assert code(upload(station, PHOTO)) == (404, "BT-6004")
    assert not hub.blobs.exists()


@on_sqlite
def test_a_photograph_larger_than_the_hub_takes_stays_at_the_outlet(station):
    attach(station, b"x", size=5_000_000)
    told = station.send()
    assert (told.batch_status, told.missing_blobs) == ("accepted", ())
    assert "missing_blobs" not in station.cursor()
    assert code(patch(station, digest_of(b"x"), 0, 5_000_000, b"x")) == (413, "BT-1013")


@on_sqlite
def test_a_piece_larger_than_the_hub_takes_is_refused(station):
    attach(station, PHOTO)
    station.send()
    assert code(patch(station, digest_of(PHOTO), 0, len(PHOTO), PHOTO[:4097])) == (413, "BT-1013")


@on_sqlite
@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Upload-Offset": "x"}, (422, "BT-1001")),
        ({"Upload-Offset": "-1"}, (422, "BT-1001")),
        ({"Upload-Length": "1e3"}, (422, "BT-1001")),
        ({"Content-Type": "application/json"}, (415, "BT-1019")),
        ({"Authorization": "Bearer x"}, (401, "BT-1014")),
    ],
)
def test_a_request_that_says_no_place_or_no_name_is_refused(station, headers, expected):
    attach(station, PHOTO)
    station.send()
    assert code(patch(station, digest_of(PHOTO), 0, len(PHOTO), b"x", **headers)) == expected


@on_sqlite
@pytest.mark.parametrize("name", ["sha256:x", "sm3:" + "ab" * 32, "sha256:" + "AB" * 32, "..%2F..%2Fetc"])
def test_nothing_but_a_digest_names_a_file(station, name):
    path = f"/v1/blobs/{name}"
    sent = station.headers | {"Content-Type": CHUNK_TYPE, "Upload-Offset": "0", "Upload-Length": "1"}
    assert station.client.patch(path, content=b"x", headers=sent).status_code == 404
    assert station.client.head(path, headers=station.headers).status_code == 404


def test_what_another_outlet_brought_already_is_not_asked_for_again(station, new_station):
    attach(station, PHOTO)
    station.send()
    upload(station, PHOTO)
    other = new_station(outlet="91430100MA0FAKE039", label="S9")
    attach(other, PHOTO)
    assert other.send().missing_blobs == ()
    assert head(other, digest_of(PHOTO)).status_code == 200


@on_sqlite
def test_a_spoilt_beginning_at_one_outlet_does_no_harm_to_another(station, new_station, hub):
    other = new_station(outlet="91430100MA0FAKE039", label="S9")
    for each in (station, other):
        attach(each, PHOTO)
        each.send()
    patch(other, digest_of(PHOTO), 0, len(PHOTO), b"spoilt")
    assert upload(station, PHOTO).status_code == 204
    assert patch(other, digest_of(PHOTO), 6, len(PHOTO), b"x").headers["upload-offset"] == str(len(PHOTO))
    assert list((hub.blobs / "incoming").iterdir()) == []


def test_the_same_photograph_sent_twice_at_once_arrives_once(station, hub):
    attach(station, PHOTO)
    station.send()
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: upload(station, PHOTO), range(2)))
    assert {each.status_code for each in answers} <= {204, 409}
    upload(station, PHOTO, offset=int(head(station, digest_of(PHOTO)).headers.get("upload-offset", 0)))
    assert blobs.blob_file(hub.blobs, digest_of(PHOTO)).read_bytes() == PHOTO


@on_sqlite
def test_a_hub_that_ended_between_file_and_note_finds_the_file_again(station, hub):
    attach(station, PHOTO)
    station.send()
    file = blobs.blob_file(hub.blobs, digest_of(PHOTO))
    file.parent.mkdir(parents=True)
    file.write_bytes(PHOTO)
    answer = patch(station, digest_of(PHOTO), 0, len(PHOTO), PHOTO[:10])
    assert (answer.status_code, answer.headers["upload-offset"]) == (204, str(len(PHOTO)))
    assert "missing_blobs" not in station.cursor()


@on_sqlite
def test_what_is_missing_is_found_by_its_index(station, hub):
    attach(station, PHOTO)
    station.send()
    asked = []
    event.listen(hub.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    assert station.cursor()["missing_blobs"] == [digest_of(PHOTO)]
    queries = [(text, values) for text, values in asked if "FROM blob_named" in text]
    assert queries
    with hub.engine.connect() as connection:
        for text, values in queries:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all()
            assert "ix_blob_named_missing" in plan[0][3]


@on_sqlite
def test_a_full_disk_asks_for_patience(station, monkeypatch):
    attach(station, PHOTO)
    station.send()

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("packtrail_hub.blobs.os.open", full)
    assert code(upload(station, PHOTO)) == (503, "BT-1021")


def test_a_record_that_is_sent_again_names_its_photographs_once(station):
    attach(station, PHOTO)
    station.send()
    station.take_in()
    assert station.send(1).missing_blobs == (digest_of(PHOTO),)
    assert station.cursor()["missing_blob_count"] == 1


@on_sqlite
def test_a_hub_without_a_folder_asks_for_nothing(station, hub):
    attach(station, PHOTO)
    station.client.app.state.hub = dataclasses.replace(hub, blobs=None)
    assert station.send().missing_blobs == ()
    assert "missing_blobs" not in station.cursor()
    assert code(upload(station, PHOTO)) == (404, "BT-6004")


@on_sqlite
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=st.binary(max_size=300), cuts=st.lists(st.integers(0, 120), max_size=8))
def test_any_cuts_give_the_same_photograph(station, hub, content, cuts):
    attach(station, content)
    station.send_new()
    at = 0
    for cut in [*cuts, 300]:
        answer = patch(station, digest_of(content), at, len(content), content[at : at + cut])
        assert answer.status_code == 204
        at = int(answer.headers["upload-offset"])
    assert at == len(content)
    assert blobs.blob_file(hub.blobs, digest_of(content)).read_bytes() == content
