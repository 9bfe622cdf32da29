"""Take in the next hub's word that a relay brought back, its receipts first of all (中继转回的上级回执).

The relay passes our frozen batches on as they are, so the receipt is read exactly as if the next hub had
answered us: with the keys that we pinned when we were bound there, and at its place in that hub's own chain.
What the relay itself said of the records stays beside it and is never merged with it.
"""

from collections.abc import Iterable
from functools import partial
from http import HTTPStatus

from packtrail.protocol.changes import Change, NextHubKeyRotated, UnreadChange, read_change
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.protocol.relayed_receipt import RelayedReceipt
from packtrail.usecases.port_values import NEXT_HUB
from packtrail.usecases.ports import Destination, OnWriter, Reply, Store, Tx, View
from packtrail.usecases.read_reply import Answered, meaning
from packtrail.usecases.relayed_changes import begin_anew, keep_disputed, take_page
from packtrail.usecases.settle_batch import ROWS_AN_ACT, verdicts_of, write_verdicts

KINDS = (NextHubKeyRotated.kind, RelayedChanges.kind, RelayedReceipt.kind)
MOST_WAITING = 100_000
_WAITING = f"sync.relayed_waiting.{NEXT_HUB}"


def take_relayed(changes: Iterable[Change | UnreadChange], *, store: Store, on_writer: OnWriter) -> int:
    """Apply what came of the next hub's word, in its order; how many receipts and pages counted.

    Before we are bound there nothing does: the changes are kept, and ``take_waiting`` reads them then.
    Reading the same page again changes nothing.
    """
    return _taken(changes, store, on_writer, is_first_reading=True)


def wait_for_waiting(tx: Tx) -> None:
    """This station was bound at the next hub in this act: what came of it before is yet to be read."""
    begin_anew(tx)
    tx.remember(_WAITING, "yes")


def take_what_waits(*, store: Store, on_writer: OnWriter) -> int:
    """Go on with ``take_waiting`` where a program that ended had not come to its end."""
    with store.read() as view:
        waits = bool(view.setting(_WAITING))
    return take_waiting(store=store, on_writer=on_writer) if waits else 0


def _taken(
    changes: Iterable[Change | UnreadChange], store: Store, on_writer: OnWriter, *, is_first_reading: bool
) -> int:
    taken = 0
    for change in changes:
        if isinstance(change, RelayedReceipt):
            if not (is_first_reading and _is_told_again(change, store)):
                taken += _take(change, store, on_writer)
        elif isinstance(change, RelayedChanges):
            taken += _take_page(change, store, on_writer)
        elif isinstance(change, NextHubKeyRotated):
            on_writer(partial(_follow_key, change, store))
    return taken


def take_waiting(*, store: Store, on_writer: OnWriter) -> int:
    """Apply what came before we were bound at the next hub; how much of it counted."""
    with store.read() as view:
        kept = [each for kind in KINDS for each in view.changes_heard(kind=kind, limit=MOST_WAITING)]
    # receipts before pages, since what is said of a record later stands above its receipt
    told = [read_change({**each.content, "kind": each.kind}) for each in reversed(kept)]
    keys_first = sorted(told, key=lambda change: not isinstance(change, NextHubKeyRotated))
    taken = _taken(keys_first, store, on_writer, is_first_reading=False)
    on_writer(partial(_note_read, store))
    return taken


def _note_read(store: Store) -> None:
    with store.act() as tx:
        tx.remember(_WAITING, "")


def next_hub(view: View) -> Destination | None:
    """The hub behind the relay, once we are bound there."""
    return next((each for each in view.destinations() if each.is_behind_relay), None)


def _follow_key(change: NextHubKeyRotated, store: Store) -> None:
    with store.act() as tx:
        known = next_hub(tx)
        if known is not None and change.is_vouched_for(known.hub_keys):
            tx.pin_hub_key(NEXT_HUB, change.key_id, bytes.fromhex(change.public_key))


def _take_page(change: RelayedChanges, store: Store, on_writer: OnWriter) -> bool:
    with store.read() as view:
        known = next_hub(view)
    return known is not None and take_page(change, known, store=store, on_writer=on_writer)


def _is_told_again(change: RelayedReceipt, store: Store) -> bool:
    """Whether a receipt that says it begins a new chain was counted before: then it begins none."""
    if not change.begins_anew:
        return False
    try:
        body = change.envelope
    except ValueError:
        return False
    with store.read() as view:
        return view.receipt_head(NEXT_HUB) is not None and view.has_heard("receipt", body)


def _take(change: RelayedReceipt, store: Store, on_writer: OnWriter) -> bool:
    with store.read() as view:
        known, batch = next_hub(view), view.batch(change.batch_digest)
        station_id = view.station().station_id
        last = None if known is None or change.begins_anew else view.receipt_head(NEXT_HUB)
    if known is None:
        return False
    try:
        body = change.envelope
    except ValueError:
        return False  # the row keeps it as it came
    if batch is None:
        on_writer(partial(keep_disputed, body, store))
        return False
    reply = Reply(HTTPStatus.OK, body)
    said = meaning(reply, batch, station_id=station_id, hub_keys=known.hub_keys, last=last)
    if not isinstance(said, Answered):
        on_writer(partial(keep_disputed, body, store))
        return False
    _settle(said, body, store, on_writer)
    return True


def _settle(said: Answered, body: bytes, store: Store, on_writer: OnWriter) -> None:
    """Write its verdicts in short acts; behind the last of them it is kept and the chain moves on."""
    verdicts = verdicts_of(said)
    for at in range(0, len(verdicts), ROWS_AN_ACT):
        on_writer(partial(write_verdicts, NEXT_HUB, verdicts[at : at + ROWS_AN_ACT], store))
    on_writer(partial(_move_on, said, body, store))


def _move_on(said: Answered, body: bytes, store: Store) -> None:
    with store.act() as tx:
        tx.hear("receipt", NEXT_HUB, body)
        tx.note_receipt(NEXT_HUB, said.head)
