"""Two workers that act at the same moment on one database decide as if one had come after the other."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError
from starlette.testclient import TestClient

from packtrail.protocol import batch, dsse
from packtrail.protocol.receipt import verify_receipt
from packtrail_hub import database
from packtrail_hub.api import create_app
from packtrail_hub.enrolling import new_code
from packtrail_hub.hub import open_hub
from packtrail_hub.reception import receive
from packtrail_hub.stations import find_station
from packtrail_hub.tables import hub_key, outlet

OUTLET = "91430100MA0FAKE013"
OTHER_OUTLET = "91430100MA0FAKE039"
ROUNDS = 6


@pytest.fixture
def other(hub, store, clock):
    """A second worker over the same database."""
    opened = open_hub(store, clock=clock, new_id=hub.new_id, name="second worker", is_sandbox=True)
    yield opened
    opened.engine.dispose()


def at_once(*acts):
    """What each act returned, begun at the same moment."""
    start = threading.Barrier(len(acts))

    def run(act):
        start.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def sending(worker, station, first):
    """The act of giving ``worker`` the station's newest records; returns the receipt."""
    frozen = station.freeze(first)
    envelope = dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer))

    def send():
        answer = receive(worker, station.station_id, batch.digest(frozen), envelope)
        return verify_receipt(answer.envelope, station.hub_keys)

    return send


def codes(answer):
    return [issue.code for result in answer.results for issue in result.issues]


def test_a_unit_that_two_desks_hand_on_at_once_leaves_once(hub, other, new_station):
    here, there = new_station(label="S1"), new_station(label="S2")
    for station in (here, there):
        station.send()
    for _ in range(ROUNDS):
        first = here.head[0] + 1
        unit = here.take_in()
        here.send(first)
        firsts = [station.head[0] + 1 for station in (here, there)]
        for station in (here, there):
            station.hand_on(unit)
        answers = at_once(sending(hub, here, firsts[0]), sending(other, there, firsts[1]))
        assert sorted("BT-3010" in codes(each) or "BT-3002" in codes(each) for each in answers) == [
            False,
            True,
        ]


def test_a_pack_that_two_outlets_take_in_at_once_is_told_to_one_of_them(hub, other, new_station):
    here, there = new_station(label="S1"), new_station(label="S2", outlet=OTHER_OUTLET)
    for station in (here, there):
        station.send()
    for number in range(ROUNDS):
        firsts = [station.head[0] + 1 for station in (here, there)]
        for station in (here, there):
            for at in range(3):
                station.take_in(battery_code=f"0TXPB01A000009A5A{number:06d}{at}")
        answers = at_once(sending(hub, here, firsts[0]), sending(other, there, firsts[1]))
        assert sorted(codes(each) for each in answers) == [[], ["BT-2008"] * 3]


def test_one_code_binds_one_of_two_stations_that_use_it_at_once(hub, other, new_station):
    for number in range(ROUNDS):
        code = new_code(hub, OTHER_OUTLET)
        stations = [
            new_station(is_ready=False, outlet=OTHER_OUTLET, label=f"{side}{number}") for side in "AB"
        ]
        ask = [enrolling(worker, each, code) for worker, each in zip((hub, other), stations, strict=True)]
        assert sorted(at_once(*ask)) == ["BT-1015", "bound"]


def enrolling(worker, station, code):
    """The act of asking ``worker`` with this code; returns what became of it."""

    def ask():
        station.client = TestClient(create_app(worker))
        answer = station.ask_to_enrol(code)
        return "bound" if answer.status_code == 200 else answer.json()["code"]

    return ask


def test_two_stations_of_a_new_outlet_are_bound_at_once_and_share_it(hub, other, new_station):
    for number in range(ROUNDS):
        uscc = ("91430100MA0FAKE013", "91430100MA0FAKE039", "91430200MA0FAKE02B")[number % 3]
        stations = [new_station(is_ready=False, outlet=uscc, label=f"{side}{number}") for side in "AB"]
        ask = [
            enrolling(worker, each, "SANDBOX") for worker, each in zip((hub, other), stations, strict=True)
        ]
        assert at_once(*ask) == ["bound", "bound"]
    with database.look(hub.engine) as connection:
        assert connection.execute(select(func.count()).select_from(outlet)).scalar() == 3


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request, tmp_path):
    """A database in which no hub was ever started."""
    if request.param == "sqlite":
        yield str(tmp_path / "empty.db")
        return
    server = request.getfixturevalue("postgres_server")
    server.do("CREATE DATABASE empty")
    yield server.url("empty")
    server.drop("empty")


def test_workers_that_start_at_once_on_a_new_database_agree_on_its_key(empty, clock):
    def start():
        return open_hub(empty, clock=clock, new_id=str, name="x")

    hubs = at_once(*[start] * 4)
    assert len({each.signer.key_id for each in hubs}) == 1
    with database.look(hubs[0].engine) as connection:
        assert connection.execute(select(func.count()).select_from(hub_key)).scalar() == 1
    for each in hubs:
        each.engine.dispose()


