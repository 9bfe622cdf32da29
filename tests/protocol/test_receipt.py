"""Receipts: what the hub signed comes out, and anything else is disputed with its reason."""

import dataclasses
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.sync_state import AckLevel
from packtrail.protocol import canonical, dsse, receipt
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.receipt import (
    Issue,
    Receipt,
    ReceiptDisputed,
    ReceiptFault,
    RecordResult,
    RecordStatus,
    verify_receipt,
)

HUB = Ed25519Signer(b"h" * 32)
KEYS = {HUB.key_id: HUB.public_key}
NOW = datetime(2026, 11, 21, 10, 3, tzinfo=UTC)
DIGEST = "sha256:" + "ab" * 32
STATION = "01a1fd8f-5700-7a11-8a00-000000000077"


def result(seq, status=RecordStatus.ACCEPTED, **changes):
    fields = {
        "record_id": f"01a1fd8f-5700-7a11-8a00-{seq:012d}",
        "station_seq": seq,
        "record_hash": DIGEST,
        "status": status,
        "ack_level": receipt.ack_level(status),
        "server_record_no": None,
        "issues": (),
    }
    return RecordResult(**(fields | changes))


def make(*results, **changes):
    results = results or (result(7), result(8, RecordStatus.REJECTED))
    fields = {
        "schema": receipt.SCHEMA,
        "receipt_id": "01a1fd8f-6e70-7a11-8a00-000000000077",
        "receipt_kind": "final",
        "station_id": STATION,
        "station_epoch": 2,
        "batch_id": "01a1fd8f-5700-7a11-8a00-000000000007",
        "batch_digest": DIGEST,
        "seq_first": results[0].station_seq,
        "seq_last": results[-1].station_seq,
        "received_at": NOW,
        "processed_at": NOW,
        "batch_status": receipt.batch_status(results),
        "counts": receipt.counts(results),
        "results": results,
        "next_expected_seq": results[-1].station_seq + 1,
        "receipt_seq": 77,
        "prev_receipt_digest": receipt.FIRST_PREV_DIGEST,
    }
    return Receipt(**(fields | changes))


def sealed(payload, *, signer=HUB, payload_type=dsse.RECEIPT):
    return dsse.to_json(dsse.signed(payload_type, payload, signer))


def dispute(envelope, **expected):
    with pytest.raises(ReceiptDisputed) as caught:
        verify_receipt(envelope, KEYS, **expected)
    return caught.value


def test_a_signed_receipt_reads_back_and_knows_its_digest():
    payload = receipt.encode(make())
    read = verify_receipt(
        sealed(payload),
        KEYS,
        expect_batch_digest=DIGEST,
        expect_station_id=STATION,
        expect_receipt_seq=77,
        expect_prev_digest=receipt.FIRST_PREV_DIGEST,
    )
    assert read.digest == canonical.sha256_digest(payload)
    assert receipt.encode(read) == payload


def test_issues_and_updates_survive_the_way():
    issue = Issue(
        code="BT-2005",
        severity="error",
        error_type="BusinessRuleViolation",
        pointer="/body/battery_code",
        message_key="model_not_filed",
        message="规格代码未备案",
        retry="after_upstream",
        owner="code_maker",
        params={"model_key": "0TXPE02A000001", "count": 3, "none": None},
        upstream_text="电池供应商未上传电池备案信息",
    )
    made = make(result(7, RecordStatus.REJECTED, issues=(issue,)), updates=(result(3),))
    read = verify_receipt(sealed(receipt.encode(made)), KEYS)
    assert read.results[0].issues == (issue,)
    assert read.updates == made.updates


def test_a_duplicate_names_the_first_time():
    first = {"first_receipt_id": STATION, "first_status": "rejected"}
    read = verify_receipt(sealed(receipt.encode(make(result(7, RecordStatus.DUPLICATE, **first)))), KEYS)
    assert (read.results[0].first_receipt_id, read.results[0].first_status) == (STATION, "rejected")


@pytest.mark.parametrize(
    ("envelope", "fault"),
    [
        (b"<html>login page</html>", ReceiptFault.NOT_AN_ENVELOPE),
        (b"", ReceiptFault.NOT_AN_ENVELOPE),
        (sealed(receipt.encode(make()), payload_type=dsse.BATCH), ReceiptFault.OTHER_TYPE),
        (sealed(receipt.encode(make()), signer=Ed25519Signer(b"x" * 32)), ReceiptFault.UNKNOWN_KEY),
        (sealed(b"not json"), ReceiptFault.BAD_SHAPE),
        (sealed(b"{}"), ReceiptFault.BAD_SHAPE),
    ],
)
def test_an_answer_that_is_no_receipt_is_disputed(envelope, fault):
    assert dispute(envelope).fault is fault


