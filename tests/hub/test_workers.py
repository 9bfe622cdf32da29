"""Several real processes over one database keep every promise that one keeps, whoever asks which of them."""

import os
import random
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from datetime import UTC, datetime
from functools import partial
from operator import truediv
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from packtrail.protocol import batch, dsse
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.receipt import verify_receipt
from packtrail.protocol.records import ZERO_HASH
from packtrail_hub import database
from packtrail_hub.cli import main
from packtrail_hub.tables import receipt, record
from packtrail_hub.workers import Crew, WorkerFailed, serve_with_workers
from tests.hub.processes import Child

OUTLETS = ("91430100MA0FAKE013", "91430100MA0FAKE039")
STATIONS, BATCHES = 6, 6


@pytest.fixture
def start(tmp_path, store):
    """Starts hubs over the store, each in a folder of its own."""
    children = []

    def run(*options):
        folder = tmp_path / f"hub-{len(children)}"
        folder.mkdir()
        children.append(Child(folder, "--sandbox", *options, database=store))
        return children[-1]

    yield run
    for child in children:
        child.clear()


def sent(make_station, children, number):
    """What one station got: its log is sent in batches, each to both hubs at the same moment."""
    pick = random.Random(number)
    with ExitStack() as stack:
        clients = [stack.enter_context(httpx2.Client(base_url=each.url, timeout=60)) for each in children]
        pool = stack.enter_context(ThreadPoolExecutor(len(clients)))
        station = make_station(
            clients[number % 2],
            partial(datetime.now, UTC),
            outlet=OUTLETS[number % len(OUTLETS)],
            label=f"S{number}",
        )
        station.enrol()
        station.open_session().open_epoch()
        receipts = []
        for _ in range(BATCHES):
            first = station.head[0] + 1 if receipts else 1
            numbers = range(first, first + pick.randrange(3, 8))
            packs = [station.take_in(battery_code=f"0TXPB01A{number:06d}A5A{n:07d}") for n in numbers]
            station.hand_on(*packs[:2])
            receipts.append(sent_to_all(clients, pool, station, station.freeze(first)))
    return station, receipts


def sent_to_all(clients, pool, station, frozen):
    """The one receipt that all of them gave."""
    address = f"/v1/batches/{batch.digest(frozen)}"
    envelope = dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer))
    put = [pool.submit(each.put, address, content=envelope, headers=station.headers) for each in clients]
    got = [each.result() for each in put]
    assert [each.status_code for each in got] == [200, 200], [each.text for each in got]
    assert got[0].content == got[1].content
    assert sorted("idempotent-replayed" in each.headers for each in got) == [False, True]
    return got[0].content


def test_two_processes_answer_each_batch_once_and_lose_nothing(start, make_station, hub):
    children = [start(), start()]
    with ThreadPoolExecutor(STATIONS) as pool:
        all_sent = list(pool.map(partial(sent, make_station, children), range(STATIONS)))
    for station, envelopes in all_sent:
        before = ZERO_HASH
        for number, envelope in enumerate(envelopes, start=1):
            told = verify_receipt(envelope, station.hub_keys)
            assert (told.receipt_seq, told.prev_receipt_digest) == (number, before)
            assert {each.status for each in told.results} == {"accepted"}
            before = sha256_digest(dsse.from_json(envelope).payload)
    with database.look(hub.engine) as connection:
        stored = select(func.count(), func.count(record.c.record_uid.distinct())).select_from(record)
        counted = tuple(connection.execute(stored).one())
        receipts = connection.execute(select(func.count()).select_from(receipt)).scalar()
    written = sum(station.head[0] for station, _ in all_sent)
    assert (counted, receipts) == ((written, written), STATIONS * BATCHES)
    for child in children:
        assert child.end(signal.SIGTERM) == (0, "")


def test_workers_share_one_socket_and_tell_the_sum_of_their_metrics(start, make_station):
    child = start("--workers", "2")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(partial(sent, make_station, [child, child]), range(4)))
    told = child.client.get("/metrics").text
    assert "packtrail_hub_workers 2" in told
    assert f'packtrail_hub_batches_total{{answer="new"}} {4 * BATCHES}' in told
    assert f'packtrail_hub_batches_total{{answer="again"}} {4 * BATCHES}' in told
    assert 'packtrail_hub_stations{state="in_service"} 4' in told
    assert child.end(signal.SIGTERM) == (0, "")
    assert not child.ready.exists()


def workers_of(child):
    """The processes that ``child`` spawned to answer."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        with suppress(FileNotFoundError, ProcessLookupError):
            parent = int((each / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == child.process.pid and "spawn_main" in (each / "cmdline").read_text():
                found.append(int(each.name))
    return found


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_a_worker_that_dies_is_started_again(start):
    child = start("--workers", "2")
    first = workers_of(child)
    assert len(first) == 2
    os.kill(first[0], signal.SIGKILL)
    line = child.process.stdout.readline().decode()
    assert line.startswith("worker ")
    assert "started again" in line
    assert child.client.get("/v1/health").status_code == 200
    code, output = child.end(signal.SIGTERM)
    assert (code, output) == (0, "")


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_workers_end_with_whoever_started_them(start):
    child = start("--workers", "2", "--with-parent")
    workers = workers_of(child)
    child.client.close()
    child.process.stdin.close()
    assert child.process.wait(timeout=30) == 0
    assert [pid for pid in workers if Path(f"/proc/{pid}").exists()] == []


@pytest.mark.parametrize("store", ["sqlite"], indirect=True)
def test_workers_end_when_the_one_that_looks_after_them_was_killed(start):
    child = start("--workers", "2")
    workers = workers_of(child)
    child.client.close()
    child.process.kill()
    output = child.process.stdout.read()  # ends when the last of them has closed it
    assert output == b""
    assert len(workers) == 2


@pytest.fixture
def signals_kept():
    kept = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    yield
    for name, handler in kept.items():
        signal.signal(name, handler)


def test_workers_that_cannot_start_are_said_and_nothing_stays(signals_kept, tmp_path, capfd):
    ready = tmp_path / "ready"
    crew = Crew(open_hub=partial(truediv, 1, 0), workers=2)
    with pytest.raises(WorkerFailed):
        serve_with_workers(crew, "127.0.0.1", 0, ready)
    assert not ready.exists()
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_the_fault_simulator_counts_in_one_process(tmp_path):
    options = ["--sandbox", "--faults", "* 1 drop_before", "--workers", "2"]
    told = CliRunner().invoke(main, ["serve", "--database", str(tmp_path / "hub.db"), *options])
    assert told.exit_code == 2
    assert "one worker" in told.output
