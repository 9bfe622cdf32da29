"""Hubs that are down, lie, hang up or lose the answer: nothing is lost, nothing arrives twice."""

import contextlib
import socket
import sqlite3
import threading
import zlib
from dataclasses import replace

import pytest

from packtrail.app.hub_process import HubProcess
from packtrail.domain.errors import EnrolmentRefused, HubAnswerUnreadable, HubUnreachable
from tests.e2e.stations import act, at_work, enrol, hand_on, send, set_up, states, take_in
from tests.station import codes
from tests.sync.faulty_hub import faulty_hub, saying


@pytest.fixture
def code(request):
    """A battery of this test's own: the hub is shared, and knows what other stations took in."""
    return codes(1, first=1 + zlib.crc32(request.node.name.encode()) % 9_000_000)[0]


@pytest.fixture
def outlet(tmp_path, code):
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        take_in(outlet, code)
        yield outlet


@contextlib.contextmanager
def losing_the_answer(url: str):
    """A road to the hub at ``url`` on which every request arrives and the first answer to a PUT is lost."""
    host, port = url.removeprefix("http://").split(":")
    lost: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_relay, args=(server, (host, int(port)), lost))
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", lost
        with socket.create_connection(server.getsockname()) as last:
            last.sendall(b"STOP")
        thread.join()


def _relay(server, target, lost):
    while True:
        here, _ = server.accept()
        with here:
            here.settimeout(10)
            request = here.recv(65536)
            if request == b"STOP":
                return
            while request and (b"\r\n\r\n" not in request or not _whole(request)):
                request += here.recv(65536)
            request = request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1)
            with socket.create_connection(target) as there:
                there.sendall(request)
                reply = b"".join(iter(lambda: there.recv(65536), b""))
            if request.startswith(b"PUT") and not lost:
                lost.append(reply)
                continue
            here.sendall(reply)


def _whole(request):
    head, _, body = request.partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return not lengths or len(body) >= int(lengths[0].split(b":")[1])


def test_a_lost_answer_is_an_unknown_outcome_and_the_same_bytes_settle_it(outlet, hub):
    destination = enrol(outlet, hub)
    with losing_the_answer(hub) as (road, lost):
        last, _ = send(outlet, replace(destination, base_url=road))
        assert last.result == "unknown_outcome"
        assert set(states(outlet)) == {"unknown_outcome"}
        last, outcomes = send(outlet, replace(destination, base_url=road))
    assert len(lost) == 1
    assert b"200 OK" in lost[0]
    assert [outcome.result for outcome in outcomes] == ["settled", "nothing_to_send"]
    assert last.result == "nothing_to_send"
    assert set(states(outlet)) == {"accepted"}


def test_a_hub_that_is_down_leaves_everything_to_send(outlet, hub):
    destination = enrol(outlet, hub)
    last, _ = send(outlet, replace(destination, base_url="http://127.0.0.1:9"))
    assert (last.result, last.cause) == ("not_sent", "refused")
    assert outlet.read(lambda view: view.backlog("hub")).unsent > 0
    last, _ = send(outlet, destination)
    assert last.result == "nothing_to_send"


def test_a_hub_that_answers_garbage_settles_nothing(outlet, hub):
    destination = enrol(outlet, hub)
    session = (
        b'{"expires_at":"2030-01-01T00:00:00+08:00","server_time":"2030-01-01T00:00:00+08:00","token":"t"}'
    )
    welcome = saying("200 OK", b"<html>welcome</html>")
    with faulty_hub(welcome, saying("200 OK", session), welcome) as (url, _):
        last, _ = send(outlet, replace(destination, base_url=url))
    assert last.result == "disputed"
    assert not {"accepted", "rejected"} & set(states(outlet))
    last, _ = send(outlet, destination)
    assert last.result == "nothing_to_send"
    assert set(states(outlet)) == {"accepted"}


def test_enrolling_where_nobody_or_somebody_else_answers_changes_nothing(outlet):
    with pytest.raises(HubUnreachable):
        enrol(outlet, "http://127.0.0.1:9")
    with faulty_hub(saying("200 OK", b"<html>")) as (url, _), pytest.raises(HubAnswerUnreadable):
        enrol(outlet, url)
    assert outlet.read(lambda view: view.destinations()) == []


def test_a_wrong_enrolment_code_is_told_in_the_hubs_words(outlet, hub):
    with pytest.raises(EnrolmentRefused) as refusal:
        outlet.workers.network.run(lambda: outlet.enrol(hub, "WRONGCODE2")).result()
    assert refusal.value.problem.startswith("BT-")


def test_ten_days_without_a_network_arrive_in_order_and_once(tmp_path):
    with HubProcess(tmp_path / "hub") as hub, at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        many = codes(260)
        take_in(outlet, *many)
        hand_on(outlet, *many[:130])
        _, outcomes = send(outlet, enrol(outlet, hub.url))
        assert [outcome.result for outcome in outcomes] == ["settled", "settled", "nothing_to_send"]
        assert set(states(outlet)) == {"accepted"}
        head = outlet.read(lambda view: view.station()).head_seq
    with contextlib.closing(sqlite3.connect(tmp_path / "hub" / "hub.db")) as database:
        held = database.execute("SELECT count(*), count(DISTINCT record_uid) FROM record").fetchone()
    assert held == (head, head)


def test_reprinting_marks_a_copy_and_never_the_first_paper(outlet, code):
    handed = hand_on(outlet, code)
    first = act(outlet, outlet.print_handoff, handed.document.handoff_id)
    second = act(outlet, outlet.print_handoff, handed.document.handoff_id)
    assert first != second
    assert first.read_bytes() != second.read_bytes()
