"""Which pictures a measurement reads and what is known of them: ``manifest.jsonl``, written by anybody.

One picture a line: ``file`` (beside the manifest or below), ``sym``, ``expect`` (texts), ``quads``
(corners, eight numbers each), and if known ``corpus`` and ``label`` (the same for several pictures of one
label). A line that can't be used is left out and told; it never ends a measurement.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path, PureWindowsPath
from typing import Any

from packtrail.domain.errors_bench import ManifestUnusable
from packtrail.scan.places import clockwise
from packtrail.scan.symbols import Corners

NAME = "manifest.jsonl"
MAX_MANIFEST_BYTES = 64 * 1024 * 1024
MAX_PICTURES = 50_000
MAX_SYMBOLS = 1000  # in one picture
MAX_TEXT = 8000  # characters; more than the largest symbol holds
MAX_NAME = 1000


class Sought(StrEnum):
    """What a picture is there to measure, spelt as in the manifests."""

    QR = "QR"
    DATA_MATRIX = "DM"
    CODE_128 = "128"
    CODE_39 = "39"
    MANY = "many"  # QR symbols of which only the places are known
    PUCK = "puck"  # dense Data Matrix, nothing known: codes are counted
    NOTHING = "neg"  # no symbol: whatever is read is wrong


WITH_TEXTS = frozenset({Sought.QR, Sought.DATA_MATRIX, Sought.CODE_128, Sought.CODE_39})


class Unusable(StrEnum):
    """Why a line is left out."""

    NOT_JSON = "not_json"
    SHAPE = "shape"  # something has the wrong type or is far too long
    OUTSIDE = "outside"  # the picture is not in the folder
    UNKNOWN_KIND = "unknown_kind"
    NOTHING_KNOWN = "nothing_known"  # neither text nor place to compare with


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One picture and what is known of it."""

    file: str
    path: Path
    sought: Sought
    expect: frozenset[str]
    quads: tuple[Corners, ...]  # pixels of the upright picture in full size
    corpus: str
    label: str  # empty where pictures don't share a label


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is not measured."""

    line: int  # counted from 1
    file: str  # empty when not even that could be read
    why: str  # an ``Unusable``, or the code of the error that its picture gave


@dataclass(frozen=True, slots=True)
class Manifest:
    """What can be measured, and what can't."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]


class _Refused(Exception):
    def __init__(self, why: Unusable, file: str = "") -> None:
        super().__init__(why)
        self.why, self.file = why, file


def tidied(text: str) -> str:
    """``text`` with line ends as the manifests of the public sets have them."""
    return text.replace("\r\n", "\n").strip()


def read_manifest(folder: Path) -> Manifest:
    """The lines of ``folder``'s manifest, the first ``MAX_PICTURES`` at most.

    Raises ManifestUnusable when there is none, it is too large, or no line of it can be used.
    """
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for number, line in enumerate(_lines(folder), 1):
        try:
            entries.append(_entry(folder, line))
        except _Refused as refused:
            left_out.append(LeftOut(number, refused.file, refused.why.value))
    if not entries:
        raise ManifestUnusable(file=str(folder / NAME), reason="nothing_usable")
    return Manifest(tuple(entries), tuple(left_out))


def _lines(folder: Path) -> Iterator[str]:
    file = folder / NAME
    try:
        if not file.is_file():
            raise ManifestUnusable(file=str(file), reason="missing")
        if file.stat().st_size > MAX_MANIFEST_BYTES:
            raise ManifestUnusable(file=str(file), reason="too_large")
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ManifestUnusable(file=str(file), reason="not_text") from error
    except (OSError, ValueError) as error:  # a name with a NUL in it is a ValueError
        raise ManifestUnusable(file=str(file), reason="denied") from error
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > MAX_PICTURES:
        raise ManifestUnusable(file=str(file), reason="too_large")
    yield from lines


def _entry(folder: Path, line: str) -> Entry:
    try:
        facts = json.loads(line)
    except (ValueError, RecursionError):
        raise _Refused(Unusable.NOT_JSON) from None
    if not isinstance(facts, dict):
        raise _Refused(Unusable.SHAPE)
    file = _word(facts, "file")
    way = PureWindowsPath(file)  # knows both kinds of slashes and drives
    if not file or way.anchor or ".." in way.parts or "\0" in file:
        raise _Refused(Unusable.OUTSIDE, file)
    try:
        return _known(folder, file, facts)
    except _Refused as refused:
        raise _Refused(refused.why, file) from None


def _known(folder: Path, file: str, facts: dict[str, Any]) -> Entry:
    kind = _word(facts, "sym")
    if kind not in list(Sought):
        raise _Refused(Unusable.UNKNOWN_KIND)
    entry = Entry(
        file=file,
        path=folder / file,
        sought=Sought(kind),
        expect=frozenset(tidied(text) for text in _texts(facts.get("expect", []))),
        quads=tuple(_corners(quad) for quad in _listed(facts.get("quads", []))),
        corpus=_word(facts, "corpus"),
        label=_word(facts, "label"),
    )
    nothing_known = (entry.sought in WITH_TEXTS and not entry.expect) or (
        entry.sought is Sought.MANY and not entry.quads
    )
    if nothing_known:
        raise _Refused(Unusable.NOTHING_KNOWN)
    return entry


def _word(facts: dict[str, Any], name: str) -> str:
    word = facts.get(name, "")
    if not isinstance(word, str) or len(word) > MAX_NAME:
        raise _Refused(Unusable.SHAPE)
    return word


def _listed(value: object) -> list[Any]:
    if not isinstance(value, list) or len(value) > MAX_SYMBOLS:
        raise _Refused(Unusable.SHAPE)
    return value


def _texts(value: object) -> list[str]:
    texts = _listed(value)
    if not all(isinstance(text, str) and len(text) <= MAX_TEXT for text in texts):
        raise _Refused(Unusable.SHAPE)
    return texts


def _corners(value: object) -> Corners:
    numbers = _listed(value)
    if len(numbers) != 8 or not all(_is_number(number) for number in numbers):
        raise _Refused(Unusable.SHAPE)
    return clockwise(zip(numbers[::2], numbers[1::2], strict=True))


def _is_number(value: object) -> bool:
    """Whether ``value`` can be a place in a picture."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and math.isfinite(value)
        and abs(value) < 1e6
    )
