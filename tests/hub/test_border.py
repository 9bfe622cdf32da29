"""Whatever is sent, the answer is a problem document and never a fault of the hub."""

import json
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from packtrail.protocol import capabilities as told
from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.problems import CATALOGUE
from packtrail_hub import api
from packtrail_hub.api import contract, contract_text, create_app

STORES = ("sqlite",)  # what is refused before anything is read or written: no database makes a difference

JSON = {"Content-Type": "application/json"}
KEPT = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
PUT = "/v1/batches/sha256:" + "0" * 64


def problem(answer):
    told_ = problems.decode(answer.content)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == told_.request_id
    assert CATALOGUE[told_.code].type_uri == told_.type
    assert told_.title
    assert told_.detail
    return answer.status_code, told_.code


def test_the_hub_says_what_it_takes(client, clock):
    read = messages.decode(told.Capabilities, client.get("/v1/capabilities").content)
    assert (read.server_time, read.is_sandbox) == (clock(), True)
    assert "intake" in read.record_types
    assert read.limits.for_batches().max_records == 500


def test_the_hub_is_well(client):
    assert client.get("/v1/health").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/v1/enrolments", "/v1/sessions"])
@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (400, "BT-1001")),
        (b"{", (400, "BT-1001")),
        (b"[" * 60_000, (400, "BT-1001")),
        (b"\xff\xfe", (400, "BT-1001")),
        (b'{"payload":"e30=","payloadType":"x","signatures":[{"keyid":"k","sig":""}]}', (422, "BT-1001")),
        (b'{"payload":"\xc3\xa9","payloadType":"x","signatures":[{"keyid":"k","sig":""}]}', (400, "BT-1001")),
        (b"x" * 70_000, (413, "BT-1013")),
    ],
)
def test_other_bytes_are_refused(client, path, body, expected):
    assert problem(client.post(path, content=body, headers=JSON)) == expected


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "multipart/form-data; boundary=x"},
    ],
)
def test_another_media_type_is_refused(client, headers):
    assert problem(client.post("/v1/sessions", content=b"{}", headers=headers)) == (415, "BT-1019")


@pytest.mark.parametrize("length", ["99999999", "9" * 30, "-1", "x"])
def test_a_length_beyond_the_limit_is_refused_unread(client, length):
    answer = client.post("/v1/sessions", content=b"{}", headers={**JSON, "Content-Length": length})
    assert problem(answer) == (413, "BT-1013")


def test_a_body_that_grows_beyond_the_limit_is_not_read_on(client):
    def endless():
        for _ in range(100):
            yield b"x" * 10_000

    assert problem(client.post("/v1/sessions", content=endless(), headers=JSON)) == (413, "BT-1013")


def test_a_flood_of_headers_is_refused(client):
    headers = {f"X-{at}": "y" for at in range(80)}
    assert problem(client.get("/v1/health", headers=headers)) == (431, "BT-1013")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v2/batches", 404),
        ("GET", "/v1/../etc/passwd", 404),
        ("GET", "/docs", 404),
        ("DELETE", "/v1/capabilities", 405),
        ("GET", "/v1/sessions", 405),
    ],
)
def test_a_call_that_there_is_not_is_answered_so(client, method, path, status):
    assert problem(client.request(method, path)) == (status, "BT-1020")


@pytest.mark.parametrize(("method", "path"), [("PUT", PUT), ("GET", PUT), ("GET", "/v1/stations/x/cursor")])
def test_without_a_session_nothing_is_told(client, method, path):
    assert problem(client.request(method, path, headers=JSON)) == (401, "BT-1014")


@KEPT
@given(body=st.binary(max_size=200), path=st.sampled_from(["/v1/enrolments", "/v1/sessions"]))
def test_no_bytes_whatever_are_a_fault_of_the_hub(client, body, path):
    assert problem(client.post(path, content=body, headers=JSON))[0] in {400, 422}


@KEPT
@given(
    value=st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda x: (
            st.lists(x, max_size=3)
            | st.dictionaries(
                st.sampled_from(["payload", "payloadType", "signatures", "keyid", "sig"]), x, max_size=5
            )
        ),
    )
)
def test_no_json_whatever_is_a_fault_of_the_hub(station, value):
    body = json.dumps(value).encode()
    for method, path in (("POST", "/v1/sessions"), ("POST", "/v1/enrolments"), ("PUT", PUT)):
        answer = station.client.request(method, path, content=body, headers=station.headers)
        assert problem(answer)[0] in {400, 422}


@KEPT
@given(path=st.text(max_size=30).map(partial(quote, safe="/")))
def test_no_path_whatever_is_a_fault_of_the_hub(station, path):
    answer = station.client.get("/v1/batches/" + path, headers=station.headers)
    assert problem(answer)[0] == 404


@KEPT
@given(payload=st.binary(max_size=200))
def test_no_signed_bytes_whatever_are_a_fault_of_the_hub(station, payload):
    assert problem(station.put(payload)) == (422, "BT-1001")
    for path, kind in (("/v1/enrolments", dsse.ENROLMENT), ("/v1/sessions", dsse.SESSION)):
        assert problem(station.post(path, dsse.signed(kind, payload, station.signer)))[0] == 422


def test_a_database_that_is_busy_is_no_verdict(station, monkeypatch, caplog):
    def busy(*_):
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    monkeypatch.setattr("packtrail_hub.api.receive", busy)
    answer = station.put(station.freeze())
    assert problem(answer) == (503, "BT-1021")
    assert answer.headers["retry-after"] == "5"
    caplog.clear()


def test_a_bug_of_the_hub_is_no_verdict_either_and_is_logged(hub, clock, make_station, monkeypatch, caplog):
    def broken(*_):
        raise ZeroDivisionError

    monkeypatch.setattr("packtrail_hub.api.read_cursor", broken)
    with TestClient(create_app(hub), raise_server_exceptions=False) as client:
        station = make_station(client, clock)
        station.enrol()
        station.open_session()
        answer = client.get(f"/v1/stations/{station.station_id}/cursor", headers=station.headers)
    assert problem(answer) == (500, "BT-9003")
    assert "a fault of the hub" in caplog.text
    caplog.clear()


def test_the_contract_is_the_committed_one():
    """After a change that was meant: ``packtrail-hub openapi > src/packtrail_hub/openapi.json``."""
    committed = Path(api.__file__).with_name("openapi.json").read_text(encoding="utf-8")
    assert json.loads(committed) == json.loads(contract_text())


def test_the_contract_names_every_call(client):
    served = client.get("/openapi.json").json()
    assert served == json.loads(json.dumps(contract()))
    assert {(method.upper(), path) for path, calls in served["paths"].items() for method in calls} == {
        ("GET", "/v1/health"),
        ("GET", "/v1/capabilities"),
        ("POST", "/v1/enrolments"),
        ("POST", "/v1/sessions"),
        ("PUT", "/v1/batches/{digest}"),
        ("GET", "/v1/batches/{digest}"),
        ("GET", "/v1/stations/{station_id}/cursor"),
        ("GET", "/v1/changes"),
        ("HEAD", "/v1/blobs/{digest}"),
        ("PATCH", "/v1/blobs/{digest}"),
        ("POST", "/v1/stations/{station_id}/keys"),
        ("POST", "/v1/stations/{station_id}/stock-checks"),
        ("GET", "/v1/refdata"),
        ("GET", "/v1/refdata/{dataset}"),
        ("GET", "/v1/units/{code}"),
        ("POST", "/v1/units/lookup"),
    }
