"""Finds the recogniser of printed text, where the extra ``ocr`` brought one, and runs it by OpenCV.

The extra is the package rapidocr, of which only one file is used: PP-OCR's recogniser for lines of text, an
ONNX network with the characters it knows in its own metadata. Nothing of the package is imported, so none
of what it depends on has to be there. Loading takes a tenth of a second and 60 MB, so it waits for the
first line.
"""

import importlib.util
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from packtrail.domain.battery_code.form import ALPHANUMERIC
from packtrail.scan.engines import Grey
from packtrail.scan.printed_line.grammar import Steps

HEIGHT = 48  # px: what the network was trained on
LEAST_WIDTH, MOST_WIDTH = 320, 480  # px: a step is 8 of them; 24 characters want 2 steps each
BETWEEN_GROUPS = frozenset(" -_.·:*/|,'`~")

_PACKAGE = "rapidocr"
_MODELS = "models/*_rec_*.onnx"
_LARGEST_MODEL = 64 << 20  # bytes
_METADATA = 14  # field of ONNX's ModelProto
_FIXED = {1: 8, 5: 4}  # bytes of protobuf's fields of fixed size


class MissingReason(StrEnum):
    """Why printed lines can't be read here."""

    NOT_INSTALLED = "not_installed"  # the extra is absent
    UNUSABLE = "unusable"  # the file is damaged or of another kind


class LineReader(Protocol):
    """Says step by step what a level line of print shows."""

    def read(self, line: Grey) -> Steps:
        """``line`` holds one row of print, a little more than the letters are high."""


@dataclass(frozen=True, slots=True)
class OcrMissing:
    """There is no recogniser here, so no printed line can be read; everything else goes on."""

    reason: MissingReason
    detail: str = ""  # for the log


@cache
def line_reader() -> LineReader | OcrMissing:
    """The recogniser of this computer, loaded at the first call; any thread, one line at a time."""
    return load(model_file())


def ocr_missing() -> OcrMissing | None:
    """Why no printed line can be read here, as far as is known without loading: what a button asks."""
    if line_reader.cache_info().currsize:
        found = line_reader()
        return found if isinstance(found, OcrMissing) else None
    return None if model_file() else OcrMissing(MissingReason.NOT_INSTALLED)


def load(file: Path | None) -> LineReader | OcrMissing:
    """The recogniser in ``file``, or why it is none."""
    if file is None:
        return OcrMissing(MissingReason.NOT_INSTALLED)
    try:
        if file.stat().st_size > _LARGEST_MODEL:
            return OcrMissing(MissingReason.UNUSABLE, f"{file.name} is too large")
        return OnnxLineReader(file.read_bytes())
    except (OSError, ValueError, cv2.error) as error:
        return OcrMissing(MissingReason.UNUSABLE, str(error))


@cache
def model_file(package: str = _PACKAGE) -> Path | None:
    """Where the recogniser lies, if the extra is installed."""
    found = importlib.util.find_spec(package)
    for folder in (found.submodule_search_locations or ()) if found else ():
        models = sorted(Path(folder).glob(_MODELS))
        if models:
            return models[-1]
    return None


class OnnxLineReader:
    """PP-OCR's recogniser in OpenCV's own network engine.

    Raises ValueError for a file that is no such network, and cv2.error for one that OpenCV can't load.
    """

    def __init__(self, model: bytes) -> None:
        characters = _characters_of(model)
        self._sums = _summing(characters)
        self._net = cv2.dnn.readNetFromONNX(np.frombuffer(model, dtype=np.uint8))
        self._turn = Lock()
        said = self._forward(np.full((HEIGHT, LEAST_WIDTH), 255, dtype=np.uint8))
        if said.ndim != 2 or said.shape[1] != len(self._sums):
            raise ValueError(f"{said.shape} probabilities for {len(self._sums)} characters")

    def read(self, line: Grey) -> Steps:
        """See ``LineReader``; about 60 ms of one core."""
        sums = self._forward(_fitted(line)).astype(np.float64) @ self._sums
        return Steps(characters=sums[:, :-2], nothing=sums[:, -2], foreign=sums[:, -1])

    def _forward(self, line: Grey) -> npt.NDArray[np.float32]:
        scaled = line.astype(np.float32) / 127.5 - 1.0
        with self._turn:  # a network holds its input, and is no place for two threads
            self._net.setInput(np.repeat(scaled[None, None], 3, axis=1))
            said: npt.NDArray[np.float32] = np.asarray(self._net.forward(), dtype=np.float32)[0]
        return said


def _fitted(line: Grey) -> Grey:
    """``line`` as high as the network wants it; a long one is pressed together, a short one padded."""
    height, width = line.shape
    wide = min(MOST_WIDTH, max(HEIGHT, round(width * HEIGHT / height)))
    method = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
    level = cv2.resize(line, (wide, HEIGHT), interpolation=method)
    pad = max(0, LEAST_WIDTH - wide)
    padded = cv2.copyMakeBorder(level, 0, 0, 0, pad, cv2.BORDER_REPLICATE) if pad else level
    return padded.astype(np.uint8, copy=False)


def _summing(characters: Sequence[str]) -> npt.NDArray[np.float64]:
    """What the network tells apart by what we do: characters x (36, nothing, foreign).

    Lower case and full width are ways of writing the same character. The network's first output is
    "blank" and its last a space.
    """
    columns = len(ALPHANUMERIC) + 2
    sums = np.zeros((len(characters) + 2, columns))
    sums[0, -2] = sums[-1, -2] = 1.0
    for at, character in enumerate(characters, start=1):
        folded = unicodedata.normalize("NFKC", character).upper()
        ours = ALPHANUMERIC.find(folded) if len(folded) == 1 else -1
        place = ours if ours >= 0 else columns - 2 if folded in BETWEEN_GROUPS else columns - 1
        sums[at, place] = 1.0
    return sums


def _characters_of(model: bytes) -> list[str]:
    """The characters that the network tells apart, from its metadata. Raises ValueError without them."""
    for number, content in _fields(memoryview(model)):
        if number == _METADATA:
            entry = dict(_fields(content))
            if bytes(entry.get(1, b"")) == b"character":
                return bytes(entry.get(2, b"")).decode("utf-8").split("\n")
    raise ValueError("no characters in the network's metadata")


def _fields(message: memoryview) -> Iterator[tuple[int, memoryview]]:
    """The length-delimited fields of a protobuf message; others are passed over."""
    at = 0
    while at < len(message):
        key, at = _varint(message, at)
        kind = key & 7
        if kind == 2:
            length, at = _varint(message, at)
            yield key >> 3, message[at : at + length]
            at += length
        elif kind == 0:
            _, at = _varint(message, at)
        elif kind in _FIXED:
            at += _FIXED[kind]
        else:
            raise ValueError(f"field of kind {kind}")


def _varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        value |= (byte & 127) << shift
        at, shift = at + 1, shift + 7
        if byte < 128:
            return value, at
    raise ValueError("cut off")
