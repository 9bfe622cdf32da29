"""A process killed at any of these points loses nothing that it had said was kept, and keeps no half."""

import signal
import subprocess
import sys
import textwrap

import pytest

from packtrail.store.check import check
from packtrail.store.ledger import open_ledger

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX's")

PREAMBLE = """
import os, resource, signal, sys
from datetime import datetime
from pathlib import Path
from packtrail.app.clock import now
from packtrail.app.ids import new_id
from packtrail.domain.errors import OutletError
from packtrail.domain.records import NewRecord, Resubmit
from packtrail.store import backup, checkpoints, durable, key_file, projections
from packtrail.store.ledger import open_ledger
from packtrail.usecases.open_station import open_station

folder, key = Path(sys.argv[1]), bytes(range(32))

def die():
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)

def record():
    body = Resubmit(target_record_id=new_id(), reason_code="upstream_ready")
    return NewRecord(record_id=new_id(), body=body, occurred_at=now(), operator_ref="op_1")

def opened(**more):
    return open_ledger(folder, key, clock=now, **more)

def kept(ledger, count):
    for _ in range(count):
        with ledger.act() as tx:
            print(tx.append(record())[0].record_hash)

def station():
    ledger = opened()
    open_station(ledger, label="S1", private_key=bytes(32), operator_ref="op_1", now=now, new_id=new_id)
    return ledger
"""

POINTS = {
    "before the station opened": ("opened(); die()", 0),
    "inside the first act": (
        """
        ledger = opened()
        with ledger.act() as tx:
            tx.begin_station(new_id(), "S1", bytes(32))
            die()
        """,
        0,
    ),
    "inside an act": (
        """
        ledger = station(); kept(ledger, 3)
        with ledger.act() as tx:
            tx.append(*(record() for _ in range(50)))
            die()
        """,
        4,
    ),
    "after an act that spilled to the log": (
        """
        ledger = station(); kept(ledger, 3)
        ledger._writer.execute("PRAGMA cache_size = 5")
        with ledger.act() as tx:
            tx.append(*(record() for _ in range(300)))
            die()
        """,
        4,
    ),
    "right after a commit": ("ledger = station(); kept(ledger, 5); die()", 6),
    "between a new head file and its name": (
        """
        ledger = station(); kept(ledger, 2)
        durable.move_durably = lambda fresh, file: die()
        ledger.cover_head()
        """,
        3,
    ),
    "with a checkpoint after every act": (
        """
        ledger = station(); ledger._writer.execute("PRAGMA wal_autocheckpoint = 1"); kept(ledger, 10); die()
        """,
        11,
    ),
    "with a checkpoint beside every act": (
        "ledger = station(); checkpoints.ENOUGH_PAGES = checkpoints.MOST_PAGES = 1; kept(ledger, 10); die()",
        11,
    ),
}


@pytest.fixture
def killed(folder):
    """Runs a program that kills itself; what it had said was kept before."""

    def run(body):
        source = PREAMBLE + textwrap.dedent(body)
        done = subprocess.run(
            [sys.executable, "-c", source, str(folder)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == -signal.SIGKILL, done.stderr
        return done.stdout.split()

    return run


@pytest.mark.parametrize("point", POINTS)
def test_a_kill_loses_nothing_that_was_said_and_keeps_no_half(killed, opened, folder, key, point):
    body, records = POINTS[point]
    said = killed(body)
    opened().close()
    report = check(folder, key, rebuild=True)
    assert (report.records, report.problems) == (records, ())
    if said:
        assert report.head_hash == said[-1]


def test_a_rebuild_that_was_killed_is_finished_at_the_next_start(killed, opened, folder, key):
    killed(
        """
        ledger = station(); kept(ledger, 12)
        with ledger.act() as tx:
            tx._connection.execute("UPDATE projection SET version = 0")
        ledger.close()
        projections.ROWS_AT_ONCE = 4
        opened(progress=lambda done, total: done == 8 and die())
        """
    )
    told = []
    opened(progress=lambda *done: told.append(done)).close()
    assert told == [(13, 13)]
    assert check(folder, key, rebuild=True).problems == ()


def test_a_backup_that_was_killed_leaves_no_file_that_is_called_one(killed, folder, tmp_path):
    killed(
        """
        ledger = station(); kept(ledger, 2)
        key_file.write(folder / "ledger.keys", [])
        backup._free_name = lambda target, name: die()
        backup.backup(folder, key, folder.parent / "stick", now=now())
        """
    )
    assert list((tmp_path / "stick").glob("*.ptbackup")) == []
    assert list((tmp_path / "stick").glob(".*")) != []


def test_a_file_that_may_not_grow_is_said_and_nothing_is_half(folder, outlet, key):
    source = PREAMBLE + textwrap.dedent(
        """
        ledger = station(); kept(ledger, 3)
        size = sum(file.stat().st_size for file in folder.glob("ledger.db-wal"))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20_000, resource.RLIM_INFINITY))
        try:
            with ledger.act() as tx:
                tx.append(*(record() for _ in range(300)))
        except OutletError as refusal:
            print(refusal.code)
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        kept(ledger, 1)
        ledger.close()
        """
    )
    done = subprocess.run(
        [sys.executable, "-c", source, str(folder)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split()[3] in {"LEDGER-UNWRITABLE", "DISK-FULL"}
    report = check(folder, key, rebuild=True)
    assert (report.records, report.problems) == (5, ())


def test_the_folder_is_free_again_after_a_kill(killed, folder, outlet, key):
    killed("station(); die()")
    open_ledger(folder, key, clock=outlet.now).close()
