"""Whether a hub's memory stays flat while records come in without end.

``PYTHONPATH=src:. python tests/hub/measure_memory.py --records 1000000`` starts a hub on SQLite and sends it
batch after batch, a new station for every 10,000 records; prints as JSON what the hub's process held on the
way, and the CPU time that it took for a record.
"""

import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click

from tests.hub.conftest import Station
from tests.hub.measure_workers import OUTLETS, uscc
from tests.hub.processes import Child

OF_A_STATION = 10_000
SIZE = 200
MARKS = (0.01, 0.1, 0.25, 0.5, 0.75, 1.0)
MIB = 1024


@click.command()
@click.option("--records", default=1_000_000, show_default=True)
def main(records):
    """Prints what was measured as JSON."""
    marks = [int(records * mark) for mark in MARKS]
    told, sent, number = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        child = Child(Path(folder), "--sandbox", "--address-limit", "0", "--station-limit", "0")
        try:
            while sent < records:
                for count in batches_of(child.client, number, min(OF_A_STATION, records - sent)):
                    sent += count
                    while marks and sent >= marks[0]:
                        del marks[0]
                        told.append({"records": sent, **process(child.process.pid)})
                number += 1
        finally:
            child.clear()
    for each in told:
        each["cpu_ms_a_record"] = round(each.pop("cpu_s") * 1000 / each["records"], 3)
    json.dump(told, sys.stdout, indent=1)
    sys.stdout.write("\n")


def batches_of(client, number, count):
    """Sends one station's records; how many each batch held."""
    station = Station(client, partial(datetime.now, UTC), outlet=uscc(number % OUTLETS), label=f"M{number}")
    station.enrol()
    station.open_session().open_epoch()
    sent = 0
    while sent < count:
        size = min(SIZE, count - sent)
        while station.head[0] < sent + size:
            station.take_in(battery_code=f"0TXPB01A{number:06d}A5A{station.head[0]:07d}")
        station.send(sent + 1, sent + size)
        station.log[sent : sent + size] = [None] * size  # what is sent is not ours to keep here
        sent += size
        yield size


def process(pid):
    """What a process holds in memory, and the CPU time that it took so far."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    rss = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    ticks = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[11:13]
    return {
        "rss_mib": round(int(rss.split()[1]) / MIB),
        "cpu_s": sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK"),
    }


if __name__ == "__main__":
    main()
