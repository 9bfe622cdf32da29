"""Finds the program's own data files, in a checkout as well as in an installed package.

Standard library only: every layer may ask for a file by its name under ``resources/``.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def folder() -> Path:
    """The ``resources`` folder: beside the code in a package, at the top of a checkout."""
    packaged = Path(__file__).parent / "_resources"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "resources"


def path(*names: str) -> Path:
    """The path of one resource, ``path("fonts", "NotoSansSC-Regular.ttf")``.

    Raises FileNotFoundError when the installation lacks it, which is a damaged installation.
    """
    found = folder().joinpath(*names)
    if not found.exists():
        raise FileNotFoundError(found)
    return found


@cache
def toml(*names: str) -> dict[str, Any]:
    """A TOML resource, parsed once per process; callers must not change what they get."""
    return tomllib.loads(path(*names).read_text(encoding="utf-8"))
