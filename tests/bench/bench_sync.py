"""10,000 records to a hub on localhost, beside a bare loop of HTTP and SQLite inserts with the same bytes.

Both send batches of 200 over one connection and commit each with full fsync; ours also signs, hashes,
judges, answers with a signed receipt and stores the verdicts.
"""

import http.server
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

import httpx2

from packtrail.app.hub_process import HubProcess
from tests.bench.figures import Figure
from tests.e2e.stations import at_work, enrol, send, set_up, take_in
from tests.station import codes

RECORDS = 10_000
BATCH = 200


def run():
    with tempfile.TemporaryDirectory() as folder:
        ours, lines = _ours(Path(folder))
        bare = _bare(Path(folder), lines)
    goal = f"≥ 3,000 /s; now {ours / bare:.3f} of bare"
    yield Figure("sync, records a second end to end", ours, "/s", goal, ours >= 3000, bare)


def _ours(folder: Path):
    with HubProcess(folder / "hub") as hub, at_work(folder / "station") as outlet:
        set_up(outlet)
        for first in range(0, RECORDS, 500):
            take_in(outlet, *codes(500, first=first + 1))
        destination = enrol(outlet, hub.url)
        count = outlet.read(lambda view: view.station()).head_seq
        started = time.perf_counter()
        last, _ = send(outlet, destination)
        taken = time.perf_counter() - started
        assert last.result == "nothing_to_send"
        lines = [line for _, line in outlet.read(lambda view: view.canonical_lines(1, 0, count))]
    return count / taken, lines


def _bare(folder: Path, lines):
    batches = [b"\n".join(lines[at : at + BATCH]) for at in range(0, len(lines), BATCH)]
    ready, address = threading.Event(), []
    thread = threading.Thread(target=_serve, args=(folder / "bare.db", len(batches), ready, address))
    thread.start()
    ready.wait()
    with httpx2.Client() as client:
        started = time.perf_counter()
        for batch in batches:
            client.put(address[0], content=batch).raise_for_status()
        taken = time.perf_counter() - started
    thread.join()
    return len(lines) / taken


def _serve(file, requests, ready, address):
    database = sqlite3.connect(file)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = FULL")
    database.execute("CREATE TABLE record (seq INTEGER PRIMARY KEY, line BLOB)")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with database:
                database.executemany(
                    "INSERT INTO record (line) VALUES (?)", [(x,) for x in body.split(b"\n")]
                )
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()
            served.append(1)
            if len(served) == requests:
                self.close_connection = True

        def log_message(self, *_):
            pass

    served: list[int] = []
    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        address.append(f"http://127.0.0.1:{server.server_port}/")
        ready.set()
        server.handle_request()
    database.close()
