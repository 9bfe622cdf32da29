"""Pages of changes: what the hub signed comes out, change by change; anything else is disputed by name."""

import base64
import dataclasses
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from packtrail.domain.moments import to_moment
from packtrail.domain.sync_state import AckLevel
from packtrail.protocol import canonical, changes, dsse
from packtrail.protocol.capabilities import followed_keys
from packtrail.protocol.changes import (
    AuthorityAck,
    Changes,
    ConsigneeAckChange,
    CorrectionRequest,
    HubKeyRotated,
    LaterVerdict,
    NextHubKeyRotated,
    RefdataPublished,
    StationRevoked,
    UnreadChange,
    station_record,
    verify_changes,
)
from packtrail.protocol.hub_answer import AnswerDisputed, AnswerFault
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.receipt import Issue
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.protocol.relayed_receipt import RelayedReceipt

HUB = Ed25519Signer(b"h" * 32)
NEXT = Ed25519Signer(b"n" * 32)
KEYS = {HUB.key_id: HUB.public_key}
NOW = to_moment(datetime(2026, 11, 22, 1, 20, tzinfo=UTC))
STATION = "01a1fd8f-5700-7a11-8a00-000000000077"
OTHER = "01a1fd8f-5700-7a11-8a00-000000000078"
RECORD = "01a1f684-8f48-7a11-8a00-000000001041"
DIGEST = "sha256:" + "ab" * 32
ISSUE = Issue(
    code="BT-2005",
    severity="error",
    error_type="BusinessRuleViolation",
    pointer="/body/battery_code",
    message_key="model_not_filed",
    message="未备案",
    retry="after_upstream",
    owner="code_maker",
    upstream_text="电池供应商未上传电池备案信息",
)


def rotated(old=HUB, new=NEXT):
    statement = changes.hub_key_statement(old.key_id, new.public_key)
    return HubKeyRotated(
        key_id=new.key_id,
        alg="ed25519",
        public_key=new.public_key.hex(),
        old_key_id=old.key_id,
        signature_by_old=old.sign(statement).hex(),
        signature_by_new=new.sign(statement).hex(),
        rotated_at=NOW,
    )


def heard(line=b'{"a":1}', **fields):
    return station_record(
        **{
            "station_id": OTHER,
            "station_label": "S2",
            "station_epoch": 1,
            "station_seq": 4,
            "key_id": "ed25519:1",
            "status": "accepted",
            "canonical_line": line,
        }
        | fields
    )


EVERY_KIND = (
    AuthorityAck(
        record_id=RECORD, destination="cn_national", status="rejected", reported_at=NOW, issues=(ISSUE,)
    ),
    ConsigneeAckChange(
        line_record_id=RECORD,
        handoff_id="HO-1",
        line_no=1,
        consignee_uscc="91430200MA0FAKE02B",
        outcome="accepted",
        acknowledged_at=NOW,
        received_gross_mass_g=311_900,
    ),
    CorrectionRequest(
        request_id=OTHER, record_id=RECORD, requested_by="platform", reason="照片与编码不符", due_at=NOW
    ),
    RefdataPublished(dataset="consignees", version="2026-11-21.1", digest=DIGEST),
    rotated(),
    heard(),
    LaterVerdict(
        station_id=OTHER,
        station_epoch=1,
        station_seq=4,
        record_id=RECORD,
        record_hash=DIGEST,
        status="accepted",
        ack_level="relay_accepted",
    ),
    StationRevoked(station_id=OTHER, revoked_at=NOW, revoked_from_seq=9),
    NextHubKeyRotated(
        key_id="k",
        alg="ed25519",
        public_key="a" * 64,
        old_key_id="o",
        signature_by_old="b" * 128,
        signature_by_new="c" * 128,
        rotated_at=NOW,
    ),
    RelayedReceipt(
        batch_digest="sha256:" + "b" * 64,
        hub_name="上级平台",
        key_id="ed25519:0123456789abcdef",
        packed="AAAA",
    ),
    RelayedChanges(hub_name="上级平台", key_id="ed25519:0123456789abcdef", packed="AAAA"),
)


