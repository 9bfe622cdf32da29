"""Thousands of sends through a hub that goes wrong, with ``kill -9`` on either side: none lost, none doubled.

``platform.md`` 12, properties 1 and 3, with real processes over HTTP, on SQLite and on PostgreSQL. 10,000
sends by ``PACKTRAIL_MARATHON=1`` (``PACKTRAIL_SENDS`` for another number); otherwise as many as fit a few
seconds, from the same seed. What is killed goes on at once, and in between most troubles come over the wire.
"""

import os
import random
import signal
import socket
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from sqlalchemy import func, select

from packtrail.app.secrets import NoKeyring, unlock
from packtrail.protocol.canonical import sha256_digest
from packtrail.store.check import check
from packtrail_hub import database
from packtrail_hub.ids import hash_text
from packtrail_hub.tables import record
from tests.e2e.stations import at_work, enrol, set_up, take_in
from tests.hub import postgres
from tests.station import codes
from tests.sync.hub_child import HubChild

IS_LONG = bool(os.environ.get("PACKTRAIL_MARATHON"))
SENDS = int(os.environ.get("PACKTRAIL_SENDS", "10000")) if IS_LONG else 24
A_DELIVERY = 199 if IS_LONG else 10
LIFE_S = (3.0, 20.0) if IS_LONG else (1.0, 1.8)
KILLS = 10_000 if IS_LONG else 2  # so that a slow machine comes to an end
RULES = 1500
SEED = 20261123
ROOT = Path(__file__).parents[2]

CUTS = ("drop_before", "drop_after_commit", "truncate")
ANSWERS = ("500_after_commit", "429(0)", "html", "empty", "bad_receipt_signature", "other_batch", "forget")
LATE = "slow(1300)"  # later than the station waits
FINAL = {"accepted", "accepted_with_warnings", "duplicate"}

pytestmark = [pytest.mark.marathon, pytest.mark.timeout(7200)]


@pytest.fixture(params=["sqlite", "postgresql"])
def hubs_database(request, tmp_path):
    """Where the hub keeps what it has; a kill of the hub is no kill of PostgreSQL."""
    if request.param == "sqlite":
        yield str(tmp_path / "hub.db")
        return
    programs = postgres.programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: apt install postgresql")
    with postgres.running(programs) as server:
        server.do("CREATE DATABASE hub")
        yield server.url("hub")


def script_of(chance):
    """Something wrong with every fourth batch and every tenth session."""
    lines = []
    for at in range(1, RULES):
        if chance.random() < 0.25:
            step = LATE if chance.random() < 0.03 else chance.choice(CUTS + ANSWERS)
            lines.append(f"put_batch {at} {step}")
        if chance.random() < 0.1:
            lines.append(f"session {at} {chance.choice(CUTS)}")
    return "\n".join(lines)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Trial:
    """A hub on one port and a station that sends to it, each killed and started again."""

    def __init__(self, folder, where, chance):
        self.folder, self.where, self.chance = folder, where, chance
        self.port = free_port()
        self.deaths = Counter()
        self.start_hub()

    def start_hub(self, *, goes_wrong=True):
        script = self.folder / "faults.txt"
        script.write_text(script_of(self.chance) if goes_wrong else "", encoding="utf-8")
        options = ["--sandbox", "--faults", str(script)]
        self.hub = HubChild(self.folder, *options, database=self.where, port=self.port)

    def start_station(self):
        command = [sys.executable, "-m", "tests.marathon.sending_in_a_process"]
        return subprocess.Popen(
            [*command, str(self.folder / "station"), self.hub.url],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )

    def run(self):
        """Kill one side or the other until the station says that everything is answered."""
        station = self.start_station()
        while True:
            may_kill = self.deaths.total() < KILLS
            with suppress(subprocess.TimeoutExpired):
                output, _ = station.communicate(timeout=self.chance.uniform(*LIFE_S) if may_kill else None)
                assert output == "done\n"
                return
            if self.chance.random() < 0.5:
                self.deaths["station"] += 1
                station.send_signal(signal.SIGKILL)
                station.communicate()
                station = self.start_station()
            else:
                self.deaths["hub"] += 1
                self.hub.end(signal.SIGKILL)
                self.start_hub()

    def end_well(self):
        """One more record at a hub that goes right: only so can a forgotten last batch be noticed."""
        self.hub.end()
        self.start_hub(goes_wrong=False)
        with at_work(self.folder / "station") as outlet:
            take_in(outlet, *codes(1, first=9_000_000))
            records = outlet.read(lambda view: view.station()).head_seq
        output, _ = self.start_station().communicate()
        assert output == "done\n"
        return records


@contextmanager
def trial(tmp_path, where):
    begun = Trial(tmp_path, where, random.Random(SEED))
    try:
        yield begun
    finally:
        begun.hub.end()


def prepare(begun):
    """A station with so many records unsent."""
    with at_work(begun.folder / "station") as outlet:
        set_up(outlet)
        enrol(outlet, begun.hub.url)
        written = 0
        while written < SENDS:
            take_in(outlet, *codes(A_DELIVERY, first=1 + written))
            written = outlet.read(lambda view: view.station()).head_seq


def held(where):
    """Number, different ids and hashes of the records that the hub has."""
    engine = database.open_database(where)
    try:
        with database.look(engine) as connection:
            counted = select(func.count(), func.count(record.c.record_uid.distinct()))
            hashes = connection.execute(select(record.c.hash)).scalars()
            return tuple(connection.execute(counted).one()), {hash_text(each) for each in hashes}
    finally:
        engine.dispose()


def test_no_send_is_lost_or_doubled_whatever_is_cut_or_killed(tmp_path, hubs_database):
    with trial(tmp_path, hubs_database) as begun:
        prepare(begun)
        begun.run()
        records = begun.end_well()
    folder = tmp_path / "station"
    with at_work(folder) as outlet:
        sent = outlet.read(lambda view: view.submissions("hub", limit=records + 1))
        verdicts = Counter(each.state.value for each in sent)
        assert outlet.read(lambda view: view.station()).epoch == 1
        lines = [line for _, line in outlet.read(lambda view: view.canonical_lines(1, 0, records + 1))]
    (total, different), hashes = held(hubs_database)
    assert (total, different) == (records, records)
    assert hashes == {sha256_digest(line) for line in lines}
    assert verdicts.keys() <= FINAL
    assert len(sent) == len({each.record_id for each in sent}) == records
    assert check(folder, unlock(folder, NoKeyring())).problems == ()
    assert begun.deaths.total() > 0
