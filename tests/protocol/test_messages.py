"""Small messages: enrolment, session, capabilities, cursor, problems, each to bytes and back."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.moments import to_moment
from packtrail.protocol import capabilities as told
from packtrail.protocol import enrolment, messages, problems, session
from packtrail.protocol.faults import Fault
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.messages import BadMessage
from packtrail.protocol.problems import CATALOGUE, Owner, Problem, Retry

NOW = to_moment(datetime(2026, 11, 21, 10, 3, tzinfo=UTC))
ID = "01a1fd8f-5700-7a11-8a00-000000000077"
SIGNER = Ed25519Signer(b"1" * 32)

ENROLMENT = enrolment.EnrolmentRequest(
    enrolment_code="K7TM-4XQP-2D",
    station_id=ID,
    station_label="S1",
    station_epoch=1,
    public_key="ab" * 32,
    key_id="ed25519:8c1f",
    install_nonce="5f0c",
    outlet_uscc="91430100MA0FAKE013",
    outlet_name="测试网点",
    app_version="1",
)
ENROLLED = enrolment.Enrolled(
    station_id=ID,
    outlet_uscc="91430100MA0FAKE013",
    hub_name="测试平台",
    hub_keys=(enrolment.HubKey(key_id="k", alg="ed25519", public_key="cd" * 32),),
    station_key_signature="ef" * 64,
    enrolled_at=NOW,
    next_expected_seq=1,
)
CAPABILITIES = told.Capabilities(
    hub_name="x",
    hub_version="1",
    is_sandbox=False,
    server_time=NOW,
    schemas={"battery-trace.batch": told.SchemaWindow(min="1.0", max="1.2")},
    limits=told.Limits(
        max_records=9,
        max_batch_bytes=5_000_000,
        max_line_bytes=7,
        max_blob_bytes=0,
        max_inflight_per_station=1,
    ),
    signature_algs=("ed25519",),
    digest_algs=("sha256",),
    clock=told.ClockPolicy(warn_skew_ms=1, max_future_ms=2),
    record_types=("intake",),
    maintenance=(told.Maintenance(starts_at=NOW, ends_at=NOW),),
)
CURSOR = told.Cursor(
    station_id=ID,
    epochs=(told.EpochHead(station_epoch=1, next_expected_seq=9, head_record_hash="sha256:" + "0" * 64),),
    receipt_seq=3,
    receipt_digest="sha256:" + "1" * 64,
    unresolved=(
        told.Unresolved(
            record_id=ID, station_epoch=1, station_seq=2, status="rejected", code="BT-1001", retry="never"
        ),
    ),
    unresolved_count=1,
    stock=told.StockCounts(in_storage={"pack": 16}),
    server_time=NOW,
)
PROBLEM = Problem(
    type="urn:x", title="标题", status=409, code="BT-1005", stored=False, request_id="r", retry="same_bytes",
    errors=(problems.ProblemError(pointer="/a", error_type="InvalidType"),), next_expected_seq=4,
)  # fmt: skip


@pytest.mark.parametrize(
    "message",
    [
        ENROLMENT,
        ENROLLED,
        session.SessionRequest(station_id=ID, nonce="ab" * 8, at=NOW),
        session.SessionGrant(token="t", expires_at=NOW, server_time=NOW),
        CAPABILITIES,
        CURSOR,
        PROBLEM,
    ],
    ids=lambda message: type(message).__name__,
)
def test_a_message_reads_back_as_it_was_written(message):
    assert messages.decode(type(message), messages.encode(message)) == message


def test_something_newer_in_a_message_is_passed_over():
    value = json.loads(messages.encode(CURSOR)) | {"weather": "rain"}
    assert messages.decode(told.Cursor, json.dumps(value).encode()) == CURSOR


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"<html>", Fault("", "InvalidFormat", "not_json")),
        (b"[]", Fault("", "InvalidType", "dataclass_type")),
        (b'{"status":409.0}', Fault("", "InvalidFormat", "not_an_integer")),
    ],
)
def test_other_bytes_are_refused_with_their_fault(data, fault):
    with pytest.raises(BadMessage) as caught:
        problems.decode(data)
    assert caught.value.faults == (fault,)


def test_every_fault_of_a_message_has_its_pointer():
    value = json.loads(messages.encode(ENROLMENT)) | {"public_key": "zz", "station_epoch": -1}
    with pytest.raises(BadMessage) as caught:
        messages.decode(enrolment.EnrolmentRequest, json.dumps(value).encode())
    assert {(fault.pointer, fault.error_type) for fault in caught.value.faults} == {
        ("/public_key", "InvalidFormat"),
        ("/station_epoch", "OutOfRange"),
    }


@given(st.binary(max_size=100))
def test_no_bytes_whatever_raise_anything_but_bad_message(data):
    with pytest.raises(BadMessage):
        messages.decode(session.SessionRequest, data)


def test_the_pinned_keys_are_what_receipts_are_verified_with():
    assert ENROLLED.keys() == {"k": bytes.fromhex("cd" * 32)}


def test_the_limits_of_a_hub_are_those_for_sealing():
    limits = CAPABILITIES.limits.for_batches()
    assert (limits.max_records, limits.max_bytes, limits.max_line_bytes) == (9, 5_000_000, 7)


@pytest.mark.parametrize("typed", ["K7TM-4XQP-2D", "k7tm 4xqp 2d", "K7TM4XQP2D", " k7TM--4xqp2D\n"])
def test_a_code_may_be_typed_as_it_is_read_out(typed):
    assert enrolment.plain_code(typed) == "K7TM4XQP2D"


def test_a_code_is_shown_in_groups_that_read_well():
    assert enrolment.shown_code("K7TM4XQP2D") == "K7TM-4XQP-2D"


def test_no_character_of_a_code_looks_like_another():
    assert not set("01OIL") & set(enrolment.CODE_ALPHABET)
    assert len(set(enrolment.CODE_ALPHABET)) == len(enrolment.CODE_ALPHABET)


def test_statements_over_keys_differ_by_every_part():
    key, other = SIGNER.public_key, bytes(32)
    statements = {
        enrolment.station_key_statement("A", key),
        enrolment.station_key_statement("B", key),
        enrolment.station_key_statement("A", other),
        enrolment.rotation_statement("A", key),
        enrolment.rotation_statement("B", key),
        enrolment.rotation_statement("A", other),
    }
    assert len(statements) == 6


def test_the_catalogue_holds_each_code_and_key_once():
    assert len({entry.key for entry in CATALOGUE.values()}) == len(CATALOGUE)
    assert all(code == entry.code for code, entry in CATALOGUE.items())
    assert all(
        isinstance(entry.retry, Retry) and isinstance(entry.owner, Owner) for entry in CATALOGUE.values()
    )


def test_the_published_codes_keep_their_keys():
    published = {
        "BT-1001": "schema_violation", "BT-1005": "seq_gap", "BT-1006": "chain_fork", "BT-1010": "key_reused",
        "BT-2005": "model_not_filed", "BT-3001": "already_in_storage", "BT-3004": "consignee_missing",
        "BT-3008": "stage_missing", "BT-4002": "uscc_invalid", "BT-5004": "field_sealed",
        "BT-6002": "blob_mismatch", "BT-9002": "authority_generic_error",
    }  # fmt: skip
    assert {code: CATALOGUE[code].key for code in published} == published


def test_a_problem_type_is_a_name_and_no_address():
    assert problems.SEQ_GAP.type_uri == "urn:battery-trace:problem:seq-gap"


def test_faults_become_errors_that_keep_to_their_limits():
    (error,) = problems.errors_of((Fault("/" + "x" * 1000, "InvalidType", "y" * 5000),))
    assert (len(error.pointer), len(error.message)) == (300, 2000)
