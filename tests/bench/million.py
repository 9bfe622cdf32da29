"""Writes the big ledger that the benchmarks measure: so many days of a busy outlet, the same each time.

``python -m tests.bench.million FOLDER [--days N]`` writes one. A day has 1,000 records: 200 units come in
on 20 deliveries, 190 that came in a month before go on five loads, those of the day before are answered
for, the rest are condition checks of what stands there. 1,000 days are 200,000 units and 1,000,000
records. All of it is written through the store's own acts, a day in each and without waiting for the
disk; only salts and the installation's nonce differ from run to run.
"""

import argparse
import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from packtrail.domain.records import Record
from packtrail.domain.sync_state import AckLevel, BatchState, SubmissionState
from packtrail.protocol import batch, canonical, dsse, receipt
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.records import ZERO_HASH
from packtrail.store.check import statements_of_a_fresh_ledger
from packtrail.store.ledger import open_ledger
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import Destination, DocumentKind, ReceiptHead, SealedBatch, Tx, Verdict
from packtrail.usecases.seal_batch import RECORDS_A_BATCH
from packtrail.usecases.set_profile import set_profile
from tests.bench import million_days
from tests.bench.million_days import FIRST_DAY, Years
from tests.station import ADMIN, PROFILE, STATION_KEY, TEST_KEY
from tests.trade import OUTLET

UNANSWERED_DAYS = 1
"""What the newest days wrote, the hub has not answered for."""

BATCHED_PART = 10
"""The last tenth of the days went in batches whose bytes and receipts are here; of the rest the hub's
verdicts alone, as after a hub's move."""

FOLDER_VARIABLE = "PACKTRAIL_BENCH_LEDGERS"
HUB = Destination(
    name="hub",
    title="演示平台",
    base_url="https://hub.example/v1",
    outlet_uscc=OUTLET,
    hub_keys={"ed25519:0011223344556677": bytes(32)},
    station_signature=b"s" * 64,
    enrolled_at=FIRST_DAY,
)


