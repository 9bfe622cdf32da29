"""Read a hub's feed of changes: later verdicts, the authority's word, requests, new keys and lists.

Each page is kept as it was signed, then folded in, then the cursor moves: a program that ends in between
reads the same page again, and nothing of it counts twice. An acknowledgement never takes a level away.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import partial
from http import HTTPStatus

from packtrail.protocol.changes import Changes, verify_changes
from packtrail.protocol.hub_answer import AnswerDisputed
from packtrail.usecases.fold_changes import keep_and_fold
from packtrail.usecases.ports import Store, Unreached
from packtrail.usecases.relayed_receipts import take_relayed, take_what_waits
from packtrail.usecases.sync_policy import PATIENCE
from packtrail.usecases.sync_values import Session, Step

CHANGES_A_PAGE = 200
MOST_PAGES = 200
"""In one session; what is left is read in the next."""

RECORDS_AN_ACT = 20
"""Folding one costs some ms, and an operator's act waits until the others are done."""


class FeedEnd(StrEnum):
    """How reading a feed ended."""

    READ = "read"
    MORE = "more"  # the session's share was read, and more is there
    NOT_SPOKEN = "not_spoken"  # the hub has no such feed
    UNREACHED = "unreached"
    DISPUTED = "disputed"  # a page that is not this hub's; kept, and nothing of it applied


def hear_changes(session: Session) -> Step:
    """Read the feed to its end; what came of it, and why if it ended before."""
    _take_records(session)  # what a session that was cut off left waiting
    take_what_waits(store=session.store, on_writer=session.on_writer)
    heard = 0
    for _ in range(MOST_PAGES):
        with session.store.read() as view:
            since, station_id = view.change_cursor(session.name), view.station().station_id
            keys = next(each.hub_keys for each in view.destinations() if each.name == session.name)
        try:
            reply = session.channel.changes(since, CHANGES_A_PAGE)
        except Unreached as failure:
            return Step(FeedEnd.UNREACHED, heard, cause=failure.cause)
        if reply.status != HTTPStatus.OK:
            end = FeedEnd.UNREACHED if reply.status in PATIENCE or reply.status >= 500 else FeedEnd.NOT_SPOKEN
            return Step(end, heard, cause=f"http_{reply.status}", retry_after_s=reply.retry_after_s)
        try:
            page = verify_changes(reply.body, keys, expect_station_id=station_id, expect_since=since)
        except AnswerDisputed as dispute:
            session.on_writer(partial(_keep_disputed, reply.body, session))
            return Step(FeedEnd.DISPUTED, heard, cause=dispute.fault)
        _take(page, reply.body, keys, session)
        heard += len(page.changes)
        if not page.more or page.cursor == since:
            return Step(FeedEnd.READ, heard)
    return Step(FeedEnd.MORE, heard)


def _keep_disputed(body: bytes, session: Session) -> None:
    with session.store.act() as tx:
        tx.hear("changes_disputed", session.name, body[:65536])


def _take(page: Changes, envelope: bytes, keys: Mapping[str, bytes], session: Session) -> None:
    """Keep the page, fold it in short acts, and only then move on."""
    store, on_writer = session.store, session.on_writer
    keep_and_fold(page, envelope, keys, destination=session.name, store=store, on_writer=on_writer)
    take_relayed(page.changes, store=session.store, on_writer=session.on_writer)
    _take_records(session)
    session.on_writer(partial(_move_on, page.cursor, session.name, session.store))


def _take_records(session: Session) -> None:
    """Verify and fold what other stations wrote, in short acts."""

    def some() -> int:
        with session.store.act() as tx:
            return tx.take_station_records(RECORDS_AN_ACT)

    while session.on_writer(some):
        pass


def _move_on(cursor: str, destination: str, store: Store) -> None:
    with store.act() as tx:
        tx.move_change_cursor(destination, cursor)
