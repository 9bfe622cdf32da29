"""Keys change hands: a station goes over to a new one and loses nothing; a lost one is shut out."""

import dataclasses

import pytest
from sqlalchemy import select

from packtrail.domain.moments import to_moment
from packtrail.protocol import batch, dsse, messages, problems
from packtrail.protocol.capabilities import Capabilities, followed_keys
from packtrail.protocol.changes import HubKeyRotated, StationRevoked
from packtrail.protocol.enrolment import station_key_statement
from packtrail.protocol.keys import Ed25519Signer, is_signed
from packtrail.protocol.station_keys import StationKeyChange, ask, verify_key_bound
from packtrail_hub import database
from packtrail_hub.capabilities import announce_maintenance
from packtrail_hub.hub import open_hub
from packtrail_hub.key_rotation import OtherKeySigns, rotate_key
from packtrail_hub.station_keys import revoke_station
from packtrail_hub.tables import station_key
from tests.hub.test_changes import on_sqlite, read_all

NEW = Ed25519Signer(b"n" * 32)
NEWER = Ed25519Signer(b"m" * 32)


def change(station, new=NEW, **fields):
    wanted = {
        "station_id": station.station_id,
        "old_key_id": station.signer.key_id,
        "new_key_id": new.key_id,
        "new_public_key": new.public_key.hex(),
        "from_seq": station.head[0] + 1,
        "at": to_moment(station.clock()),
    } | fields
    return StationKeyChange(**wanted)


def post(station, body, station_id=None):
    return station.client.post(
        f"/v1/stations/{station_id or station.station_id}/keys",
        content=body,
        headers={"Content-Type": "application/json"},
    )


def go_over(station, new=NEW):
    asked = change(station, new)
    answer = post(station, ask(asked, station.signer, new))
    assert answer.status_code == 200, answer.text
    station.signer = new
    return verify_key_bound(answer.content, station.hub_keys, expect=asked)


def code(answer):
    return answer.status_code, problems.decode(answer.content).code


def test_a_station_goes_over_to_a_new_key_and_the_hub_signs_for_it(station, hub):
    station.send()
    bound = go_over(station)
    statement = station_key_statement(station.outlet, NEW.public_key)
    assert is_signed(statement, bytes.fromhex(bound.station_key_signature), hub.signer.public_key)
    station.open_session()
    station.take_in()
    assert station.send_new().batch_status == "accepted"


def test_the_old_key_opens_no_session_any_more(station):
    old = station.signer
    go_over(station)
    assert code(station.ask_for_session(signer=old)) == (403, "BT-1002")


def test_a_batch_that_was_sealed_before_the_change_still_counts(station):
    station.send()
    station.take_in()
    old, waiting = station.signer, station.freeze(2)
    go_over(station)
    station.open_session()
    assert station.put(waiting, signer=old).status_code == 200


@on_sqlite
def test_what_the_old_key_signs_after_the_change_is_refused(station):
    station.send()
    old = station.signer
    go_over(station)
    station.open_session()
    station.take_in()
    assert code(station.put(station.freeze(2), signer=old)) == (403, "BT-1002")


def test_the_same_request_again_is_answered_alike(station):
    body = ask(change(station), station.signer, NEW)
    assert post(station, body).content == post(station, body).content


@on_sqlite
def test_an_old_request_undoes_no_later_change(station):
    first = station.signer
    early = ask(change(station), first, NEW)
    assert post(station, early).status_code == 200
    station.signer = NEW
    go_over(station, NEWER)
    assert post(station, early).status_code == 200  # as it was answered then
    assert station.ask_for_session(signer=NEWER).status_code == 200
    assert code(station.ask_for_session(signer=NEW)) == (403, "BT-1002")
    back = ask(change(station, first), NEWER, first)
    assert code(post(station, back)) == (403, "BT-1002")


@on_sqlite
def test_a_retired_key_hands_on_nothing(station):
    old = station.signer
    go_over(station)
    again = change(station, NEWER, old_key_id=old.key_id)
    assert code(post(station, ask(again, old, NEWER))) == (403, "BT-1002")
    later = change(station, NEW, old_key_id=old.key_id, from_seq=99)
    assert code(post(station, ask(later, old, NEW))) == (403, "BT-1002")


@on_sqlite
@pytest.mark.parametrize("signers", ["old", "new", "stranger"])
def test_one_key_alone_changes_nothing(station, hub, signers):
    chosen = {"old": (station.signer,), "new": (NEW,), "stranger": (NEWER, NEW)}[signers]
    envelope = dsse.signed(
        "application/vnd.battery-trace.station-key-change.v1+json", messages.encode(change(station)), *chosen
    )
    assert code(post(station, dsse.to_json(envelope))) == (403, "BT-1002")
    with database.look(hub.engine) as connection:
        assert len(connection.execute(select(station_key)).all()) == 1


@on_sqlite
def test_nobody_changes_the_key_of_another_station(station, new_station):
    other = new_station(label="S2")
    body = ask(change(station), station.signer, NEW)
    assert code(post(station, body, other.station_id)) == (403, "BT-1003")
    forged = ask(change(station, station_id=other.station_id), station.signer, NEW)
    assert code(post(station, forged, other.station_id)) == (403, "BT-1002")


