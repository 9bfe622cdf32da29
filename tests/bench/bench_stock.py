"""The stock on the screen: 1,000,000 units in the table, 200,000 searched while typing, 1,000 scans counted.

The units are one that was really taken in, copied in the views by SQL: the screen asks nothing but these.
What counts is how long the window's thread is held at a time, and how long an answer takes to be shown.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from packtrail.ui.garbage import GarbageOnGuiThread
from packtrail.ui.stock.count.flow import CountFlow
from packtrail.ui.stock.flow import StockFlow
from packtrail.ui.stock.state import PAGE
from packtrail.ui.widgets.data_table import DataTable
from packtrail.wording import CHINESE, wording
from tests.bench.figures import Figure, p95, p99
from tests.ui.stock.counter import code, counter, packs, taken_in

UNITS, SEARCHED, SCANS, PAGES = 1_000_000, 200_000, 1000, 25
HELD_MS, ANSWERED_MS = 50, 100
LIMIT_S = 60
SETTLED = 50
TYPED = ("00", "001", "0012", "00123", "001234", "0012345")

COPIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
CODE = "substr(unit.battery_code, 1, 17) || printf('%07d', i + 1)"
OWN = {"arrival": "unit.arrival + i", "unit_id": "randomblob(16)", "battery_code": CODE}


def run(units: int = UNITS, searched: int = SEARCHED, scans: int = SCANS) -> Iterator[Figure]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    garbage = GarbageOnGuiThread()  # as the desk does
    try:
        with _stock_of(units) as flow:
            yield from _scrolled(app, flow, units)
        with _stock_of(searched) as flow:
            yield from _typed(app, flow, searched)
        with _stock_of(scans) as flow:
            yield from _counted(app, flow, scans)
    finally:
        garbage.stop()


@contextmanager
def _stock_of(units: int) -> Iterator[StockFlow]:
    """A shown stock of ``units``, the first of which was taken in by an act."""
    with tempfile.TemporaryDirectory() as folder, counter(Path(folder)) as (outlet, workers):
        taken_in(outlet, *packs(1))
        workers.acts.run(lambda: _copied(outlet.store, units - 1)).result()
        flow = StockFlow(outlet, workers, wording(CHINESE))
        flow.place.resize(1280, 800)
        flow.place.show()
        yield flow
        flow.place.close()
        flow.place.deleteLater()


def _copied(store, copies: int) -> None:
    with store.act() as tx:
        connection = tx._connection
        names = [name for _, name, *_ in connection.execute("PRAGMA table_info(unit)")]
        values = ", ".join(OWN.get(name, f"unit.{name}") for name in names)
        into = f"INSERT INTO unit ({', '.join(names)}) {COPIES} SELECT {values} FROM unit, n"
        connection.execute(into, (copies,))
        named = (
            "SELECT battery_code, arrival, 0 FROM unit WHERE arrival NOT IN (SELECT arrival FROM unit_code)"
        )
        connection.execute(f"INSERT INTO unit_code (code, arrival, is_number) {named}")
        connection.execute("UPDATE unit_tally SET units = units + ? WHERE units > 0", (copies,))


def _held_until(app: QApplication, done: Callable[[], bool]) -> float:
    """Let the window work until ``done``; the longest that it was held at a time, in ms."""
    held, ends = 0.0, time.monotonic() + LIMIT_S
    while not done():
        assert time.monotonic() < ends
        began = time.perf_counter()
        app.processEvents()
        held = max(held, (time.perf_counter() - began) * 1000)
    return held


def _settled(app: QApplication) -> None:
    """What is drawn for the first time, fonts and icons, is no part of scrolling or typing."""
    for _ in range(SETTLED):
        app.processEvents()


def _scrolled(app: QApplication, flow: StockFlow, units: int) -> Iterator[Figure]:
    flow.refresh()
    _held_until(app, lambda: flow.state.total is not None)
    assert flow.state.total.count == units
    assert len(flow.state.units) == PAGE
    _settled(app)
    table, held, pages = flow.screen.findChild(DataTable), 0.0, []
    for page in range(2, PAGES + 2):
        began = time.perf_counter()
        table.scrollToBottom()
        held = max(held, _held_until(app, lambda page=page: len(flow.state.units) == min(units, PAGE * page)))
        pages.append((time.perf_counter() - began) * 1000)
    name = f"table of {units:,} units"
    yield Figure(f"{name}, window held at most", held, "ms", "≤ 50 ms", held <= HELD_MS)
    yield Figure(f"{name}, next page shown, p95", p95(pages), "ms", "≤ 200 ms", p95(pages) <= 200)


def _typed(app: QApplication, flow: StockFlow, units: int) -> Iterator[Figure]:
    flow.refresh()
    _held_until(app, lambda: flow.state.total is not None)
    _settled(app)
    taken, held = [], 0.0
    for text in TYPED * 3:
        total, began = flow.state.total, time.perf_counter()
        flow.screen.text_changed.emit(text)
        held = max(held, _held_until(app, lambda total=total: flow.state.total is not total))
        taken.append((time.perf_counter() - began) * 1000)
    name = f"search as it is typed, {units:,} units"
    yield Figure(f"{name}, p95", p95(taken), "ms", "≤ 100 ms", p95(taken) <= ANSWERED_MS)
    yield Figure(f"{name}, window held at most", held, "ms", "≤ 50 ms", held <= HELD_MS)


def _counted(app: QApplication, flow: StockFlow, scans: int) -> Iterator[Figure]:
    count: CountFlow = flow.count
    flow.place.open("count")
    _held_until(app, lambda: bool(count.state.begin.zones))
    count.screen.begun.emit()
    _held_until(app, lambda: count.is_counting)
    _settled(app)
    taken, held = [], 0.0
    for number in range(1, scans + 1):
        told: list[str] = []
        began = time.perf_counter()
        flow.scanned(code(number), told.append)
        held = max(held, _held_until(app, lambda told=told: bool(told)))
        taken.append((time.perf_counter() - began) * 1000)
        assert told == ["ok"]
    assert count.state.tally is not None
    assert count.state.tally.found.is_clean
    name = f"a scan in a count of {scans:,}"
    yield Figure(f"{name}, p99", p99(taken), "ms", "≤ 80 ms p99", p99(taken) <= 80)
    yield Figure(f"{name}, window held at most", held, "ms", "≤ 50 ms", held <= HELD_MS)
