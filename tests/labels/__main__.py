"""Writes a folder of synthetic labels: ``python -m tests.labels OUT [--kinds …] [--degradations …] …``."""

import argparse
import sys
from pathlib import Path

import cv2

from tests.labels.degrade import DEGRADATIONS
from tests.labels.folder import Asked, written
from tests.labels.frames import KINDS


def _severities(text: str) -> tuple[int, ...]:
    first, _, last = text.partition("-")
    chosen = tuple(range(int(first), int(last or first) + 1))
    if not chosen or not 0 <= chosen[0] <= chosen[-1] <= 5:
        raise ValueError(text)
    return chosen


def _names(known: tuple[str, ...], text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if not set(names) <= set(known):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(known)}")
    return names


def main() -> int:
    """Write the folder, telling every hundredth picture."""
    parser = argparse.ArgumentParser(prog="python -m tests.labels", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument(
        "--kinds", type=lambda text: _names(KINDS, text), default=KINDS, help="qr,data_matrix,code128"
    )
    parser.add_argument(
        "--degradations",
        type=lambda text: _names(tuple(DEGRADATIONS), text),
        default=(),
        help="all if left out",
    )
    parser.add_argument(
        "--severity", type=_severities, default=_severities("1-5"), help="one, or from-to: 0-5"
    )
    parser.add_argument("--labels", type=int, default=4, help="labels in each cell")
    parser.add_argument("--takes", type=int, default=1, help="pictures of each label")
    parser.add_argument("--negatives", type=int, default=0, help="pictures without a symbol")
    parser.add_argument("--seed", type=int, default=1, help="of the first label; the others count on")
    given = parser.parse_args()
    cv2.setNumThreads(1)
    asked = Asked(
        kinds=given.kinds,
        degradations=given.degradations,
        severities=given.severity,
        labels=given.labels,
        takes=given.takes,
        negatives=given.negatives,
        seed=given.seed,
    )
    count = 0
    for count, file in enumerate(written(given.out, asked), 1):
        if count % 100 == 0:
            sys.stderr.write(f"{count} {file}\n")
    sys.stdout.write(f"{count} pictures in {given.out}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
