"""The views of 1,000,000 records made anew by a process that is killed half way, and by the one after it.

That is what a station goes through whose update changed a fold, on a PC that somebody switches off. The
two spans add up to the figure; the rows are compared with those that the acts had made.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

from packtrail.store import connection as connections
from packtrail.store import verify, views
from packtrail.store.ledger import LEDGER_FILE
from tests.bench.figures import Figure, seconds
from tests.bench.million import ledger_of
from tests.bench.million_days import RECORDS_A_DAY
from tests.station import TEST_KEY

DAYS = 1000
ROOT = Path(__file__).parents[2]

REBUILDING = """
import json, os, signal, sys, time
from pathlib import Path
from packtrail.app.clock import now
from packtrail.store.ledger import open_ledger
from tests.station import TEST_KEY

die_at, began, heard = float(sys.argv[2]), time.perf_counter(), []

def say():
    print(json.dumps({"first": heard[0][0], "seconds": time.perf_counter() - began}), flush=True)

def told(done, of):
    heard.append((done, of))
    if done >= die_at * of:
        say()
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))

open_ledger(Path(sys.argv[1]), TEST_KEY, clock=now, progress=told).close()
say()
"""
"""Opens a ledger and says when it first heard of progress and how long it took; kills itself on the way."""


def run(days: int = DAYS) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(ledger_of(days), Path(folder) / "ledger"))
        before = _views(copy)
        raw = seconds(partial(_read, copy))
        _forget_views(copy)
        killed, finished = _rebuild(copy, die_at=0.4), _rebuild(copy, die_at=2)
        is_same = _views(copy) == before
    went_on = finished["first"] > killed["first"]
    taken = killed["seconds"] + finished["seconds"]
    name = f"views of {days * RECORDS_A_DAY:,} records made anew, killed on the way"
    yield Figure(name, taken, "s", "goes on where it was; same rows", is_same and went_on, raw)


def _rebuild(folder: Path, *, die_at: float) -> dict:
    command = [sys.executable, "-c", REBUILDING, str(folder), str(die_at)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def _forget_views(folder: Path) -> None:
    """As after an update whose folds are others: the views in the file are no longer this program's."""
    with closing(connections.writing(folder / LEDGER_FILE, TEST_KEY)) as connection:
        connection.execute("UPDATE projection SET version = 0")


def _views(folder: Path) -> dict[str, str]:
    """A digest of the rows of each view, in the order of their keys."""
    found = {}
    with closing(connections.reading(folder / LEDGER_FILE, TEST_KEY)) as connection:
        for table in views.TABLES:
            digest = hashlib.sha256()
            for row in verify.rows(connection, f"SELECT * FROM {table}"):
                digest.update(repr(row).encode())
            found[table] = digest.hexdigest()
    return found


def _read(folder: Path) -> None:
    """The baseline: every line of the log read and hashed, nothing folded."""
    with closing(connections.reading(folder / LEDGER_FILE, TEST_KEY)) as connection:
        for (line,) in verify.rows(connection, "SELECT canonical FROM record ORDER BY arrival"):
            hashlib.sha256(line).digest()
