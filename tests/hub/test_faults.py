"""A hub goes wrong as its script says, and a station's records are where the step says that they are."""

import threading
from contextlib import contextmanager

import httpx2
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from packtrail.protocol import batch, dsse, messages, problems
from packtrail.protocol.capabilities import Capabilities
from packtrail.protocol.changes import verify_changes
from packtrail.protocol.receipt import ReceiptDisputed, verify_receipt
from packtrail.sync.wire import MAX_REPLY_BYTES
from packtrail_hub.cli import main
from packtrail_hub.fault_script import parse_script
from packtrail_hub.faults import HungUp, faulty_app
from packtrail_hub.hub import open_hub
from packtrail_hub.server import make_server
from tests.sync.hub_child import HubChild

STORES = ("sqlite",)  # what goes wrong lies in front of the hub: no database makes a difference

KEPT, NOT_KEPT = 3, 1
"""The next seq that the hub expects when it has the two records of ``sending``, and when it has none."""


@pytest.fixture
def faulty(hub, clock, make_station):
    """A station with two records unsent, at a hub that goes wrong as told."""
    with_clients = []

    def begin(script):
        client = TestClient(faulty_app(hub, parse_script(script)))
        with_clients.append(client.__enter__())
        station = make_station(client, clock)
        station.enrol()
        station.open_session().open_epoch()
        station.take_in()
        return station

    yield begin
    for client in with_clients:
        client.__exit__(None, None, None)


def next_seq(station):
    epochs = station.cursor()["epochs"]
    return epochs[-1]["next_expected_seq"] if epochs else NOT_KEPT


def verified(station, answer, frozen):
    return verify_receipt(answer.content, station.hub_keys, expect_batch_digest=batch.digest(frozen))


@pytest.mark.parametrize(
    ("step", "then"),
    [
        ("drop_before", NOT_KEPT),
        ("drop_after_commit", KEPT),
        ("truncate", KEPT),
    ],
)
def test_it_hangs_up_before_or_after_the_commit(faulty, step, then):
    station = faulty(f"put_batch 1 {step}")
    frozen = station.freeze()
    with pytest.raises(HungUp):
        station.put(frozen)
    assert next_seq(station) == then
    assert verified(station, station.put(frozen), frozen).batch_status == "accepted"


@pytest.mark.parametrize(
    ("step", "status", "then"),
    [
        ("429(27)", 429, NOT_KEPT),
        ("refuse(BT-1003)", 409, NOT_KEPT),
        ("fork", 409, NOT_KEPT),
        ("schema_sunset", 422, NOT_KEPT),
        ("500_after_commit", 500, KEPT),
    ],
)
def test_a_refusal_says_truly_whether_the_batch_is_stored(faulty, step, status, then):
    station = faulty(f"put_batch 1 {step}")
    answer = station.put(station.freeze())
    told = problems.decode(answer.content)
    assert (answer.status_code, told.stored) == (status, then == KEPT)
    assert next_seq(station) == then


def test_too_many_requests_say_when_to_come_back(faulty):
    station = faulty("put_batch 1 429(27)")
    assert station.put(station.freeze()).headers["retry-after"] == "27"


@pytest.mark.parametrize("step", ["empty", "huge", "wrong_charset", "other_batch", "bad_receipt_signature"])
def test_a_garbled_answer_is_no_receipt_for_the_batch_that_the_hub_holds(faulty, step):
    station = faulty(f"put_batch 1 {step}")
    frozen = station.freeze()
    answer = station.put(frozen)
    assert answer.status_code == 200
    with pytest.raises(ReceiptDisputed):
        verified(station, answer, frozen)
    assert next_seq(station) == KEPT


def test_a_huge_answer_is_more_than_a_station_reads(faulty):
    station = faulty("put_batch 1 huge")
    assert len(station.put(station.freeze()).content) > MAX_REPLY_BYTES


def test_a_portals_page_is_not_the_hub(faulty):
    station = faulty("put_batch 1 html")
    answer = station.put(station.freeze())
    assert answer.headers["content-type"].startswith("text/html")
    assert next_seq(station) == NOT_KEPT


def test_a_hub_that_forgets_gives_a_good_receipt_and_keeps_nothing(faulty):
    station = faulty("put_batch 1 forget")
    frozen = station.freeze()
    first = verified(station, station.put(frozen), frozen)
    assert next_seq(station) == NOT_KEPT
    again = verified(station, station.put(frozen), frozen)
    assert (first.receipt_seq, again.receipt_seq) == (1, 1)
    assert next_seq(station) == KEPT


def test_a_record_is_rejected_with_the_code_that_was_asked_for(faulty):
    station = faulty("put_batch 1 reject(BT-2005)")
    told = station.send()
    assert [(each.status, each.issues[0].code) for each in told.results] == [("rejected", "BT-2005")] * 2
    assert station.cursor()["unresolved_count"] == 2


def test_so_many_records_are_put_off(faulty):
    station = faulty("put_batch 1 defer(1)")
    assert [each.status for each in station.send().results] == ["deferred", "accepted"]
    assert station.send().results[0].first_status == "deferred"


def test_what_is_wrong_by_itself_is_not_made_better(faulty):
    station = faulty("put_batch 1 defer(5)")
    station.write_raw(body={"gross_mass_g": "heavy"})
    assert [each.status for each in station.send().results] == ["deferred", "deferred", "rejected"]


