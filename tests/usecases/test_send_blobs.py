"""Photographs and papers on their way to a hub that answers as told."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.app.ids import new_id
from packtrail.domain.records import NewRecord
from packtrail.protocol.canonical import sha256_digest
from packtrail.usecases import send_blobs as sending
from packtrail.usecases.ports import Reply, Unreached
from packtrail.usecases.send_blobs import GAVE_WAY, NOT_TAKEN, SENT, UNREACHED, send_blobs
from tests.station import PROFILE
from tests.trade import MORNING
from tests.usecases.feed import bound, session

LARGE = 20_000_000


class BlobHub:
    """Holds what came; ``fails`` maps the number of a request to what happens instead of its answer."""

    def __init__(self, fails=None):
        self.held = {}
        self.fails = fails or {}
        self.asked = []

    def blob_state(self, digest):
        return self._next("HEAD", digest) or self._state(digest)

    def append_blob(self, digest, piece, upload):
        said = self._next("PATCH", digest)
        if isinstance(said, Reply):
            return said
        there, _ = self.held.get(digest, (b"", upload.length))
        if len(there) != upload.offset:
            return Reply(409, b"{}")
        self.held[digest] = (there + piece, upload.length)
        if said == "lost":
            raise Unreached("cut_off", sent=True)
        return Reply(204, b"", headers={"upload-offset": str(upload.offset + len(piece))})

    def _state(self, digest):
        if digest not in self.held:
            return Reply(404, b"")
        there, length = self.held[digest]
        return Reply(200, b"", headers={"upload-offset": str(len(there)), "upload-length": str(length)})

    def _next(self, method, digest):
        self.asked.append((method, digest))
        said = self.fails.get(len(self.asked))
        if isinstance(said, Exception):
            raise said
        if said == "lost" and method == "HEAD":
            raise Unreached("cut_off", sent=True)
        return said

    def has(self, content):
        return self.held.get(sha256_digest(content), (None,))[0] == content


@pytest.fixture
def photos(station):
    """Keeps photographs; ``named`` ones stand in a record that the hub accepted."""

    def keep(*contents, named=True):
        with station.act() as tx:
            kept = tuple(tx.keep_blob(each, "image/jpeg", "damage") for each in contents)
            if named:
                tx.append(
                    NewRecord(
                        record_id=new_id(),
                        body=PROFILE,
                        occurred_at=MORNING,
                        operator_ref="op_1",
                        attachments=kept,
                    )
                )
        bound(station)

    return keep


@pytest.fixture
def send(station, clock):
    def run(hub, largest=LARGE, **more):
        return send_blobs(session(station, hub, clock), largest, **more)

    return run


def left(station):
    with station.read() as view:
        return view.count_blobs_waiting("hub")


def states(station):
    with station.read() as view:
        return view._connection.execute("SELECT state, code FROM blob_way ORDER BY blob").fetchall()


def test_what_a_record_names_arrives_whole_and_what_no_record_names_stays(station, photos, send):
    photos(b"photo 1" * 9000, b"photo 2")
    photos(b"of a draft", named=False)
    hub = BlobHub()
    assert (send(hub).end, send(hub).end) == (SENT, SENT)
    assert hub.has(b"photo 1" * 9000)
    assert hub.has(b"photo 2")
    assert len(hub.held) == 2
    assert states(station) == [("held", ""), ("held", "")]


def test_what_arrived_is_never_asked_about_again(photos, send):
    photos(b"photo")
    send(BlobHub())
    later = BlobHub()
    assert send(later).done == 0
    assert later.asked == []


def test_a_hub_that_takes_none_is_asked_nothing(photos, send):
    photos(b"photo")
    hub = BlobHub()
    assert send(hub, largest=0).end == NOT_TAKEN
    assert hub.asked == []


def test_one_that_is_too_large_for_this_hub_stays_and_the_rest_goes(station, photos, send):
    photos(b"x" * 1001, b"small")
    hub = BlobHub()
    assert send(hub, largest=1000).end == SENT
    assert hub.has(b"small")
    assert left(station) == 1


@pytest.mark.parametrize("at", range(1, 6))
@pytest.mark.parametrize(
    "what", [Unreached("timeout", sent=True), Reply(503, b"", 30), Reply(500, b""), "lost"]
)
def test_after_any_cut_it_goes_on_from_where_it_ended(station, photos, send, at, what):
    content = bytes(range(256)) * 1000
    photos(content)
    hub = BlobHub({at: what})
    step = send(hub)
    assert step.end in {UNREACHED, SENT}
    assert send(hub).end == SENT
    assert hub.has(content)
    assert left(station) == 0


def test_a_hub_that_has_other_bytes_of_it_says_where_to_go_on(photos, send):
    photos(b"0123456789")
    hub = BlobHub()
    hub.held[sha256_digest(b"0123456789")] = (b"0123", 10)
    assert send(hub).end == SENT
    assert hub.has(b"0123456789")


def test_one_that_is_refused_does_not_hold_up_the_next(station, photos, send):
    photos(b"poison", b"good")
    refusal = Reply(404, json.dumps({"code": "BT-6004"}).encode())
    assert send(BlobHub({2: refusal})).end == SENT
    assert states(station) == [("refused", "BT-6004"), ("held", "")]


@pytest.mark.parametrize(
    "answer",
    [
        Reply(204, b""),
        Reply(204, b"", headers={"upload-offset": "0"}),
        Reply(204, b"", headers={"upload-offset": "99"}),
        Reply(204, b"", headers={"upload-offset": "-1"}),
        Reply(200, b"<html>", headers={"upload-offset": "many"}),
    ],
)
def test_an_answer_that_makes_no_sense_ends_the_session_and_nothing_counts_as_sent(
    station, photos, send, answer
):
    photos(b"photo")
    assert send(BlobHub({2: answer})).cause == "not_a_hub"
    assert left(station) == 1


def test_it_gives_way_to_a_record_that_was_written_meanwhile(station, photos, send):
    photos(b"photo" * 100_000)
    with station.act() as tx:
        tx.append(NewRecord(record_id=new_id(), body=PROFILE, occurred_at=MORNING, operator_ref="op_1"))
    hub = BlobHub()
    assert (send(hub).end, hub.held) == (GAVE_WAY, {})


@given(st.lists(st.floats(0, 60), max_size=60))
def test_a_piece_never_leaves_its_bounds(times):
    line = sending._Line()
    for seconds in times:
        line.took(seconds)
        assert sending.LEAST_PIECE <= line.piece <= sending.LARGEST_PIECE
