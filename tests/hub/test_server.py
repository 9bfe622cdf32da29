"""The hub as it is really run: a child process, real sockets, and a kill at the worst moment."""

import json
import signal
import threading
from datetime import UTC, datetime
from functools import partial

import httpx2
import pytest
from click.testing import CliRunner

from packtrail import __version__
from packtrail.protocol import batch, canonical, problems
from packtrail.protocol.receipt import verify_receipt
from packtrail_hub.cli import main
from packtrail_hub.server import make_server
from tests.hub.processes import Child

OUTLET = "91430100MA0FAKE013"


@pytest.fixture
def start(tmp_path):
    children = []

    def run(*options, **more):
        children.append(Child(tmp_path, *options, **more))
        return children[-1]

    yield run
    for child in children:
        child.clear()


@pytest.fixture
def on_a_socket(hub):
    """The fixture's hub behind a real socket."""
    server, bound, url = make_server(hub, "127.0.0.1", 0)
    running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    running.start()
    with httpx2.Client(base_url=url) as client:
        yield client
    server.should_exit = True
    running.join()
    bound.close()


def code_of(answer):
    told = problems.decode(answer.content)
    return answer.status_code, told.code, told.next_expected_seq


def test_a_whole_day_over_a_real_socket(on_a_socket, make_station, clock):
    station = make_station(on_a_socket, clock)
    station.enrol()
    station.open_session().open_epoch()
    packs = [station.take_in() for _ in range(3)]
    station.write_raw(body={"gross_mass_g": "heavy"})
    station.write_raw(record_type="hologram")
    station.hand_on(*packs[:2])
    frozen = station.freeze()
    first = station.put(frozen)
    got = verify_receipt(first.content, station.hub_keys, expect_batch_digest=batch.digest(frozen))
    assert [each.status for each in got.results] == [
        *["accepted"] * 4,
        "rejected",
        "deferred",
        *["accepted"] * 4,
    ]
    assert station.put(frozen).content == first.content
    station.take_in()
    station.take_in()
    assert code_of(station.put(station.freeze(12, 12))) == (409, "BT-1005", 11)
    del station.log[10:]
    station.head = (9, canonical.sha256_digest(station.log[8]))
    station.log.pop()
    station.take_in()
    assert code_of(station.put(station.freeze(10, 10))) == (409, "BT-1006", 11)
    assert station.cursor()["stock"] == {"in_storage": {"pack": 1}, "in_transit": {"pack": 2}}


def test_an_answered_batch_survives_a_kill_at_that_moment(start, make_station):
    clock = partial(datetime.now, UTC)
    child = start("--sandbox")
    station = make_station(child.client, clock)
    station.enrol()
    station.open_session().open_epoch()
    for _ in range(50):
        station.take_in()
    frozen = station.freeze()
    answer = station.put(frozen)
    child.end(signal.SIGKILL)
    assert answer.status_code == 200
    station.client = start("--sandbox").client
    state = station.client.get(f"/v1/batches/{batch.digest(frozen)}", headers=station.headers).json()
    assert canonical.canonical(state["receipt"]) == answer.content
    assert station.put(frozen).content == answer.content


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_cleanly(start, how):
    child = start()
    assert child.client.get("/v1/health").status_code == 200
    assert child.end(how) == (0, "")
    assert not child.ready.exists()


def test_a_port_that_is_taken_is_said_in_words(start, tmp_path):
    port = start().client.base_url.port
    told = CliRunner().invoke(main, ["serve", "--port", str(port), "--database", str(tmp_path / "other.db")])
    assert told.exit_code == 1
    assert f"127.0.0.1:{port}" in told.output


def test_a_hub_listens_on_ipv6_too(hub):
    server, bound, url = make_server(hub, "::1", 0)
    assert url == f"http://[::1]:{bound.getsockname()[1]}"
    assert server.config.log_level == "warning"
    bound.close()


def test_it_says_its_version():
    assert CliRunner().invoke(main, ["--version"]).output == f"packtrail-hub, version {__version__}\n"


def test_a_code_from_the_command_line_enrols_a_station(store, new_station):
    told = CliRunner().invoke(main, ["enrolment-code", "--database", store, "--outlet-uscc", OUTLET])
    assert told.exit_code == 0
    new_station(is_ready=False).enrol(told.output.strip())


@pytest.mark.parametrize("name", ["gone/hub.db", "nonsense://x"])
def test_a_database_that_cannot_be_opened_is_said_in_words(tmp_path, name):
    where = name if "://" in name else str(tmp_path / name)
    told = CliRunner().invoke(main, ["enrolment-code", "--database", where, "--outlet-uscc", OUTLET])
    assert told.exit_code == 1
    assert where in told.output


def test_a_code_for_no_outlet_is_refused(tmp_path):
    options = ["--database", str(tmp_path / "hub.db"), "--outlet-uscc", "91430100MA0FAKE014"]
    told = CliRunner().invoke(main, ["enrolment-code", *options])
    assert told.exit_code == 2
    assert "--outlet-uscc" in told.output


def test_a_station_is_taken_out_of_service(store, station):
    def revoke(station_id):
        options = ["--database", store, station_id]
        return CliRunner().invoke(main, ["revoke-station", *options]).exit_code

    assert (revoke(station.station_id), revoke("01a1f684-8f48-7a11-8a00-000000001041")) == (0, 1)
    assert code_of(station.ask_for_session())[:2] == (403, "BT-1004")


def test_the_contract_is_printed():
    told = CliRunner().invoke(main, ["openapi"])
    assert "/v1/batches/{digest}" in json.loads(told.output)["paths"]
