"""The settings of one maker's legacy platform: off unless they say otherwise, and for the hub's user alone.

Token and key belong to the vehicle maker. They lie in a file that nobody else may read, and in no log, no
table and no message.
"""

import os
import stat
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final
from urllib.parse import SplitResult, urlsplit

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from packtrail.domain.errors_workbook import LegacySettingsUnusable, PlainHttpNotAllowed
from packtrail.protocol.workbook_profile import MassUnit
from packtrail_hub.bit_legacy import MOST_ROWS, Secret

MAX_BYTES: Final = 64 * 1024

_Text = Annotated[str, StringConstraints(min_length=1, max_length=300)]


@dataclass(frozen=True, slots=True)
class LegacySettings:
    """Where one maker's platform is, and how it is spoken to."""

    makers: tuple[str, ...]
    base_url: str
    mass_unit: MassUnit  # what the maker says ``batteryWeight`` is in; never assumed
    success_codes: frozenset[int]
    already_texts: tuple[str, ...]  # what it writes of a code that it has already
    most_rows: int
    timeout_s: float
    secret: Secret


class _Credentials(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    token: _Text
    key: _Text


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    enabled: bool = False
    makers: Annotated[tuple[_Text, ...], Field(min_length=1, max_length=50)]
    base_url: _Text
    mass_unit: MassUnit
    success_codes: Annotated[tuple[int, ...], Field(min_length=1, max_length=10)]
    already_texts: Annotated[tuple[_Text, ...], Field(max_length=20)] = ()
    most_rows: Annotated[int, Field(ge=1, le=MOST_ROWS)] = MOST_ROWS
    timeout_s: Annotated[float, Field(gt=0, le=300)] = 60
    plain_http_consent: Annotated[str, StringConstraints(max_length=300)] = ""
    credentials: _Credentials


def read_settings(file: Path) -> LegacySettings:
    """The settings in ``file``.

    Raises LegacySettingsUnusable (switched off, open to others, not of their shape) or PlainHttpNotAllowed.
    """
    said = _checked(file)
    if not said.enabled:
        raise LegacySettingsUnusable(file.name, "enabled = false")
    address = urlsplit(said.base_url)
    if address.scheme not in {"http", "https"} or not address.hostname or address.username:
        raise LegacySettingsUnusable(file.name, "/base_url")
    if not _has_a_port(address):
        raise LegacySettingsUnusable(file.name, "/base_url")
    if address.scheme == "http" and said.plain_http_consent != address.hostname:
        raise PlainHttpNotAllowed(address.hostname)
    return LegacySettings(
        makers=said.makers,
        base_url=said.base_url.rstrip("/"),
        mass_unit=said.mass_unit,
        success_codes=frozenset(said.success_codes),
        already_texts=said.already_texts,
        most_rows=said.most_rows,
        timeout_s=said.timeout_s,
        secret=Secret(said.credentials.token, said.credentials.key),
    )


def _has_a_port(address: SplitResult) -> bool:
    try:
        return address.port is None or address.port > 0
    except ValueError:
        return False


def _checked(file: Path) -> _File:
    try:
        return _File.model_validate(_toml(file))
    except ValidationError as error:
        places = {"/" + "/".join(str(part) for part in each["loc"]) for each in error.errors()}
        raise LegacySettingsUnusable(file.name, ", ".join(sorted(places))[:300]) from None


def _toml(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            if os.name == "posix" and mode & 0o077:
                raise LegacySettingsUnusable(file.name, f"chmod 600 ({mode:o})")
            content = opened.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise LegacySettingsUnusable(file.name, f"> {MAX_BYTES} bytes")
        return tomllib.loads(content.decode())
    except OSError as error:
        raise LegacySettingsUnusable(file.name, error.strerror or "") from error
    except (ValueError, RecursionError):  # what could not be parsed may hold the key: it is not repeated
        raise LegacySettingsUnusable(file.name, "TOML") from None
