"""``packtrail bench scan FOLDER``: how well known pictures are read, beside each library alone."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from itertools import groupby
from pathlib import Path

import click
import cv2
from rich.table import Table

from packtrail.app.bench_manifest import Entry, LeftOut, Sought, Unusable, read_manifest
from packtrail.app.scan_bench import LIBRARIES, Measurement, Read, Reader, chosen, measure, readers_here
from packtrail.app.scan_scores import Observation, Score, by_band, by_corpus, by_symbology
from packtrail.cli.console import Console, cell, console_of
from packtrail.cli.spoken import SpokenCommand, SpokenGroup
from packtrail.domain.errors_bench import FiguresNotWritten
from packtrail.scan.reader import engines_here
from packtrail.wording import Wording

TOLD = 20  # wrong texts and pictures left out that are told one by one
NO_FIGURE = "–"
LIBRARY_NAMES = ("packtrail", "pyzbar", "zxing-cpp", "opencv-python-headless")


@click.group(cls=SpokenGroup)
def bench() -> None:
    """Measurements."""


def _readers(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[Reader, ...]:
    """``zbar,live`` as readers, each once."""
    names = [name.strip() for name in value.split(",")] if value else []
    unknown = [name for name in names if name not in list(Reader)]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r}: {', '.join(Reader)}")
    return tuple(dict.fromkeys(Reader(name) for name in names))


@bench.command(cls=SpokenCommand)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "json_file", type=click.Path(path_type=Path))
@click.option("--live", is_flag=True)
@click.option("--deep", is_flag=True)
@click.option("--both", is_flag=True)
@click.option("--readers", callback=_readers, metavar="NAME,NAME")
@click.option("--limit", type=click.IntRange(min=1))
@click.option("--code-39", is_flag=True)
@click.pass_context
def scan(
    context: click.Context,
    folder: Path,
    json_file: Path | None,
    readers: tuple[Reader, ...],
    limit: int | None,
    *,
    live: bool,
    deep: bool,
    both: bool,
    code_39: bool,
) -> None:
    """Read the pictures that FOLDER's ``manifest.jsonl`` lists and compare with what it says of them."""
    console = console_of(context)
    if engines_here().note is not None:
        console.note(console.wording.say("scan.zbar_missing"))
    manifest = read_manifest(folder)
    every = both or not (live or deep)
    passes = [reader for reader, asked in ((Reader.LIVE, live), (Reader.DEEP, deep)) if asked or every]
    wanted = readers or (*LIBRARIES, *passes)
    cv2.setNumThreads(1)  # times are of one thread, comparable with those in docs/scanning.md
    entries = chosen(manifest, limit=limit, with_code_39=code_39)
    measurement = _measured(console, manifest.left_out, entries, readers_here(wanted, with_code_39=code_39))
    _tell(console, measurement)
    if json_file is not None:
        _write(json_file, folder, measurement)


def _measured(
    console: Console, left_out: Sequence[LeftOut], entries: Sequence[Entry], readers: Mapping[Reader, Read]
) -> Measurement:
    seen: list[Observation] = []
    unopened: list[LeftOut] = []
    with console.progress() as bar:
        for result in bar.track(
            measure(entries, readers), len(entries), description=_say(console, "working")
        ):
            if isinstance(result, LeftOut):
                unopened.append(result)
            else:
                seen += result
    return Measurement(tuple(seen), (*left_out, *unopened))


def _tell(console: Console, measurement: Measurement) -> None:
    w = console.wording
    console.table(_table_of_sets(w, [*by_symbology(measurement.seen), *by_band(measurement.seen)]))
    console.table(_table_of_corpora(w, by_corpus(measurement.seen)))
    wrong = [one for one in measurement.seen if one.wrong]
    for one in wrong[:TOLD]:
        texts = w.say("values.comma").join(sorted(one.wrong))
        console.say(
            "cli.bench.wrong_text", file=one.entry.file, reader=_reader_word(w, one.reader), texts=texts
        )
    for line in measurement.left_out[:TOLD]:
        console.note(w.say("cli.bench.left_out", file=line.file or str(line.line), why=_why(w, line.why)))
    console.say(
        "cli.bench.sum",
        pictures=len({one.entry.file for one in measurement.seen}),
        wrong=len(wrong),
        left_out=len(measurement.left_out),
    )


