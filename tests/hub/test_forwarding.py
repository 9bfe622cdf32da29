"""A hub as relay: what came in reaches the next hub once, whatever happens, and its word comes back."""

import json
import shutil
import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from sqlalchemy import func, select

from packtrail.domain.sync_state import AckLevel
from packtrail.protocol import batch, messages, problems
from packtrail.protocol.capabilities import Capabilities
from packtrail.protocol.receipt import verify_receipt
from packtrail.protocol.relayed_receipt import RelayedReceipt, packed
from packtrail_hub import database
from packtrail_hub.forwarding import back_off, lease, outbox
from packtrail_hub.forwarding.background import Forwarder, forward_once
from packtrail_hub.forwarding.next_hub import forget_next_hub, name_next_hub, next_hubs
from packtrail_hub.forwarding.rounds import wire_to
from packtrail_hub.forwarding.wire import Reply
from packtrail_hub.key_rotation import rotate_key
from packtrail_hub.station_keys import revoke_station
from packtrail_hub.tables import batch as batches
from packtrail_hub.tables import forward_answer, record
from tests.hub.conftest import OTHER_OUTLET, OUTLET, START
from tests.hub.relaying import at, lines_at, opened, pass_on, relay_to, served, told
from tests.hub.test_station_keys import go_over

on_sqlite = pytest.mark.parametrize("store", ["sqlite"], indirect=True)


class Killed(BaseException):
    """The relay's process ends here; nothing catches it on the way."""


@pytest.fixture
def behind(tmp_path, clock, fresh_database):
    """The hub behind the relay."""
    made = opened(shutil.copy(fresh_database, tmp_path / "behind.db"), clock)
    yield made
    made.engine.dispose()


@pytest.fixture
def relayed(hub, behind, new_station):
    """Makes a station of the relay that is bound at the hub behind it too, at ``url``."""
    clients = []

    def make(url, **options):
        station = new_station(**options)
        there = at(station, url)
        clients.append(there.client)
        return station, there

    yield make
    for client in clients:
        client.close()


def receipts_of(changes, keys):
    return [verify_receipt(each.envelope, keys) for each in changes]


def test_what_came_in_is_passed_on_byte_for_byte_and_the_next_hubs_own_word_comes_back(hub, behind, relayed):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        station.take_in()
        frozen = station.freeze(1, 2)
        assert station.put(frozen).status_code == 200
        station.take_in()
        station.send(3, 3)

        assert pass_on(hub).answered == 2

    assert lines_at(behind) == station.log
    first, second = told(station)[0]
    assert first.batch_digest == batch.digest(frozen)
    assert first.hub_name == "上级平台"
    words = receipts_of([first, second], there.hub_keys)
    assert [each.receipt_seq for each in words] == [1, 2]
    assert {each.ack_level for word in words for each in word.results} == {AckLevel.RELAY_ACCEPTED}


@on_sqlite
def test_a_relay_vouches_for_having_a_record_and_the_next_hub_for_the_rest(hub, behind, station):
    station.take_in()
    assert {each.ack_level for each in station.send(1, 1).results} == {AckLevel.RELAY_ACCEPTED}
    relay_to(hub, behind, "http://127.0.0.1:1")

    answer = station.send(2, 2)

    assert {(each.status, each.ack_level) for each in answer.results} == {("accepted", "relay_received")}