def page(*content, **fields):
    return Changes(
        **{
            "station_id": STATION,
            "since": "chg_1",
            "cursor": "chg_9",
            "more": False,
            "changes": content,
            "server_time": NOW,
        }
        | fields
    )


def sealed(payload, *signers, payload_type=changes.CHANGES):
    return dsse.to_json(dsse.signed(payload_type, payload, *(signers or (HUB,))))


def read(envelope, keys=KEYS, *, station=STATION, since="chg_1"):
    return verify_changes(envelope, keys, expect_station_id=station, expect_since=since)


def dispute(envelope, **expected):
    with pytest.raises(AnswerDisputed) as caught:
        read(envelope, **expected)
    return caught.value


def test_a_page_with_every_kind_reads_back_as_it_was_written():
    assert {each.kind for each in EVERY_KIND} == changes.KINDS.keys()
    written = page(*EVERY_KIND)
    assert read(sealed(changes.encode(written))) == written


def test_the_first_page_of_all_says_that_it_follows_nothing():
    written = page(since=None)
    assert b'"since":null' in changes.encode(written)
    assert read(sealed(changes.encode(written)), since=None) == written


def test_a_kind_of_tomorrow_and_a_broken_one_hold_up_nothing():
    value = json.loads(changes.encode(page(EVERY_KIND[3])))
    tomorrow = {"kind": "weather", "content": {"rain": True}}
    broken = {"kind": "refdata", "dataset": "Not A Token", "version": "1", "digest": DIGEST}
    value["changes"] = [tomorrow, broken, *value["changes"], {"kind": 7}, {"kind": "refdata", "键": 1}]
    first, second, third, fourth, fifth = read(sealed(canonical_bytes(value))).changes
    assert first == UnreadChange(kind="weather", content={"content": {"rain": True}})
    assert (second.kind, [fault.pointer for fault in second.faults]) == ("refdata", ["/dataset"])
    assert third == EVERY_KIND[3]
    assert fourth.kind == ""
    assert fifth.faults


def test_an_unread_change_goes_on_as_it_came():
    unread = UnreadChange(kind="weather", content={"rain": True})
    assert changes.change_value(unread) == {"kind": "weather", "rain": True}


def test_unknown_fields_of_a_known_kind_are_passed_over():
    value = json.loads(changes.encode(page(EVERY_KIND[3])))
    value["changes"][0]["colour"] = "blue"
    assert read(sealed(canonical_bytes(value))).changes == (EVERY_KIND[3],)


