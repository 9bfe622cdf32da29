"""The phones' server against what strangers send: bounded, one status, nothing said to who isn't paired."""

import asyncio
import datetime as dt
import logging
import socket
import ssl
import threading
import time

import pytest

from packtrail.devices.phone import listener, messages
from packtrail.devices.phone.certificate import certificate_for
from packtrail.devices.phone.doors import LARGEST_PICTURE, Shot
from packtrail.devices.phone.guard import MOST_TRIES, PAIRING_S, Guard
from packtrail.devices.phone.phone_server import PhoneServer
from packtrail.domain.phones import PairedPhone, digest_of
from tests.desk.phone_client import Errand, Phone

NOW = dt.datetime(2026, 5, 4, 9, 0, tzinfo=dt.UTC)
PHONE_ID, SECRET = "a" * 32, "s3cret"
SCAN_ID = "b" * 32
PICTURE = b"\xff\xd8\xff" + b"\0" * 1000


@pytest.fixture
def server(qapp, tmp_path):
    server = PhoneServer()
    server.start("127.0.0.1", 48743, certificate_for("127.0.0.1", tmp_path / "phone", NOW))
    server.let_in([PairedPhone(phone_id=PHONE_ID, name="", secret_sha256=digest_of(SECRET))])
    yield server
    server.stop()


@pytest.fixture
def phone(server):
    phone = Phone(server.offer_pairing())
    phone.credential = f"{PHONE_ID}.{SECRET}"
    return phone


def raw(phone):
    """A line to the server on which anything can be said."""
    address, port = phone.host.split(":")
    plain = socket.create_connection((address, int(port)), timeout=30)
    return ssl._create_unverified_context().wrap_socket(plain)


def said(line, content: bytes) -> bytes:
    line.sendall(content)
    return line.recv(100).split(b"\r\n")[0]


def test_whoever_is_not_paired_gets_the_page_and_401_for_all_else(phone):
    phone.credential = f"{PHONE_ID}.wrong"
    assert phone.ask("GET", "/")[0] == 200
    for method, path in (("GET", "/hello"), ("GET", "/favicon.ico"), ("PUT", "/shot"), ("OPTIONS", "/shot")):
        assert phone.ask(method, path) == (401, b"")
    assert phone.shoot(PICTURE) == (401, b"")
    assert phone.ask("GET", "/hello", Authorization="Bearer " + "é") == (400, b"")


def test_the_page_takes_nothing_from_elsewhere_and_lets_no_one_frame_it(phone):
    for path in ("/", "/page.css", "/page.js", "/queue.js"):
        status, content = phone.ask("GET", path)
        assert (status, b"http://" in content, b"https://" in content, b"<script>" in content) == (
            200, False, False, False,
        )  # fmt: skip
    line = raw(phone)
    line.sendall(f"GET / HTTP/1.1\r\nHost: {phone.host}\r\n\r\n".encode())
    head = line.recv(2000).decode()
    line.close()
    assert "Content-Security-Policy: default-src 'none'; script-src 'self'" in head
    assert "frame-ancestors 'none'" in head
    assert "Access-Control" not in head


def test_another_page_and_another_name_are_refused_even_with_the_secret(phone):
    assert phone.shoot(PICTURE, Origin="https://evil.example") == (403, b"")
    assert phone.shoot(PICTURE, Origin="null") == (403, b"")
    assert phone.ask("GET", "/", Host="evil.example") == (421, b"")
    assert phone.ask("POST", "/pair", b"{}", Content_Type="application/json") == (403, b"")


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"scan_id": "no"}, 400),
        ({"kind": "film"}, 400),
        ({"X_Scan_Age": "-1"}, 400),
        ({"X_Scan_Age": "9" * 400}, 400),
        ({"Content_Type": "text/html"}, 415),
    ],
)
def test_a_shot_that_is_not_as_the_page_sends_it_is_refused(phone, fields, status):
    assert phone.shoot(PICTURE, **fields) == (status, b"")


def test_what_is_no_jpeg_or_too_large_is_refused_before_it_is_kept(phone):
    assert phone.shoot(b"GIF89a" + b"\0" * 100) == (415, b"")
    line = raw(phone)
    head = (
        f"POST /shot HTTP/1.1\r\nHost: {phone.host}\r\nOrigin: {phone.origin}\r\nContent-Type: image/jpeg\r\n"
        f"Authorization: Bearer {phone.credential}\r\nX-Scan-Id: {SCAN_ID}\r\nX-Scan-Kind: live\r\n"
        f"Content-Length: {LARGEST_PICTURE + 1}\r\n\r\n"
    )
    assert said(line, head.encode()) == b"HTTP/1.1 413 Request Entity Too Large"
    line.close()


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", 400),
        (b"GET /../../etc/passwd?x HTTP/1.1\r\n\r\n", 400),
        (b"\x16\x03\x01\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"".join(b"a%d: b\r\n" % n for n in range(61)) + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nA: " + b"x" * 9000 + b"\r\n\r\n", 431),
    ],
)
def test_an_odd_head_gets_a_status_and_the_line_is_closed(phone, sent, status):
    line = raw(phone)
    assert said(line, sent).startswith(f"HTTP/1.1 {status} ".encode())
    while line.recv(4096):
        pass
    line.close()


def test_bodies_in_chunks_and_huge_notes_are_refused(phone):
    note = b'{"token": "' + b"x" * 5000 + b'"}'
    fields = {"Origin": phone.origin, "Content_Type": "application/json"}
    assert phone.ask("POST", "/pair", note, **fields) == (413, b"")
    for odd in (b"[" * 1000, b"{}", b'{"token": 7}', b'{"token": "\\u00e9"}'):
        assert phone.ask("POST", "/pair", odd, **fields)[0] == 401
    fields["Transfer_Encoding"] = "chunked"
    assert phone.ask("POST", "/pair", b"0\r\n\r\n", **fields) == (411, b"")


