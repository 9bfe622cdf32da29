"""Measures how well pictures are read: by our passes, and by each library alone on the same pictures.

A library alone is given the upright picture in grey, at most 1920 pixels long, once, for our symbologies, and
all it says counts as taken. Of our own passes a text is taken when it is sure without a person. Times are CPU
milliseconds of this process, and the live pass keeps its budget by the same clock, so that a busy
computer measures what an idle one does.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import groupby

from packtrail.app.bench_manifest import Entry, LeftOut, Manifest, Sought, tidied
from packtrail.app.scan_scores import Observation, by_band, by_corpus, by_symbology
from packtrail.domain.errors import OutletError
from packtrail.scan.engines import Reading
from packtrail.scan.pictures import Picture, load_picture
from packtrail.scan.places import same_place
from packtrail.scan.prepare import LONG_SIDE, resized
from packtrail.scan.reader import engines_here, read_deep, read_live
from packtrail.scan.stages import DEEP, LIVE, Stage
from packtrail.scan.symbols import LABEL_FORMATS, Confidence, Corners, Symbol, SymbolFormat


class Reader(StrEnum):
    """Who reads."""

    ZBAR = "zbar"  # pyzbar alone
    ZXING = "zxing"  # zxing-cpp alone
    LIVE = "live"  # what one camera frame gets
    DEEP = "deep"  # everything there is


LIBRARIES = {Reader.ZBAR: Reading.ZBAR, Reader.ZXING: Reading.ZXING}
Read = Callable[[Picture], Sequence[Symbol]]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Everything that was seen, and the pictures that could not be."""

    seen: tuple[Observation, ...]
    left_out: tuple[LeftOut, ...]

    def as_json(self) -> dict[str, object]:
        """Figures, every wrong text with its picture, and every picture left out."""
        return {
            "by_symbology": [asdict(score) for score in by_symbology(self.seen)],
            "by_band": [asdict(score) for score in by_band(self.seen)],
            "by_corpus": [asdict(score) for score in by_corpus(self.seen)],
            "wrong": [
                {"file": one.entry.file, "reader": one.reader, "texts": sorted(one.wrong)}
                for one in self.seen
                if one.wrong
            ],
            "unlisted": {one.entry.file: sorted(one.unlisted) for one in self.seen if one.unlisted},
            "left_out": [asdict(line) for line in self.left_out],
        }


def cpu_ms() -> float:
    """Milliseconds of computing by this process."""
    return time.process_time() * 1000


def readers_here(wanted: Sequence[Reader], *, with_code_39: bool = False) -> dict[Reader, Read]:
    """Those of ``wanted`` that work on this computer, in order."""
    able = engines_here().by_reading
    return {
        reader: _reader(reader, with_code_39=with_code_39)
        for reader in wanted
        if reader not in LIBRARIES or LIBRARIES[reader] in able
    }


def chosen(manifest: Manifest, *, limit: int | None = None, with_code_39: bool = False) -> list[Entry]:
    """What to measure, by symbology and corpus: the first ``limit`` of each, Code 39 only when asked for."""
    entries = [entry for entry in manifest.entries if with_code_39 or entry.sought is not Sought.CODE_39]
    entries.sort(key=_set_of)
    return [entry for _, group in groupby(entries, key=_set_of) for entry in list(group)[:limit]]


def measure(
    entries: Sequence[Entry], readers: Mapping[Reader, Read]
) -> Iterator[LeftOut | list[Observation]]:
    """For each of ``entries`` what each of ``readers`` made of it, or why it can't be opened."""
    for entry in entries:
        try:
            picture = load_picture(entry.path)
        except OutletError as error:
            yield LeftOut(0, entry.file, error.code)
        else:
            yield _judged([_observed(entry, picture, reader, read) for reader, read in readers.items()])


def _set_of(entry: Entry) -> tuple[str, str]:
    return entry.sought.value, entry.corpus