@pytest.fixture
def two_outlets(in_postgres, clock):
    hub = open_hub(in_postgres, clock=clock, new_id=str, name="x")
    with database.act(hub.engine) as connection:
        connection.execute(insert(outlet), [{"uscc": name, "name": "0"} for name in "ab"])
    yield hub
    hub.engine.dispose()


def test_acts_that_wait_for_each_other_are_both_carried_out(two_outlets):
    both_hold_one = threading.Barrier(2)
    tries = []

    def renaming(first, second):
        def work(connection):
            connection.execute(text("SET LOCAL deadlock_timeout = '20ms'"))
            tries.append(first)
            for name in (first, second):
                connection.execute(
                    update(outlet).where(outlet.c.uscc == name).values(name=outlet.c.name + first)
                )
                if name == first and len(tries) <= 2:
                    both_hold_one.wait()

        return lambda: two_outlets.write(work)

    at_once(renaming("a", "b"), renaming("b", "a"))
    with database.look(two_outlets.engine) as connection:
        names = connection.execute(select(outlet.c.name)).scalars().all()
    assert {"".join(sorted(name)) for name in names} == {"0ab"}
    assert len(tries) == 3


def test_an_act_that_fails_each_time_fails(two_outlets):
    tries = []

    def twice(connection):
        tries.append(1)
        connection.execute(insert(outlet).values(uscc="a", name="again"))

    with pytest.raises(DBAPIError, match="duplicate key"):
        two_outlets.write(twice)
    assert len(tries) == 5


def test_what_is_wrong_otherwise_is_not_tried_again(two_outlets):
    tries = []

    def wrong(connection):
        tries.append(1)
        connection.execute(text("SELECT 1 / 0"))

    with pytest.raises(DBAPIError, match="division by zero"):
        two_outlets.write(wrong)
    assert len(tries) == 1


def test_who_waits_for_a_turn_waits_for_its_name_only(two_outlets):
    with database.act(two_outlets.engine) as connection:
        database.take_turns(connection, ["one", "two"])

        def ask(name):
            with database.act(two_outlets.engine) as another:
                another.execute(text("SET LOCAL lock_timeout = '20ms'"))
                database.take_turns(another, [name])

        ask("three")
        with pytest.raises(OperationalError, match="lock timeout"):
            ask("two")
    ask("two")


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
def test_who_judges_for_an_outlet_makes_its_other_stations_wait_and_no_other_outlet(hub, new_station):
    mine, beside, far = (
        new_station(label=label, outlet=outlet_uscc)
        for label, outlet_uscc in (("S1", OUTLET), ("S2", OUTLET), ("S3", OTHER_OUTLET))
    )

    def ask(station):
        with database.act(hub.engine) as connection:
            connection.execute(text("SET LOCAL lock_timeout = '20ms'"))
            find_station(connection, station.station_id, to_write=True)

    with database.act(hub.engine) as connection:
        find_station(connection, mine.station_id, to_write=True)
        ask(far)
        with pytest.raises(OperationalError, match="lock timeout"):
            ask(beside)
    ask(beside)


def test_a_database_that_was_started_anew_is_found_again(two_outlets, postgres_server):
    counted = select(func.count()).select_from(outlet)
    with database.look(two_outlets.engine) as connection:
        assert connection.execute(counted).scalar() == 2
    postgres_server.do(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'packtrail-hub'"
    )
    with database.look(two_outlets.engine) as connection:
        assert connection.execute(counted).scalar() == 2


def test_health_says_that_the_database_is_gone_and_is_well_again_after(two_outlets, postgres_server, caplog):
    leave = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'packtrail-hub'"
    client = TestClient(create_app(two_outlets))
    assert client.get("/v1/health").status_code == 200
    postgres_server.do("ALTER DATABASE hub ALLOW_CONNECTIONS false")
    try:
        postgres_server.do(leave)
        gone = client.get("/v1/health")
        assert (gone.status_code, gone.json()["code"], gone.json()["stored"]) == (503, "BT-1021", False)
        assert "packtrail_hub_database_up 0" in client.get("/metrics").text
    finally:
        postgres_server.do("ALTER DATABASE hub ALLOW_CONNECTIONS true")
    assert client.get("/v1/health").status_code == 200
    caplog.clear()


def test_a_look_cannot_write(two_outlets):
    with pytest.raises(DBAPIError, match="read-only"), database.look(two_outlets.engine) as connection:
        connection.execute(insert(outlet).values(uscc="c", name="c"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("hub.db", "hub.db"),
        ("postgresql://hub:secret@db.example/hub", "postgresql://hub:***@db.example/hub"),
        ("postgresql://hub:secret@db.example:port/hub", "postgresql://hub:***@db.example:port/hub"),
        ("postgresql://hub:se/cr@et@db.example/hub", "postgresql://hub:***@db.example/hub"),
        ("postgresql:///hub?password=secret&host=/run", "postgresql:///hub?password=***&host=/run"),
        ("postgresql:///hub?host=/run", "postgresql:///hub?host=/run"),
    ],
)
def test_a_databases_password_is_not_shown(name, shown):
    assert database.shown_name(name) == shown
