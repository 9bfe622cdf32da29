"""Synthetic labels under all that goes wrong: what the deep pass reads, and that it says nothing wrong."""

import tempfile
from pathlib import Path

import cv2

from packtrail.app.bench_manifest import read_manifest
from packtrail.app.scan_bench import Reader, measure, readers_here
from packtrail.app.scan_scores import by_band
from tests.bench.figures import Figure
from tests.labels.folder import Asked, written

GOALS = {
    ("QR", "1-2"): 98,
    ("QR", "3"): 95,
    ("QR", "4-5"): 80,
    ("DM", "1-2"): 99,
    ("DM", "3"): 95,
    ("DM", "4-5"): 78,
    ("128", "1-2"): 99,
    ("128", "3"): 92,
    ("128", "4-5"): 75,
}
EVERYTHING = Asked(
    kinds=("qr", "data_matrix", "code128"),
    degradations=(),
    severities=(1, 2, 3, 4, 5),
    labels=1,
    takes=1,
    negatives=50,
    seed=1,
)


def run(asked=EVERYTHING):
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        for _ in written(Path(folder), asked):
            pass
        readers = readers_here([Reader.ZXING, Reader.DEEP])
        seen = [one for result in measure(read_manifest(Path(folder)).entries, readers) for one in result]
    scores = {(one.sought.value, one.name, one.reader): one for one in by_band(seen)}
    for (kind, band, reader), score in scores.items():
        if reader == Reader.DEEP:
            goal = GOALS[kind, band]
            alone = scores[kind, band, Reader.ZXING].read_percent
            is_met = score.read_percent >= goal
            yield Figure(
                f"labels, {kind}, severity {band}", score.read_percent, "%", f"≥ {goal} %", is_met, alone
            )
    wrong = sum(bool(one.wrong) for one in seen if one.reader == Reader.DEEP)
    yield Figure("labels and frames without one, wrong texts", wrong, "", "0", wrong == 0)