def test_the_clock_is_wrong_for_one_request(faulty, clock):
    station = faulty("session 2 clock_skew(-26)")
    answer = station.ask_for_session()
    assert problems.decode(answer.content).code == "BT-1008"
    assert station.ask_for_session().status_code == 200


def test_after_a_sunset_it_says_what_it_speaks(faulty):
    station = faulty("capabilities 1 schema_sunset")
    told = messages.decode(Capabilities, station.client.get("/v1/capabilities").content)
    assert {window.min for window in told.schemas.values()} == {"9.0"}


def test_what_no_line_names_goes_right(faulty):
    station = faulty("put_batch 2 drop_before")
    assert station.send().batch_status == "accepted"


def test_the_platform_behind_refuses_afterwards_what_the_hub_accepted(faulty):
    station = faulty("put_batch 1 authority_reject_later")
    receipt = station.send()
    assert receipt.batch_status == "accepted"
    page = station.client.get("/v1/changes", headers=station.headers)
    told = verify_changes(
        page.content, station.hub_keys, expect_station_id=station.station_id, expect_since=None
    )
    assert [(each.kind, each.record_id, each.status) for each in told.changes] == [
        ("authority_ack", result.record_id, "rejected") for result in receipt.results
    ]


def test_from_a_request_on_it_signs_with_another_key_that_the_old_one_vouches_for(faulty):
    station = faulty("put_batch 1 rotate_server_key")
    frozen = station.freeze()
    answer = station.put(frozen)
    with pytest.raises(ReceiptDisputed, match="unknown_key"):
        verified(station, answer, frozen)
    told = messages.decode(Capabilities, station.client.get("/v1/capabilities").content)
    (rotation,) = told.key_rotations
    assert rotation.old_key_id in station.hub_keys
    station.hub_keys[rotation.key_id] = bytes.fromhex(rotation.public_key)
    assert verified(station, answer, frozen).batch_status == "accepted"
    assert station.ask_for_session().status_code == 200


def test_only_a_sandbox_goes_wrong_on_purpose(tmp_path, clock):
    strict = open_hub(str(tmp_path / "strict.db"), clock=clock, new_id=str, name="strict")
    with pytest.raises(ValueError, match="sandbox"):
        faulty_app(strict, parse_script(""))
    strict.engine.dispose()


@contextmanager
def on_a_socket(hub, script):
    """A hub that goes wrong, behind a real socket."""
    server, bound, url = make_server(hub, "127.0.0.1", 0, faults=parse_script(script))
    running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
    running.start()
    try:
        with httpx2.Client(base_url=url) as client:
            yield client
    finally:
        server.should_exit = True
        running.join()
        bound.close()


@pytest.mark.parametrize(
    ("step", "then"), [("drop_before", NOT_KEPT), ("drop_after_commit", KEPT), ("truncate", KEPT)]
)
def test_on_a_socket_the_connection_breaks_and_no_error_is_logged(hub, make_station, clock, step, then):
    with on_a_socket(hub, f"put_batch 1 {step}") as client:
        station = make_station(client, clock)
        station.enrol()
        station.open_session().open_epoch()
        station.take_in()
        frozen = station.freeze()
        with pytest.raises(httpx2.TransportError):
            station.put(frozen)
        assert next_seq(station) == then
        assert verified(station, station.put(frozen), frozen).batch_status == "accepted"


def test_a_slow_answer_comes_after_the_commit(hub, make_station, clock):
    with on_a_socket(hub, "put_batch 1 slow(1500)") as client:
        station = make_station(client, clock)
        station.enrol()
        station.open_session().open_epoch()
        station.take_in()
        with pytest.raises(httpx2.ReadTimeout):
            client.put(
                f"/v1/batches/{batch.digest(frozen := station.freeze())}",
                content=dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer)),
                headers=station.headers,
                timeout=0.5,
            )
        assert next_seq(station) == KEPT


def test_a_hub_with_real_records_never_goes_wrong_on_purpose(tmp_path):
    told = CliRunner().invoke(
        main, ["serve", "--database", str(tmp_path / "hub.db"), "--faults", "* 1 html;"]
    )
    assert told.exit_code == 2
    assert "--sandbox" in told.output
    assert not (tmp_path / "hub.db").exists()


@pytest.mark.parametrize("script", ["put_batch 1 explode", "gone.txt"])
def test_a_script_that_cannot_be_followed_is_told_before_the_hub_starts(tmp_path, script):
    options = ["serve", "--sandbox", "--database", str(tmp_path / "hub.db"), "--faults", script]
    told = CliRunner().invoke(main, options)
    assert told.exit_code == 2
    assert "--faults" in told.output
    assert not (tmp_path / "hub.db").exists()


def test_a_script_in_a_file_is_read_and_the_log_says_so(tmp_path, make_station):
    (tmp_path / "faults.txt").write_text("capabilities 1 429(3)\n", encoding="utf-8")
    child = HubChild(tmp_path, "--sandbox", "--faults", str(tmp_path / "faults.txt"))
    with httpx2.Client(base_url=child.url) as client:
        assert [client.get("/v1/capabilities").status_code for _ in range(2)] == [429, 200]
    output = child.end()
    assert "FAULT SIMULATOR" in output
    assert "capabilities 1: 429" in output
