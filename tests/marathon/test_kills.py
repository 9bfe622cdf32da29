"""A process killed (SIGKILL) at random moments of a demo day, then started again.

Nothing that was promised is missing, no record is at the hub twice, the ledger verifies. Fifty kills by
``PACKTRAIL_MARATHON=1``; otherwise as many as fit a minute, from the same seed.
"""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from packtrail.app.hub_process import HubProcess
from packtrail.app.secrets import NoKeyring, unlock
from packtrail.store.check import check
from tests.e2e.stations import at_work

KILLS = 50 if os.environ.get("PACKTRAIL_MARATHON") else 5
SEED = 20261123
ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.marathon, pytest.mark.timeout(1800)]


def start(folder, hub_url):
    command = [sys.executable, "-m", "tests.marathon.day_in_a_process", str(folder), hub_url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True)


def promises(output):
    return {line.split(" ", 1)[1] for line in output.splitlines() if not line.startswith("sent ")}


def killed_after(folder, hub_url, seconds):
    """What a day had promised when it was killed, ``seconds`` after its ledger appeared."""
    process = start(folder, hub_url)
    deadline = time.monotonic() + 30
    while not (folder / "ledger.db").exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.01)  # nothing tells from outside when another process has begun to write
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    process.send_signal(signal.SIGKILL)
    output, _ = process.communicate()
    return promises(output)


def day_length(folder, hub_url):
    """Seconds from the ledger's first appearance to the end of an undisturbed day."""
    process = start(folder, hub_url)
    while not (folder / "ledger.db").exists():
        time.sleep(0.01)
    began = time.monotonic()
    output, _ = process.communicate()
    assert "sent nothing_to_send" in output
    return time.monotonic() - began


def documents(folder):
    with at_work(folder) as outlet:
        return outlet.read(
            lambda view: {d.number for d in view.deliveries()} | {h.number for h in view.handoffs()}
        )


def test_a_day_killed_anywhere_keeps_its_promises_and_arrives_once(tmp_path):
    chance = random.Random(SEED)
    with HubProcess(tmp_path / "hub-measure") as hub:
        length = day_length(tmp_path / "measure", hub.url)
    for kill in range(KILLS):
        place = tmp_path / f"kill-{kill}"
        folder = place / "station"
        with HubProcess(place / "hub") as hub:
            promised = killed_after(folder, hub.url, chance.uniform(0, length))
            again = start(folder, hub.url)
            output, _ = again.communicate()
            assert "sent nothing_to_send" in output, f"kill {kill}"
        assert promised <= documents(folder), f"kill {kill}"
        report = check(folder, unlock(folder, NoKeyring()), rebuild=True)
        assert report.problems == (), f"kill {kill}"
        with contextlib.closing(sqlite3.connect(place / "hub" / "hub.db")) as database:
            held = database.execute("SELECT count(*), count(DISTINCT record_uid) FROM record").fetchone()
        assert held == (report.records, report.records), f"kill {kill}"
        shutil.rmtree(place)
