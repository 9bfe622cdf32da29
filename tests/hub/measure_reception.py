"""How many records a second one hub takes in: ``PYTHONPATH=src:. python tests/hub/measure_reception.py``.

10,000 records in batches of 200 over HTTP on localhost into a fresh SQLite file, each batch on the disk
before its answer. Sealing and signing are done before the clock starts.
"""

import importlib.util
import json
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx2

from packtrail.protocol import batch, dsse
from packtrail_hub.hub import open_hub
from packtrail_hub.server import make_server

BATCHES, SIZE = 50, 200


def main():
    spec = importlib.util.spec_from_file_location("hub_station", Path(__file__).with_name("conftest.py"))
    parts = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(parts)
    with tempfile.TemporaryDirectory() as folder:
        hub = open_hub(
            str(Path(folder) / "hub.db"),
            clock=partial(datetime.now, UTC),
            new_id=parts.new_id,
            name="measured",
            is_sandbox=True,
        )
        server, bound, url = make_server(hub, "127.0.0.1", 0)
        running = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        running.start()
        with httpx2.Client(base_url=url) as client:
            taken = measure(parts, client)
        server.should_exit = True
        running.join()
    json.dump(taken, sys.stdout, indent=1)
    sys.stdout.write("\n")


def measure(parts, client):
    station = parts.Station(client, partial(datetime.now, UTC))
    station.enrol()
    station.open_session().open_epoch()
    unloaded = []
    while station.head[0] < BATCHES * SIZE:
        unloaded.append(station.take_in())
        if len(unloaded) == 40 and station.head[0] < BATCHES * SIZE - 42:
            station.hand_on(*unloaded)
            unloaded = []
    requests = []
    for first in range(1, BATCHES * SIZE, SIZE):
        frozen = station.freeze(first, first + SIZE - 1)
        envelope = dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer))
        requests.append((f"/v1/batches/{batch.digest(frozen)}", envelope))
    started = time.perf_counter()
    answers = [client.put(path, content=body, headers=station.headers) for path, body in requests]
    took_s = time.perf_counter() - started
    assert {answer.status_code for answer in answers} == {200}
    cursor = station.cursor()
    assert cursor["unresolved_count"] == 0
    return {
        "records": BATCHES * SIZE,
        "batch": SIZE,
        "seconds": round(took_s, 2),
        "records_per_second": round(BATCHES * SIZE / took_s),
        "stock": cursor["stock"],
    }


if __name__ == "__main__":
    main()
