"""Opens the widget gallery, or with ``--out FOLDER`` draws it into pictures."""

import argparse
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from PySide6.QtWidgets import QApplication

from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.gallery import detail_sample, gallery
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.wording import Language, wording

PLACES = ("today", "intake", "vehicles", "stock", "handoff", "sync", "records", "settings")
SIZES = {1.0: (1440, 900), 2.0: (1920, 1200)}
NARROW = (1024, 768)


def draw(
    folder: Path, languages: Sequence[Language], schemes: Sequence[Scheme], scales: Sequence[float]
) -> list[Path]:
    """Draw every place of the gallery in each language, scheme and scale; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for language, scheme, scale in product(languages, schemes, scales):
        appearance().wear(scheme, scale)
        frame = gallery(wording(language))
        frame.resize(*SIZES.get(scale, SIZES[1.0]))
        frame.show()
        stem = f"{language}-{scheme}-{int(scale * 100)}"
        written += [_grabbed(frame, folder / f"{stem}-{place}.png") for place in _walk(frame)]
        frame.close()
        frame.deleteLater()
    return written


def _walk(frame: MainFrame) -> Iterator[str]:
    """Each place in turn; the stock with its detail beside it, then over it."""
    words = frame.wording
    for place in PLACES:
        frame.show_place(place)
        yield place
        if place == "stock":
            frame.show_detail(words.say("gallery.detail_title"), detail_sample(words))
            yield "stock-detail"
            before = frame.size()
            frame.resize(*NARROW)
            yield "stock-sheet"
            frame.show_place("intake")
            yield "intake-narrow"
            frame.resize(before)


def _grabbed(frame: MainFrame, path: Path) -> Path:
    QApplication.sendPostedEvents()
    frame.grab().save(str(path))
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Show the window, or with ``--out`` draw it and end."""
    parser = argparse.ArgumentParser(prog="packtrail.desk.gallery", description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--language", type=Language, choices=list(Language), action="append")
    parser.add_argument("--scheme", type=Scheme, choices=list(Scheme), action="append")
    parser.add_argument("--scale", type=float, action="append")
    asked = parser.parse_args(arguments)
    app = QApplication.instance() or QApplication([])
    if asked.out is not None:
        draw(
            asked.out,
            asked.language or list(Language),
            asked.scheme or list(Scheme),
            asked.scale or list(SIZES),
        )
        return 0
    appearance().wear(asked.scheme[0] if asked.scheme else None, asked.scale[0] if asked.scale else 1.0)
    frame = gallery(wording(asked.language[0] if asked.language else Language.CHINESE))
    frame.show()
    return app.exec()


if __name__ == "__main__":
    raise SystemExit(main())
