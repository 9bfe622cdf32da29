"""What a benchmark yields, and how a run of something is timed."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure beside its goal; ``baseline`` comes from the same run."""

    name: str
    value: float
    unit: str
    goal: str
    is_met: bool
    baseline: float | None = None

    def row(self) -> tuple[str, str, str, str]:
        """For the table."""
        beside = f" (baseline {self.baseline:,.1f})" if self.baseline is not None else ""
        return self.name, f"{self.value:,.1f} {self.unit}{beside}", self.goal, "yes" if self.is_met else "NO"

    def as_json(self) -> dict[str, object]:
        """For the file."""
        return asdict(self)


def times_ms(do: Callable[[], object], runs: int) -> list[float]:
    """How long each of ``runs`` calls took, after one that does not count."""
    do()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        do()
        taken.append((time.perf_counter() - started) * 1000)
    return taken


def seconds(do: Callable[[], object]) -> float:
    """How long one call took."""
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def fsynced(file: Path) -> None:
    """A baseline: what this disk takes to keep four kilobytes."""
    with file.open("ab") as target:
        target.write(bytes(4096))
        target.flush()
        os.fsync(target.fileno())


def p95(values: list[float]) -> float:
    """The 95th percentile."""
    return sorted(values)[int(0.95 * (len(values) - 1))]


def p50(values: list[float]) -> float:
    """The median."""
    return statistics.median(values)


def p99(values: list[float]) -> float:
    """The 99th percentile, the largest of a few."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.99))]