@on_sqlite
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]"])
def test_other_bytes_are_refused(station, body):
    assert code(post(station, body)) == (422, "BT-1001")


@on_sqlite
def test_a_station_that_there_is_not_has_no_keys(station):
    assert code(post(station, ask(change(station), station.signer, NEW), "x")) == (403, "BT-1003")


# -- taken out of service


def test_a_revoked_station_is_told_in_one_request(station, hub):
    station.send()
    assert revoke_station(hub, station.station_id)
    assert code(station.ask_for_session()) == (403, "BT-1004")
    assert code(post(station, ask(change(station), station.signer, NEW))) == (403, "BT-1004")


def test_the_other_stations_of_the_outlet_hear_of_it_once(station, new_station, hub, clock):
    other = new_station(label="S2")
    station.send()
    _, since = read_all(other)
    assert revoke_station(hub, station.station_id)
    assert revoke_station(hub, station.station_id)
    assert read_all(other, since)[0] == [
        StationRevoked(station_id=station.station_id, revoked_at=to_moment(clock()), revoked_from_seq=2)
    ]


def test_the_administrator_may_say_from_where_on_nothing_is_believed(station, new_station, hub):
    other = new_station(label="S2")
    for _ in range(3):
        station.take_in()
    station.send()
    revoke_station(hub, station.station_id, from_seq=3)
    assert read_all(other)[0][-1].revoked_from_seq == 3


def test_what_a_lost_station_sealed_before_is_believed_and_nothing_after(station, new_station, hub):
    carrier = new_station(label="S2")
    station.send()
    for _ in range(4):
        station.take_in()
    before, across = station.freeze(2, 3), station.freeze(4, 5)
    revoke_station(hub, station.station_id, from_seq=5)
    own = station.signer
    assert carry(carrier, before, own).status_code == 200
    assert carry(carrier, before, own).headers["idempotent-replayed"] == "true"
    assert code(carry(carrier, across, own)) == (403, "BT-1004")
    assert code(station.client.get(f"/v1/batches/{batch.digest(before)}", headers=station.headers)) == (
        403,
        "BT-1004",
    )


def carry(carrier, frozen, signer):
    """A batch that another station sealed, brought by ``carrier``."""
    envelope = dsse.to_json(dsse.signed(dsse.BATCH, frozen, signer))
    return carrier.client.put(
        f"/v1/batches/{batch.digest(frozen)}", content=envelope, headers=carrier.headers
    )


@on_sqlite
def test_a_station_that_there_is_not_cannot_be_revoked(hub):
    assert not revoke_station(hub, "01a1fd8f-5700-7a11-8a00-000000000077")


# -- the hub's own key


def told(client):
    return messages.decode(Capabilities, client.get("/v1/capabilities").content)


def test_a_station_follows_the_hub_from_key_to_key(station, hub, store, clock):
    pinned = dict(station.hub_keys)
    rotated = rotate_key(hub)
    assert [each for each in read_all(station)[0] if isinstance(each, HubKeyRotated)] == [rotated]
    second = open_hub(store, clock=clock, new_id=hub.new_id, name="again")
    rotate_key(second)
    third = open_hub(store, clock=clock, new_id=hub.new_id, name="again")
    known = followed_keys(pinned, told(station.client).key_rotations)
    assert set(known) == {hub.signer.key_id, second.signer.key_id, third.signer.key_id}
    station.client.app.state.hub = dataclasses.replace(third, is_sandbox=True)
    station.hub_keys = known
    station.open_session()
    assert station.send().batch_status == "accepted"
    for each in (second, third):
        each.engine.dispose()


@on_sqlite
def test_a_chain_that_no_pinned_key_begins_is_not_followed(station, hub):
    rotate_key(hub)
    assert followed_keys({"x": NEW.public_key}, told(station.client).key_rotations) == {"x": NEW.public_key}


@on_sqlite
def test_a_process_with_an_older_key_changes_none(hub):
    rotate_key(hub)
    with pytest.raises(OtherKeySigns):
        rotate_key(hub)


def test_a_sealed_key_is_followed_by_a_sealed_one(hub, store, clock):
    secret = b"s" * 32
    sealing = open_hub(store, clock=clock, new_id=hub.new_id, name="x", key_secret=secret)
    new = rotate_key(sealing, secret)
    again = open_hub(store, clock=clock, new_id=hub.new_id, name="x", key_secret=secret)
    assert again.signer.key_id == new.key_id
    for each in (sealing, again):
        each.engine.dispose()


# -- capabilities


@on_sqlite
def test_capabilities_name_the_calls_and_when_nobody_need_try(client, hub, clock):
    tomorrow = to_moment(clock().replace(day=22))
    announce_maintenance(hub, tomorrow, tomorrow.replace(hour=20))
    found = told(client)
    assert {"changes", "refdata", "station_keys", "stock_checks"} <= set(found.calls)
    assert [(each.starts_at, each.ends_at) for each in found.maintenance] == [
        (tomorrow, tomorrow.replace(hour=20))
    ]
    clock.at = tomorrow.replace(hour=21)
    assert told(client).maintenance == ()


@on_sqlite
def test_a_maintenance_ends_after_it_starts(hub, clock):
    with pytest.raises(ValueError, match="ends after"):
        announce_maintenance(hub, to_moment(clock()), to_moment(clock()))
