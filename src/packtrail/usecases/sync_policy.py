"""When a destination is left in peace: after failures in a row, and while it has announced maintenance.

The circuit opens after five transport failures. From then on a try begins with one small question, and
nothing else leaves before the destination has answered that (``platform.md`` 8.8). How long to wait between
tries is the desk's to keep (``ui/sync/back_off.py``).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus

from packtrail.domain.moments import moment_text
from packtrail.protocol.capabilities import Maintenance
from packtrail.usecases.ports import Tx, View
from packtrail.usecases.send_batch import SendOutcome, SendResult

OPENS_AFTER = 5
MAINTENANCE = "maintenance"
"""The ``cause`` of a try that was not made, because the platform said that nobody need try."""

LONGEST_QUIET = timedelta(hours=24)
"""Whoever announces a window of a year is asked again after a day all the same."""

MOST_WINDOWS = 32

AUTO = "sync.auto"
"""The remembered choice whether to send by itself; ``off`` is off, anything else on."""

PATIENCE = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""Who answers so and says how long is asked for patience; nothing else is tried before."""


def sends_by_itself(view: View) -> bool:
    """Whether requests may leave without a person who sends by hand."""
    return view.setting(AUTO) != "off"


@dataclass(frozen=True, slots=True)
class Circuit:
    """How many tries in a row have reached nobody."""

    failures: int = 0

    @property
    def is_open(self) -> bool:
        """Whether the next try is a probe: one small question first, and nothing when that fails."""
        return self.failures >= OPENS_AFTER

    def after(self, outcome: SendOutcome) -> "Circuit":
        """The circuit after a try ended so; whoever answered anything at all was reached."""
        return Circuit(self.failures + 1) if reached_nobody(outcome) else Circuit()


def reached_nobody(outcome: SendOutcome) -> bool:
    """Whether the network failed, and not the platform behind it."""
    if outcome.result not in {SendResult.NOT_SENT, SendResult.UNKNOWN_OUTCOME}:
        return False
    return not outcome.cause.startswith("http_") and outcome.cause not in {"not_a_hub", MAINTENANCE}


def note_maintenance(tx: Tx, destination: str, windows: Iterable[Maintenance]) -> None:
    """Keep what ``destination`` announced last, in place of what it announced before."""
    told = [
        [moment_text(each.starts_at), moment_text(each.ends_at)]
        for each in list(windows)[:MOST_WINDOWS]
        if each.starts_at < each.ends_at
    ]
    written = json.dumps(told)
    if written != (tx.setting(_name(destination)) or "[]"):
        tx.remember(_name(destination), written)


def quiet_until(view: View, destination: str, at: datetime) -> datetime | None:
    """The end of the announced maintenance that ``at``, by the platform's clock, lies in; None outside."""
    told = json.loads(view.setting(_name(destination)) or "[]")
    windows = [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in told]
    cut = [(start, min(end, start + LONGEST_QUIET)) for start, end in windows]
    return max((end for start, end in cut if start <= at < end), default=None)


def _name(destination: str) -> str:
    return f"sync.maintenance.{destination}"
