"""Take in what the next hub said later than in its receipts, as a relay brought it back (中继转回的上级通知).

Each page is signed by the next hub for this station and is folded exactly as if that hub had been asked
here: what it says stands under its own name, beside what the relay says, and is never merged with it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Self

from packtrail.domain.moments import moment_text
from packtrail.protocol.changes import Changes, verify_carried
from packtrail.protocol.hub_answer import AnswerDisputed
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.usecases.fold_changes import keep_and_fold, was_heard
from packtrail.usecases.port_values import NEXT_HUB, Destination
from packtrail.usecases.ports import OnWriter, Store, Tx, View

DISPUTED = "relayed_disputed"
MAX_DISPUTED_BYTES = 64 * 1024
MOST_CURSORS = 400
"""Of pages that were folded; of what lies further back nobody can say any more whether it was."""

_SAID_AT = f"sync.relayed_changes.{NEXT_HUB}"
_FOLDED = f"sync.relayed_folded.{NEXT_HUB}"
_GAP = f"sync.relayed_gap.{NEXT_HUB}"


@dataclass(frozen=True, slots=True)
class _Place:
    """How far the next hub's pages were folded."""

    cursor: str | None  # None since this station was bound there: nothing counts as heard
    said_at: datetime | None  # when the last page that counted was signed
    folded: Sequence[str]  # cursors behind pages that counted, the newest last

    @classmethod
    def of(cls, view: View) -> Self:
        cursor, said = view.change_cursor(NEXT_HUB), view.setting(_SAID_AT)
        folded = view.setting(_FOLDED) if cursor is not None else None
        return cls(
            cursor,
            datetime.fromisoformat(said) if said and cursor is not None else None,
            json.loads(folded) if folded else [],
        )

    def follows(self, page: Changes) -> bool:
        return page.since == self.cursor or self.said_at is None

    def leaves_gap(self, page: Changes) -> bool:
        """Whether the page begins behind something that never came."""
        known = {self.cursor, *self.folded, None}
        return bool(self.folded) and page.since not in known

    def goes_back_behind(self, cursor: str, page: Changes) -> bool:
        """Whether the page tells again what came behind ``cursor``, from there or from before it."""
        places = {each: at for at, each in enumerate(self.folded)}
        since = -1 if page.since is None else places.get(page.since)
        return since is not None and since <= places.get(cursor, -1)


def take_page(change: RelayedChanges, known: Destination, *, store: Store, on_writer: OnWriter) -> bool:
    """Fold a page of the next hub, once; whether it counted.

    A page follows on the one before it. One from further back counts too where the next hub signed it later
    and something in it is new: it, or the relay, was set back to a backup and tells again. One that begins
    further on counts as well, and that something is missing before it is kept (``misses_word_since``).
    """
    with store.read() as view:
        station_id = view.station().station_id
        place = _Place.of(view)
    try:
        body = change.envelope
    except ValueError:
        return False  # the row keeps it as it came
    try:
        page = verify_carried(body, known.hub_keys, expect_station_id=station_id)
    except AnswerDisputed:
        on_writer(partial(keep_disputed, body, store))
        return False
    if not place.follows(page) and (_is_older(page, body, place, store) or _was_folded(page, place, store)):
        return False
    keep_and_fold(page, body, known.hub_keys, destination=NEXT_HUB, store=store, on_writer=on_writer)
    on_writer(partial(_move_on, page, place, store))
    return True


def misses_word_since(view: View) -> datetime | None:
    """When the first page behind a gap was signed; None while nothing is missing.

    Being told again from before the gap ends it.
    """
    kept = view.setting(_GAP)
    return datetime.fromisoformat(json.loads(kept)["at"]) if kept else None


def begin_anew(tx: Tx) -> None:
    """This station was bound at the next hub, once more perhaps: no page counts as folded."""
    tx.remember(_FOLDED, "[]")
    tx.remember(_GAP, "")


def _is_older(page: Changes, body: bytes, place: _Place, store: Store) -> bool:
    """Whether it is from before what counted last; a beginning that is new is that of a hub set up anew."""
    if place.said_at is None or page.server_time > place.said_at:
        return False
    if page.since is not None:
        return True
    with store.read() as view:
        return view.has_heard("changes", body)


def _was_folded(page: Changes, place: _Place, store: Store) -> bool:
    """Whether a page that is signed anew says only what was folded before."""
    if page.cursor != place.cursor and page.cursor not in place.folded:
        return False
    with store.read() as view:
        return all(was_heard(view, NEXT_HUB, each) for each in page.changes)


def _move_on(page: Changes, place: _Place, store: Store) -> None:
    folded = [each for each in place.folded if each != page.cursor]
    with store.act() as tx:
        gap = json.loads(tx.setting(_GAP) or "null")
        if gap is None and place.leaves_gap(page):
            told = {"at": moment_text(page.server_time), "behind": place.cursor or ""}
            tx.remember(_GAP, json.dumps(told))
        elif gap is not None and place.goes_back_behind(gap["behind"], page):
            tx.remember(_GAP, "")
        tx.move_change_cursor(NEXT_HUB, page.cursor)
        tx.remember(_SAID_AT, moment_text(page.server_time))
        tx.remember(_FOLDED, json.dumps([*folded, page.cursor][-MOST_CURSORS:]))


def keep_disputed(body: bytes, store: Store) -> None:
    """Keep what claims to be the next hub's word; what was heard before is not kept again."""
    with store.act() as tx:
        tx.hear(DISPUTED, NEXT_HUB, body[:MAX_DISPUTED_BYTES])
