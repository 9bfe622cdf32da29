"""账实核对 after a session: whether the hub has our log to its end, our last receipt, and the same units.

What differs is kept for a person to look at; nothing is ever put right by itself (``platform.md`` 8.12).
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus

from packtrail.domain.moments import moment_text
from packtrail.protocol import messages
from packtrail.protocol.records import ZERO_HASH, plain
from packtrail.protocol.stock_check import Difference, StockAnswer, StockCheck
from packtrail.usecases.ports import Clock, Store, Unreached, View
from packtrail.usecases.sync_values import Session, Step

EQUAL, DIFFERS, BEHIND, NOT_ASKED = "equal", "differs", "behind", "not_asked"
_AHEAD = timedelta(days=1)
"""What happened may be told a little ahead of the clock; it stands in the stock all the same."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StockComparison:
    """How the last check ended; ``is_behind``: the hub knew more of other stations than we had read."""

    checked_at: datetime
    is_equal: bool
    is_behind: bool
    differences: tuple[Difference, ...]


def check_stock(session: Session) -> Step:
    """Ask the hub, and keep its answer; a hub that is not reached or knows no such call changes nothing."""
    with session.store.read() as view:
        if view.backlog(session.name).unsent:
            return Step(NOT_ASKED, cause="unsent")
        asked = _asked(view, session.name, session.now)
    try:
        reply = session.channel.check_stock(messages.encode(asked))
    except Unreached as failure:
        return Step(NOT_ASKED, cause=failure.cause)
    if reply.status != HTTPStatus.OK:
        return Step(NOT_ASKED, cause=f"http_{reply.status}")
    try:
        answer = messages.decode(StockAnswer, reply.body)
    except messages.BadMessage:
        return Step(NOT_ASKED, cause="not_a_hub")
    session.on_writer(partial(_keep, answer, asked.at, session.name, session.store))
    if answer.is_equal:
        return Step(EQUAL)
    return Step(BEHIND if answer.is_behind else DIFFERS, len(answer.differences))


def last_comparison(view: View, destination: str) -> StockComparison | None:
    """How the last check with a destination ended; None before the first."""
    written = view.setting(_name(destination))
    if written is None:
        return None
    said = json.loads(written)
    return StockComparison(
        checked_at=datetime.fromisoformat(said["checked_at"]),
        is_equal=said["is_equal"],
        is_behind=said["is_behind"],
        differences=tuple(Difference(**each) for each in said["differences"]),
    )


def _asked(view: View, destination: str, now: Clock) -> StockCheck:
    station, receipt = view.station(), view.receipt_head(destination)
    at = now()
    stock: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in view.stock_as_of(at + _AHEAD):
        stock[line.custody.value][line.level] += line.count
    return StockCheck(
        station_id=station.station_id,
        station_epoch=station.epoch,
        head_seq=station.head_seq,
        head_hash=station.head_hash,
        receipt_seq=receipt.receipt_seq if receipt else 0,
        receipt_digest=receipt.digest if receipt else ZERO_HASH,
        stock={custody: dict(levels) for custody, levels in stock.items()},
        at=at,
        heard_to=view.change_cursor(destination),
    )


def _keep(answer: StockAnswer, at: datetime, destination: str, store: Store) -> None:
    said = {
        "checked_at": moment_text(at),
        "is_equal": answer.is_equal,
        "is_behind": answer.is_behind,
        "differences": [plain(each) for each in answer.differences],
    }
    with store.act() as tx:
        tx.remember(_name(destination), json.dumps(said))


def _name(destination: str) -> str:
    return f"sync.stock.{destination}"