def test_one_address_holds_a_few_lines_and_the_rest_is_hung_up_on(phone):
    lines = [raw(phone) for _ in range(listener.MOST_OF_ONE)]
    with pytest.raises(OSError, match=r"."):
        raw(phone)
    for line in lines:
        line.close()
    limit = time.monotonic() + 10
    while time.monotonic() < limit:  # what was let go is free again at once
        try:
            raw(phone).close()
        except OSError:
            continue
        break
    assert phone.ask("GET", "/")[0] == 200


def test_who_is_slow_is_shut_out(phone, monkeypatch):
    monkeypatch.setattr(messages, "HEAD_S", 0.2)
    monkeypatch.setattr(messages, "IDLE_S", 0.2)
    monkeypatch.setattr(messages, "BODY_S", 0.2)
    silent, slow, hungry = raw(phone), raw(phone), raw(phone)
    slow.sendall(b"GET / HTTP/1.1\r\nHost:")
    hungry.sendall(
        f"POST /pair HTTP/1.1\r\nHost: {phone.host}\r\nOrigin: {phone.origin}\r\n"
        "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{".encode()
    )
    for line in (silent, slow, hungry):
        line.settimeout(10)
        assert line.recv(100) == b""
        line.close()


def test_who_never_shakes_hands_is_shut_out(phone, monkeypatch):
    monkeypatch.setattr(listener, "HANDSHAKE_S", 0.2)
    address, port = phone.host.split(":")
    mute = socket.create_connection((address, int(port)), timeout=10)
    assert mute.recv(10) == b""
    mute.close()


def test_refusals_are_logged_once_without_what_was_sent(phone, caplog):
    caplog.set_level(logging.INFO, "packtrail.phone")
    for _ in range(3):
        phone.ask("GET", "/hello", Authorization="Bearer x.hidden-word")
    assert [record.getMessage() for record in caplog.records if "unpaired" in record.getMessage()] == [
        '{"event": "phone_refused", "why": "unpaired", "address": "127.0.0.1"}'
    ]
    assert "hidden-word" not in caplog.text


def test_a_shot_reaches_the_desk_whole_and_its_answer_the_phone(server, phone, qtbot):
    shots: list[Shot] = []
    server.shot.connect(lambda shot: (shots.append(shot), shot.reply({"tone": "ok"})))
    errand = Errand(lambda: phone.shoot(PICTURE, scan_id=SCAN_ID, kind="live", age_ms=7))
    qtbot.waitUntil(lambda: errand.is_done, timeout=10_000)
    assert errand.result == (200, {"tone": "ok"})
    (shot,) = shots
    assert (shot.scan_id, shot.phone_id, shot.is_live, shot.age_ms, shot.content) == (
        SCAN_ID, PHONE_ID, True, 7, PICTURE,
    )  # fmt: skip


def test_a_desk_that_can_not_take_it_now_says_come_again(server, phone, qtbot):
    server.shot.connect(lambda shot: shot.reply(None))
    errand = Errand(lambda: phone.shoot(PICTURE))
    qtbot.waitUntil(lambda: errand.is_done, timeout=10_000)
    assert errand.result == (503, b"")


def test_the_next_port_is_taken_where_one_is_in_use(server, qapp, tmp_path):
    other = PhoneServer()
    port = other.start("127.0.0.1", 48743, certificate_for("127.0.0.1", tmp_path / "phone", NOW))
    assert (port, other.origin) == (48744, "https://127.0.0.1:48744")
    other.stop()


def test_the_certificate_stays_until_it_ends_or_the_address_is_another(tmp_path):
    first = certificate_for("192.168.1.5", tmp_path, NOW)
    assert first.key.stat().st_mode & 0o777 == 0o600
    assert certificate_for("192.168.1.5", tmp_path, NOW).fingerprint == first.fingerprint
    later = NOW + dt.timedelta(days=771)
    renewed = certificate_for("192.168.1.5", tmp_path, later)
    moved = certificate_for("192.168.1.6", tmp_path, later)
    first.key.write_bytes(b"damaged")
    mended = certificate_for("192.168.1.6", tmp_path, later)
    prints = {each.fingerprint for each in (first, renewed, moved, mended)}
    assert len(prints) == 4


def test_a_pairing_word_holds_once_for_ten_minutes_and_a_few_guesses():
    now = [0.0]
    guard = Guard(clock=lambda: now[0])
    word = guard.offer()
    assert (guard.takes("wrong"), guard.takes(word), guard.takes(word)) == (False, True, False)
    word = guard.offer()
    now[0] = PAIRING_S
    assert (guard.is_offering, guard.takes(word)) == (False, False)
    word = guard.offer()
    assert not any(guard.takes(f"guess {number}") for number in range(MOST_TRIES))
    assert not guard.takes(word)


def test_a_thread_that_comes_up_too_late_is_said_and_ends_at_once(qapp, tmp_path, monkeypatch):
    go, run = threading.Event(), asyncio.run

    def late(work):
        assert go.wait(20)
        return run(work)

    monkeypatch.setattr(listener, "START_S", 0.0)
    monkeypatch.setattr(listener.asyncio, "run", late)
    server = PhoneServer()
    with pytest.raises(OSError, match="thread"):
        server.start("127.0.0.1", 48753, certificate_for("127.0.0.1", tmp_path / "phone", NOW))
    (thread,) = [each for each in threading.enumerate() if each.name == "packtrail-phone"]
    go.set()
    thread.join(20)
    assert (thread.is_alive(), server.origin) == (False, "")
    with socket.socket() as again:  # the port is free
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", 48753))
