"""Take in what the next hub said later than in its receipts, as a relay brought it back (中继转回的上级通知).

Each page is signed by the next hub for this station and is folded exactly as if that hub had been asked
here: what it says stands under its own name, beside what the relay says, and is never merged with it.
"""

from datetime import datetime
from functools import partial

from packtrail.domain.moments import moment_text
from packtrail.protocol.changes import Changes, verify_carried
from packtrail.protocol.hub_answer import AnswerDisputed
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.usecases.fold_changes import keep_and_fold
from packtrail.usecases.port_values import NEXT_HUB, Destination
from packtrail.usecases.ports import OnWriter, Store, View

DISPUTED = "relayed_disputed"
MAX_DISPUTED_BYTES = 64 * 1024
_SAID_AT = f"sync.relayed_changes.{NEXT_HUB}"


def take_page(change: RelayedChanges, known: Destination, *, store: Store, on_writer: OnWriter) -> bool:
    """Fold a page of the next hub, once; whether it counted.

    A page follows on the one before it. One from further back counts too where the next hub signed it later:
    it, or the relay, was set back to a backup and tells again. Anything older was heard.
    """
    with store.read() as view:
        station_id = view.station().station_id
        cursor, said_at = view.change_cursor(NEXT_HUB), _said_at(view)
    try:
        body = change.envelope
    except ValueError:
        return False  # the row keeps it as it came
    try:
        page = verify_carried(body, known.hub_keys, expect_station_id=station_id)
    except AnswerDisputed:
        on_writer(partial(keep_disputed, body, store))
        return False
    if page.since != cursor and said_at is not None and page.server_time <= said_at:
        return False
    keep_and_fold(page, body, known.hub_keys, destination=NEXT_HUB, store=store, on_writer=on_writer)
    on_writer(partial(_move_on, page, store))
    return True


def _said_at(view: View) -> datetime | None:
    """When the next hub signed the last page that counted."""
    kept = view.setting(_SAID_AT)
    return datetime.fromisoformat(kept) if kept else None


def _move_on(page: Changes, store: Store) -> None:
    with store.act() as tx:
        tx.move_change_cursor(NEXT_HUB, page.cursor)
        tx.remember(_SAID_AT, moment_text(page.server_time))


def keep_disputed(body: bytes, store: Store) -> None:
    """Keep what claims to be the next hub's word; what was heard before is not kept again."""
    with store.act() as tx:
        tx.hear(DISPUTED, NEXT_HUB, body[:MAX_DISPUTED_BYTES])
