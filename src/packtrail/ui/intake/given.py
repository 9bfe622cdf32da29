"""What is dropped, pasted or chosen: pictures, folders of them, films, and what is none of these."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"})
FILMS = frozenset({".mp4", ".mov", ".avi", ".mkv", ".m4v", ".wmv", ".3gp"})
MOST = 500  # pictures at once; what a folder holds beyond that is read when it is given again
_MOST_LOOKED_AT = 5000  # names in a folder


@dataclass(frozen=True, slots=True)
class Given:
    """Files by what can be done with them."""

    pictures: tuple[Path, ...] = ()
    films: tuple[Path, ...] = ()
    others: tuple[str, ...] = ()  # names of what can't be read, empty folders too


def sorted_given(paths: Iterable[Path]) -> Given:
    """``paths`` by kind; of a folder its own pictures by name. Reads the disk, so off the GUI thread."""
    pictures: list[Path] = []
    films: list[Path] = []
    others: list[str] = []
    for path in islice(paths, _MOST_LOOKED_AT):
        inside = _pictures_in(path) if _is_folder(path) else [path] if is_picture(path) else []
        if inside:
            pictures += inside
        elif path.suffix.lower() in FILMS:
            films.append(path)
        else:
            others.append(path.name)
    return Given(tuple(pictures[:MOST]), tuple(films), tuple(others))


def is_picture(path: Path) -> bool:
    """Whether it is called a picture; what it is, its reader finds out."""
    return path.suffix.lower() in PICTURES


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):  # a share that is gone; a name with a NUL in it
        return False


def _pictures_in(folder: Path) -> list[Path]:
    try:
        names = list(islice(folder.iterdir(), _MOST_LOOKED_AT))
    except OSError:
        return []
    return sorted(path for path in names if is_picture(path) and not _is_folder(path))
