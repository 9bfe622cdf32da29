"""The four tones of a scan, computed: told apart by rhythm as well as by pitch, beside a grinder too.

``resources/sounds`` holds what ``write_tones`` writes; a test holds the files to it.
"""

import io
import math
import struct
import wave
from enum import StrEnum
from pathlib import Path

_RATE = 22_050
_LOUDEST = 0.6
_EDGE_S = 0.006  # rise and fall, or each note would click


class ScanTone(StrEnum):
    """What a tone promises; the name is the file's."""

    OK = "ok"  # the draft is saved
    DUPLICATE = "duplicate"
    REJECT = "reject"
    RISK = "risk"  # stop the hand


# (pitch in Hz, 0 for a rest; seconds)
_NOTES: dict[ScanTone, tuple[tuple[float, float], ...]] = {
    ScanTone.OK: ((1046.5, 0.06), (1568.0, 0.10)),
    ScanTone.DUPLICATE: ((784.0, 0.08), (0.0, 0.05), (784.0, 0.08)),
    ScanTone.REJECT: ((311.1, 0.12), (220.0, 0.26)),
    ScanTone.RISK: ((932.3, 0.12), (622.3, 0.12)) * 3,
}


def wav_of(tone: ScanTone) -> bytes:
    """The tone as a WAV file, 16 bit mono."""
    samples = [sample for pitch, seconds in _NOTES[tone] for sample in _note(pitch, seconds)]
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(_RATE)
        out.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    return buffer.getvalue()


def write_tones(folder: Path) -> None:
    """Write every tone to ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    for tone in ScanTone:
        (folder / f"{tone}.wav").write_bytes(wav_of(tone))


def _note(pitch: float, seconds: float) -> list[int]:
    count = round(seconds * _RATE)
    return [round(32_767 * _LOUDEST * _strength(at, count) * _wave(pitch, at)) for at in range(count)]


def _wave(pitch: float, at: int) -> float:
    """A fundamental with an octave above it: a pure sine is lost on small loudspeakers."""
    angle = 2 * math.pi * pitch * at / _RATE
    return 0.8 * math.sin(angle) + 0.2 * math.sin(2 * angle)


def _strength(at: int, count: int) -> float:
    edge = _EDGE_S * _RATE
    return min(1.0, at / edge, (count - at) / edge)
