"""Share of a folder of label pictures that is read, by engine and by our still cascade.

The folder holds ``manifest.jsonl``, one picture a line: ``file``, ``sym`` (QR, DM, 128, neg) and ``expect``,
the texts. Prints a table, and with ``--json`` writes it too. One thread, so that times can be compared.

    python tests/bench/bench_decode_corpus.py FOLDER [--json FILE]
"""

import argparse
import json
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2

from packtrail.domain.errors import OutletError
from packtrail.scan.deadline import monotonic_ms
from packtrail.scan.engines import Reading
from packtrail.scan.pictures import Picture, load_picture
from packtrail.scan.reader import engines_here, read_frame, read_picture
from packtrail.scan.stages import STILL
from packtrail.scan.symbols import Confidence, Symbol

SETS = {"QR": "QR", "DM": "Data Matrix", "128": "Code 128", "neg": "no symbol"}
Reader = Callable[[Picture], tuple[Symbol, ...]]


def single(reading: Reading) -> Reader:
    """The first stage of the cascade that asks ``reading`` of the plain picture, and nothing else."""
    stages = [stage for stage in STILL if stage.reading is reading][:1]
    return lambda picture: read_picture(picture, stages=stages).symbols


READERS: dict[str, Reader] = {
    "zbar": single(Reading.ZBAR),
    "zxing": single(Reading.ZXING),
    "cascade": lambda picture: read_picture(picture).symbols,
}


def tidied(text: str) -> str:
    """``text`` with line ends as the manifests of the public sets have them."""
    return text.replace("\r\n", "\n").strip()


def pictures(folder: Path) -> Iterator[tuple[str, set[str], Picture]]:
    """Kind, expected texts and picture of every line that has a known text, or has no symbol."""
    for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        if entry["sym"] in SETS and (entry["expect"] or entry["sym"] == "neg"):
            try:
                yield (
                    entry["sym"],
                    {tidied(text) for text in entry["expect"]},
                    load_picture(folder / entry["file"]),
                )
            except OutletError as error:
                say(f"left out: {entry['file']} ({error.code})")


def measure(folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    """For each set and reader: pictures, share read, texts taken that are wrong, and times."""
    read: Counter[tuple[str, str]] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    times: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for kind, expected, picture in pictures(folder):
        for name, reader in READERS.items():
            started = monotonic_ms()
            symbols = reader(picture)
            times[kind, name].append(monotonic_ms() - started)
            read[kind, name] += bool(expected & {tidied(symbol.text) for symbol in symbols})
            sure = {tidied(symbol.text) for symbol in symbols if symbol.confidence is Confidence.SURE}
            wrong[kind, name] += bool(sure - expected)
    return {
        kind: {
            name: {
                "pictures": len(times[kind, name]),
                "read_percent": 100 * read[kind, name] / len(times[kind, name]),
                "pictures_with_other_sure_text": wrong[kind, name],
                "median_ms": statistics.median(times[kind, name]),
                "slowest_ms": max(times[kind, name]),
            }
            for name in READERS
        }
        for kind in SETS
        if times[kind, "cascade"]
    }


def live_pass_ms(folder: Path) -> list[float]:
    """What one live pass takes on each picture without a symbol, stretched to a 1280 by 720 frame."""
    frames = [cv2.resize(picture.grey, (1280, 720)) for kind, _, picture in pictures(folder) if kind == "neg"]
    return sorted(read_frame(frame).elapsed_ms for frame in frames)


def say(line: str) -> None:
    """Write one line of the report."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """Measure, print, write."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--json", type=Path)
    options = asked.parse_args()
    cv2.setNumThreads(1)
    if engines_here().note:
        say("zbar is missing here")
    table = measure(options.folder)
    say(
        f"{'set':12} {'reader':8} {'pictures':>8} {'read %':>7} {'other':>6} {'median ms':>10} {'slowest':>8}"
    )
    for kind, rows in table.items():
        for name, row in rows.items():
            cells = (
                f"{row['pictures']:8} {row['read_percent']:7.1f} {row['pictures_with_other_sure_text']:6} "
                f"{row['median_ms']:10.1f} {row['slowest_ms']:8.0f}"
            )
            say(f"{SETS[kind]:12} {name:8} {cells}")
    live = live_pass_ms(options.folder)
    if live:
        median, late = live[len(live) // 2], live[len(live) * 95 // 100]
        say(f"live pass, empty 1280x720: p50 {median:.1f} ms, p95 {late:.1f} ms, {len(live)} frames")
    if options.json:
        options.json.write_text(json.dumps(table, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