def test_a_receipt_changed_after_signing_is_disputed():
    envelope = dsse.signed(dsse.RECEIPT, receipt.encode(make()), HUB)
    altered = dataclasses.replace(envelope, payload=receipt.encode(make(receipt_seq=78)))
    assert dispute(dsse.to_json(altered)).fault is ReceiptFault.BAD_SIGNATURE


def test_a_shape_dispute_says_which_field():
    value = json.loads(receipt.encode(make())) | {"receipt_seq": "77"}
    assert [fault.pointer for fault in dispute(sealed(canonical.canonical(value))).faults] == ["/receipt_seq"]


@pytest.mark.parametrize(
    ("expected", "fault", "found"),
    [
        ({"expect_batch_digest": "sha256:" + "00" * 32}, ReceiptFault.OTHER_BATCH, DIGEST),
        ({"expect_station_id": "someone else"}, ReceiptFault.OTHER_STATION, STATION),
        ({"expect_receipt_seq": 76}, ReceiptFault.CHAIN_GAP, 77),
        ({"expect_prev_digest": DIGEST}, ReceiptFault.CHAIN_FORK, receipt.FIRST_PREV_DIGEST),
    ],
)
def test_a_receipt_for_something_else_is_disputed_with_both_values(expected, fault, found):
    disputed = dispute(sealed(receipt.encode(make())), **expected)
    assert (disputed.fault, disputed.found) == (fault, found)
    assert disputed.expected == next(iter(expected.values()))


@pytest.mark.parametrize(
    "made",
    [
        make(seq_last=9),
        make(result(7), result(7)),
        make(result(8), result(7), seq_first=7, seq_last=8),
        make(counts={"total": 5}),
        make(counts={}),
        make(seq_last=10**15),
    ],
)
def test_a_final_receipt_that_does_not_answer_each_record_once_is_disputed(made):
    assert dispute(sealed(receipt.encode(made))).fault is ReceiptFault.RESULTS_DISAGREE


def test_a_receipt_of_storage_alone_needs_no_results():
    made = make(receipt_kind="received", results=(), counts={}, batch_status="processing")
    assert verify_receipt(sealed(receipt.encode(made)), KEYS).results == ()


@given(st.integers(0, 10**6))
def test_any_flipped_bit_is_disputed_or_changes_nothing(at):
    data = bytearray(sealed(receipt.encode(make())))
    data[at // 8 % len(data)] ^= 1 << at % 8
    try:
        read = verify_receipt(bytes(data), KEYS)
    except ReceiptDisputed:
        return
    assert receipt.encode(read) == receipt.encode(make())


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["accepted", "accepted_with_warnings"], "accepted"),
        (["accepted", "rejected"], "partially_accepted"),
        (["rejected", "blocked", "deferred"], "rejected"),
    ],
)
def test_a_batch_is_summed_up_in_one_word(statuses, expected):
    results = [result(at + 1, RecordStatus(status)) for at, status in enumerate(statuses)]
    assert receipt.batch_status(results) == expected


def test_a_duplicate_is_summed_up_by_its_first_verdict():
    assert receipt.batch_status([result(1, RecordStatus.DUPLICATE, first_status="accepted")]) == "accepted"
    assert receipt.batch_status([result(1, RecordStatus.DUPLICATE, first_status="rejected")]) == "rejected"


def test_every_status_is_counted_even_when_nobody_has_it():
    counted = receipt.counts([result(1), result(2, RecordStatus.BLOCKED)])
    assert counted == {
        "total": 2,
        "accepted": 1,
        "accepted_with_warnings": 0,
        "duplicate": 0,
        "rejected": 0,
        "deferred": 0,
        "blocked": 1,
    }


def test_only_what_counts_at_the_hub_is_worth_more_than_received():
    worth = {status: receipt.ack_level(status) for status in RecordStatus}
    accepted = {status for status, level in worth.items() if level is AckLevel.RELAY_ACCEPTED}
    assert accepted == {RecordStatus.ACCEPTED, RecordStatus.ACCEPTED_WITH_WARNINGS}
