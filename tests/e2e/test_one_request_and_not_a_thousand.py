"""What costs one request, what holds up nothing, and what a restart may not forget; on real sockets."""

import json
from dataclasses import replace

import pytest

from packtrail.domain.sync_state import BatchState, SubmissionState
from packtrail.protocol import messages
from packtrail.protocol.session import SessionGrant
from packtrail.ui.sync.back_off import is_fatal
from packtrail.usecases.sync_policy import OPENS_AFTER
from tests.e2e.stations import act, at_work, enrol, hand_on, send, set_up, states, take_in
from tests.station import codes
from tests.sync.faulty_hub import cut, faulty_hub, saying
from tests.trade import MORNING

NOT_FOUND = saying("404 Not Found", b"{}")
SESSION = saying("200 OK", messages.encode(SessionGrant(token="t", expires_at=MORNING, server_time=MORNING)))


def problem(code, status=403):
    body = {"code": code, "status": status, "title": "t", "type": "u", "stored": False}
    return saying(f"{status} Refused", json.dumps(body).encode())


@pytest.fixture
def outlet(tmp_path, hub):
    """A station with a record that waits, bound to the hub."""
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        enrol(outlet, hub)
        yield outlet


def bound(outlet, url=None):
    (destination,) = outlet.read(lambda view: view.destinations())
    return destination if url is None else replace(destination, base_url=url)


def kinds(requests):
    return [request.split(b" HTTP", 1)[0].decode().split(" ")[1] for request in requests]


def test_bad_credentials_cost_one_session_and_stop_until_a_person_acts(outlet):
    with faulty_hub(NOT_FOUND, problem("BT-1004")) as (url, requests):
        last, _ = send(outlet, bound(outlet, url))
    assert kinds(requests) == ["/v1/capabilities", "/v1/sessions"]
    assert (last.result, last.code) == ("refused_whole", "BT-1004")
    assert is_fatal(last)


def test_with_the_circuit_open_a_try_is_one_small_question(outlet):
    for _ in range(OPENS_AFTER):
        last, _ = send(outlet, bound(outlet, "http://127.0.0.1:9"))
    assert last.cause == "refused"
    with faulty_hub(cut) as (url, requests):
        assert send(outlet, bound(outlet, url))[0].result == "not_sent"
        assert kinds(requests) == ["/v1/capabilities"]
    with faulty_hub(saying("200 OK", b"<html>sign in</html>")) as (url, requests):
        assert send(outlet, bound(outlet, url))[0].cause == "not_a_hub"
        assert kinds(requests) == ["/v1/capabilities"]
    assert outlet.read(lambda view: view.unsettled_batches("hub")) == []
    assert send(outlet, bound(outlet))[0].result == "nothing_to_send"
    assert set(states(outlet)) == {"accepted"}


def test_who_asks_for_patience_is_asked_nothing_more(outlet):
    with faulty_hub(saying("503 Busy", b"", "Retry-After: 77")) as (url, requests):
        last, _ = send(outlet, bound(outlet, url))
    assert (last.result, last.cause, last.retry_after_s) == ("not_sent", "http_503", 77)
    assert len(requests) == 1


def test_after_a_restart_what_was_being_sent_has_an_unknown_outcome_and_settles(tmp_path, hub):
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        destination = enrol(outlet, hub)
        with faulty_hub(NOT_FOUND, SESSION, cut) as (url, _):
            send(outlet, bound(outlet, url))
        (batch,) = outlet.read(lambda view: view.unsettled_batches("hub"))

        def as_it_stood_when_the_power_went():
            with outlet.store.act() as tx:
                tx.mark_batch(batch.digest, BatchState.SENDING)

        act(outlet, as_it_stood_when_the_power_went)
        assert set(states(outlet)) == {SubmissionState.SENDING}
    with at_work(tmp_path / "station") as outlet:
        assert set(states(outlet)) == {SubmissionState.UNKNOWN_OUTCOME}
        send(outlet, destination)
        assert set(states(outlet)) == {SubmissionState.ACCEPTED}


def test_a_poison_record_blocks_nothing_and_what_depends_on_it_says_for_what_it_waits(tmp_path, hub):
    bad, good = codes(2, first=7_600_001)
    with at_work(tmp_path / "first") as other:
        set_up(other)
        take_in(other, bad)
        send(other, enrol(other, hub))
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        destination = enrol(outlet, hub)
        take_in(outlet, bad)
        hand_on(outlet, bad)
        take_in(outlet, good)
        last, _ = send(outlet, destination)
        assert last.result == "nothing_to_send"
        said = {each.record_type: each for each in outlet.read(lambda view: view.submissions("hub"))}
        refused = [
            each
            for each in outlet.read(lambda view: view.submissions("hub", (SubmissionState.REJECTED,)))
            if each.record_type == "intake"
        ]
        assert [each.subject for each in refused] == [bad]
        assert said["handoff_line"].state is SubmissionState.BLOCKED
        (why,) = said["handoff_line"].issues
        assert refused[0].record_id in json.dumps(why)
        accepted = outlet.read(lambda view: view.submissions("hub", (SubmissionState.ACCEPTED,)))
        assert good in [each.subject for each in accepted]
