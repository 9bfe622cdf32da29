"""The schemas in docs/schemas are those of the code, and what the program writes keeps to them."""

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
import pytest

from packtrail.domain import records as r
from packtrail.domain.moments import to_moment
from packtrail.protocol import canonical, changes, messages, receipt, records
from packtrail.protocol.batch import SCHEMA, BatchHeader, Client
from packtrail.protocol.refdata_list import RefdataList
from packtrail.protocol.schemas import MESSAGES, schema_texts, schemas
from packtrail.protocol.session import SessionGrant, SessionRequest
from packtrail.protocol.stock_check import StockAnswer
from tests.protocol import test_changes, test_messages, test_receipt, test_station_keys, test_stock_check

ALL = schemas()
FOLDER = Path(__file__).parents[2] / "docs" / "schemas"
NOW = to_moment(datetime(2026, 11, 21, 10, 3, tzinfo=UTC))
ID = "01a1fd8f-5700-7a11-8a00-000000000077"
EXAMPLES = {
    "batch-header": BatchHeader(
        batch_id=ID, batch_no="1", station_id=ID, station_epoch=1, outlet_uscc=None,
        client=Client(app="x", app_version="1"), seq_first=1, seq_last=2, record_count=2, sealed_at=NOW,
        schema=SCHEMA,
    ),
    "capabilities": test_messages.CAPABILITIES,
    "cursor": test_messages.CURSOR,
    "enrolled": test_messages.ENROLLED,
    "enrolment-request": test_messages.ENROLMENT,
    "problem": test_messages.PROBLEM,
    "receipt": test_receipt.make(),
    "refdata-list": RefdataList(snapshots=(), server_time=NOW),
    "session-grant": SessionGrant(token="t", expires_at=NOW, server_time=NOW),
    "session-request": SessionRequest(station_id=ID, nonce="ab" * 8, at=NOW),
    "station-key-bound": test_station_keys.BOUND,
    "station-key-change": test_station_keys.CHANGE,
    "stock-answer": StockAnswer(is_equal=True, is_behind=False, differences=(), server_time=NOW),
    "stock-check": test_stock_check.CHECK,
}  # fmt: skip


def written(name):
    """The bytes that the program makes of an example."""
    if name == "changes":
        return changes.encode(test_changes.page(*test_changes.EVERY_KIND))
    if name == "receipt":
        return receipt.encode(EXAMPLES[name])
    return messages.encode(EXAMPLES[name])


def validator(name):
    return jsonschema_rs.validator_for(ALL[name], validate_formats=True)


def test_the_committed_schemas_are_those_of_the_code():
    """After a change that was meant: ``packtrail-hub schemas docs/schemas``."""
    found = {
        str(file.relative_to(FOLDER)).removesuffix(".schema.json").replace("\\", "/"): file.read_text("utf-8")
        for file in FOLDER.rglob("*.json")
    }
    assert found == schema_texts()


@pytest.mark.parametrize("name", sorted(ALL))
def test_every_schema_is_one(name):
    jsonschema_rs.meta.validate(ALL[name])
    assert ALL[name]["$id"].startswith("urn:battery-trace:schema:")


@pytest.mark.parametrize("name", sorted({*EXAMPLES, "changes"}))
def test_what_the_program_writes_keeps_to_the_schema(name):
    validator(name).validate(json.loads(written(name)))


@pytest.mark.parametrize("name", sorted({*MESSAGES, "changes"} & {*EXAMPLES, "changes"}))
def test_a_newer_end_may_say_more(name):
    validator(name).validate(json.loads(written(name)) | {"weather": "rain"})


def test_a_change_of_a_known_kind_keeps_to_it_and_of_another_may_be_anything():
    page = json.loads(written("changes"))
    check = validator("changes").is_valid
    assert check(page | {"changes": [{"kind": "weather", "rain": True}]})
    assert not check(page | {"changes": [{"kind": "refdata", "dataset": "x"}]})
    assert not check(page | {"changes": [{"rain": True}]})


def test_a_record_keeps_to_the_schema_of_its_type():
    body = r.Void(
        target_record_id=ID,
        target_head_hash="sha256:" + "0" * 64,
        reason_code="did_not_occur",
        reason_text="x",
        replacement_record_ids=(),
    )
    new = r.NewRecord(record_id=ID, body=body, occurred_at=NOW, operator_ref="op_7f3c", depends_on=(ID,))
    chained = records.chain(new, station_seq=1, prev_hash=records.ZERO_HASH, recorded_at=NOW)
    value = canonical.parse(chained.canonical)
    validator("records/void").validate(value)
    assert not validator("records/intake").is_valid(value)
    assert not validator("records/void").is_valid(value | {"station_seq": 0})
