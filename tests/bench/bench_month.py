"""A month of 5,000 records beside the platform's receipts, and the check of 5,000 before they are sent.

Every receipt is verified anew and every hash looked at; the goal is that of ``features.md`` row 64.
"""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from packtrail.app.clock import now
from packtrail.app.hub_process import HubProcess
from packtrail.usecases.reconcile_month import reconcile_month
from packtrail.usecases.rehearse import rehearse
from packtrail.usecases.sent_register import register_page
from packtrail.usecases.sync_ports import SentQuery
from tests.bench.figures import Figure
from tests.e2e.stations import at_work, enrol, send, set_up, take_in
from tests.station import codes

RECORDS = 5000
A_DELIVERY = 500


def run(records: int = RECORDS) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory() as folder,
        HubProcess(Path(folder) / "hub") as hub,
        at_work(Path(folder) / "station") as outlet,
    ):
        set_up(outlet)
        for first in range(0, records, A_DELIVERY):
            take_in(outlet, *codes(min(A_DELIVERY, records - first), first=first + 1))
        taken, rehearsal = timed(lambda: outlet.read(lambda view: rehearse(view, None, now())))
        assert rehearsal.refused == ()
        yield Figure(f"check of {records:,} records before sending", taken, "s", "≤ 10 s", taken <= 10)
        destination = enrol(outlet, hub.url)
        send(outlet, destination)
        today = now()
        taken, month = timed(
            lambda: outlet.read(lambda view: reconcile_month(view, destination, today.year, today.month))
        )
        assert month.agrees
        assert month.accepted >= records
        yield Figure(f"month of {records:,} records compared", taken, "s", "≤ 10 s", taken <= 10)
        query = SentQuery(destination=destination.name)
        taken, _ = timed(lambda: outlet.read(lambda view: register_page(view, query)))
        yield Figure("a page of the sent register", taken * 1000, "ms", "≤ 300 ms", taken <= 0.3)


def timed(act):
    started = time.perf_counter()
    found = act()
    return time.perf_counter() - started, found
