"""The sanity check after a session: the station says what it has, the hub says what differs.

Heads of the log, the last receipt, and units by where they are and of what level. Nothing is ever put right
by it: a difference is shown to a person (``platform.md`` 8.12, ``design.md`` wire (g)).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from annotated_types import Ge, Le, Len

from packtrail.domain.shapes import Count, Digest, Moment, RecordId, Token
from packtrail.protocol.changes import CursorText

HeadSeq = Annotated[int, Ge(0), Le(2**53)]
"""The seq of the last record; 0 while there is none."""

Levels = Annotated[Mapping[Token, Count], Len(max_length=32)]
Stock = Annotated[Mapping[Token, Levels], Len(max_length=32)]
"""Units by custody (``in_storage``, ``in_transit`` …), then by level (``pack`` …); none is left out or 0."""

MAX_DIFFERENCES = 200


class Differing(StrEnum):
    """What a station and a hub can disagree on."""

    HEAD = "head"  # the last record of this epoch
    RECEIPT = "receipt"  # the hub's last answer
    STOCK = "stock"  # the units of one custody and level


@dataclass(frozen=True, kw_only=True)
class StockCheck:
    """``POST /v1/stations/{id}/stock-checks``: the station's own count, its heads, and what it has heard.

    ``stock`` is the outlet's as the station's projection has it. ``heard_to`` is the cursor of the changes
    feed up to which it has folded in what the other stations wrote.
    """

    station_id: RecordId
    station_epoch: Count
    head_seq: HeadSeq
    head_hash: Digest
    receipt_seq: HeadSeq
    receipt_digest: Digest
    stock: Stock
    at: Moment
    heard_to: CursorText | None = None


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One thing that is not the same; numbers, or hashes where heads or receipts are meant.

    ``custody`` and ``level`` are set where ``what`` is ``stock``.
    """

    what: Token
    station_number: HeadSeq
    hub_number: HeadSeq
    station_digest: Digest | None = None
    hub_digest: Digest | None = None
    custody: Token | None = None
    level: Token | None = None


@dataclass(frozen=True, kw_only=True)
class StockAnswer:
    """What the hub makes of it.

    ``is_behind`` says that the hub has records of other stations that this one has not read yet: a
    difference in stock proves nothing then.
    """

    is_equal: bool
    is_behind: bool
    differences: Annotated[tuple[Difference, ...], Len(max_length=MAX_DIFFERENCES)]
    server_time: Moment


def compare_stock(
    station: Mapping[str, Mapping[str, int]], hub: Mapping[str, Mapping[str, int]]
) -> tuple[Difference, ...]:
    """What differs, by custody and level in alphabetical order; none where both count the same."""
    keys = {
        (custody, level) for side in (station, hub) for custody, levels in side.items() for level in levels
    }
    found = []
    for custody, level in sorted(keys):
        mine, theirs = station.get(custody, {}).get(level, 0), hub.get(custody, {}).get(level, 0)
        if mine != theirs:
            found.append(
                Difference(
                    what=Differing.STOCK,
                    station_number=mine,
                    hub_number=theirs,
                    custody=custody,
                    level=level,
                )
            )
    return tuple(found[:MAX_DIFFERENCES])