@pytest.mark.parametrize(
    ("envelope", "expected", "fault"),
    [
        (b"<html>", {}, AnswerFault.NOT_AN_ENVELOPE),
        (sealed(changes.encode(page()), payload_type=dsse.RECEIPT), {}, AnswerFault.OTHER_TYPE),
        (sealed(changes.encode(page()), NEXT), {}, AnswerFault.UNKNOWN_KEY),
        (sealed(b"[]"), {}, AnswerFault.BAD_SHAPE),
        (sealed(changes.encode(page())), {"station": OTHER}, AnswerFault.OTHER_STATION),
        (sealed(changes.encode(page())), {"since": None}, AnswerFault.OTHER_SINCE),
        (sealed(changes.encode(page(since=None))), {}, AnswerFault.OTHER_SINCE),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_no_answer_to_the_question_is_disputed(envelope, expected, fault):
    assert dispute(envelope, **expected).fault == fault


def test_a_flipped_bit_breaks_the_signature():
    value = json.loads(sealed(changes.encode(page(EVERY_KIND[3]))))
    payload = bytearray(base64.b64decode(value["payload"]))
    payload[20] ^= 1
    value["payload"] = base64.b64encode(payload).decode()
    assert dispute(json.dumps(value).encode()).fault == AnswerFault.BAD_SIGNATURE


def test_a_page_holds_no_more_than_its_limit():
    many = page(*[EVERY_KIND[3]] * (changes.MAX_CHANGES + 1))
    with pytest.raises(ValueError, match="more changes"):
        changes.encode(many)
    value = json.loads(changes.encode(page()))
    value["changes"] = [{"kind": "x"}] * (changes.MAX_CHANGES + 1)
    assert dispute(sealed(canonical_bytes(value))).faults[0].pointer == "/changes"


@pytest.mark.parametrize(
    ("status", "level"),
    [
        ("submitted", AckLevel.AUTHORITY_SUBMITTED),
        ("accepted", AckLevel.AUTHORITY_ACCEPTED),
        ("rejected", None),
        ("of_tomorrow", None),
    ],
)
def test_only_submission_and_acceptance_reach_a_level(status, level):
    ack = AuthorityAck(record_id=RECORD, destination="cn_national", status=status, reported_at=NOW)
    assert ack.level == level


# -- the hub's own key


def test_a_pinned_key_hands_on_to_the_next():
    assert rotated().is_vouched_for(KEYS)


def test_a_stranger_hands_on_nothing():
    stranger = Ed25519Signer(b"s" * 32)
    assert not rotated(old=stranger).is_vouched_for(KEYS)
    forged = rotated(old=stranger)
    assert not dataclasses.replace(forged, old_key_id=HUB.key_id).is_vouched_for(KEYS)


def test_a_key_that_did_not_sign_for_itself_is_not_taken():
    given_away = dataclasses.replace(rotated(), signature_by_new="00" * 64)
    assert not given_away.is_vouched_for(KEYS)


def test_a_key_under_another_keys_name_is_not_taken():
    assert not dataclasses.replace(rotated(), key_id=HUB.key_id).is_vouched_for(KEYS)


# -- records of other stations


@given(st.text(max_size=60))
def test_the_line_of_another_station_arrives_to_the_byte(text):
    line = json.dumps({"remark": text}, ensure_ascii=False).encode(errors="replace")
    (found,) = read(sealed(changes.encode(page(heard(line))))).changes
    assert found.canonical == line
    assert found.hash == canonical.sha256_digest(line)


def test_text_that_is_not_composed_travels_as_base64():
    decomposed = heard('{"remark":"e\u0301"}'.encode())
    assert not decomposed.line
    assert decomposed.canonical == '{"remark":"e\u0301"}'.encode()


def test_a_line_that_is_not_what_its_hash_says_is_not_read():
    other = dataclasses.replace(heard(), line='{"a":2}')
    (found,) = read(sealed(changes.encode(page(other)))).changes
    assert [fault.pointer for fault in found.faults] == ["/hash"]


def test_broken_base64_is_not_read():
    other = dataclasses.replace(heard(), line="", line_base64="A")
    (found,) = read(sealed(changes.encode(page(other)))).changes
    assert [fault.pointer for fault in found.faults] == ["/hash"]


@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_no_signed_content_whatever_raises_anything(content):
    value = content if isinstance(content, dict) else {"kind": "verdict", "issues": content}
    assert changes.read_change(value) is not None


def canonical_bytes(value):
    return json.dumps(value, ensure_ascii=False).encode()


def test_a_station_that_missed_several_changes_of_key_follows_them_one_by_one():
    third, stranger = Ed25519Signer(b"t" * 32), Ed25519Signer(b"s" * 32)
    row = (rotated(), rotated(old=stranger, new=Ed25519Signer(b"u" * 32)), rotated(old=NEXT, new=third))
    assert followed_keys(KEYS, row) == {**KEYS, NEXT.key_id: NEXT.public_key, third.key_id: third.public_key}
    assert followed_keys(KEYS, row[1:]) == KEYS
