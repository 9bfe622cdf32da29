"""Keeps what was seen of a label that could not be read, for whoever makes the reader better.

One zip that an operator can open and judge before sending it: the picture without what a phone writes into
it, the facts for a program, and the same in plain words. It tells nothing of the outlet or who works there.
"""

import io
import json
import zipfile
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from PIL import Image

from packtrail import __version__
from packtrail.domain.moments import to_moment
from packtrail.scan.pictures import WORKING_SIDE, load_upright
from packtrail.usecases.read_label import LabelReading, Unread
from packtrail.wording import Wording

FORM: Final = "packtrail.why-unread/1"
MOST_SYMBOLS: Final = 50
MOST_TEXT: Final = 500  # characters of what a foreign symbol says


def why_zip(unread: Unread, pixels: npt.NDArray[np.uint8] | Path, words: Wording, at: datetime) -> bytes:
    """The file's content. ``pixels`` are a frame's (grey, or blue first), or the picture file that was read.

    Raises PictureUnreadable and PictureTooLarge for a picture file that changed meanwhile.
    """
    picture = load_upright(pixels, WORKING_SIDE) if isinstance(pixels, Path) else _picture_of(pixels)
    drawn, packed = io.BytesIO(), io.BytesIO()
    picture.save(drawn, "PNG")
    facts = json.dumps(_facts(unread, at), ensure_ascii=False, indent=1)
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("picture.png", drawn.getvalue(), zipfile.ZIP_STORED)
        target.writestr("reading.json", facts)
        target.writestr(words.say("intake.why_file.name"), "\n".join(_lines(unread, words, at)) + "\n")
    return packed.getvalue()


def _picture_of(pixels: npt.NDArray[np.uint8]) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(pixels if pixels.ndim == 2 else pixels[:, :, 2::-1]))


def _facts(unread: Unread, at: datetime) -> dict[str, Any]:
    reading = unread.reading
    return {
        "form": FORM,
        "program": __version__,
        "at": to_moment(at).isoformat(),
        "source": unread.source,
        "read_as": "frame" if unread.is_live else "picture",
        "size": reading.size,
        "crop": unread.crop,
        "elapsed_ms": round(reading.elapsed_ms, 1),
        "hint": reading.hint,
        "advice": unread.advice,
        "unread": reading.unread,
        "symbols": [
            {**asdict(symbol), "text": symbol.text[:MOST_TEXT]} for symbol in reading.symbols[:MOST_SYMBOLS]
        ],
        "codes": [found.code.text for found in reading.codes],
    }


def _lines(unread: Unread, words: Wording, at: datetime) -> list[str]:
    """The same for a person."""
    reading = unread.reading
    say = words.say
    lines = [
        say("intake.why_file.when", at=f"{to_moment(at):%Y-%m-%d %H:%M:%S}"),
        say("intake.why_file.what", source=unread.source, width=reading.size[0], height=reading.size[1]),
        say("intake.why_file.took", ms=round(reading.elapsed_ms)),
    ]
    if unread.crop is not None:
        left, top, width, height = unread.crop
        lines.append(say("intake.why_file.crop", left=left, top=top, width=width, height=height))
    lines.append(say("intake.why_file.unread", count=len(reading.unread)))
    hint = reading.hint or unread.advice
    lines.append(say(f"scan.hint.{hint}") if hint else say("intake.why_file.no_hint"))
    lines += _read_lines(reading, words)
    return [*lines, "", say("intake.why_file.inside"), say("intake.why_file.nothing_else")]


def _read_lines(reading: LabelReading, words: Wording) -> list[str]:
    if not reading.symbols:
        return [words.say("intake.why_file.nothing_read")]
    return [
        words.say(
            "intake.why_file.read",
            format=words.say(f"scan.format.{symbol.format}"),
            text=symbol.text[:MOST_TEXT],
            stage=symbol.stage,
        )
        for symbol in reading.symbols[:MOST_SYMBOLS]
    ]
