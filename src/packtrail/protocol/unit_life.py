"""电池履历: what a hub knows of a battery code, and who said it.

Our collected view around the national 数字身份证, whose carrier is the battery code. The hub signs the
answer, so it can be kept and shown later for what it was at its moment. Whose records are told how far is
decided in ``docs/decisions/0014-what-an-outlet-sees-of-a-unit.md``.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Final

from annotated_types import Len

from packtrail.domain.shapes import (
    CodeText,
    Count,
    Digest,
    Moment,
    Name,
    RecordId,
    Seq,
    Sha256Hex,
    Token,
    Uscc,
)
from packtrail.protocol import canonical, messages
from packtrail.protocol.battery_models import BatteryModel
from packtrail.protocol.hub_answer import AnswerDisputed, AnswerFault, signed_answer
from packtrail.protocol.refdata_list import VersionText

UNIT_LIFE: Final = "application/vnd.battery-trace.unit-life.v1+json"

MAX_CODES: Final = 200
"""In one look-up."""

MAX_LINES: Final = 300
"""Of one unit; a hub leaves the oldest out and says so."""

LINES_IN_LOOKUP: Final = 40
"""Of each unit where several are asked for."""

MAX_LIFE_BYTES: Final = 4 * 1024 * 1024
"""Of the signed bytes."""


class ModelKnown(StrEnum):
    """What the hub's list of filed models says of a code."""

    KNOWN = "known"
    UNKNOWN = "unknown"  # the list has no model with these first 14 characters
    NO_LIST = "no_list"  # none was published to the hub
    NO_FILING_CODE = "no_filing_code"  # the text is no code of 24 characters


VOIDED: Final = "voided"
"""The status of a line whose record was voided; else a status of ``receipt.RecordStatus``."""

MISSING: Final = "missing"
"""The outcome of a ``stock_check`` that did not find the unit."""


FITTED: Final = "fitted"
TAKEN_OFF: Final = "taken_off"
"""The outcome of a ``battery_replaced`` for the battery that went on, and for the one that came off."""


@dataclass(frozen=True, kw_only=True)
class LifeLine:
    """One thing that an outlet said of the unit.

    ``kind`` is its record's type. Station, record id and ``body`` (as corrected) are told of the asking
    outlet's own records only; of others' what custody needs. ``outcome`` is the recipient's answer, the kind
    of an incident, FITTED, TAKEN_OFF or MISSING. ``vin_digest``: see the function.
    """

    kind: Token
    at: Moment  # when it happened, as its outlet says
    heard_at: Moment  # when the hub got it
    outlet_uscc: Uscc
    is_own: bool
    record_hash: Digest
    status: Token
    to_uscc: Uscc | None = None
    outcome: Token | None = None
    vin_digest: Sha256Hex | None = None
    station_id: RecordId | None = None
    station_label: Name | None = None
    station_seq: Seq | None = None
    record_id: RecordId | None = None
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True, kw_only=True)
class UnitLife:
    """What is known of one code, the oldest line first; no line is an answer: nobody has told of it.

    ``left_out`` older lines are not in it.
    """

    battery_code: CodeText
    lines: Annotated[tuple[LifeLine, ...], Len(max_length=MAX_LINES)]
    model_known: Token
    model: BatteryModel | None = None
    left_out: Count = 0


@dataclass(frozen=True, kw_only=True)
class UnitLives:
    """The answer to ``GET /v1/units/{code}`` and ``POST /v1/units/lookup``: a life for each code."""

    station_id: RecordId
    lives: Annotated[tuple[UnitLife, ...], Len(max_length=MAX_CODES)]
    server_time: Moment
    models_version: VersionText | None = None


@dataclass(frozen=True, kw_only=True)
class UnitLookup:
    """The body of ``POST /v1/units/lookup``: codes as they were read, each once."""

    battery_codes: Annotated[tuple[CodeText, ...], Len(min_length=1, max_length=MAX_CODES)]


def encode(answer: UnitLives) -> bytes:
    """The canonical bytes that the hub signs. ValueError when they are beyond the limit: a bug."""
    data = messages.encode(answer)
    if len(data) > MAX_LIFE_BYTES:
        raise ValueError("more bytes than an answer holds")
    return data


def verify_lives(
    envelope: bytes,
    hub_keys: Mapping[str, bytes],
    *,
    expect_station_id: str,
    expect_codes: Sequence[str],
) -> UnitLives:
    """The answer in hostile ``envelope``, signed by one of ``hub_keys``; raises AnswerDisputed."""
    answer = signed_answer(UnitLives, envelope, UNIT_LIFE, hub_keys, max_bytes=MAX_LIFE_BYTES)
    if answer.station_id != expect_station_id:
        raise AnswerDisputed(AnswerFault.OTHER_STATION)
    if [each.battery_code for each in answer.lives] != list(expect_codes):
        raise AnswerDisputed(AnswerFault.OTHER_CODES)
    return answer


def kept_text(life: UnitLife) -> str:
    """A life as a table keeps it."""
    return messages.encode(life).decode()


def read_kept(text: str) -> UnitLife:
    """The life in such a text. Raises BadMessage for what a newer program wrote."""
    return messages.decode(UnitLife, text.encode(), max_bytes=MAX_LIFE_BYTES)


def vin_digest(battery_code: str, vin: str) -> str:
    """What a line says instead of a VIN: whoever has the VIN can compare, nobody reads it in passing.

    It is bound to the code, so one vehicle's batteries are not joined by it. A VIN can be guessed; this is
    no secret and is not treated as one.
    """
    said = canonical.canonical({"battery_code": battery_code, "vin": vin})
    return hashlib.sha256(b"battery-trace vin\n" + said).hexdigest()
