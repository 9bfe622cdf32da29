"""A camera run at 30 frames a second: from a label in view to its code accepted, and how much memory.

Virtual time moves on by what each frame really took to read, and only the newest frame is read then, as at
the desk. Labels are drawn by ``tests.labels``: clean ones, each take a little elsewhere.
"""

import gc
import random
import resource
import sys
from collections.abc import Iterator

import cv2
import numpy as np

from packtrail.scan.camera_run.session import ScanSession
from packtrail.scan.reader import grey_of
from tests.bench.figures import Figure, p50, p95
from tests.labels import frame

FRAME_MS = 1000 / 30
KINDS = ("qr", "data_matrix", "code128")
LABELS, TAKES = 8, 6
LONG_RUN = 3000
LONGEST_MS = 5000.0


def run(labels: int = LABELS, long_run: int = LONG_RUN) -> Iterator[Figure]:
    cv2.setNumThreads(1)
    empty = cv2.GaussianBlur(
        np.random.default_rng(1).integers(60, 200, (720, 1280), dtype=np.uint8), (0, 0), 3
    ).astype(np.uint8)
    waits = [waited_ms(empty, kind, seed) for kind in KINDS for seed in range(labels)]
    yield Figure("clean label shown to code accepted, p50", p50(waits), "ms", "≤ 120 ms", p50(waits) <= 120)
    yield Figure("clean label shown to code accepted, p95", p95(waits), "ms", "≤ 350 ms", p95(waits) <= 350)
    grown = grown_mib(empty, long_run)
    yield Figure(f"memory grown over {long_run:,} frames", grown, "MiB", "≤ 8 MiB", grown <= 8)


def waited_ms(empty: np.ndarray, kind: str, seed: int) -> float:
    """From the first frame that shows the label to the end of the reading that accepts it."""
    takes = [frame(kind, "jpeg", 0, seed, take=take) for take in range(TAKES)]
    shown = [grey_of(np.asarray(take.image)) for take in takes]
    session, chance = ScanSession(), random.Random(seed)
    now, appears = 0.0, 200 + 200 * chance.random()
    while now < appears + LONGEST_MS:
        number = int(now // FRAME_MS)
        taken_ms = number * FRAME_MS
        image = empty if taken_ms < appears else shown[number % TAKES]
        reading = session.see(image, taken_ms)
        now = max(now + reading.elapsed_ms, (number + 1) * FRAME_MS)
        if any(symbol.text == takes[0].text for symbol in reading.accepted):
            return taken_ms + reading.elapsed_ms - appears
    return LONGEST_MS


def grown_mib(empty: np.ndarray, long_run: int) -> float:
    """How much more memory the process holds at its peak after a long run over changing frames."""
    takes = [frame(kind, "jpeg", 0, 1, take=take) for kind in KINDS for take in range(2)]
    images = [empty, *(grey_of(np.asarray(take.image)) for take in takes)]
    session = ScanSession()
    for number in range(long_run // 10):
        session.see(images[number // 5 % len(images)], number * FRAME_MS)
    gc.collect()
    before = _peak_mib()
    for number in range(long_run // 10, long_run):
        session.see(images[number // 5 % len(images)], number * FRAME_MS)
    return _peak_mib() - before


def _peak_mib() -> float:
    kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return kib / 1024 if sys.platform != "darwin" else kib / 1024 / 1024