def _table_of_sets(w: Wording, scores: Sequence[Score]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("set", "reader"):
        table.add_column(w.say(f"cli.bench.column.{name}"), overflow="fold")
    for name in ("pictures", "symbols", "read", "sure", "wrong", "nothing", "labels", "p50", "p95"):
        table.add_column(w.say(f"cli.bench.column.{name}"), justify="right")
    for score in scores:
        counts = (str(score.wrong), str(score.nothing), _percent(score.labels_percent))
        times = (f"{score.p50_ms:.0f}", f"{score.p95_ms:.0f}")
        _add_row(
            table,
            _set_words(w, score),
            _reader_word(w, score.reader),
            str(score.pictures),
            str(score.symbols or NO_FIGURE),
            _read_words(w, score),
            _percent(score.sure_percent),
            *counts,
            *times,
        )
        if score.sought is Sought.MANY:
            mean = _percent(score.corpora_percent)
            _add_row(table, w.say("cli.bench.mean_of_corpora"), _reader_word(w, score.reader), "", "", mean)
    return table


def _table_of_corpora(w: Wording, scores: Sequence[Score]) -> Table:
    """A line for each corpus and symbology, a column for each reader."""
    readers = list(dict.fromkeys(score.reader for score in scores))
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(w.say("cli.bench.column.corpus"), overflow="fold")
    table.add_column(w.say("cli.bench.column.set"), overflow="fold")
    table.add_column(w.say("cli.bench.column.pictures"), justify="right")
    for reader in readers:
        table.add_column(cell(_reader_word(w, reader)), justify="right")
    for _, group in groupby(scores, key=lambda score: (score.sought, score.name)):
        of_readers = {score.reader: score for score in group}
        first = next(iter(of_readers.values()))
        kind = w.say(f"cli.bench.sought.{first.sought.value}")
        cells = [_short(w, of_readers[reader]) for reader in readers]
        _add_row(table, first.name or NO_FIGURE, kind, str(first.pictures), *cells)
    return table


def _add_row(table: Table, *texts: str) -> None:
    table.add_row(*(cell(text) for text in texts))


def _short(w: Wording, score: Score) -> str:
    read = _read_words(w, score)
    return w.say("cli.bench.with_wrong", read=read, wrong=score.wrong) if score.wrong else read


def _read_words(w: Wording, score: Score) -> str:
    """What was read: a share, or how many different codes where nobody knows what there is."""
    if score.sought is Sought.PUCK:
        return w.say("cli.bench.distinct", count=score.distinct)
    return _percent(score.read_percent)


def _percent(value: float | None) -> str:
    return NO_FIGURE if value is None else f"{value:.1f}"


def _set_words(w: Wording, score: Score) -> str:
    kind = w.say(f"cli.bench.sought.{score.sought.value}")
    return kind if score.name == score.sought.value else w.say("cli.bench.band", kind=kind, band=score.name)


def _reader_word(w: Wording, reader: str) -> str:
    return w.say(f"cli.bench.reader.{reader}")


def _why(w: Wording, why: str) -> str:
    """Why a line is left out in words; the code of an error stands for itself."""
    return w.say(f"cli.bench.unusable.{why}") if why in list(Unusable) else why


def _say(console: Console, key: str) -> str:
    return console.wording.say(f"cli.bench.{key}")


def _write(file: Path, folder: Path, measurement: Measurement) -> None:
    """Raises FiguresNotWritten."""
    figures = {
        "folder": str(folder),
        "computer": {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "versions": {name: version(name) for name in LIBRARY_NAMES},
        **measurement.as_json(),
    }
    try:
        file.write_text(json.dumps(figures, ensure_ascii=False, indent=1), encoding="utf-8")
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        raise FiguresNotWritten(file=str(file), cause=str(error)) from error
