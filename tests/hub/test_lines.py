"""What comes over a line that is slow, cut, encrypted or hostile is waited for so long, and no longer."""

import contextlib
import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta

import httpx2
import pytest
from click.testing import CliRunner
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from packtrail.protocol import problems
from packtrail_hub import border
from packtrail_hub.cli import main
from packtrail_hub.hub import open_hub
from packtrail_hub.punctual import PunctualProtocol
from packtrail_hub.server import Listening, make_server

HEAD = b"\r\n".join(
    (
        b"POST /v1/sessions HTTP/1.1",
        b"Host: hub",
        b"Content-Type: application/json",
        b"Content-Length: 100",
        b"\r\n",
    )
)


@contextlib.contextmanager
def running(hub, **options):
    """The URL of the hub on a real socket."""
    server, bound, url = make_server(hub, "127.0.0.1", 0, **options)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    thread.start()
    try:
        yield url
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def line(in_sqlite, clock, monkeypatch):
    """A raw connection to a hub that has little patience."""
    monkeypatch.setattr(border, "PAUSE_S", 0.05)
    monkeypatch.setattr(PunctualProtocol, "head_s", 0.05)
    hub = open_hub(in_sqlite, clock=clock, new_id=lambda: "1", name="x")
    with running(hub) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            yield connection
    hub.engine.dispose()


def answered(connection):
    """Everything until the hub hangs up: status and problem."""
    got = b""
    while part := connection.recv(10_000):
        got += part
    head, _, body = got.partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), problems.decode(body)


def test_a_body_that_does_not_come_is_not_waited_for(line):
    line.sendall(HEAD + b"half of it")
    status, problem = answered(line)
    assert (status, problem.code, problem.retry, problem.stored) == (408, "BT-1007", "same_bytes", False)


def test_a_body_that_ends_early_is_no_fault_of_the_hub(line):
    line.sendall(HEAD + b"half of it")
    line.shutdown(socket.SHUT_WR)
    while line.recv(10_000):
        continue  # no error is logged: the test would fail for it


@pytest.mark.parametrize("begun", [b"", b"GET /v1/hea", HEAD[:-2]])
def test_a_head_that_does_not_come_is_not_waited_for(line, begun):
    line.sendall(begun)
    assert line.recv(100) == b""


def test_a_head_that_does_not_end_is_refused(line):
    with contextlib.suppress(ConnectionError):
        line.sendall(b"GET /v1/health HTTP/1.1\r\nX-Long: " + b"x" * 100_000)
        assert line.recv(100).startswith(b"HTTP/1.1 400 ")


def test_a_second_request_on_one_connection_has_its_own_time(line):
    for _ in range(3):
        line.sendall(b"GET /v1/health HTTP/1.1\r\nHost: hub\r\n\r\n")
        got = b""
        while not got.endswith(b"}"):
            got += line.recv(10_000)
        assert got.startswith(b"HTTP/1.1 200 ")
    line.sendall(b"GET /v1/hea")
    assert line.recv(100) == b""


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1 and its key, in two files."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "hub.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    for file, encryption in (
        ("hub.key", serialization.NoEncryption()),
        ("locked.key", serialization.BestAvailableEncryption(b"secret")),
    ):
        (folder / file).write_bytes(
            key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
        )
    return folder


def test_a_station_reaches_the_hub_over_tls(hub, certificate, make_station, clock):
    listening = Listening(tls_certificate=certificate / "hub.pem", tls_key=certificate / "hub.key")
    trusted = ssl.create_default_context(cafile=str(certificate / "hub.pem"))
    with running(hub, listening=listening) as url:
        assert url.startswith("https://127.0.0.1:")
        there = url.replace("127.0.0.1", "localhost")
        with httpx2.Client(base_url=there, verify=trusted) as client:
            station = make_station(client, clock)
            station.enrol()
            station.open_session().open_epoch()
            assert station.send().counts["accepted"] == 1
        with httpx2.Client(base_url=there) as client, pytest.raises(httpx2.ConnectError):
            client.get("/v1/health")  # nobody vouches for the certificate


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--tls-key", "hub.key"], "--tls-key needs --tls-certificate"),
        (["--tls-certificate", "hub.key"], "hub.key"),
        (["--tls-certificate", "hub.pem", "--tls-key", "locked.key"], "hub.pem"),
        (["--tls-certificate", "gone.pem"], "gone.pem"),
    ],
)
def test_files_that_tls_cannot_be_spoken_with_are_told_before_anything_starts(
    certificate, tmp_path, options, said
):
    placed = [each if each.startswith("--") else str(certificate / each) for each in options]
    told = CliRunner().invoke(main, ["serve", "--database", str(tmp_path / "hub.db"), *placed])
    assert told.exit_code == 2
    assert said in told.output
    assert not (tmp_path / "hub.db").exists()
