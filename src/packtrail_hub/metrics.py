"""What a hub counts of itself, and ``GET /metrics``, which tells it in Prometheus' text format.

Every worker process writes a row of cells of its own, in memory that all of them share: so any worker tells
the sum, and one that was started anew goes on counting in its row. Which counters there are never changes.
"""

import ctypes
import ipaddress
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from multiprocessing.sharedctypes import RawArray
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from packtrail import __version__
from packtrail.protocol import problems
from packtrail.protocol.problems import CATALOGUE
from packtrail.protocol.receipt import RecordStatus
from packtrail_hub import database
from packtrail_hub.hub import Hub
from packtrail_hub.refused import Refused
from packtrail_hub.tables import IS_UNRESOLVED, UNRESOLVED, outlet, record, station

MEDIA_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS_S: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
CALLS: Final = ("put_batch", "other")
MOST_COUNTED: Final = 100_000
"""Open records are counted up to here, so that a scrape stays quick whatever lies open."""

FRESH_S: Final = 10
"""So long what was read from the database for one scrape serves the next ones."""

_Cell = tuple[str, str]  # family and label

_CELLS: Final[tuple[_Cell, ...]] = (
    *(("batches", answer) for answer in ("new", "again")),
    *(("records", str(status)) for status in RecordStatus),
    *(("refusals", code) for code in CATALOGUE),
    *(("seconds", call) for call in CALLS),
    *((f"bucket {call}", str(bound)) for call in CALLS for bound in (*BUCKETS_S, "+Inf")),
)
_AT: Final = {cell: at for at, cell in enumerate(_CELLS)}


def shared_cells(workers: int) -> Any:
    """Zeroed cells for so many workers; a child process inherits them."""
    return RawArray(ctypes.c_double, workers * len(_CELLS))


class Metrics:
    """The counters of one worker, and the sums over all."""

    def __init__(self, cells: Any = None, worker: int = 0) -> None:
        self._cells = shared_cells(1) if cells is None else cells
        self._first = worker * len(_CELLS)
        self._counting = threading.Lock()  # of the threads of this process; no other writes its row
        self._read: tuple[float, list[str]] = (-FRESH_S, [])

    @property
    def workers(self) -> int:
        """How many rows there are."""
        return len(self._cells) // len(_CELLS)

    def count_batch(self, verdicts: Iterable[str], *, is_replay: bool) -> None:
        """A batch was answered; ``verdicts`` of its new records."""
        with self._counting:
            self._add(("batches", "again" if is_replay else "new"))
            for verdict in verdicts:
                self._add(("records", verdict))

    def count_refusal(self, code: str) -> None:
        """A request was refused as a whole."""
        with self._counting:
            self._add(("refusals", code))

    def count_request(self, call: str, took_s: float) -> None:
        """A request was answered, well or not; ``call`` is one of ``CALLS``."""
        bounds = (*map(str, BUCKETS_S), "+Inf")
        with self._counting:
            self._add((f"bucket {call}", bounds[bisect_left(BUCKETS_S, took_s)]))
            self._add(("seconds", call), took_s)

    def text(self, hub: Hub) -> str:
        """All of it, as Prometheus reads it."""
        told, ticks = self._read, time.monotonic()
        if ticks - told[0] >= FRESH_S:
            told = self._read = ticks, _from_database(hub)
        return "\n".join((*self._lines(), *told[1])) + "\n"

    def _add(self, cell: _Cell, amount: float = 1.0) -> None:
        at = _AT.get(cell)
        if at is not None:
            self._cells[self._first + at] += amount

    def _sum(self, cell: _Cell) -> float:
        return float(sum(self._cells[at] for at in range(_AT[cell], len(self._cells), len(_CELLS))))

    def _lines(self) -> list[str]:
        lines = _family("build_info", "gauge", "The hub's version.", [(f'version="{__version__}"', 1)])
        lines += _family("workers", "gauge", "Worker processes.", [("", self.workers)])
        for family, label, words in (
            ("batches", "answer", "Batches answered."),
            ("records", "verdict", "New records by verdict."),
            ("refusals", "code", "Requests refused as a whole."),
        ):
            cells = [cell for cell in _CELLS if cell[0] == family]
            values = [(f'{label}="{cell[1]}"', self._sum(cell)) for cell in cells]
            lines += _family(f"{family}_total", "counter", words, values)
        return [*lines, *self._histogram()]

    def _histogram(self) -> list[str]:
        name = "packtrail_hub_request_seconds"
        lines = [f"# HELP {name} How long requests took.", f"# TYPE {name} histogram"]
        for call in CALLS:
            so_far = 0.0
            for bound in (*BUCKETS_S, "+Inf"):
                so_far += self._sum((f"bucket {call}", str(bound)))
                lines.append(f'{name}_bucket{{call="{call}",le="{bound}"}} {_number(so_far)}')
            lines.append(f'{name}_sum{{call="{call}"}} {self._sum(("seconds", call)):.6f}')
            lines.append(f'{name}_count{{call="{call}"}} {_number(so_far)}')
        return lines


calls = APIRouter()


@calls.get("/metrics", include_in_schema=False)
async def read_metrics(request: Request) -> Response:
    """Counts for whoever watches the hub; kept to this machine unless it was opened."""
    service = request.app.state.service
    if not service.are_metrics_open and not _is_local(request.client.host if request.client else ""):
        raise Refused(problems.NO_SUCH_CALL, 404)
    text = await run_in_threadpool(service.metrics.text, request.app.state.hub)
    return Response(text, media_type=MEDIA_TYPE)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _from_database(hub: Hub) -> list[str]:
    """Gauges that the database knows; only that it cannot be reached when it cannot."""
    try:
        with database.look(hub.engine) as connection:
            stations = connection.execute(
                select(func.count(), func.count(station.c.revoked_at)).select_from(station)
            ).one()
            outlets = connection.execute(select(func.count()).select_from(outlet)).scalar_one()
            found = select(record.c.status).where(IS_UNRESOLVED, record.c.is_voided.is_(False))
            some = found.limit(MOST_COUNTED).subquery()
            rows = connection.execute(select(some.c.status, func.count()).group_by(some.c.status)).all()
    except SQLAlchemyError:
        return _family("database_up", "gauge", "Whether the database answers.", [("", 0)])
    bound = [('state="in_service"', stations[0] - stations[1]), ('state="revoked"', stations[1])]
    open_by = {row[0]: row[1] for row in rows}
    unresolved = [(f'status="{status}"', open_by.get(status, 0)) for status in UNRESOLVED]
    return [
        *_family("database_up", "gauge", "Whether the database answers.", [("", 1)]),
        *_family("outlets", "gauge", "Outlets.", [("", outlets)]),
        *_family("stations", "gauge", "Stations that were bound.", bound),
        *_family("unresolved_records", "gauge", f"Open records, at most {MOST_COUNTED}.", unresolved),
    ]


def _family(name: str, kind: str, words: str, values: Sequence[tuple[str, float]]) -> list[str]:
    full = f"packtrail_hub_{name}"
    lines = [f"# HELP {full} {words}", f"# TYPE {full} {kind}"]
    return lines + [
        f"{full}{{{label}}} {_number(value)}" if label else f"{full} {_number(value)}"
        for label, value in values
    ]


def _number(value: float) -> str:
    return str(int(value))
