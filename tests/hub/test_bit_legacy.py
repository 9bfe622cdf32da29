"""The makers' legacy JSON: the bytes of the test vector, and never an acceptance out of a wrong key."""

import json
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from packtrail import resources
from packtrail.protocol.workbook_profile import Field, MassUnit, read_portal_texts
from packtrail_hub.bit_legacy import (
    LegacyAnswer,
    LegacyFailure,
    NoVerdict,
    RowLacks,
    Secret,
    Undecryptable,
    aes_key,
    decrypted,
    encode,
    encrypted,
    intake_row,
    interpret,
    plaintext,
    retirement_row,
    sign,
)

KEY = "TEST-KEY-0123456"
CODE, OTHER = "0TXPB01A000001A5A0000123", "0TXPB01A000001A5A0000124"
TEXTS = read_portal_texts(resources.path("profiles", "portal_texts.toml").read_bytes())
FACTS = {
    Field.BATTERY_CODE: CODE,
    Field.UNIT_LEVEL: "pack",
    Field.CHEMISTRY_CODE: "B",
    Field.GROSS_MASS: 312_500,
    Field.INTAKE_DAY: date(2026, 11, 20),
    Field.HANDOFF_DAY: date(2026, 11, 21),
    Field.OUTLET_NAME: "测试网点",
    Field.OUTLET_USCC: "91430100MA0FAKE013",
    Field.CONSIGNEE_NAME: "测试再生企业",
    Field.CONSIGNEE_USCC: "91430200MA0FAKE02B",
}
# platform.md 11.2, reproduced with a real JVM; key and data are fictitious.
PLAINTEXT = (
    '[{"storageDate":"2026-11-20","recoverUnitCode":"91430100MA0FAKE013","recoverUnitName":"测试网点",'
    '"code":"0TXPB01A000001A5A0000123","batterySpecies":"P"}]'
)
REQUEST_MSG = (
    "E78EuICEjuScX8cIO7k49yKTXx3Gmht3M249YceAwegEVz3z1R2RTWA0XC/gX0Nf6RzmZaShUU8HrbKUCawTDf7+Pdy/rH2thCCvM4Nv"
    "TdU7Orb9T/KQc1zy3gdRitmawzDGfRTlLjM1klXrP0o/BlIShEA5ZDJazWWCpZQvZtJrQwebtButbKXGSj4s6WKuT9robRGauS9a3yaO"
    "uUGwmA=="
)


def answered(errors=(), *, key=KEY, code=200, field="data", **more):
    hidden = encrypted(json.dumps({"errorMessages": list(errors), "num": 1}, ensure_ascii=False), key)
    return json.dumps({"code": code, "msg": "", field: hidden, **more}).encode()


def read(reply, key=KEY, sent=(CODE, OTHER)):
    return interpret(reply, key, sent=sent, success_codes={200}, texts=TEXTS)


def test_the_test_vector_is_reproduced_to_the_byte():
    assert aes_key(KEY).hex() == "bf9207a2a143f927d7a7618b8066be62"
    assert plaintext([intake_row(FACTS)]) == PLAINTEXT
    body = json.loads(encode(PLAINTEXT, KEY, 1_795_000_000_000))
    assert body == {
        "requestMsg": REQUEST_MSG,
        "timestamp": 1_795_000_000_000,
        "sign": "bced65e79270f105a3b4ff40524f517c",
    }
    assert sign(REQUEST_MSG, KEY) == body["sign"]
    assert decrypted(REQUEST_MSG, KEY) == PLAINTEXT


def test_a_retirement_has_its_ten_fields_with_the_mass_in_the_chosen_unit():
    row = retirement_row(FACTS, MassUnit.T)
    assert list(row) == [
        "code",
        "whereaboutsCode",
        "whereaboutsName",
        "retireDate",
        "batterySpecies",
        "retireUnitCode",
        "retireUnitName",
        "factoryType",
        "batteryType",
        "batteryWeight",
    ]
    assert (row["factoryType"], row["batteryWeight"], row["retireDate"]) == ("5", "0.3125", "2026-11-21")


def test_a_row_that_lacks_something_is_not_sent_and_says_what():
    with pytest.raises(RowLacks) as caught:
        retirement_row({**FACTS, Field.GROSS_MASS: None, Field.UNIT_LEVEL: "lot"}, MassUnit.KG)
    assert caught.value.fields == ("batterySpecies", "batteryWeight")


def test_a_request_has_one_to_a_hundred_rows():
    for rows in ([], [intake_row(FACTS)] * 101):
        with pytest.raises(ValueError, match="rows"):
            plaintext(rows)


@pytest.mark.parametrize("field", ["data", "msg"])
def test_what_is_listed_failed_and_the_rest_was_taken(field):
    reply = answered([{"id": CODE, "code": "1", "message": "动力电池编码重复"}], field=field)
    assert read(reply) == LegacyAnswer((LegacyFailure(CODE, "动力电池编码重复", "BT-2008"),))
    assert read(answered()) == LegacyAnswer(())


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (b"", "unreadable"),
        (b"<html>busy</html>", "unreadable"),
        (b"[]", "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (answered()[:-5], "unreadable"),
        (answered(code=500), "not_successful"),
        (answered(code=True), "not_successful"),
        (json.dumps({"code": 200}).encode(), "empty"),
        (json.dumps({"code": 200, "data": "", "msg": ""}).encode(), "empty"),
        (json.dumps({"code": 200, "data": "成功"}).encode(), "undecryptable"),
        (json.dumps({"code": 200, "data": encrypted("", KEY)}).encode(), "unreadable"),
        (json.dumps({"code": 200, "data": encrypted("{}", KEY)}).encode(), "unreadable"),
        (answered([{"id": 7}]), "unreadable"),
        (answered([{"id": "0TXPB01A000001A5A9999999"}]), "foreign_codes"),
        (answered([{"id": CODE}, {"id": CODE}]), "foreign_codes"),
        (answered(key="ANOTHER-KEY"), "undecryptable"),
    ],
)
def test_what_is_not_a_whole_answer_to_this_request_is_no_verdict(reply, cause):
    found = read(reply)
    assert isinstance(found, NoVerdict)
    assert found.cause == cause


@given(ours=st.text(min_size=1, max_size=24), theirs=st.text(min_size=1, max_size=24), errors=st.booleans())
@example(ours=KEY, theirs=KEY + "7", errors=False)
def test_a_wrong_key_never_yields_accepted(ours, theirs, errors):
    reply = answered([{"id": CODE, "message": "x"}] if errors else (), key=theirs)
    if ours != theirs:
        assert isinstance(read(reply, key=ours), NoVerdict)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_no_bytes_that_we_did_not_ask_for_yield_accepted(raw, text):
    assert isinstance(read(raw), NoVerdict)
    assert isinstance(read(json.dumps({"code": 200, "data": text}).encode()), NoVerdict)


@given(st.text(max_size=200), st.text(min_size=1, max_size=24))
def test_what_was_encrypted_comes_back_with_the_same_key(text, key):
    assert decrypted(encrypted(text, key), key) == text


def test_a_text_that_no_key_encrypted_is_refused():
    for message in ("###", "AAAA", encrypted("x", "another")):
        with pytest.raises(Undecryptable):
            decrypted(message, KEY)


def test_a_secret_is_never_shown():
    assert "T0KEN" not in repr(Secret("T0KEN", KEY))
