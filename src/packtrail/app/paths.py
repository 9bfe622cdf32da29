"""Where a station's data lies: one folder, chosen once."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

APP_NAME = "Packtrail"
FOLDER_VARIABLE = "PACKTRAIL_DATA"


def data_folder(chosen: Path | None = None, *, environment: Mapping[str, str] = os.environ) -> Path:
    """The data folder, absolute: what was ``chosen``, or PACKTRAIL_DATA, or the system's place for us."""
    if chosen is not None:
        return chosen.expanduser().absolute()
    named = environment.get(FOLDER_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path(APP_NAME, appauthor=False, roaming=False)
