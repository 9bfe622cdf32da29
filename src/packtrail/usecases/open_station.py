"""Give a new ledger its identity, or open a new epoch in one that was restored or cloned.

Stations need nobody's leave for it: an epoch opens offline, and its first record says so in the open
(``design.md``, "Identity of a station").
"""

from packtrail.domain.errors_station import LedgerForPractice, LedgerForWork, StationLabelUnusable
from packtrail.domain.numbers import LONGEST_LABEL, drawn_label, is_label
from packtrail.domain.records import EpochOpen, NewRecord
from packtrail.protocol.keys import Ed25519Signer, Signer
from packtrail.protocol.records import ZERO_HASH
from packtrail.usecases.ports import Clock, HeadVerdict, NewId, Station, Store, Tx

REASONS = {HeadVerdict.BEHIND: "restored", HeadVerdict.FOREIGN: "cloned"}


def open_station(
    store: Store,
    *,
    label: str | None,
    private_key: bytes,
    operator_ref: str,
    now: Clock,
    new_id: NewId,
    practice: bool | None = None,
) -> Station:
    """The station of this ledger, ready to write.

    A ledger without identity gets one, with ``label`` (None: it draws its own) and the 32 random bytes
    ``private_key``; a ledger that is behind its head file, or beside another installation's nonce, gets a
    new epoch under the label that it has. Otherwise nothing is written. ``practice`` is what the ledger has
    to be, None whatever it is; a new one that nobody asks for practice counts. Raises StationLabelUnusable,
    LedgerForPractice or LedgerForWork.
    """
    verdict = store.head_verdict()
    with store.act() as tx:
        if not tx.has_station():
            station_id = new_id()
            name = drawn_label(station_id) if label is None else usable_label(label)
            tx.begin_station(station_id, name, private_key, practice=bool(practice))
            signer = Ed25519Signer(private_key)
            opening = _opening(station_id, name, 1, signer, store.install_nonce, 0, ZERO_HASH, "first_start")
            _append(tx, opening, operator_ref, now, new_id)
        elif practice is not None and tx.is_practice() != practice:
            raise LedgerForPractice if tx.is_practice() else LedgerForWork
        elif verdict in REASONS:
            open_epoch(tx, store, REASONS[verdict], operator_ref=operator_ref, now=now, new_id=new_id)
        station = tx.station()
    store.cover_head()
    return station


def usable_label(label: str) -> str:
    """``label``; raises StationLabelUnusable when numbers could not be told apart by it."""
    if not is_label(label):
        raise StationLabelUnusable(label[:40], LONGEST_LABEL)
    return label


def open_epoch(
    tx: Tx,
    store: Store,
    reason: str,
    *,
    operator_ref: str,
    now: Clock,
    new_id: NewId,
    label: str | None = None,
    signer: Signer | None = None,
) -> None:
    """Open the next epoch of the station in ``tx``, under ``label`` and with ``signer``, or with its own."""
    old = tx.station()
    opening = _opening(
        old.station_id,
        label or old.label,
        max(old.epoch, store.covered_epoch) + 1,
        signer or old.signer,
        store.install_nonce,
        old.head_seq,
        old.head_hash,
        reason,
    )
    _append(tx, opening, operator_ref, now, new_id)


def _opening(
    station_id: str,
    label: str,
    epoch: int,
    signer: Signer,
    install_nonce: str,
    last_seq: int,
    last_hash: str,
    reason: str,
) -> EpochOpen:
    return EpochOpen(
        station_id=station_id,
        station_label=label,
        station_epoch=epoch,
        public_key=signer.public_key.hex(),
        key_id=signer.key_id,
        install_nonce=install_nonce,
        last_seq=last_seq,
        last_hash=last_hash,
        reason=reason,
    )


def _append(tx: Tx, opening: EpochOpen, operator_ref: str, now: Clock, new_id: NewId) -> None:
    tx.append(NewRecord(record_id=new_id(), body=opening, occurred_at=now(), operator_ref=operator_ref))
