"""Sessions: a fresh signed statement against a token of a quarter of an hour."""

from datetime import timedelta

import pytest

from packtrail.protocol import dsse, messages, problems
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.session import SessionGrant
from packtrail_hub import database, stations
from packtrail_hub.hub import open_hub
from packtrail_hub.tokens import issue_token, station_of_token

STORES = ("sqlite",)  # a token is one row, read by its digest: no database makes a difference


def code_of(answer):
    return answer.status_code, problems.decode(answer.content).code


def test_a_token_opens_the_stations_calls_for_a_quarter_of_an_hour(station, clock):
    grant = messages.decode(SessionGrant, station.ask_for_session().content)
    assert grant.expires_at - grant.server_time == timedelta(minutes=15)
    clock.at += timedelta(minutes=14, seconds=59)
    assert station.cursor()["station_id"] == station.station_id
    clock.at += timedelta(seconds=1)
    answer = station.client.get(f"/v1/stations/{station.station_id}/cursor", headers=station.headers)
    assert code_of(answer) == (401, "BT-1014")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_another_process_over_the_same_database_takes_the_token(station, hub, store, clock):
    other = open_hub(store, clock=clock, new_id=hub.new_id, name="second worker")
    assert station_of_token(other, station.token) == station.station_id
    other.engine.dispose()


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_statement_that_is_not_fresh_is_refused_with_the_hubs_time(station, clock, minutes):
    answer = station.ask_for_session(at=clock() + timedelta(minutes=minutes))
    assert code_of(answer) == (403, "BT-1008")
    assert problems.decode(answer.content).server_time == clock()


def test_a_statement_by_another_key_is_refused(station):
    assert code_of(station.ask_for_session(signer=Ed25519Signer(b"o" * 32))) == (403, "BT-1002")


def test_a_station_that_was_never_bound_gets_no_session(new_station):
    assert code_of(new_station(is_ready=False).ask_for_session()) == (403, "BT-1003")


def test_a_revoked_station_gets_no_session_and_its_token_opens_nothing(station, hub, clock):
    with database.act(hub.engine) as connection:
        assert stations.revoke(connection, station.station_id, clock())
        assert not stations.revoke(connection, hub.new_id(), clock())
    assert code_of(station.ask_for_session()) == (403, "BT-1004")
    assert code_of(station.put(station.freeze())) == (403, "BT-1004")
    assert code_of(station.ask_to_enrol()) == (403, "BT-1004")


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"{}",
        b'{"at":"2026-11-21T18:00:00","nonce":"abababababababab","station_id":"x"}',
        b'{"at":"0001-01-01T00:00:00+23:59","nonce":"x","station_id":"y"}',
    ],
)
def test_a_statement_of_another_shape_is_refused(station, payload):
    answer = station.post("/v1/sessions", dsse.signed(dsse.SESSION, payload, station.signer))
    assert code_of(answer) == (422, "BT-1001")


def statement(station, at):
    return (f'{{"at":"{at}","nonce":"abababababababab","station_id":"{station.station_id}"}}').encode()


@pytest.mark.parametrize(
    "at", ["2026-11-21T18:00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
)
def test_times_at_the_edge_of_the_calendar_are_simply_not_fresh(station, at):
    envelope = dsse.signed(dsse.SESSION, statement(station, at), station.signer)
    assert code_of(station.post("/v1/sessions", envelope)) == (403, "BT-1008")


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic eDp5",
        "Bearer a.b",
        "Bearer a",
        "Bearer *.*",
        "Bearer " + "a" * 4000,
        "bearer é",
    ],
)
def test_anything_else_is_no_token(station, authorization):
    headers = {"Authorization": authorization.encode()}
    answer = station.client.get(f"/v1/stations/{station.station_id}/cursor", headers=headers)
    assert code_of(answer) == (401, "BT-1014")


def test_a_token_changed_anywhere_is_no_token(station, hub):
    body, _, signature = station.token.partition(".")
    other = issue_token(hub, hub.new_id(), hub.now() + timedelta(minutes=1)).partition(".")
    assert station_of_token(hub, f"{other[0]}.{signature}") is None
    assert station_of_token(hub, f"{body}.{other[2]}") is None
    assert station_of_token(hub, station.token) == station.station_id


def test_a_station_reads_its_own_cursor_only(station, new_station):
    other = new_station(label="S2")
    for station_id in (other.station_id, "x"):
        answer = station.client.get(f"/v1/stations/{station_id}/cursor", headers=station.headers)
        assert code_of(answer) == (403, "BT-1003")
