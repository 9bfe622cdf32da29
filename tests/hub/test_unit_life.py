"""A battery's life: what a hub answers of a code, to whom, and how far."""

import json
import sqlite3
from contextlib import closing

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text

from packtrail.domain import records as r
from packtrail.domain.records import body as bodies
from packtrail.domain.refdata import Dataset
from packtrail.protocol import dsse, unit_life
from packtrail.protocol.hub_answer import AnswerDisputed, AnswerFault
from packtrail.protocol.unit_life import verify_lives, vin_digest
from packtrail_hub.migrations.versions import m0005_codes_named
from packtrail_hub.refdata import publish
from packtrail_hub.unit_life import SHOWN_TO_OTHERS
from tests.hub.conftest import CONSIGNEE, OTHER_OUTLET, OUTLET

CODE = "0TXPB01A000001A5A0009001"
VIN = "LSVAA49J132047371"
MODEL = {
    "filing_code": CODE[:14],
    "maker_name": "测试电池有限公司",
    "model_name": "TX-B01A",
    "dismantling": "先断开维修开关。",
    "valid_from": "2024-01-01",
    "source": "厂家公开资料",
    "confidence": "S",
}


def get(station, code=CODE):
    answer = station.client.get(f"/v1/units/{code}", headers=station.headers)
    assert answer.status_code == 200, answer.text
    told = verify_lives(
        answer.content, station.hub_keys, expect_station_id=station.station_id, expect_codes=[code]
    )
    return told.lives[0]


def ask_for(station, *codes):
    body = json.dumps({"battery_codes": codes}).encode()
    return station.client.post("/v1/units/lookup", content=body, headers=station.headers)


def kinds(life):
    return [line.kind for line in life.lines]


@pytest.fixture
def other(new_station):
    return new_station(outlet=OTHER_OUTLET, label="X1")


def vehicle(**changes):
    fields = {
        "case_number": "VR-S1-1",
        "vin": VIN,
        "plate": None,
        "owner_kind": "person",
        "energy_type": "bev",
        "case_kind": "ordinary",
        "expected_codes": (CODE,),
        "battery_count_seen": 1,
        "label_visible": True,
        "papers_present": (),
        "kerb_mass_g": None,
        "pledged": False,
        "vin_altered": False,
    } | changes
    return r.VehicleReceived(**fields)


def test_an_outlet_sees_its_own_records_whole(station):
    intake = station.take_in(battery_code=CODE, source_vin=VIN)
    handed = station.hand_on(intake)
    station.send_new()
    life = get(station)
    assert kinds(life) == ["intake", "handoff_release"]
    taken_in, release = life.lines
    assert taken_in.body["intake_id"] == intake.body.intake_id
    assert (taken_in.record_id, taken_in.record_hash) == (intake.record_id, intake.record_hash)
    assert (taken_in.station_label, taken_in.is_own) == ("S1", True)
    assert (release.to_uscc, release.record_id) == (CONSIGNEE, handed.release.record_id)


def test_another_outlet_sees_what_custody_needs_and_nothing_more(station, other):
    intake = station.take_in(battery_code=CODE, source_vin=VIN)
    station.hand_on(intake)
    station.send_new()
    life = get(other)
    assert [(line.kind, line.outlet_uscc, line.to_uscc) for line in life.lines] == [
        ("intake", OUTLET, None),
        ("handoff_release", OUTLET, CONSIGNEE),
    ]
    assert life.lines[0].vin_digest == vin_digest(CODE, VIN)
    for line in life.lines:
        hidden = line.station_id, line.station_label, line.station_seq, line.record_id, line.body
        assert hidden == (None,) * 5
        assert not line.is_own
    answer = other.client.get(f"/v1/units/{CODE}", headers=other.headers)
    payload = dsse.from_json(answer.content).payload.decode()
    for secret in (VIN, intake.body.intake_id, intake.record_id, "op_7f3c", "312500", station.station_id):
        assert secret not in payload


def test_a_check_stays_with_the_outlet_that_made_it(station, other):
    intake = station.take_in(battery_code=CODE)
    station.write(
        r.ConditionCheck(
            intake_record_id=intake.record_id,
            condition_class="normal",
            residual_voltage_mv=None,
            insulation_kohm=None,
            surface_celsius=None,
            recheck_at=None,
            remark=None,
        ),
        depends_on=(intake.record_id,),
    )
    station.send_new()
    assert "condition_check" in kinds(get(station))
    assert kinds(get(other)) == ["intake"]


def test_what_was_voided_is_told_to_its_own_outlet_only(station, other):
    intake = station.take_in(battery_code=CODE)
    station.void(intake)
    station.send_new()
    assert [(line.kind, line.status) for line in get(station).lines if line.kind == "intake"] == [
        ("intake", "voided")
    ]
    assert get(other).lines == ()


def test_a_vehicle_that_should_have_the_battery_is_told_by_a_digest(station, other):
    station.write(vehicle())
    station.send_new()
    (line,) = get(other).lines
    assert (line.kind, line.vin_digest) == ("vehicle_received", vin_digest(CODE, VIN))


def test_a_battery_that_went_on_a_vehicle_says_so(station, other):
    new = CODE[:-1] + "2"
    station.write(
        r.BatteryReplaced(
            source_vin=VIN,
            old_code=CODE,
            new_code=new,
            replaced_on=station.clock().date(),
            unit_level="pack",
            work_order_no=None,
            intake_record_id=None,
        )
    )
    station.send_new()
    assert [(line.kind, line.outcome) for line in get(other, new).lines] == [("battery_replaced", "fitted")]
    assert [line.outcome for line in get(other).lines] == ["taken_off"]


