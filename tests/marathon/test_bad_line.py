"""What was written offline goes out over a slow line that loses packets: all of it, photographs last.

10,000 records at 64 kbit/s by ``PACKTRAIL_MARATHON=1``, with every time on the line a tenth of the real one
(``PACKTRAIL_LINE_SPEED`` for another: at 1 it takes most of an hour); otherwise 150 records in a few seconds.
An operator saves a draft twenty times a second meanwhile; the longest wait is told, not judged.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import wait
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from packtrail.app.hub_process import HubProcess
from tests.e2e.stations import act, at_work, enrol, set_up
from tests.station import codes
from tests.trade import delivery, pack

IS_LONG = bool(os.environ.get("PACKTRAIL_MARATHON"))
RECORDS = 10_000 if IS_LONG else 150
A_DELIVERY = 199 if IS_LONG else 49
SPEED = float(os.environ.get("PACKTRAIL_LINE_SPEED", "10")) if IS_LONG else 60
BITS_A_SECOND = 64_000
PHOTOGRAPHS = 20 if IS_LONG else 3
PHOTOGRAPH_BYTES = 60_000
TRIES = 2000
SEED = 20261123
ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.marathon, pytest.mark.timeout(7200)]


class Line:
    """The line's process; ``told`` is what was asked over it, in order, once it is cut."""

    def __init__(self, hub_url):
        hub = urlsplit(hub_url)
        command = [sys.executable, "-m", "tests.marathon.bad_line", str(hub.port)]
        self._process = subprocess.Popen(
            [*command, str(BITS_A_SECOND), str(SPEED), str(SEED)],
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}"
        self.told = []

    def cut(self):
        self._process.kill()
        output, _ = self._process.communicate()
        self.told = output.splitlines()


@contextmanager
def bad_line(hub_url):
    line = Line(hub_url)
    try:
        yield line
    finally:
        line.cut()


def write_offline(outlet):
    """So many records, the first deliveries with a photograph of their paper; how many there are."""
    written, left = 0, PHOTOGRAPHS
    while written < RECORDS:
        photos = (photograph(outlet, left),) if left else ()
        left -= bool(left)
        units = [pack(code) for code in codes(A_DELIVERY, first=1 + written)]
        act(outlet, outlet.record_delivery, delivery(*units, paper_photos=photos))
        written = outlet.read(lambda view: view.station()).head_seq
    return written


def photograph(outlet, number):
    def keep():
        with outlet.store.act() as tx:
            return tx.keep_blob(b"\xff\xd8" + bytes([number]) * PHOTOGRAPH_BYTES, "image/jpeg", "overall")

    return act(outlet, keep)


def send_all(outlet, destination):
    """Until nothing is owed; how often it took a new try, and the longest wait of an operator's act."""
    longest = 0.0
    for tries in range(1, TRIES):
        run = outlet.workers.network.run(partial(outlet.send, destination, lambda _: None))
        while not wait([run], timeout=0.05).done:
            begun = time.perf_counter()
            act(outlet, outlet.save_draft, "d", "intake", {"typed": tries})
            longest = max(longest, time.perf_counter() - begun)
        last = run.result()
        if last.result == "nothing_to_send" and not last.unfinished:
            return tries, longest
    raise AssertionError(last)


def test_all_arrives_over_a_bad_line_and_photographs_go_last(tmp_path, capsys):
    with HubProcess(tmp_path / "hub") as hub, at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        written = write_offline(outlet)
        with bad_line(hub.url) as line:
            begun = time.perf_counter()
            destination = enrol(outlet, line.url)
            tries, longest = send_all(outlet, destination)
            took = time.perf_counter() - begun
        sent = outlet.read(lambda view: view.submissions("hub", limit=written + 1))
    assert len(sent) == written
    assert {each.state.value for each in sent} <= {"accepted", "accepted_with_warnings", "duplicate"}
    asked = [each for each in line.told if each != "reset"]
    photographs = asked.index("PATCH /v1/blobs")
    assert set(asked[:photographs]) == {"PUT /v1/batches"}
    assert set(asked[photographs:]) == {"PATCH /v1/blobs"}
    assert len(asked) - photographs >= PHOTOGRAPHS
    with capsys.disabled():
        resets = line.told.count("reset")
        acts = f"longest wait of an act {longest * 1000:.0f} ms"
        told = f"{written} records in {took:.0f} s, {tries} tries, {resets} resets, {acts}"
        print(told)  # noqa: T201 - what the long run found
