"""Writes frames as pictures with a ``manifest.jsonl`` in the form that ``packtrail bench scan`` reads."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2

from tests.labels.degrade import degradations_of
from tests.labels.frames import LabelFrame, frame
from tests.labels.negatives import negative

SYM = {"qr": "QR", "data_matrix": "DM", "code128": "128"}
SOURCE = "packtrail synthetic labels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which frames to write; severities, labels and takes multiply."""

    kinds: tuple[str, ...]
    degradations: tuple[str, ...]  # empty: all that the kind has
    severities: tuple[int, ...]
    labels: int
    takes: int
    negatives: int
    seed: int


def written(folder: Path, asked: Asked) -> Iterator[Path]:
    """Write every frame asked for, yielding each file; the manifest is whole when the last was taken."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for name, corpus, sym, shot in _frames(asked):
            file = folder / f"{name}.png"
            file.parent.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(file), shot.image, [cv2.IMWRITE_PNG_COMPRESSION, 1])
            manifest.write(json.dumps(_line(file.relative_to(folder), corpus, sym, shot)) + "\n")
            yield file


def _frames(asked: Asked) -> Iterator[tuple[str, str, str, LabelFrame]]:
    for kind in asked.kinds:
        usual = degradations_of(kind)
        for degradation in (each for each in asked.degradations or usual if each in usual):
            for severity in asked.severities:
                for seed in range(asked.seed, asked.seed + asked.labels):
                    for take in range(asked.takes):
                        shot = frame(kind, degradation, severity, seed, take)
                        corpus = f"stress/{degradation}/{severity}"
                        yield f"{kind}/{degradation}-{severity}/{seed}-{take}", corpus, SYM[kind], shot
    for seed in range(asked.seed, asked.seed + asked.negatives):
        yield f"negative/{seed}", "stress/negative/0", "neg", negative(seed)


def _line(file: Path, corpus: str, sym: str, shot: LabelFrame) -> dict[str, object]:
    return {
        "file": file.as_posix(),
        "expect": [mark.text for mark in shot.marks],
        "quads": [_flat(mark.quad) for mark in shot.marks],
        "sym": sym,
        "corpus": corpus,
        "source": SOURCE,
        "label": shot.label,
        "line": _flat(shot.line_quad) if shot.marks else [],
    }


def _flat(quad: Iterable[tuple[float, float]]) -> list[float]:
    return [value for point in quad for value in point]