def test_a_unit_that_a_stock_take_did_not_find_is_reported_missing(station, other):
    intake = station.take_in(battery_code=CODE)
    station.write(
        r.StockCheck(
            zone=None,
            counted=0,
            missing_record_ids=(intake.record_id,),
            extra_codes=(),
            misplaced_record_ids=(),
            counted_mass_g=None,
        ),
        depends_on=(intake.record_id,),
    )
    station.send_new()
    assert [(line.kind, line.outcome) for line in get(other).lines] == [
        ("intake", None),
        ("stock_check", "missing"),
    ]


def test_a_code_that_nobody_told_of_is_an_answer(station):
    life = get(station, "什么都不是/7")
    assert (life.lines, life.model_known) == ((), "no_filing_code")
    assert get(station).model_known == "no_list"


def test_many_codes_are_answered_in_their_order_without_bodies(station):
    intakes = [station.take_in() for _ in range(5)]
    station.send_new()
    codes = [each.body.battery_code for each in reversed(intakes)]
    answer = ask_for(station, *codes, CODE)
    told = verify_lives(
        answer.content,
        station.hub_keys,
        expect_station_id=station.station_id,
        expect_codes=[*codes, CODE],
    )
    assert [len(life.lines) for life in told.lives] == [1, 1, 1, 1, 1, 0]
    assert all(line.body is None for life in told.lives for line in life.lines)


@pytest.mark.parametrize("codes", [[], ["x"] * 201, ["x" * 129], [7], [""]])
def test_a_look_up_beyond_the_limits_is_refused(station, codes):
    assert ask_for(station, *codes).status_code == 422


def test_without_a_session_nothing_is_told(station, client):
    assert client.get(f"/v1/units/{CODE}").status_code == 401
    assert client.post("/v1/units/lookup", content=b"{}").status_code == 401


def test_a_unit_is_found_by_the_code_it_has_now_and_at_home_by_the_earlier_too(station, other):
    earlier = CODE[:-1] + "7"
    intake = station.take_in(battery_code=earlier)
    station.write(
        r.IdentityResolution(
            intake_record_id=intake.record_id,
            battery_code=CODE,
            code_scheme="gbt34014_full",
            basis="second_reading",
            reason_text="x",
            second_operator_ref="op_2",
        ),
        depends_on=(intake.record_id,),
    )
    station.send_new()
    assert kinds(get(station)) == kinds(get(station, earlier)) == ["intake", "identity_resolution"]
    assert kinds(get(other)) == ["intake"]
    assert kinds(get(other, earlier)) == []


def test_the_oldest_lines_are_left_out_and_that_is_said(station, monkeypatch):
    monkeypatch.setattr("packtrail_hub.unit_life.MAX_LINES", 1)
    station.hand_on(station.take_in(battery_code=CODE))
    station.send_new()
    life = get(station)
    assert (kinds(life), life.left_out) == (["handoff_release"], 1)


def publish_models(hub, content):
    document = {
        "dataset": Dataset.BATTERY_MODELS.value,
        "version": "2026-11-20.1",
        "effective_from": "2026-11-20",
        "effective_to": None,
        "source": "厂家公开资料",
        "confidence": "S",
        "content": content,
    }
    publish(hub, json.dumps(document).encode(), {})


def test_a_published_list_says_what_was_filed_of_the_model(station, hub):
    publish_models(hub, {"model": [MODEL]})
    life = get(station)
    assert (life.model_known, life.model.dismantling) == ("known", MODEL["dismantling"])
    assert get(station, "1" + CODE[1:]).model_known == "unknown"


def test_a_published_list_of_another_shape_counts_as_none(station, hub):
    publish_models(hub, {"model": [{"surprise": 1}]})
    assert get(station).model_known == "no_list"


def test_an_answer_is_believed_only_for_what_was_asked(station):
    answer = station.client.get(f"/v1/units/{CODE}", headers=station.headers).content
    mine = {"expect_station_id": station.station_id, "expect_codes": [CODE]}
    for changes, keys, fault in (
        ({"expect_codes": ["x"]}, station.hub_keys, AnswerFault.OTHER_CODES),
        ({"expect_station_id": "x"}, station.hub_keys, AnswerFault.OTHER_STATION),
        ({}, {}, AnswerFault.UNKNOWN_KEY),
    ):
        with pytest.raises(AnswerDisputed) as disputed:
            verify_lives(answer, keys, **(mine | changes))
        assert disputed.value.fault is fault


def test_every_type_that_others_see_is_a_type_of_records():
    assert set(bodies.record_types()) >= SHOWN_TO_OTHERS


def test_a_code_is_found_by_an_index(in_sqlite):
    with closing(sqlite3.connect(in_sqlite)) as connection:
        query = "EXPLAIN QUERY PLAN SELECT * FROM code_named WHERE battery_code IN ('a', 'b')"
        ((*_, detail),) = connection.execute(query).fetchall()
    assert detail.startswith("SEARCH code_named USING")


def test_a_hub_that_had_records_before_the_table_finds_them(station, other, hub):
    station.write(vehicle())
    station.take_in(battery_code=CODE)
    station.send_new()
    before = get(other)
    with hub.engine.begin() as connection:
        connection.execute(text("DROP TABLE code_named"))
        with Operations.context(MigrationContext.configure(connection)):
            m0005_codes_named.upgrade()
    assert len(before.lines) == 2
    assert get(other) == before


def test_a_kept_life_reads_back_the_same(station):
    station.take_in(battery_code=CODE, source_vin=VIN)
    station.send_new()
    life = get(station)
    assert unit_life.read_kept(unit_life.kept_text(life)) == life
