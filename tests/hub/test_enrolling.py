"""Binding a station: a code for one outlet, the station's own ids and key, the hub's countersignature."""

from datetime import timedelta

import pytest

from packtrail.protocol import dsse, enrolment, problems
from packtrail.protocol.enrolment import station_key_statement
from packtrail.protocol.keys import Ed25519Signer, is_signed
from packtrail_hub import database, stations
from packtrail_hub.enrolling import new_code
from packtrail_hub.hub import open_hub

OUTLET = "91430100MA0FAKE013"
OTHER_OUTLET = "91430100MA0FAKE039"


@pytest.fixture
def unbound(new_station):
    return new_station(is_ready=False)


def problem(answer):
    told = problems.decode(answer.content)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told.status == answer.status_code
    assert not told.stored
    return answer.status_code, told.code


def test_a_station_keeps_its_ids_and_gets_its_key_countersigned(hub, unbound):
    told = unbound.enrol(new_code(hub, OUTLET))
    assert (told.station_id, told.outlet_uscc, told.hub_name) == (unbound.station_id, OUTLET, "测试平台")
    assert told.next_expected_seq == 1
    statement = station_key_statement(OUTLET, unbound.signer.public_key)
    assert is_signed(statement, bytes.fromhex(told.station_key_signature), told.keys()[hub.signer.key_id])


def test_the_same_request_again_gets_the_same_answer_even_after_the_code_ran_out(hub, unbound, clock):
    code = new_code(hub, OUTLET)
    first = unbound.enrol(code)
    clock.at += timedelta(days=30)
    assert unbound.enrol(code) == first


def test_a_station_that_enrols_again_learns_how_far_the_hub_has_its_log(station):
    station.send()
    assert station.enrol().next_expected_seq == 2
    assert station.enrol(station_epoch=2).next_expected_seq == 1


def test_a_code_binds_one_station_only(hub, new_station):
    code = new_code(hub, OUTLET)
    new_station(is_ready=False).enrol(code)
    assert problem(new_station(is_ready=False).ask_to_enrol(code)) == (403, "BT-1015")


def test_a_code_is_for_its_outlet(hub, unbound):
    code = new_code(hub, OTHER_OUTLET)
    assert problem(unbound.ask_to_enrol(code)) == (403, "BT-1015")


def test_a_code_may_be_typed_as_it_was_printed(hub, unbound):
    unbound.enrol(enrolment.shown_code(new_code(hub, OUTLET)).lower())


def test_a_code_lives_72_hours(hub, unbound, clock):
    code = new_code(hub, OUTLET)
    clock.at += timedelta(hours=72)
    assert problem(unbound.ask_to_enrol(code)) == (403, "BT-1015")


def test_five_wrong_tries_lock_the_outlets_open_codes(hub, unbound):
    code = new_code(hub, OUTLET)
    for _ in range(5):
        assert problem(unbound.ask_to_enrol("AAAA-AAAA-AA")) == (403, "BT-1015")
    assert problem(unbound.ask_to_enrol(code)) == (423, "BT-1016")


def test_wrong_tries_for_another_outlet_lock_nothing_here(hub, unbound):
    code = new_code(hub, OUTLET)
    for _ in range(6):
        unbound.ask_to_enrol("AAAA-AAAA-AA", outlet_uscc=OTHER_OUTLET)
    unbound.enrol(code)


def test_only_a_sandbox_takes_the_sandbox_code(tmp_path, clock, hub, unbound):
    strict = open_hub(str(tmp_path / "strict.db"), clock=clock, new_id=hub.new_id, name="x")
    unbound.client.app.state.hub = strict
    assert problem(unbound.ask_to_enrol()) == (403, "BT-1015")
    strict.engine.dispose()


def test_a_station_bound_here_cannot_be_bound_with_another_key(new_station, clock):
    station = new_station()
    station.signer = Ed25519Signer(b"k" * 32)
    assert problem(station.ask_to_enrol()) == (409, "BT-1017")


def test_a_station_bound_here_cannot_be_bound_to_another_outlet(station):
    assert problem(station.ask_to_enrol(outlet_uscc=OTHER_OUTLET)) == (409, "BT-1017")


def test_a_refused_binding_does_not_use_the_code_up(hub, station, new_station):
    code = new_code(hub, OTHER_OUTLET)
    station.ask_to_enrol(code, outlet_uscc=OTHER_OUTLET)
    assert problem(station.ask_to_enrol(code, outlet_uscc=OTHER_OUTLET)) == (409, "BT-1017")
    new_station(is_ready=False, outlet=OTHER_OUTLET).enrol(code)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"key_id": "ed25519:0000"}, (403, "BT-1002")),
        ({"public_key": "ab" * 32, "key_id": "x"}, (403, "BT-1002")),
        ({"outlet_uscc": "91430100MA0FAKE014"}, (422, "BT-4002")),
        ({"station_epoch": -1}, (422, "BT-1001")),
        ({"public_key": "zz"}, (422, "BT-1001")),
    ],
)
def test_a_request_that_cannot_be_right_is_refused(unbound, changes, expected):
    assert problem(unbound.ask_to_enrol(**changes)) == expected


def test_a_session_statement_is_no_enrolment(unbound):
    payload = unbound.ask_to_enrol().request.content
    relabelled = dsse.from_json(payload)
    forged = dsse.signed(dsse.SESSION, relabelled.payload, unbound.signer)
    assert problem(unbound.post("/v1/enrolments", forged)) == (403, "BT-1002")


def test_no_two_stations_of_an_outlet_have_one_label(hub, new_station):
    new_station(is_ready=False, label="K7QM4").enrol(new_code(hub, OUTLET))
    second, code = new_station(is_ready=False, label="K7QM4"), new_code(hub, OUTLET)
    assert problem(second.ask_to_enrol(code)) == (409, "BT-1022")
    second.label = "K7QM5"
    second.enrol(code)  # the refusal did not use the code up


def test_stations_of_two_outlets_may_have_one_label(hub, new_station):
    new_station(is_ready=False, label="K7QM4").enrol(new_code(hub, OUTLET))
    new_station(is_ready=False, label="K7QM4", outlet=OTHER_OUTLET).enrol(new_code(hub, OTHER_OUTLET))


def test_a_station_that_enrols_again_may_keep_its_label_or_bring_another(hub, new_station):
    station = new_station(is_ready=False, label="K7QM4")
    for label in ("K7QM4", "P2XX9"):
        station.label = label
        station.enrol(new_code(hub, OUTLET))
    code = new_code(hub, OUTLET)
    assert problem(new_station(is_ready=False, label="P2XX9").ask_to_enrol(code)) == (409, "BT-1022")


def test_a_station_out_of_service_keeps_its_label_since_its_papers_are_about(hub, new_station, clock):
    gone = new_station(is_ready=False, label="K7QM4")
    gone.enrol(new_code(hub, OUTLET))
    with database.act(hub.engine) as connection:
        stations.revoke(connection, gone.station_id, clock())
    code = new_code(hub, OUTLET)
    assert problem(new_station(is_ready=False, label="K7QM4").ask_to_enrol(code)) == (409, "BT-1022")


def test_practice_outlets_share_a_label_in_training(new_station):
    new_station(is_ready=False, label="S1").enrol()
    new_station(is_ready=False, label="S1").enrol()


def test_a_log_that_goes_on_under_another_label_is_taken(station):
    station.send()
    station.epoch, station.label = 2, "S2"
    station.open_epoch(reason="relabelled")
    station.take_in()
    assert [result.status for result in station.send(2).results] == ["accepted", "accepted"]
