"""Records what the recogniser says of a few lines, for tests on computers without it.

By hand, with the extra ``ocr`` installed: ``python -m tests.scan.printed_line.record_lines``.
"""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from packtrail.scan.printed_line.model import OcrMissing, line_reader

ROOT = Path(__file__).parents[3]
FONTS = ROOT / "resources" / "fonts"
CODE = "04QPE76A00012BJBC0B00903"


def drawn(text: str, *, font: str = "JetBrainsMono-Bold.ttf", px: int = 40) -> np.ndarray:
    """``text`` dark on light with the margin that a located line has."""
    face = ImageFont.truetype(str(FONTS / font), px)
    left, top, right, bottom = face.getbbox(text)
    edge = px // 4
    image = Image.new("L", (round(right - left) + 4 * edge, round(bottom - top) + 2 * edge), 225)
    ImageDraw.Draw(image).text((2 * edge - left, edge - top), text, font=face, fill=40)
    return np.asarray(image)


def moved(line: np.ndarray, px: int) -> np.ndarray:
    """As if the camera had moved along the line."""
    return cv2.filter2D(line, -1, np.full((1, px), 1 / px))


def lines() -> dict[str, tuple[str, np.ndarray]]:
    """Each line by its name: what stands there, and its picture."""
    return {
        "clean": (CODE, drawn(CODE)),
        "grouped": (CODE, drawn(f"{CODE[:14]} {CODE[14:]}")),
        "after_a_word": (CODE, drawn(f"编码: {CODE}", font="NotoSansSC-Regular.ttf")),
        "small": (CODE, cv2.resize(drawn(CODE), None, fx=0.3, fy=0.3, interpolation=cv2.INTER_AREA)),
        "moved": (CODE, moved(drawn(CODE), 19)),
        "reused": ("04QPE76JBC0000903RP", drawn("04QPE76JBC0000903RP")),
        "title": ("", drawn("TRACTION BATTERY PACK GB 38031", font="NotoSansSC-Bold.ttf")),
    }


def main() -> None:
    """Write them to tests/data/lines."""
    reader = line_reader()
    if isinstance(reader, OcrMissing):
        raise SystemExit(f"no recogniser: {reader}")
    folder = ROOT / "tests" / "data" / "lines"
    folder.mkdir(exist_ok=True)
    for name, (text, picture) in lines().items():
        steps = reader.read(picture)
        said = np.column_stack([steps.characters, steps.nothing, steps.foreign])
        said[said < 1e-5] = 0.0
        np.savez_compressed(folder / f"{name}.npz", steps=said.astype(np.float16), text=np.array(text))


if __name__ == "__main__":
    main()
