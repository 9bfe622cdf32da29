"""The channel carries bytes and tells the truth about whether they may have arrived."""

import socket
from datetime import UTC, timedelta

import pytest

from packtrail.protocol import dsse, messages
from packtrail.protocol.blobs import Upload
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.session import SessionGrant, SessionRequest
from packtrail.sync.over_http import HttpChannel
from packtrail.sync.proxy_route import Proxy, ProxyLogin
from packtrail.sync.wire import MAX_REPLY_BYTES, Way
from packtrail.usecases.ports import Unreached
from tests.sync.faulty_hub import cut, faulty_hub, saying, silent
from tests.sync.proxy import forward_proxy
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


def dated(offset=timedelta(0)):
    return f"Date: {(MORNING + offset).astimezone(UTC):%a, %d %b %Y %H:%M:%S} GMT"


def test_the_date_of_an_answer_is_set_beside_our_clock():
    ahead = saying("200 OK", b"{}", dated(timedelta(minutes=7)))
    with faulty_hub(ahead) as (url, _), channel(url, boot_id="b1") as way:
        sample = way.capabilities().clock
    assert sample.server_at == MORNING + timedelta(minutes=7)
    assert sample.device_at == MORNING
    assert sample.boot_id == "b1"
    assert 0 <= sample.rtt_ms < 5_000


@pytest.mark.parametrize(
    "date", ["soon", "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", ""]
)
def test_a_date_that_is_none_says_nothing_of_the_clock(date):
    with faulty_hub(saying("200 OK", b"{}", f"Date: {date}")) as (url, _), channel(url) as way:
        assert way.capabilities().clock is None


def test_a_session_is_asked_for_at_the_hubs_time():
    ahead = saying("200 OK", b"{}", dated(timedelta(minutes=7)))
    with faulty_hub(ahead, SESSION) as (url, requests), channel(url) as way:
        way.capabilities()
        way.open_session()
    asked = dsse.from_json(requests[1].partition(b"\r\n\r\n")[2]).payload
    said = messages.decode(SessionRequest, asked).at - MORNING - timedelta(minutes=7)
    assert abs(said) < timedelta(seconds=5)


def test_a_piece_of_a_photograph_says_where_it_belongs():
    there = saying("204 No Content", b"", "Upload-Offset: 9")
    with faulty_hub(SESSION, there) as (url, requests), channel(url) as way:
        reply = way.append_blob(DIGEST, b"piece", Upload(4, 9))
    assert reply.headers == {"upload-offset": "9"}
    assert b"upload-offset: 4\r\n" in requests[1].lower()
    assert b"content-type: application/offset+octet-stream" in requests[1].lower()


def test_changes_are_asked_for_behind_a_cursor():
    with faulty_hub(SESSION, saying("200 OK"), saying("200 OK")) as (url, requests), channel(url) as way:
        way.changes(None, 100)
        way.changes("c~7", 100)
    assert requests[1].startswith(b"GET /v1/changes?limit=100 HTTP/1.1")
    assert requests[2].startswith(b"GET /v1/changes?limit=100&since=c~7 HTTP/1.1")


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_over_a_proxy_without_its_login_nothing_leaves(scheme):
    with forward_proxy(login="li:secret") as proxy, faulty_hub(SESSION) as (url, requests):
        way = Way(Proxy("http", "127.0.0.1", proxy.port))
        with (
            channel(url.replace("http:", f"{scheme}:"), way=way) as over,
            pytest.raises(Unreached) as failure,
        ):
            over.put_batch(DIGEST, b"frozen")
        assert (failure.value.cause, failure.value.sent) == ("proxy_login", False)
        assert requests == []
        assert proxy.refused == 1


def test_over_a_proxy_with_its_login_the_batch_arrives(caplog):
    caplog.set_level(0)
    login = ProxyLogin("li", "se:cret@密")
    with forward_proxy(login="li:se:cret@密") as proxy:
        with faulty_hub(SESSION, saying("200 OK", b"receipt")) as (url, requests):
            way = Way(Proxy("http", "127.0.0.1", proxy.port, login))
            with channel(url, way=way) as over:
                assert over.put_batch(DIGEST, b"frozen").body == b"receipt"
        assert proxy.refused == 0
    assert all(b"proxy-authorization" not in request.lower() for request in requests)
    assert "cret" not in caplog.text
    assert "cret" not in repr(way)


def test_a_proxy_that_is_not_there_means_that_nothing_left():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    way = Way(Proxy("http", "127.0.0.1", port))
    with channel("http://hub.test", way=way) as over, pytest.raises(Unreached) as failure:
        over.capabilities()
    assert (failure.value.cause, failure.value.sent) == ("refused", False)
