"""What a hub's reply means: only a signed receipt in its place is a verdict."""

import dataclasses
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.sync_state import BatchState
from packtrail.protocol import dsse, receipt
from packtrail.protocol.canonical import sha256_digest
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.receipt import ReceiptFault
from packtrail.protocol.records import ZERO_HASH
from packtrail.usecases.ports import ReceiptHead, Reply, SealedBatch
from packtrail.usecases.read_reply import Answered, Disputed, RefusedWhole, Unanswered, meaning
from tests.trade import MORNING

HUB = Ed25519Signer(bytes(range(64, 96)))
STRANGER = Ed25519Signer(bytes(range(96, 128)))
STATION = "01a1f684-8f48-7a11-8a00-000000000001"
RECORD = "01a1f684-8f48-7a11-8a00-000000000002"
LINE = b'{"record_id":"01a1f684-8f48-7a11-8a00-000000000002"}'
FROZEN = b"{}\n" + LINE + b"\n"
DIGEST = sha256_digest(FROZEN)

BATCH = SealedBatch(
    digest=DIGEST,
    destination="hub",
    epoch=1,
    seq_first=1,
    seq_last=1,
    envelope=dsse.to_json(dsse.signed(dsse.BATCH, FROZEN, Ed25519Signer(bytes(32)))),
    sealed_at=MORNING,
    state=BatchState.SENDING,
)

RESULT = receipt.RecordResult(
    record_id=RECORD,
    station_seq=1,
    record_hash=sha256_digest(LINE),
    status="accepted",
    ack_level="relay_accepted",
    server_record_no="RK-1",
    issues=(),
)

RECEIPT = receipt.Receipt(
    schema=receipt.SCHEMA,
    receipt_id="01a1f684-8f48-7a11-8a00-000000000003",
    receipt_kind="final",
    station_id=STATION,
    station_epoch=1,
    batch_id="01a1f684-8f48-7a11-8a00-000000000004",
    batch_digest=DIGEST,
    seq_first=1,
    seq_last=1,
    received_at=MORNING,
    processed_at=MORNING + timedelta(seconds=1),
    batch_status="accepted",
    counts=receipt.counts([RESULT]),
    results=(RESULT,),
    next_expected_seq=2,
    receipt_seq=1,
    prev_receipt_digest=ZERO_HASH,
)


def said(body, status=200, last=None, retry_after_s=None):
    reply = Reply(status, body, retry_after_s)
    return meaning(reply, BATCH, station_id=STATION, hub_keys={HUB.key_id: HUB.public_key}, last=last)


def signed(signer=HUB, **changes):
    changed = dataclasses.replace(RECEIPT, **changes)
    return dsse.to_json(dsse.signed(dsse.RECEIPT, receipt.encode(changed), signer))


def only(**changes):
    """A receipt whose one result is changed."""
    return {"results": (dataclasses.replace(RESULT, **changes),)}


@pytest.mark.parametrize(
    "changes",
    [{"status": "maybe"}, {"status": "not_required"}, {"ack_level": "sworn"}, {"first_status": "x"}],
)
@pytest.mark.parametrize("field", ["results", "updates"])
def test_a_verdict_in_a_word_that_nobody_knows_settles_nothing(field, changes):
    changed = {field: only(**changes)["results"]}
    assert said(signed(**changed)) == Disputed(ReceiptFault.RESULTS_DISAGREE)


@pytest.mark.parametrize("results", [(), (RESULT,)])
def test_a_receipt_that_only_says_received_is_no_verdict(results):
    body = signed(receipt_kind="received", results=results, counts=receipt.counts(results))
    assert said(body) == Unanswered("http_202")


def test_a_signed_receipt_for_this_batch_is_an_answer():
    answer = said(signed())
    assert isinstance(answer, Answered)
    assert answer.head.receipt_seq == 1
    assert answer.receipt.results == (RESULT,)


def test_the_very_receipt_that_was_heard_already_is_still_an_answer():
    first = said(signed())
    assert isinstance(said(signed(), last=first.head), Answered)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"signer": STRANGER}, ReceiptFault.UNKNOWN_KEY),
        ({"batch_digest": "sha256:" + "c" * 64}, ReceiptFault.OTHER_BATCH),
        ({"station_id": RECORD}, ReceiptFault.OTHER_STATION),
        ({"results": (), "counts": receipt.counts([])}, ReceiptFault.RESULTS_DISAGREE),
        ({"station_epoch": 2}, ReceiptFault.RESULTS_DISAGREE),
        (only(record_id=STATION), ReceiptFault.RESULTS_DISAGREE),
        (only(record_hash="sha256:" + "b" * 64), ReceiptFault.RESULTS_DISAGREE),
        (
            only(station_seq=7) | {"seq_first": 7, "seq_last": 7},
            ReceiptFault.RESULTS_DISAGREE,
        ),
    ],
)
def test_a_receipt_that_is_not_for_us_is_disputed_and_settles_nothing(changes, fault):
    assert said(signed(**changes)) == Disputed(fault)


def test_a_receipt_must_come_after_the_last_one_of_its_epoch():
    last = ReceiptHead(1, 7, "sha256:" + "d" * 64)
    assert said(signed(), last=last) == Disputed(ReceiptFault.CHAIN_GAP)
    forked = signed(receipt_seq=8)
    assert said(forked, last=last) == Disputed(ReceiptFault.CHAIN_FORK)
    following = signed(receipt_seq=8, prev_receipt_digest=last.digest)
    assert said(following, last=last).unheard == 0


def test_receipts_that_only_a_copy_of_this_station_got_leave_a_gap_that_is_told():
    last = ReceiptHead(1, 7, "sha256:" + "d" * 64)
    assert said(signed(receipt_seq=10), last=last).unheard == 2


def test_after_a_restore_the_first_receipt_of_the_new_epoch_may_come_after_unheard_ones():
    assert isinstance(said(signed(receipt_seq=8), last=ReceiptHead(0, 3, ZERO_HASH)), Answered)


@pytest.mark.parametrize("status", [202, 404, 408, 429, 500, 502, 503])
def test_no_transport_trouble_is_a_verdict(status):
    answer = said(b"<html>", status, retry_after_s=9)
    assert isinstance(answer, Unanswered)
    assert answer.cause == f"http_{status}"


def test_the_hubs_own_wish_to_wait_is_kept():
    assert said(b"", 429, retry_after_s=27).retry_after_s == 27


def test_a_problem_document_refuses_the_whole_batch():
    body = json.dumps({"code": "BT-1006", "detail": "another history", "stored": False}).encode()
    assert said(body, 409) == RefusedWhole(409, "BT-1006", "another history")


@pytest.mark.parametrize(
    "body", [b"<html>login</html>", b"[1]", b'{"code": 7}', b"[" * 100_000, b"x" * 70_000]
)
def test_a_refusal_that_no_hub_wrote_is_no_verdict(body):
    assert said(body, 403) == Unanswered("not_a_hub")


@given(st.binary(max_size=200))
def test_garbage_with_a_friendly_status_never_settles_anything(body):
    assert isinstance(said(body), Disputed)


@given(st.integers(min_value=0, max_value=len(signed()) - 1), st.integers(min_value=1, max_value=255))
def test_no_changed_byte_of_a_receipt_is_believed(at, flip):
    body = bytearray(signed())
    body[at] ^= flip
    answer = said(bytes(body))
    assert not isinstance(answer, Answered) or answer.receipt.results == (RESULT,)
