"""A ledger of 200,000 units and 1,000,000 records: checked, counted, written to, asked about the past.

Each figure stands beside what this machine takes for the bare bytes. ``million.py`` makes the ledger;
what is measured by writing is measured on a copy.
"""

import hashlib
import itertools
import json
import random
import shutil
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import timedelta
from functools import partial
from pathlib import Path

from packtrail.app.workers import Lane, Priority
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.store.check import check
from packtrail.store.durable import sync_file
from packtrail.store.ledger import LEDGER_FILE, Ledger
from packtrail.usecases.ports import Verdict
from packtrail.usecases.settle_batch import ROWS_AN_ACT
from tests.bench.figures import Figure, fsynced, p50, p99, seconds, times_ms
from tests.bench.million import HUB, ledger_of
from tests.bench.million_acts import Counter
from tests.bench.million_days import FIRST_DAY, RECORDS_A_DAY
from tests.station import TEST_KEY, SteppedClock, opened

DAYS = 1000
ACTS = 400
BETWEEN_ACTS_S = 0.01
CHUNKS = 400
PIECE_BYTES = 1024 * 1024


def run(days: int = DAYS, acts: int = ACTS) -> Iterator[Figure]:
    made = ledger_of(days)
    records = f"{days * RECORDS_A_DAY:,} records"
    yield _checked(made, records)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copytree(made, Path(folder) / "ledger"))
        sync_file(copy / LEDGER_FILE)  # or the disk would still be writing the copy while acts are timed
        clock = SteppedClock(FIRST_DAY + timedelta(days=days))
        with opened(copy, clock) as ledger:
            yield from _read(ledger, days, records)
            yield from _written(ledger, clock, days, acts, Path(folder) / "raw")


def _checked(folder: Path, records: str) -> Figure:
    raw = seconds(partial(_read_and_hashed, folder / LEDGER_FILE))
    report = []
    taken = seconds(lambda: report.append(check(folder, TEST_KEY)))
    assert report[0].is_sound, report[0].problems
    return Figure(f"check of {records}", taken, "s", "≤ 20 s", taken <= 20, raw)


def _read_and_hashed(file: Path) -> None:
    """The baseline: every byte of the file once, and its SHA-256."""
    digest = hashlib.sha256()
    with file.open("rb") as source:
        while piece := source.read(PIECE_BYTES):
            digest.update(piece)


def _read(ledger: Ledger, days: int, records: str) -> Iterator[Figure]:
    raw = p99(times_ms(partial(_asked, ledger, lambda view: view.has_station()), 200))
    for name, question in (
        ("what a hub has not answered", lambda view: view.backlog(HUB.name)),
        ("what stands here", lambda view: view.stock()),
    ):
        taken = p99(times_ms(partial(_asked, ledger, question), 200))
        yield Figure(f"{name}, {records}, p99", taken, "ms", "≤ 10 ms p99", taken <= 10, raw)
    moments = [FIRST_DAY + timedelta(days=days * part / 10) for part in range(1, 10)]
    asked = iter(moments * 2)
    worst = max(times_ms(lambda: _asked(ledger, lambda view: view.stock_as_of(next(asked))), 9)) / 1000
    yield Figure(f"stock of a past day, {records}", worst, "s", "≤ 1 s", worst <= 1, raw / 1000)


def _asked(ledger: Ledger, question: Callable) -> None:
    with ledger.read() as view:
        assert question(view) is not None


def _written(ledger: Ledger, clock: SteppedClock, days: int, acts: int, file: Path) -> Iterator[Figure]:
    """Acts one after the other as a counter does them, alone and then while verdicts are written beside.

    After each act the same disk keeps four bare kilobytes, so that the baseline meets the same minute.
    """
    bugs: list[Exception] = []
    lane = Lane("acts", threads=1, report_bug=bugs.append)
    do = Counter(ledger, clock).acts()
    try:
        for beside in ("", ", sync writing beside"):
            taken, raw, by_kind = [], [], defaultdict(list)
            with _sync(lane, ledger, days) if beside else nullcontext([1]) as settled:
                for _ in range(acts):
                    kind, act = next(do)
                    taken.append(_through(lane, act))
                    by_kind[kind].append(taken[-1])
                    raw.append(seconds(partial(fsynced, file)) * 1000)
            assert settled[0], "sync wrote nothing"
            for name, of, goal in (("p50", p50, "≤ 10 ms"), ("p99", p99, "≤ 10 ms p99")):
                title = f"one act, {days * RECORDS_A_DAY:,} records{beside}, {name}"
                yield Figure(title, of(taken), "ms", goal, of(taken) <= 10, of(raw))
            slowest = max(by_kind, key=lambda kind: p50(by_kind[kind]))
            middle = p50(by_kind[slowest])
            title = f"the slowest kind of act ({slowest}){beside}, p50"
            yield Figure(title, middle, "ms", "≤ 10 ms", middle <= 10, p50(raw))
    finally:
        lane.close()
        lane.join(time.monotonic() + 10)
    assert bugs == []


def _through(lane: Lane, act: Callable[[], object]) -> float:
    """How long an operator waits for ``act``, in ms, from the key to the word of the writer's lane."""
    time.sleep(BETWEEN_ACTS_S)
    started = time.perf_counter()
    lane.run(act).result()
    return (time.perf_counter() - started) * 1000


@contextmanager
def _sync(lane: Lane, ledger: Ledger, days: int) -> Iterator[list[int]]:
    """Verdicts from a thread of their own, chunk after chunk as fast as the writer takes them."""
    chunks, done, ended = _chunks(ledger, days), [0], threading.Event()

    def settle_on() -> None:
        for number in itertools.count():
            if ended.is_set():
                return
            # The second time round they say something else, or nothing would be written.
            said = (SubmissionState.DUPLICATE, SubmissionState.ACCEPTED)[number // len(chunks) % 2]
            verdicts = _verdicts(chunks[number % len(chunks)], said)
            lane.run(partial(_settle, ledger, verdicts), priority=Priority.SYNC).result()
            done[0] += 1

    thread = threading.Thread(target=settle_on, name="bench-sync")
    thread.start()
    try:
        yield done
    finally:
        ended.set()
        thread.join()


def _chunks(ledger: Ledger, days: int) -> list[list[str]]:
    """Ids of runs of records from all over the log, each as many as sync settles at once."""
    chance = random.Random(days)
    with ledger.read() as view:
        return [
            [json.loads(line)["record_id"] for _, line in view.canonical_lines(1, seq, ROWS_AN_ACT)]
            for seq in (chance.randrange(days * RECORDS_A_DAY - ROWS_AN_ACT) for _ in range(CHUNKS))
        ]


def _verdicts(record_ids: list[str], state: SubmissionState) -> list[Verdict]:
    return [
        Verdict(
            record_id=record_id,
            state=state,
            ack_level=AckLevel.RELAY_ACCEPTED,
            remote_no=None,
            issues=(),
            said_at=FIRST_DAY,
        )
        for record_id in record_ids
    ]


def _settle(ledger: Ledger, verdicts: list[Verdict]) -> None:
    with ledger.act() as tx:
        tx.settle(HUB.name, verdicts)
