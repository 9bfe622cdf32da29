"""The check after a session: equal is said to be equal, and whatever differs is named and left as it is."""

import pytest
from sqlalchemy import select

from packtrail.domain.moments import to_moment
from packtrail.protocol import messages, problems
from packtrail.protocol.stock_check import StockAnswer, StockCheck
from packtrail_hub import database
from packtrail_hub.tables import record, stock_check, unit_state
from tests.hub.test_changes import on_sqlite, read_all


def check_of(station, stock=None, **fields):
    cursor = station.cursor()
    wanted = {
        "station_id": station.station_id,
        "station_epoch": station.epoch,
        "head_seq": station.head[0],
        "head_hash": station.head[1],
        "receipt_seq": cursor["receipt_seq"],
        "receipt_digest": cursor["receipt_digest"],
        "stock": stock or {},
        "at": to_moment(station.clock()),
    } | fields
    return StockCheck(**wanted)


def post(station, check, station_id=None):
    return station.client.post(
        f"/v1/stations/{station_id or station.station_id}/stock-checks",
        content=check if isinstance(check, bytes) else messages.encode(check),
        headers=station.headers,
    )


def ask(station, stock=None, **fields):
    answer = post(station, check_of(station, stock, **fields))
    assert answer.status_code == 200, answer.text
    return messages.decode(StockAnswer, answer.content)


@pytest.fixture
def reported(station):
    """Two packs on the floor, one on the road, all of it at the hub."""
    taken = [station.take_in() for _ in range(3)]
    station.hand_on(taken[0])
    station.send()
    return station


def test_both_sides_count_alike(reported):
    found = ask(reported, {"in_storage": {"pack": 2}, "in_transit": {"pack": 1}})
    assert (found.is_equal, found.is_behind, found.differences) == (True, False, ())


def test_a_unit_that_one_side_lacks_is_named_by_custody_and_level(reported):
    found = ask(reported, {"in_storage": {"pack": 3}})
    assert not found.is_equal
    assert [
        (each.custody, each.level, each.station_number, each.hub_number) for each in found.differences
    ] == [
        ("in_storage", "pack", 3, 2),
        ("in_transit", "pack", 0, 1),
    ]


@on_sqlite
def test_what_has_left_for_good_is_not_compared(reported):
    stock = {"in_storage": {"pack": 2}, "in_transit": {"pack": 1}, "delivered": {"pack": 900}}
    assert ask(reported, stock).is_equal


@on_sqlite
def test_another_head_is_named_with_both_hashes(reported):
    unsent = reported.take_in()
    (found, *_) = ask(reported).differences
    assert (found.what, found.station_number, found.hub_number) == (
        "head",
        unsent.station_seq,
        unsent.station_seq - 1,
    )
    assert (found.station_digest, found.hub_digest) == (unsent.record_hash, unsent.prev_hash)


@on_sqlite
def test_another_last_receipt_is_named(reported):
    stock = {"in_storage": {"pack": 2}, "in_transit": {"pack": 1}}
    (found,) = ask(reported, stock, receipt_seq=0, receipt_digest="sha256:" + "0" * 64).differences
    assert (found.what, found.station_number, found.hub_number) == ("receipt", 0, 1)


@on_sqlite
def test_a_station_that_has_sent_nothing_has_nothing_to_differ_in(station):
    station.log.clear()
    station.head = (0, "sha256:" + "0" * 64)
    assert ask(station).is_equal


def test_who_has_not_heard_the_others_is_told_to_listen_first(reported, new_station):
    other = new_station(label="S2")
    other.take_in(battery_code="0TXPB01A000001A5A9000001")
    other.send()
    stock = {"in_storage": {"pack": 2}, "in_transit": {"pack": 1}}
    deaf = ask(reported, stock)
    assert (deaf.is_equal, deaf.is_behind) == (False, True)
    _, heard_to = read_all(reported)
    stock["in_storage"] = {"pack": 3}
    listening = ask(reported, stock, heard_to=heard_to)
    assert (listening.is_equal, listening.is_behind) == (True, False)
    assert ask(reported, stock, heard_to="of_elsewhere").is_behind


def test_a_check_changes_nothing_and_the_last_answer_is_kept(reported, hub):
    def everything(connection):
        return [connection.execute(select(each)).all() for each in (record, unit_state)]

    with database.look(hub.engine) as connection:
        before = everything(connection)
    ask(reported, {"in_storage": {"pack": 99}})
    ask(reported, {"in_storage": {"pack": 2}, "in_transit": {"pack": 1}})
    with database.look(hub.engine) as connection:
        assert everything(connection) == before
        assert connection.execute(select(stock_check.c.is_equal)).scalars().all() == [True]


@on_sqlite
def test_nobody_checks_for_another(reported, new_station):
    other = new_station(label="S2")
    answer = post(reported, check_of(reported), other.station_id)
    assert (answer.status_code, problems.decode(answer.content).code) == (403, "BT-1003")
    answer = post(reported, check_of(reported, station_id=other.station_id))
    assert (answer.status_code, problems.decode(answer.content).code) == (403, "BT-1003")


@on_sqlite
@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b"{}", b'{"stock":{"in_storage":{"pack":-1}}}'])
def test_what_is_no_check_is_refused(station, body):
    answer = post(station, body)
    assert (answer.status_code, problems.decode(answer.content).code) == (422, "BT-1001")