def write(folder: Path, days: int, *, told: Callable[[int, int], None] = lambda *_: None) -> None:
    """A ledger of ``days`` days in ``folder``, closed; its key is ``tests.station.TEST_KEY``."""
    years = Years(days)
    ledger = open_ledger(folder, TEST_KEY, clock=years.now)
    try:
        ledger._writer.execute("PRAGMA synchronous = OFF")  # to make it soon; nobody is promised it yet
        open_station(
            ledger,
            label="S1",
            private_key=STATION_KEY,
            operator_ref=ADMIN.ref,
            now=years.now,
            new_id=years.new_id,
        )
        set_profile(PROFILE, by=ADMIN, store=ledger, now=years.now, new_id=years.new_id)
        with ledger.act() as tx:
            tx.add_destination(HUB)
        hub = Hub(years)
        for day in range(days):
            with ledger.act() as tx:
                written = tx.append(*years.day(day))
                if day < days - UNANSWERED_DAYS:
                    hub.answer(tx, written, in_batches=day >= days - max(2, days // BATCHED_PART))
            told(day + 1, days)
        ledger.cover_head()
    finally:
        ledger.close()


class Hub:
    """The other side: takes everything."""

    def __init__(self, years: Years) -> None:
        self._years = years
        self._signer = Ed25519Signer(bytes(32))
        self._last = ReceiptHead(1, 0, ZERO_HASH)

    def answer(self, tx: Tx, written: Sequence[Record], *, in_batches: bool) -> None:
        """Accept ``written``; ``in_batches`` with the batches that they went in and the receipts."""
        if in_batches:
            for first in range(0, len(written), RECORDS_A_BATCH):
                self._receive(tx, written[first : first + RECORDS_A_BATCH])
        tx.settle(HUB.name, [self._verdict(record) for record in written])

    def _receive(self, tx: Tx, sent: Sequence[Record]) -> None:
        station, first, last = tx.station(), sent[0].station_seq, sent[-1].station_seq
        header = batch.BatchHeader(
            schema=batch.SCHEMA,
            batch_id=self._years.new_id(),
            batch_no=tx.next_number(DocumentKind.BATCH, self._years.at.date()),
            station_id=station.station_id,
            station_epoch=1,
            outlet_uscc=OUTLET,
            client=batch.Client(app="packtrail", app_version="0"),
            seq_first=first,
            seq_last=last,
            record_count=len(sent),
            sealed_at=self._years.at,
        )
        frozen = batch.freeze(header, [line for _, line in tx.canonical_lines(1, first - 1, len(sent))])
        sealed = SealedBatch(
            digest=batch.digest(frozen),
            destination=HUB.name,
            epoch=1,
            seq_first=first,
            seq_last=last,
            envelope=dsse.to_json(dsse.signed(dsse.BATCH, frozen, station.signer)),
            sealed_at=self._years.at,
            state=BatchState.SEALED,
        )
        tx.add_batch(sealed)
        payload = self._receipt(header, sealed, sent)
        tx.hear("receipt", HUB.name, dsse.to_json(dsse.signed(dsse.RECEIPT, payload, self._signer)))
        self._last = ReceiptHead(1, self._last.receipt_seq + 1, canonical.sha256_digest(payload))
        tx.note_receipt(HUB.name, self._last)
        tx.mark_batch(sealed.digest, BatchState.SETTLED)

    def _receipt(self, header: batch.BatchHeader, sealed: SealedBatch, sent: Sequence[Record]) -> bytes:
        results = tuple(
            receipt.RecordResult(
                record_id=record.record_id,
                station_seq=record.station_seq,
                record_hash=record.record_hash,
                status="accepted",
                ack_level="relay_accepted",
                server_record_no=None,
                issues=(),
            )
            for record in sent
        )
        return receipt.encode(
            receipt.Receipt(
                schema=receipt.SCHEMA,
                receipt_id=self._years.new_id(),
                receipt_kind=receipt.ReceiptKind.FINAL,
                station_id=header.station_id,
                station_epoch=1,
                batch_id=header.batch_id,
                batch_digest=sealed.digest,
                seq_first=sealed.seq_first,
                seq_last=sealed.seq_last,
                received_at=self._years.at,
                processed_at=self._years.at,
                batch_status=receipt.batch_status(results),
                counts=receipt.counts(results),
                results=results,
                next_expected_seq=sealed.seq_last + 1,
                receipt_seq=self._last.receipt_seq + 1,
                prev_receipt_digest=self._last.digest,
            )
        )

    def _verdict(self, record: Record) -> Verdict:
        return Verdict(
            record_id=record.record_id,
            state=SubmissionState.ACCEPTED,
            ack_level=AckLevel.RELAY_ACCEPTED,
            remote_no=None,
            issues=(),
            said_at=self._years.at,
        )


def ledger_of(days: int) -> Path:
    """The folder of a ledger of ``days`` days, written when it isn't there yet; not to be written to.

    Kept in the folder that PACKTRAIL_BENCH_LEDGERS names, or in the temporary one, under a name that
    changes with its making and with the tables; an older one goes, each has two gigabytes.
    """
    kept = Path(os.environ.get(FOLDER_VARIABLE) or Path(tempfile.gettempdir()) / "packtrail-bench")
    folder = kept / f"{days}-days-{_fingerprint()}"
    if not folder.exists():
        for older in kept.glob(f"{days}-days-*"):
            shutil.rmtree(older)
        unfinished = folder.with_suffix(".part")
        write(unfinished, days, told=_say)
        unfinished.rename(folder)
    return folder


def _fingerprint() -> str:
    made_of = hashlib.sha256(Path(__file__).read_bytes() + Path(million_days.__file__).read_bytes())
    made_of.update(repr(sorted(statements_of_a_fresh_ledger().items())).encode())
    return made_of.hexdigest()[:12]


def _say(done: int, of: int) -> None:
    if done % 50 == 0 or done == of:
        sys.stderr.write(f"{done} of {of} days written\n")


def main() -> None:
    """Write one where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.million", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--days", type=int, default=1000)
    asked = parser.parse_args()
    write(asked.folder, asked.days, told=_say)


if __name__ == "__main__":
    main()
