"""Batches: frozen bytes stay the same, and hostile ones are refused whole or answered record by record."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain import records as r
from packtrail.protocol import batch, canonical, messages, records
from packtrail.protocol.batch import BadBatch, Batch, BatchHeader, BatchLimits, Client

NOW = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)


def record_id(number):
    return f"01a1f684-8f48-7a11-8a00-{number:012d}"


def log(count, first=1):
    lines, prev = [], records.ZERO_HASH
    for seq in range(first, first + count):
        new = r.NewRecord(
            record_id=record_id(seq),
            body=r.Evidence(target_record_id=record_id(1), remark=f"照片 {seq}"),
            occurred_at=NOW,
            operator_ref="op_1",
        )
        one = records.chain(new, station_seq=seq, prev_hash=prev, recorded_at=NOW)
        lines.append(one.canonical)
        prev = one.record.record_hash
    return lines


def header(count, first=1, **changes):
    fields = {
        "batch_id": record_id(999),
        "batch_no": "S1-1",
        "station_id": record_id(77),
        "station_epoch": 1,
        "outlet_uscc": None,
        "client": Client(app="test", app_version="1"),
        "seq_first": first,
        "seq_last": first + count - 1,
        "record_count": count,
        "sealed_at": NOW,
        "schema": batch.SCHEMA,
    }
    return BatchHeader(**(fields | changes))


def frozen(lines, first=1):
    return batch.freeze(header(len(lines), first), lines)


def changed(line, **changes):
    return json.dumps(
        json.loads(line) | changes, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode()


def refusal(call, *args):
    with pytest.raises(BadBatch) as caught:
        call(*args)
    return caught.value.reason


def refused_entries(*lines, first=1):
    return refusal(batch.entries, Batch(header(len(lines), first), tuple(lines)))


@given(st.integers(1, 12), st.integers(1, 10**6))
def test_what_was_frozen_thaws_to_the_same_lines(count, first):
    lines = log(count, first)
    thawed = batch.thaw(frozen(lines, first))
    assert list(thawed.lines) == lines
    assert messages.encode(thawed.header) == messages.encode(header(count, first))


def test_the_address_is_the_digest_of_the_frozen_bytes():
    data = frozen(log(2))
    assert batch.digest(data) == canonical.sha256_digest(data)


def test_an_optional_part_of_the_header_survives():
    clock = batch.ClockReading(quality="synced", offset_ms=-1840, last_server_time=NOW)
    lines = log(1)
    data = batch.freeze(header(1, clock=clock, refdata={"consignees": "2026-11-18.1"}), lines)
    thawed = batch.thaw(data).header
    assert (thawed.clock, thawed.refdata) == (clock, {"consignees": "2026-11-18.1"})


def test_a_header_with_something_newer_in_it_is_read_all_the_same():
    lines = log(1)
    first = changed(messages.encode(header(1)), weather="rain", schema="battery-trace.batch/1.7")
    assert batch.thaw(first + b"\n" + lines[0] + b"\n").lines == tuple(lines)


@pytest.mark.parametrize("wrong", [{"record_count": 3}, {"seq_last": 9}])
def test_freezing_records_that_the_header_does_not_count_is_a_bug(wrong):
    with pytest.raises(ValueError, match="counts other"):
        batch.freeze(replace(header(2), **wrong), log(2))


def test_freezing_a_line_feed_inside_a_record_is_a_bug():
    with pytest.raises(ValueError, match="line feed"):
        batch.freeze(header(1), [b"{\n}"])


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "bad_header"),
        (b"\n", "bad_header"),
        (b"{}\n", "bad_header"),
        (b"x" * 100, "bad_header"),
        (b"[1]\n{}\n", "bad_header"),
        (b"\xff\xfe\n\n\n", "bad_header"),
    ],
)
def test_bytes_without_a_header_are_refused(data, reason):
    assert refusal(batch.thaw, data) == reason


def test_another_major_version_is_refused_with_a_pointer():
    first = changed(messages.encode(header(1)), schema="battery-trace.batch/2.0")
    with pytest.raises(BadBatch) as caught:
        batch.thaw(first + b"\n" + log(1)[0] + b"\n")
    assert [fault.pointer for fault in caught.value.faults] == ["/schema"]


def test_a_batch_that_was_cut_off_is_refused():
    data = frozen(log(3))
    assert refusal(batch.thaw, data[:-1]) == "bad_line"
    assert refusal(batch.thaw, data[:-400]) in {"bad_line", "count_mismatch"}


def test_a_batch_without_records_is_refused():
    empty = messages.encode(header(1, record_count=0, seq_last=1, seq_first=2)) + b"\n"
    assert refusal(batch.thaw, empty) == "count_mismatch"


def test_a_line_too_few_or_too_many_is_refused():
    lines = log(3)
    first = messages.encode(header(3))
    for other in (lines[:2], [*lines, lines[0]]):
        assert refusal(batch.thaw, b"\n".join([first, *other, b""])) == "count_mismatch"


def test_the_limits_are_kept():
    lines = log(3)
    data = frozen(lines)
    assert batch.thaw(data, BatchLimits(max_records=3)).lines == tuple(lines)
    assert refusal(batch.thaw, data, BatchLimits(max_records=2)) == "too_many_records"
    assert refusal(batch.thaw, data, BatchLimits(max_bytes=len(data) - 1)) == "too_large"
    assert refusal(batch.thaw, data, BatchLimits(max_line_bytes=100)) == "too_large"


@given(st.binary(max_size=300))
def test_no_bytes_whatever_raise_anything_but_bad_batch(data):
    with pytest.raises(BadBatch):
        batch.thaw(data)


def test_the_entries_of_a_good_batch_hold_its_records():
    lines = log(4, first=7)
    found = batch.entries(batch.thaw(frozen(lines, 7)))
    assert [entry.link.station_seq for entry in found] == [7, 8, 9, 10]
    assert [entry.record for entry in found] == [records.read(line) for line in lines]
    assert all(not entry.faults for entry in found)


def in_the_middle(spoil):
    """Three chained lines, the middle one spoilt before the third was chained to it."""
    first, second, third = log(3)
    bad = spoil(second)
    third = changed(third, prev_hash=canonical.sha256_digest(bad))
    return first, bad, third


@pytest.mark.parametrize(
    "spoil",
    [
        lambda line: changed(line, body={"target_record_id": 5}),
        lambda line: changed(line, operator_ref="nobody"),
        lambda line: changed(line, body=1.5),
        lambda line: changed(line, weight=1e99, big=10**40),
        lambda line: changed(line, body=[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]),
        lambda line: line.replace(b",", b", ", 1),
        lambda line: changed(line, record_type=5),
        lambda line: changed(line, record_type="x" * 400),
    ],
)
def test_a_spoilt_record_is_that_records_matter_and_the_chain_goes_on(spoil):
    lines = in_the_middle(spoil)
    found = batch.entries(Batch(header(3), lines))
    assert [entry.record is None for entry in found] == [False, True, False]
    assert found[1].faults
    assert found[1].link.record_id == record_id(2)
    assert found[2].link.prev_hash == found[1].link.record_hash


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"garbage",
        b"\xff",
        b"[]",
        b"7",
        b"[" * 100_000,
        b'{"record_id":1,"record_id":2}',
        changed(log(1)[0], record_id="7"),
        changed(log(1)[0], record_id=None),
        changed(log(1)[0], prev_hash=""),
        changed(log(1)[0], station_seq="1"),
        changed(log(1)[0], station_seq=True),
        changed(log(1)[0], station_seq=10**30),
        b'{"a":' + b"9" * 10_000 + b"}",
    ],
)
def test_a_line_without_a_place_in_the_chain_refuses_the_batch(line):
    assert refused_entries(line) == "bad_line"


def test_a_line_out_of_its_place_refuses_the_batch():
    first, second, third = log(3)
    assert refused_entries(second, third) == "seq_broken"
    assert refused_entries(first, third) == "seq_broken"


def test_a_broken_chain_refuses_the_batch_and_names_the_line():
    first, second, third = log(3)
    with pytest.raises(BadBatch) as caught:
        batch.entries(Batch(header(3), (first, changed(second, operator_ref="op_2"), third)))
    assert caught.value.reason == "chain_broken"
    assert caught.value.faults[0].pointer == "/records/2/prev_hash"
