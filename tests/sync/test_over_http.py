"""The channel carries bytes and tells the truth about whether they may have arrived."""

import socket

import pytest

from packtrail.protocol import messages
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.session import SessionGrant
from packtrail.sync.over_http import MAX_REPLY_BYTES, HttpChannel
from packtrail.usecases.ports import Unreached
from tests.sync.faulty_hub import cut, faulty_hub, saying, silent
from tests.trade import MORNING

DIGEST = "sha256:" + "a" * 64
GRANT = messages.encode(SessionGrant(token="t0ken", expires_at=MORNING, server_time=MORNING))
SESSION = saying("200 OK", GRANT)


def channel(url, **changes):
    return HttpChannel(
        url,
        station_id="01a1f684-8f48-7a11-8a00-000000000001",
        signer=Ed25519Signer(bytes(32)),
        now=lambda: MORNING,
        new_nonce=lambda: "0" * 32,
        user_agent="packtrail/test",
        **changes,
    )


def test_a_batch_travels_to_its_address_in_a_session():
    with faulty_hub(SESSION, saying("200 OK", b"receipt")) as (url, requests), channel(url) as way:
        reply = way.put_batch(DIGEST, b"frozen")
    assert (reply.status, reply.body) == (200, b"receipt")
    assert requests[1].startswith(f"PUT /v1/batches/{DIGEST} HTTP/1.1".encode())
    assert b"authorization: bearer t0ken" in requests[1].lower()
    assert requests[1].endswith(b"frozen")


def test_one_session_serves_many_batches():
    answers = [SESSION, saying("200 OK", b"1"), saying("200 OK", b"2")]
    with faulty_hub(*answers) as (url, requests), channel(url) as way:
        way.put_batch(DIGEST, b"")
        way.get_batch(DIGEST)
    assert [request.split(b" ", 1)[0] for request in requests] == [b"POST", b"PUT", b"GET"]


def test_a_session_that_ended_is_opened_anew_once():
    answers = [SESSION, saying("200 OK"), saying("401 Unauthorized"), SESSION, saying("200 OK", b"again")]
    with faulty_hub(*answers) as (url, requests), channel(url) as way:
        way.put_batch(DIGEST, b"")
        assert way.put_batch(DIGEST, b"").body == b"again"
    assert len(requests) == 5


def test_bad_credentials_cost_one_request_and_not_a_thousand():
    with faulty_hub(saying("403 Forbidden", b"{}")) as (url, requests), channel(url) as way:
        assert way.put_batch(DIGEST, b"").status == 403
    assert len(requests) == 1


def test_a_session_answer_that_grants_nothing_is_no_hub():
    with faulty_hub(saying("200 OK", b"<html>")) as (url, _), channel(url) as way:
        assert way.put_batch(DIGEST, b"").status == 502


def test_nobody_at_the_address_means_that_nothing_left():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with channel(f"http://127.0.0.1:{port}") as way, pytest.raises(Unreached) as failure:
        way.put_batch(DIGEST, b"")
    assert (failure.value.cause, failure.value.sent) == ("refused", False)


def test_a_cut_after_sending_means_that_it_may_have_arrived():
    with faulty_hub(SESSION, cut) as (url, _), channel(url) as way, pytest.raises(Unreached) as failure:
        way.put_batch(DIGEST, b"frozen")
    assert (failure.value.cause, failure.value.sent) == ("cut_off", True)


def test_silence_means_that_it_may_have_arrived():
    with (
        faulty_hub(SESSION, silent) as (url, _),
        channel(url, answer_timeout_s=0.3) as way,
        pytest.raises(Unreached) as failure,
    ):
        way.put_batch(DIGEST, b"frozen")
    assert (failure.value.cause, failure.value.sent) == ("timeout", True)


def test_a_session_that_could_not_be_opened_never_sent_the_batch():
    with faulty_hub(cut) as (url, _), channel(url) as way, pytest.raises(Unreached) as failure:
        way.put_batch(DIGEST, b"frozen")
    assert failure.value.sent is False


def test_a_redirect_is_not_followed():
    answers = [SESSION, saying("307 Temporary Redirect", b"", "Location: http://127.0.0.1:1/else")]
    with faulty_hub(*answers) as (url, requests), channel(url) as way:
        assert way.put_batch(DIGEST, b"frozen").status == 307
    assert len(requests) == 2


def test_an_endless_answer_is_cut():
    flood = b"x" * (MAX_REPLY_BYTES + 100_000)
    with faulty_hub(saying("200 OK", flood)) as (url, _), channel(url) as way:
        assert len(way.capabilities().body) == MAX_REPLY_BYTES + 1


@pytest.mark.parametrize(
    ("header", "seconds"), [("27", 27), ("soon", None), ("999999999", None), ("-1", None)]
)
def test_retry_after_is_taken_in_seconds_or_not_at_all(header, seconds):
    busy = saying("429 Too Many Requests", b"", f"Retry-After: {header}")
    with faulty_hub(busy) as (url, _), channel(url) as way:
        assert way.enrol(b"{}").retry_after_s == seconds


def test_a_name_that_nobody_knows_is_told_as_such():
    with channel("http://no-such-host.invalid") as way, pytest.raises(Unreached) as failure:
        way.capabilities()
    assert (failure.value.cause, failure.value.sent) == ("name_unknown", False)


@pytest.mark.parametrize("address", ["ftp://x", "http://[::1", "http://127.0.0.1:99999"])
def test_an_address_that_is_none_is_told_as_such(address):
    with pytest.raises(Unreached), channel(address) as way:
        way.capabilities()


def test_plain_text_where_tls_is_expected_is_told_as_such():
    with (
        faulty_hub(saying("400 Bad Request")) as (url, _),
        channel(url.replace("http:", "https:")) as way,
        pytest.raises(Unreached) as failure,
    ):
        way.capabilities()
    assert (failure.value.cause, failure.value.sent) == ("tls", False)
