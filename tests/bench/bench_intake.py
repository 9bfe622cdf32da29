"""One durable intake: the act of a delivery with one unit, fsynced, on a ledger that already has some."""

import tempfile
from pathlib import Path

from tests.bench.figures import Figure, fsynced, p50, p99, times_ms
from tests.station import SteppedClock, codes, opened, set_up, take_in


def run():
    with tempfile.TemporaryDirectory() as folder, opened(Path(folder), clock := SteppedClock()) as ledger:
        set_up(ledger, clock)
        for first in (1, 501):
            take_in(ledger, clock, *codes(500, first=first))
        fresh = iter(codes(400, first=5000))
        taken = times_ms(lambda: take_in(ledger, clock, next(fresh)), 300)
        raw = times_ms(lambda: fsynced(Path(folder) / "raw"), 300)
    yield Figure("one durable intake, p50", p50(taken), "ms", "≤ 10 ms", p50(taken) <= 10, p50(raw))
    yield Figure("one durable intake, p99", p99(taken), "ms", "≤ 10 ms p99", p99(taken) <= 10, p99(raw))
