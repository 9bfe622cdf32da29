"""Who asks too often is told when to come again; what is counted and held for it stays small."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from packtrail.protocol import problems
from packtrail_hub import border, limits
from packtrail_hub.api import create_app
from packtrail_hub.limits import BodyRoom, Counter, Quota, address_key
from packtrail_hub.reception import receive
from packtrail_hub.service import JUDGED, Service


class Ticks:
    """Seconds that pass when they are told to."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def ticks():
    return Ticks()


def test_a_quota_is_used_up_and_comes_back_with_the_next_window(ticks):
    counter = Counter(Quota("station", 3, 60), ticks)
    assert [counter.count("a").remaining for _ in range(3)] == [2, 1, 0]
    ticks.now += 33.5
    over = counter.count("a")
    assert over.is_over
    assert over.headers() == {
        "RateLimit-Policy": '"station";q=3;w=60',
        "RateLimit": '"station";r=0;t=27',
        "Retry-After": "27",
    }
    ticks.now += 27
    again = counter.count("a")
    assert (again.is_over, again.remaining, "Retry-After" in again.headers()) == (False, 2, False)


def test_one_that_asks_too_often_takes_nothing_from_another(ticks):
    counter = Counter(Quota("station", 1), ticks)
    assert [counter.count(key).is_over for key in ("a", "a", "b")] == [False, True, False]


def test_no_number_of_keys_fills_the_memory(ticks, monkeypatch):
    monkeypatch.setattr(limits, "MOST_KEYS", 10)
    counter = Counter(Quota("address", 1), ticks)
    counter.count("kept")
    for at in range(1000):
        counter.count(str(at))
        if at % 5 == 0:
            assert counter.count("kept").is_over  # who goes on asking is not forgotten
    assert len(counter._windows) == 10


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_an_address_is_counted_as_its_customer(host, key):
    assert address_key(host) == key


@pytest.fixture
def served(hub):
    def make(**options):
        return TestClient(create_app(hub, Service(**options)))

    return make


def told(answer):
    problem = problems.decode(answer.content)
    return answer.status_code, problem.code, problem.stored, problem.retry


def test_an_address_that_asks_too_often_is_told_so(served):
    client = served(address_quota=Quota("address", 2))
    good = [client.get("/v1/capabilities") for _ in range(2)]
    assert [each.headers["ratelimit"] for each in good] == ['"address";r=1;t=60', '"address";r=0;t=60']
    refused = client.get("/v1/capabilities")
    assert told(refused) == (429, "BT-1021", False, "same_bytes")
    assert refused.headers["ratelimit-policy"] == '"address";q=2;w=60'
    assert int(refused.headers["retry-after"]) > 0
    assert len(refused.headers.get_list("ratelimit")) == 1


def test_a_station_that_asks_too_often_is_told_so_and_its_batch_is_taken_later(served, make_station, clock):
    client = served(station_quota=Quota("station", 2))
    first, second = (make_station(client, clock, label=label) for label in ("S1", "S2"))
    for station in (first, second):
        station.enrol()
        station.open_session().open_epoch()
    assert [first.put(first.freeze()).status_code for _ in range(2)] == [200, 200]
    refused = first.put(first.freeze())
    assert told(refused) == (429, "BT-1021", False, "same_bytes")
    assert refused.headers["ratelimit"].startswith('"station";r=0;t=')
    assert second.put(second.freeze()).status_code == 200


def test_without_a_quota_nobody_is_held_back(served):
    answers = [served().get("/v1/capabilities") for _ in range(5)]
    assert [(each.status_code, "ratelimit" in each.headers) for each in answers] == [(200, False)] * 5


def test_bodies_wait_for_room_in_memory():
    room, events = BodyRoom(100), []

    async def one(name, size, until):
        async with room.taken(size):
            events.append(f"{name} in")
            await until.wait()
        events.append(f"{name} out")

    async def day():
        first_may_go, rest_may_go = asyncio.Event(), asyncio.Event()
        rest_may_go.set()
        first = asyncio.create_task(one("large", 10_000, first_may_go))
        await asyncio.sleep(0)
        second = asyncio.create_task(one("small", 1, rest_may_go))
        for _ in range(5):
            await asyncio.sleep(0)
        assert events == ["large in"]
        first_may_go.set()
        await asyncio.gather(first, second)
        assert events == ["large in", "large out", "small in", "small out"]

    asyncio.run(day())


def test_a_body_that_finds_no_room_is_told_to_come_again(served, make_station, clock, monkeypatch):
    client = served()
    station = make_station(client, clock)
    station.enrol()
    station.open_session().open_epoch()
    monkeypatch.setattr(border, "ROOM_S", 0.01)
    monkeypatch.setattr(border, "MAX_MESSAGE_BYTES", 100)  # so that this batch is no small message
    client.app.state.service.room._used = limits.BODY_BYTES
    with client:  # one loop for all that follows, as a server has
        refused = station.put(station.freeze())
    assert told(refused) == (503, "BT-1021", False, "same_bytes")
    assert refused.headers["retry-after"] == "5"


def test_batches_that_wait_to_be_judged_keep_no_other_call_waiting(served, make_station, clock, monkeypatch):
    client = served()
    stations = [make_station(client, clock, label=f"S{number}") for number in range(JUDGED + 40)]
    for station in stations:
        station.enrol()
        station.open_session().open_epoch()
    judging, may_end = threading.Semaphore(0), threading.Event()

    def slow(*arguments):
        judging.release()
        may_end.wait()
        return receive(*arguments)

    monkeypatch.setattr("packtrail_hub.api.receive", slow)
    with client, ThreadPoolExecutor(len(stations)) as pool:
        waiting = [pool.submit(station.put, station.freeze()) for station in stations]
        for _ in range(JUDGED):
            judging.acquire()
        assert client.get("/v1/health").status_code == 200
        assert not judging.acquire(blocking=False)
        may_end.set()
        assert [each.result().status_code for each in waiting] == [200] * len(stations)
