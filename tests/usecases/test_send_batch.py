"""Sending to a hub that answers as told: what goes again, as which bytes, and what a verdict is worth."""

import json

import pytest

from packtrail.app.ids import new_id
from packtrail.domain.sync_state import BatchState
from packtrail.protocol import dsse, messages, receipt
from packtrail.protocol.batch import Client, entries, thaw
from packtrail.protocol.capabilities import Capabilities, ClockPolicy, Limits
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.records import ZERO_HASH
from packtrail.usecases.ask_hub import understood
from packtrail.usecases.ports import Destination, Reply
from packtrail.usecases.seal_batch import SealingRules, rules_for
from packtrail.usecases.send_backlog import send_backlog
from packtrail.usecases.sync_values import Session
from tests.station import take_in
from tests.trade import MORNING

HUB = Ed25519Signer(bytes(range(64, 96)))


class ToldHub:
    """Says its answers in turn; one that is no Reply is a status for every record."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.got = []
        self.last = (0, ZERO_HASH)

    def put_batch(self, digest, envelope):
        self.got.append(digest)
        answer = self.answers.pop(0)
        return answer if isinstance(answer, Reply) else self.receipt(digest, envelope, **answer)

    def receipt(self, digest, envelope, **said):
        batch = thaw(dsse.from_json(envelope).payload)
        results = tuple(
            receipt.RecordResult(
                record_id=entry.link.record_id,
                station_seq=entry.link.station_seq,
                record_hash=entry.link.record_hash,
                **{"ack_level": "relay_accepted", "server_record_no": None, "issues": ()} | said,
            )
            for entry in entries(batch)
        )
        header = batch.header
        seq, prev = self.last
        payload = receipt.encode(
            receipt.Receipt(
                schema=receipt.SCHEMA,
                receipt_id=new_id(),
                receipt_kind="final",
                station_id=header.station_id,
                station_epoch=header.station_epoch,
                batch_id=header.batch_id,
                batch_digest=digest,
                seq_first=header.seq_first,
                seq_last=header.seq_last,
                received_at=header.sealed_at,
                processed_at=header.sealed_at,
                batch_status="accepted",
                counts=receipt.counts(results),
                results=results,
                next_expected_seq=header.seq_last + 1,
                receipt_seq=seq + 1,
                prev_receipt_digest=prev,
            )
        )
        self.last = (seq + 1, receipt.canonical.sha256_digest(payload))
        return Reply(200, dsse.to_json(dsse.signed(dsse.RECEIPT, payload, HUB)))


def refusing(code, **more):
    return Reply(409, json.dumps({"code": code, "detail": "no"} | more).encode())


ACCEPTED = {"status": "accepted"}


@pytest.fixture
def destination(station, clock):
    hub = Destination(
        name="hub",
        title="平台",
        base_url="http://hub",
        outlet_uscc="91430100MA0FAKE013",
        hub_keys={HUB.key_id: HUB.public_key},
        station_signature=b"",
        enrolled_at=clock(),
    )
    with station.act() as tx:
        tx.add_destination(hub)
    return hub


@pytest.fixture
def sending(station, clock, destination):
    """Sends one batch of at most two records."""

    def send(hub):
        before, told = hub.last, []
        session = Session(
            destination=destination,
            store=station,
            channel=hub,
            on_writer=lambda act: act(),
            now=clock,
            new_id=new_id,
            is_held=lambda: hub.last != before,
        )
        rules = SealingRules(client=Client(app="test", app_version="1"), max_records=2)
        send_backlog(session, rules, told.append)
        [outcome] = told
        return outcome

    return send


def states(station):
    with station.read() as view:
        return {row.state.value for row in view.submissions("hub")}


@pytest.mark.parametrize(
    ("first", "state", "level"),
    [
        ("rejected", "rejected", "relay_received"),
        ("blocked", "blocked", "relay_received"),
        ("deferred", "deferred", "relay_received"),
        ("accepted", "duplicate", "relay_accepted"),
        ("accepted_with_warnings", "duplicate", "relay_accepted"),
    ],
)
def test_a_duplicate_counts_as_its_first_verdict_did(station, sending, first, state, level):
    outcome = sending(ToldHub({"status": "duplicate", "first_status": first, "ack_level": level}))
    assert outcome.counts == ((state, 2),)
    assert states(station) == {state}


@pytest.mark.parametrize("code", ["BT-1003", "BT-1004", "BT-1005", "BT-1006", "BT-1008", "BT-1014"])
def test_a_refusal_that_is_not_of_the_bytes_sends_the_same_bytes_again(station, sending, code):
    hub = ToldHub(refusing(code), refusing(code), ACCEPTED)
    assert [sending(hub).result for _ in range(3)] == ["refused_whole", "refused_whole", "settled"]
    assert len(set(hub.got)) == 1


@pytest.mark.parametrize("code", ["BT-1001", "BT-1002", "BT-1013", "BT-7777"])
def test_bytes_that_a_hub_finds_wrong_are_sealed_anew(station, sending, code):
    hub = ToldHub(refusing(code), ACCEPTED)
    assert [sending(hub).result for _ in range(2)] == ["refused_whole", "settled"]
    assert len(set(hub.got)) == 2


def test_a_hub_that_lost_everything_gets_the_same_bytes_from_the_beginning(station, sending, clock):
    hub = ToldHub(ACCEPTED)
    sending(hub)
    take_in(station, clock)
    emptied = ToldHub(refusing("BT-1005", next_expected_seq=1), ACCEPTED, ACCEPTED)
    assert [sending(emptied).result for _ in range(3)] == ["settled", "settled", "nothing_to_send"]
    refused, *again = emptied.got
    assert again == [*hub.got, refused]
    assert states(station) == {"accepted"}


def test_a_hub_that_does_not_know_the_epoch_gets_it_from_its_opening(station, sending, clock):
    hub = ToldHub(ACCEPTED)
    sending(hub)
    take_in(station, clock)
    emptied = ToldHub(refusing("BT-1005", next_expected_seq=None), ACCEPTED, ACCEPTED)
    assert [sending(emptied).result for _ in range(2)] == ["settled", "settled"]
    assert emptied.got[1:] == [*hub.got, emptied.got[0]]


def test_a_hub_that_is_never_content_is_asked_twice_and_loses_nothing(station, sending, clock):
    hub = ToldHub(ACCEPTED)
    sending(hub)
    take_in(station, clock)
    moody = ToldHub(
        *[refusing("BT-1005", next_expected_seq=1)] * 2, *[refusing("BT-1001")] * 2, ACCEPTED, ACCEPTED
    )
    assert sending(moody).result == "refused_whole"
    assert len(moody.got) == 2
    # Even what it calls wrong is kept as it is while later batches stand behind it.
    assert [sending(moody).result for _ in range(4)] == [
        "refused_whole",
        "refused_whole",
        "settled",
        "settled",
    ]
    assert len(set(moody.got)) == 2
    assert states(station) == {"accepted"}


@pytest.mark.parametrize("seq", [0, -1, "1", 2**60, 1.5])
def test_a_seq_that_is_none_goes_back_to_the_epochs_beginning_at_most(station, sending, seq):
    hub = ToldHub(refusing("BT-1005", next_expected_seq=seq))
    assert sending(hub).result == "refused_whole"
    with station.read() as view:
        assert [batch.state for batch in view.unsettled_batches("hub")] == [BatchState.SEALED]


def announced(**limits):
    said = {"max_records": 500, "max_batch_bytes": 2_000_000, "max_line_bytes": 65_536, "max_blob_bytes": 0}
    told = Capabilities(
        hub_name="平台",
        hub_version="1",
        is_sandbox=False,
        server_time=MORNING,
        schemas={},
        limits=Limits(**said | {"max_inflight_per_station": 1} | limits),
        signature_algs=(),
        digest_algs=(),
        clock=ClockPolicy(warn_skew_ms=1, max_future_ms=1),
        record_types=(),
    )
    return Reply(200, messages.encode(told))


@pytest.mark.parametrize(
    ("reply", "records", "size"),
    [
        (announced(max_records=20), 20, 1_000_000),
        (announced(max_batch_bytes=50_000), 200, 50_000),
        (announced(), 200, 1_000_000),
        (announced(max_records=0), 1, 1_000_000),
        (None, 200, 1_000_000),
        (Reply(503, b""), 200, 1_000_000),
        (Reply(200, b"<html>"), 200, 1_000_000),
    ],
)
def test_no_batch_is_sealed_larger_than_the_hub_takes(reply, records, size):
    said = None if reply is None else understood(reply)
    rules = rules_for(said, SealingRules(client=Client(app="test", app_version="1")))
    assert (rules.max_records, rules.max_bytes) == (records, size)
