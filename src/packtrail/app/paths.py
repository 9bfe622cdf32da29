"""What a machine's administrator settles from outside: where a station's data lies, what it is labelled."""

import os
from collections.abc import Mapping
from pathlib import Path

import platformdirs

APP_NAME = "Packtrail"
FOLDER_VARIABLE = "PACKTRAIL_DATA"
LABEL_VARIABLE = "PACKTRAIL_STATION_LABEL"


def data_folder(chosen: Path | None = None, *, environment: Mapping[str, str] = os.environ) -> Path:
    """The data folder, absolute: what was ``chosen``, or PACKTRAIL_DATA, or the system's place for us."""
    if chosen is not None:
        return chosen.expanduser().absolute()
    named = environment.get(FOLDER_VARIABLE, "").strip()
    if named:
        return Path(named).expanduser().absolute()
    return platformdirs.user_data_path(APP_NAME, appauthor=False, roaming=False)


def station_label(*, environment: Mapping[str, str] = os.environ) -> str | None:
    """The label that PACKTRAIL_STATION_LABEL gives a new station; None lets it draw its own."""
    return environment.get(LABEL_VARIABLE, "").strip() or None