@contextmanager
def answering(status, headers, body):
    """Its address: a server that gives this answer to everything."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response_only(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    running.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        running.join()
        server.server_close()


def test_what_nobody_foresaw_rests_one_next_hub_and_no_other(
    hub, behind, relayed, new_station, tmp_path, caplog
):
    with served(behind) as url:
        relay_to(hub, behind, url)
        lost = tmp_path / "gone.pem"
        name_next_hub(hub, OUTLET, url, lost, "relay")  # the first of the two in a round
        relay_to(hub, behind, url, outlet=OTHER_OUTLET)
        held = new_station(label="S1")
        held.send(1, 1)
        station, _ = relayed(url, label="S9", outlet=OTHER_OUTLET)
        station.send(1, 1)

        report = forward_once(hub, "me")

        assert (report.answered, list(report.held.values())) == (1, ["fault"])
        assert "FileNotFoundError" in caplog.text
        caplog.clear()
        assert lines_at(behind) == station.log
        name_next_hub(hub, OUTLET, url, None, "relay")
        at(held, url).client.close()
        assert pass_on(hub).answered == 1


@on_sqlite
@pytest.mark.parametrize(
    "date", ["Mon, 01 Jan 9999 00:00:00 GMT", "Fri, 31 Dec " + "9" * 30 + " 23:59:59 -2300"]
)
def test_a_next_hub_that_dates_its_answers_at_the_end_of_time_is_no_fault(hub, behind, new_station, date):
    refusal = json.dumps({"code": problems.CLOCK_SKEW.code}).encode()
    with answering(401, {"Date": date}, refusal) as url:
        relay_to(hub, behind, url)
        new_station().send(1, 1)
        assert list(pass_on(hub).held.values()) == [problems.CLOCK_SKEW.code]


@on_sqlite
@pytest.mark.parametrize("seq", [2**63, -1, 0, "7", None, True])
def test_a_next_hub_that_lacks_a_seq_that_no_log_has_gets_the_first_again(hub, behind, relayed, seq):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.send(1, 1)
        pass_on(hub)
        station.take_in()
        station.send(2, 2)
        body = json.dumps({"code": problems.SEQ_GAP.code, "next_expected_seq": seq}).encode()

        def refuses_once(relay, target):
            wire = wire_to(relay, target)
            asked, told = wire.put_batch, []

            def put_batch(digest, envelope):
                told.append(digest)
                return Reply(409, body) if len(told) == 1 else asked(digest, envelope)

            wire.put_batch = put_batch
            return wire

        report = pass_on(hub, open_wire=refuses_once)
    assert report.held == {}
    assert lines_at(behind) == station.log


def test_the_word_of_a_hub_that_is_no_longer_the_next_one_is_not_kept(
    hub, behind, relayed, clock, tmp_path, fresh_database
):
    new = opened(shutil.copy(fresh_database, tmp_path / "new.db"), clock, name="新平台")
    with served(behind) as url, served(new) as new_url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        there = at(station, new_url)
        for seq in (1, 2):
            station.send(seq, seq)
            station.take_in()

        report = pass_on(hub, open_wire=_named_anew_meanwhile(lambda: relay_to(hub, new, new_url)))
        assert (report.answered, report.held) == (0, {url: "named_anew"})
        assert told(station)[0] == []
        assert set(_target(hub).keys) == set(there.hub_keys)

        assert pass_on(hub).answered == 2
        assert lines_at(new) == station.log[:2]
        there.client.close()
    new.engine.dispose()


@on_sqlite
@pytest.mark.parametrize("answer", [Reply(503, b""), Reply(409, b"{}"), Reply(200, b"{}")])
def test_a_failure_of_the_hub_before_does_not_keep_the_new_next_hub_waiting(
    hub, behind, relayed, clock, answer
):
    with served(behind) as url:
        relay_to(hub, behind, "http://127.0.0.1:1")
        station, _ = relayed(url)
        station.send(1, 1)
        pass_on(hub, open_wire=_named_anew_meanwhile(lambda: _move(hub, url), answer))
        assert pass_on(hub).answered == 1


def _named_anew_meanwhile(name, answer=None):
    """A wire on whose first request another next hub is named; ``answer`` is what comes then."""

    def opens(relay, target):
        wire = wire_to(relay, target)
        asked, waiting = wire.put_batch, [name]

        def put_batch(digest, envelope):
            reply = answer or asked(digest, envelope)
            while waiting:
                waiting.pop()()
            return reply

        wire.put_batch = put_batch
        return wire

    return opens


@on_sqlite
def test_passing_on_goes_on_after_a_round_that_broke_off(hub, behind, relayed, monkeypatch, caplog):
    broken = []

    def breaks_once(*_):
        if not broken:
            broken.append(1)
            raise TimeoutError  # no connection to the database was free
        return is_due(*_)

    is_due = outbox.is_due
    monkeypatch.setattr(outbox, "is_due", breaks_once)
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.send(1, 1)
        with Forwarder(hub, every_s=0.01):
            found = next(filter(None, (told(station)[0] for _ in range(500))))
    assert len(found) == 1
    caplog.clear()


STEPS = (
    "drop_before", "drop_after_commit", "truncate", "500_after_commit", "429(7)", "html", "empty",
    "wrong_charset", "bad_receipt_signature", "other_batch", "huge", "refuse(BT-9004)",
)  # fmt: skip


@on_sqlite
@pytest.mark.parametrize("step", STEPS)
def test_nothing_is_lost_or_doubled_when_the_next_hub_goes_wrong_at_any_request(
    hub, behind, relayed, clock, step
):
    with served(behind, f"put_batch 1 {step}; put_batch 3-4 {step}") as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        for number in range(3):
            station.take_in()
            station.send(1 if number == 0 else number + 2, number + 2)
        answered = 0
        while answered < 3 and clock() < START + timedelta(hours=6):
            answered += pass_on(hub).answered
            clock.at += timedelta(minutes=20)
    station.open_session()

    assert lines_at(behind) == station.log
    words = receipts_of(told(station)[0], there.hub_keys)
    assert [(each.seq_first, each.seq_last) for each in words] == [(1, 2), (3, 3), (4, 4)]
    assert all(result.status == "accepted" for word in words for result in word.results)


def test_a_relay_that_dies_before_it_kept_an_answer_asks_again_and_tells_it_once(
    hub, behind, relayed, monkeypatch
):
    def dies(*_):
        raise Killed

    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        station.send(1, 1)
        with monkeypatch.context() as patched:
            patched.setattr(outbox, "keep_answer", dies)
            with pytest.raises(Killed):
                pass_on(hub)
        assert told(station)[0] == []

        assert pass_on(hub).answered == 1
        assert pass_on(hub).answered == 0

    (word,) = receipts_of(told(station)[0], there.hub_keys)
    assert word.receipt_seq == 1
    assert lines_at(behind) == station.log


@on_sqlite
def test_a_station_that_is_not_bound_there_waits_alone(hub, behind, relayed, new_station):
    with served(behind) as url:
        relay_to(hub, behind, url)
        stranger = new_station(label="S1")
        stranger.send(1, 1)
        station, _ = relayed(url, label="S2")
        station.send(1, 1)

        report = pass_on(hub)

    assert report.held == {"S1": problems.STATION_UNKNOWN.code}
    assert lines_at(behind) == station.log
    with database.look(hub.engine) as connection:
        rests, goes = outbox.standings(connection, OUTLET)
    assert (rests.cause, rests.waiting, rests.answered) == (problems.STATION_UNKNOWN.code, 1, 0)
    assert (goes.cause, goes.waiting, goes.answered) == (None, 0, 1)


@on_sqlite
def test_after_a_failure_nothing_is_asked_before_its_time(hub, behind, relayed, clock):
    with served(behind, "put_batch 1 429(40)") as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.send(1, 1)
        assert list(pass_on(hub).held.values()) == ["http_429"]

        clock.at += timedelta(seconds=39)
        assert pass_on(hub).answered == 0
        clock.at += timedelta(seconds=1)
        assert pass_on(hub).answered == 1


def test_waiting_grows_to_a_quarter_of_an_hour_and_what_was_asked_for_wins():
    assert [back_off.wait_s(each, lambda: 1.0) for each in (1, 2, 3, 8, 9, 99)] == [5, 10, 20, 640, 900, 900]
    assert back_off.wait_s(9, lambda: 0.0) == 1
    assert back_off.wait_s(1, lambda: 1.0, retry_after_s=77) == 77


@on_sqlite
def test_a_next_hub_that_lets_nobody_in_is_asked_once_and_left_alone(hub, behind, relayed, clock):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.send(1, 1)
        with database.look(hub.engine) as connection:
            (target,) = next_hubs(hub, connection)
        revoke_station(behind, target.station_id)
        assert list(pass_on(hub).held.values()) == [problems.STATION_REVOKED.code]
        clock.at += timedelta(minutes=14)
        assert pass_on(hub).held == {}
    with database.look(hub.engine) as connection:
        assert not outbox.is_due(connection, target, int(clock.at.timestamp()))


@on_sqlite
def test_a_next_hub_that_was_set_back_to_a_backup_gets_again_what_it_lost(
    hub, behind, relayed, clock, tmp_path
):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        station.send(1, 1)
        pass_on(hub)
        behind.engine.dispose()
        shutil.copy(tmp_path / "behind.db", tmp_path / "backup.db")
        for seq in (2, 3):
            station.take_in()
            station.send(seq, seq)
        pass_on(hub)
    behind.engine.dispose()
    for leftover in tmp_path.glob("behind.db*"):
        if leftover.is_file():
            leftover.unlink()
    shutil.copy(tmp_path / "backup.db", tmp_path / "behind.db")
    before, cursor = told(station)
    restored = opened(tmp_path / "behind.db", clock)
    with served(restored) as url:
        relay_to(hub, restored, url)
        station.take_in()
        station.send(4, 4)

        assert pass_on(hub).answered == 3

    assert lines_at(restored) == station.log
    restored.engine.dispose()
    assert len(before) == 3
    anew, _ = told(station, cursor)
    assert [each.begins_anew for each in anew] == [True, False, False]
    assert [each.receipt_seq for each in receipts_of(anew, there.hub_keys)] == [2, 3, 4]


@on_sqlite
def test_a_key_that_the_next_hub_has_gone_over_to_is_believed(hub, behind, relayed, clock, tmp_path):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
    rotate_key(behind, None)
    again = opened(tmp_path / "behind.db", clock)
    with served(again) as url:
        relay_keys = dict(_target(hub).keys)
        _move(hub, url)
        station.send(1, 1)
        assert pass_on(hub).answered == 1
    again.engine.dispose()
    assert set(_target(hub).keys) > set(relay_keys)


def _target(hub):
    with database.look(hub.engine) as connection:
        (target,) = next_hubs(hub, connection)
    return target


def _move(hub, url):
    """The same next hub at another address."""
    name_next_hub(hub, OUTLET, url, None, "relay")


def test_one_process_at_a_time_passes_on(hub, behind, relayed, clock):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.send(1, 1)
        assert lease.hold(hub, lease.FORWARDING, "another")

        assert forward_once(hub, "me") is None
        clock.at += timedelta(seconds=lease.HELD_S)  # it was killed
        assert forward_once(hub, "me").answered == 1
        assert lease.hold(hub, lease.FORWARDING, "another")


@on_sqlite
def test_nothing_goes_on_any_more_once_it_was_said_so(hub, behind, relayed):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        assert forget_next_hub(hub, OUTLET)
        station.send(1, 1)
        assert pass_on(hub).answered == 0
    assert lines_at(behind) == []
    assert not forget_next_hub(hub, OUTLET)


def test_a_packed_receipt_is_the_same_bytes_again_and_a_bomb_is_none():
    change = RelayedReceipt(batch_digest="sha256:" + "a" * 64, hub_name="x", key_id="k", packed=packed(b"{}"))
    assert change.envelope == b"{}"
    assert packed(bytes(20_000_000)) is None
    for bad in ("AAAA", "eNpLBAAAYgBi"[:8], "=" * 4):
        with pytest.raises(ValueError, match=r"."):
            RelayedReceipt(batch_digest="", hub_name="", key_id="", packed=bad).envelope  # noqa: B018


def test_what_was_passed_on_is_counted_once(hub, behind, relayed):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.send(1, 1)
        station.put(station.freeze(1, 1, batch_no="again"))  # nothing new is in it
        pass_on(hub)
    with database.look(hub.engine) as connection:
        assert connection.execute(select(func.count()).select_from(forward_answer)).scalar() == 1
        assert connection.execute(select(func.count()).select_from(batches)).scalar() == 2
    with database.look(behind.engine) as connection:
        assert connection.execute(select(func.count()).select_from(record)).scalar() == 1
    assert json.loads(lines_at(behind)[0])["record_type"] == "epoch_open"


@on_sqlite
def test_a_served_hub_passes_on_by_itself(hub, behind, relayed):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        with Forwarder(hub, every_s=0.01):
            station.send(1, 1)
            found = next(filter(None, (told(station)[0] for _ in range(2000))))
    assert len(found) == 1
    assert lines_at(behind) == station.log


@on_sqlite
def test_a_hub_says_that_it_passes_on_and_by_which_road(hub, behind, client):
    def destinations():
        said = messages.decode(Capabilities, client.get("/v1/capabilities").content)
        return [(each.destination, each.relay, each.road) for each in said.destinations]

    assert destinations() == []
    relay_to(hub, behind, "http://127.0.0.1:1")
    assert destinations() == [("next_hub", "at_once", "batches")]


def test_a_station_that_goes_over_to_a_new_key_is_believed_by_the_next_hub_too(hub, behind, relayed):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        station.send(1, 1)
        pass_on(hub)
        go_over(station)
        station.open_session()
        station.take_in()
        station.send(2, 2)

        assert pass_on(hub).answered == 1
    assert lines_at(behind) == station.log
    assert len(receipts_of(told(station)[0], there.hub_keys)) == 2