def _reader(reader: Reader, *, with_code_39: bool) -> Read:
    formats = LABEL_FORMATS | ({SymbolFormat.CODE_39} if with_code_39 else set())
    if reader in LIBRARIES:
        return lambda picture: _read_by_library(picture, LIBRARIES[reader], formats)
    live, deep = (_asking(stages, formats) for stages in (LIVE, DEEP))
    if reader is Reader.LIVE:
        return lambda picture: read_live(picture, clock=cpu_ms, stages=live).symbols
    return lambda picture: read_deep(picture, clock=cpu_ms, stages=deep).symbols


def _asking(stages: Sequence[Stage], formats: frozenset[SymbolFormat]) -> tuple[Stage, ...]:
    """``stages`` that also look for Code 39 where they look for bars, if ``formats`` has it."""
    more = formats - LABEL_FORMATS
    return tuple(
        replace(stage, formats=stage.formats | more) if SymbolFormat.CODE_128 in stage.formats else stage
        for stage in stages
    )


def _read_by_library(
    picture: Picture, reading: Reading, formats: frozenset[SymbolFormat]
) -> Sequence[Symbol]:
    grey = resized(picture.grey, min(1.0, LONG_SIDE / max(picture.grey.shape))).grey
    found = engines_here().by_reading[reading].read(grey, formats)
    larger = picture.size[0] / grey.shape[1]
    return [
        replace(symbol, corners=_times(larger, symbol.corners), confidence=Confidence.SURE)
        for symbol in found
    ]


def _times(factor: float, corners: Corners) -> Corners:
    a, b, c, d = ((x * factor, y * factor) for x, y in corners)
    return a, b, c, d


def _observed(entry: Entry, picture: Picture, reader: Reader, read: Read) -> Observation:
    started = cpu_ms()
    symbols = read(picture)
    spent = cpu_ms() - started
    texts = frozenset(tidied(symbol.text) for symbol in symbols)
    sure = frozenset(tidied(symbol.text) for symbol in symbols if symbol.confidence is Confidence.SURE)
    if entry.sought is Sought.MANY:
        wanted, hits, sure_hits = len(entry.quads), *_found_at(entry.quads, symbols)
    else:
        wanted, hits, sure_hits = len(entry.expect), len(texts & entry.expect), len(sure & entry.expect)
    return Observation(
        entry=entry,
        reader=reader.value,
        wanted=wanted,
        read=hits,
        sure=sure_hits,
        texts=texts,
        wrong=_wrong(entry, texts, sure),
        ms=spent,
        stages=tuple(sorted({symbol.stage for symbol in symbols} - {""})),
    )


def _judged(seen: list[Observation]) -> list[Observation]:
    """``seen`` of one picture, where a text that two libraries read independently is there, listed or not."""
    of_libraries = [one.texts for one in seen if one.reader in LIBRARIES]
    if len(of_libraries) < len(LIBRARIES) or seen[0].entry.sought is Sought.NOTHING:
        return seen
    agreed = frozenset.intersection(*of_libraries)
    return [replace(one, wrong=one.wrong - agreed, unlisted=one.wrong & agreed) for one in seen]


def _wrong(entry: Entry, texts: frozenset[str], sure: frozenset[str]) -> frozenset[str]:
    """Texts taken that aren't there; in a picture without symbols any read at all."""
    if entry.sought is Sought.NOTHING:
        return texts
    return sure - entry.expect if entry.expect else frozenset()


def _found_at(quads: Sequence[Corners], symbols: Sequence[Symbol]) -> tuple[int, int]:
    """On how many of ``quads`` a QR was read, and on how many one that is sure."""
    codes = [symbol for symbol in symbols if symbol.format is SymbolFormat.QR]
    on_each = [[code for code in codes if same_place(code.corners, quad)] for quad in quads]
    return (
        sum(bool(found) for found in on_each),
        sum(any(code.confidence is Confidence.SURE for code in found) for found in on_each),
    )
