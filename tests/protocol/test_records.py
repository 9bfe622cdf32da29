"""Records and their canonical bytes: the published vectors, round trips, hostile lines."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain import records as r
from packtrail.protocol import canonical, records
from packtrail.protocol.faults import Fault
from packtrail.protocol.records import BadRecord, UnknownBody

VECTORS = json.loads((Path(__file__).parent / "data" / "vectors.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 11, 20, 1, 12, tzinfo=UTC)
ID = "01a1f684-8f48-7a11-8a00-000000001041"
OTHER_ID = "01a1f684-8f48-7a11-8a00-000000001042"


def line(value):
    return canonical.canonical({name: entry for name, entry in value.items() if name != "record_hash"})


def faults_in(data):
    with pytest.raises(BadRecord) as caught:
        records.read(data)
    return caught.value.faults


def evidence(**changes):
    fields = {
        "record_id": ID,
        "body": r.Evidence(target_record_id=OTHER_ID, remark="照片"),
        "occurred_at": NOW,
        "operator_ref": "op_7f3c",
    }
    return r.NewRecord(**(fields | changes))


def chained(new, **changes):
    place = {"station_seq": 1, "prev_hash": records.ZERO_HASH, "recorded_at": NOW} | changes
    return records.chain(new, **place)


@pytest.mark.parametrize("vector", VECTORS["records"], ids=lambda vector: vector["record_type"])
def test_the_published_records_have_the_published_hashes(vector):
    assert records.read(line(vector)).record_hash == vector["record_hash"]


@pytest.mark.parametrize("vector", VECTORS["records"], ids=lambda vector: vector["record_type"])
def test_a_published_record_written_again_keeps_its_bytes(vector):
    one = records.read(line(vector))
    new = r.NewRecord(
        record_id=one.record_id,
        body=one.body,
        occurred_at=one.occurred_at,
        operator_ref=one.operator_ref,
        depends_on=one.depends_on,
        attachments=one.attachments,
    )
    again = records.chain(
        new, station_seq=one.station_seq, prev_hash=one.prev_hash, recorded_at=one.recorded_at
    )
    assert again.canonical == line(vector)


def test_a_record_reads_back_as_it_was_written():
    written = chained(evidence())
    assert records.read(written.canonical) == written.record
    assert written.record.record_type == "evidence"


def test_a_private_part_is_named_by_its_salted_digest_only():
    digest = records.private_digest(b"s" * 32, {"driver_name": "张三", "driver_phone": None})
    written = chained(evidence(), private_sha256=digest)
    assert json.loads(written.canonical)["body"]["private_sha256"] == digest
    assert "张三" not in written.canonical.decode()
    assert digest != records.private_digest(b"t" * 32, {"driver_name": "张三"})
    assert digest == records.private_digest(b"s" * 32, {"driver_name": "张三"})


def test_fields_that_have_their_default_are_left_out_and_others_are_written():
    plain = records.plain(
        r.ReturnIn(
            line_record_id=ID,
            intake_record_id=ID,
            gross_mass_g=None,
            mass_basis="unknown",
            condition_class="normal",
        )
    )
    assert plain["gross_mass_g"] is None
    assert "private_sha256" not in plain


def test_dates_moments_and_lists_have_their_plain_form():
    paid = r.PartyProfile(
        party_kind="carrier", uscc="91430100MA0FAKE013", name="x", role="carrier", evidence=("licence",),
        checked_on=date(2026, 1, 2), expires_on=None,
    )  # fmt: skip
    assert records.plain(paid)["checked_on"] == "2026-01-02"
    assert records.plain(paid)["evidence"] == ["licence"]
    assert records.plain({"at": 1}) == {"at": 1}
    assert records.plain_mapping({"at": NOW, "gone": None}) == {"at": "2026-11-20T09:12:00+08:00"}


def test_nothing_that_breaks_its_shape_is_ever_written():
    with pytest.raises(BadRecord) as caught:
        chained(evidence(body=r.Evidence(target_record_id="7", remark=None)))
    assert caught.value.faults == (
        Fault("/body/target_record_id", "InvalidFormat", "string_pattern_mismatch"),
    )


def test_a_class_outside_the_register_is_a_bug(monkeypatch):
    body = r.Evidence(target_record_id=OTHER_ID, remark=None)
    monkeypatch.setattr(r.Evidence, "record_type", "never_heard_of")
    with pytest.raises(TypeError, match="never_heard_of"):
        chained(evidence(body=body))


def test_a_type_that_we_do_not_know_is_kept_and_not_an_error():
    value = json.loads(chained(evidence()).canonical) | {"record_type": "hologram"}
    one = records.read(line(value))
    assert isinstance(one.body, UnknownBody)
    assert one.record_type == "hologram"
    assert one.body.content == value["body"]


def test_a_newer_version_of_a_known_type_is_kept_raw():
    value = json.loads(chained(evidence()).canonical) | {"v": 2}
    assert isinstance(records.read(line(value)).body, UnknownBody)


def test_a_body_of_an_unknown_type_is_an_object_at_least():
    value = json.loads(chained(evidence()).canonical) | {"record_type": "hologram", "body": [1]}
    assert faults_in(line(value)) == (Fault("/body", "InvalidType", "object"),)


def test_a_field_that_a_newer_program_added_is_no_fault():
    value = json.loads(chained(evidence()).canonical)
    value["body"]["drone_flight"] = 7
    assert records.read(line(value)).record_hash == canonical.sha256_digest(line(value))


@pytest.mark.parametrize(
    ("changes", "pointer", "error_type"),
    [
        ({"station_seq": 0}, "/station_seq", "OutOfRange"),
        ({"station_seq": "1"}, "/station_seq", "InvalidType"),
        ({"station_seq": True}, "/station_seq", "InvalidType"),
        ({"prev_hash": "sha256:00"}, "/prev_hash", "InvalidFormat"),
        ({"record_id": ID.upper()}, "/record_id", "InvalidFormat"),
        ({"occurred_at": "2026-11-20T09:12:00"}, "/occurred_at", "InvalidFormat"),
        ({"recorded_at": "2026-11-20T09:12:00"}, "/recorded_at", "InvalidFormat"),
        ({"occurred_at": "yesterday"}, "/occurred_at", "InvalidFormat"),
        ({"occurred_at": 5}, "/occurred_at", "InvalidType"),
        ({"operator_ref": "Zhang San"}, "/operator_ref", "InvalidFormat"),
        ({"depends_on": None}, "/depends_on", "InvalidType"),
        ({"depends_on": ["x"]}, "/depends_on/0", "InvalidFormat"),
        ({"depends_on": [ID] * 1001}, "/depends_on", "OutOfRange"),
        ({"body": {"remark": 5}}, "/body/target_record_id", "NotProvided"),
        ({"v": 0}, "/v", "OutOfRange"),
        ({"attachments": [{}]}, "/attachments/0/digest", "NotProvided"),
    ],
)
def test_a_fault_is_named_by_its_pointer(changes, pointer, error_type):
    value = json.loads(chained(evidence()).canonical) | changes
    found = {(fault.pointer, fault.error_type) for fault in faults_in(line(value))}
    assert (pointer, error_type) in found


def test_every_fault_is_told_at_once_but_no_endless_list():
    value = json.loads(chained(evidence()).canonical) | {"depends_on": ["x"] * 900}
    assert len(faults_in(line(value))) == 50


@pytest.mark.parametrize(
    ("data", "detail"),
    [
        (b"", "not_json"),
        (b"[]", "object"),
        (b'{"a": 1}', "not_canonical"),
        (b"[" * 40, "too_deep"),
        (b'"' + b"x" * records.MAX_RECORD_BYTES + b'"', "too_long"),
    ],
)
def test_hostile_lines_are_refused(data, detail):
    assert faults_in(data)[0].detail == detail


@given(st.binary(max_size=120))
def test_no_bytes_whatever_raise_anything_but_bad_record(data):
    with pytest.raises(BadRecord):
        records.read(data)


@given(st.sampled_from(VECTORS["records"]), st.data())
def test_a_record_with_any_one_value_changed_is_read_or_refused_with_faults(vector, data):
    value = {name: entry for name, entry in vector.items() if name != "record_hash"}
    name = data.draw(st.sampled_from(sorted(value)))
    value[name] = data.draw(st.none() | st.integers(-5, 5) | st.text(max_size=5) | st.just([]) | st.just({}))
    written = canonical.canonical(value)
    try:
        hashed = records.read(written).record_hash
    except BadRecord as error:
        hashed = canonical.sha256_digest(written) if error.faults else None
    assert hashed == canonical.sha256_digest(written)


@pytest.mark.parametrize("record_type", sorted(r.record_types()))
def test_every_type_has_a_json_schema(record_type):
    assert records.body_schema(record_type)["type"] == "object"


def test_a_type_that_there_is_not_has_no_schema():
    with pytest.raises(KeyError):
        records.body_schema("hologram")
