"""How many records a second a hub takes in from many stations at once.

``PYTHONPATH=src:. python tests/hub/measure_workers.py --stations 1000 --workers 2`` starts a PostgreSQL that
syncs its commits to the disk, a hub with so many workers on it, and as many connections as stations; each
station sends its batches one after the other. Everything is sealed and signed before the clock starts.
"""

import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import click
import httpx2
from sqlalchemy import create_engine, func, select

from packtrail.protocol import batch, dsse
from packtrail_hub.tables import record
from tests.hub import postgres
from tests.hub.conftest import Station
from tests.hub.processes import Child

SAFE = {"fsync": "on", "full_page_writes": "on", "autovacuum": "on", "shared_buffers": "256MB"}
OUTLETS = 250  # four stations each
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@click.command()
@click.option("--stations", default=1000, show_default=True)
@click.option("--batches", default=2, show_default=True, help="Of each station.")
@click.option("--size", default=50, show_default=True, help="Records in a batch.")
@click.option("--workers", default=2, show_default=True)
def main(stations, batches, size, workers):
    """Prints what was measured as JSON."""
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres.running(postgres.programs(), **SAFE) as server,
    ):
        server.do("CREATE DATABASE measured")
        url = server.url("measured")
        child = Child(
            Path(folder), "--sandbox", "--workers", str(workers), "--address-limit", "0", database=url
        )
        try:
            requests = [prepared(child.client, number, batches, size) for number in range(stations)]
            waits, errors, took_s = asyncio.run(send_all(child.url, requests))
        finally:
            child.clear()
        engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
        with engine.connect() as connection:
            stored = connection.execute(select(func.count()).select_from(record)).scalar()
        engine.dispose()
    waits.sort()
    told = {
        "stations": stations,
        "workers": workers,
        "batch": size,
        "records": stored,
        "seconds": round(took_s, 2),
        "records_per_second": round(stored / took_s),
        "answer_p50_s": round(waits[len(waits) // 2], 2),
        "answer_p95_s": round(waits[len(waits) * 95 // 100], 2),
        "answer_p99_s": round(waits[len(waits) * 99 // 100], 2),
    }
    told["errors"] = errors
    json.dump(told, sys.stdout, indent=1)
    sys.stdout.write("\n")


def uscc(number):
    """A valid code of an outlet that there is not."""
    body = f"91430100MA0FK{number:04d}"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(_USCC.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return body + _USCC[(31 - total % 31) % 31]


def prepared(client, number, batches, size):
    """The headers and the sealed batches of one station."""
    station = Station(client, partial(datetime.now, UTC), outlet=uscc(number % OUTLETS), label=f"S{number}")
    station.enrol()
    station.open_session().open_epoch()
    while station.head[0] < batches * size:
        n = station.head[0]
        station.take_in(battery_code=f"0TXPB01A{number:06d}A5A{n:07d}")
    puts = []
    for first in range(1, batches * size, size):
        frozen = station.freeze(first, first + size - 1)
        envelope = dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer))
        puts.append((f"/v1/batches/{batch.digest(frozen)}", envelope))
    return station.headers, puts


async def send_all(url, requests):
    """How long each answer took, how many were none, and all of it."""
    limits = httpx2.Limits(max_connections=len(requests), max_keepalive_connections=len(requests))
    waits, errors = [], Counter()

    async def send(client, headers, puts):
        for path, body in puts:
            begun = time.perf_counter()
            answer = await client.put(path, content=body, headers=headers)
            waits.append(time.perf_counter() - begun)
            if answer.status_code != 200:
                errors[answer.status_code] += 1

    async with httpx2.AsyncClient(base_url=url, limits=limits, timeout=600) as client:
        begun = time.perf_counter()
        await asyncio.gather(*(send(client, *each) for each in requests))
        return waits, dict(errors), time.perf_counter() - begun


if __name__ == "__main__":
    main()
