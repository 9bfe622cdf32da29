"""The changes feed: everything reaches whom it is for, once for each cursor, and nothing is skipped."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from packtrail.domain.moments import to_moment
from packtrail.protocol import canonical, changes, dsse, problems
from packtrail.protocol.changes import (
    AuthorityAck,
    ConsigneeAckChange,
    CorrectionRequest,
    LaterVerdict,
    StationRecord,
    verify_changes,
)
from packtrail.protocol.receipt import Issue
from packtrail_hub import database, stations, telling
from packtrail_hub.tables import authority_state, change, outlet

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
on_sqlite = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
"""Of what is decided before the database is asked, or the same by the same SQL elsewhere."""

NOBODY = "01a1fd8f-5700-7a11-8a00-000000000077"


def ask(station, since=None, **query):
    query = query if since is None else {"since": since, **query}
    return station.client.get("/v1/changes", params=query, headers=station.headers)


def read(station, since=None, **query):
    answer = ask(station, since, **query)
    assert answer.status_code == 200, answer.text
    return verify_changes(
        answer.content, station.hub_keys, expect_station_id=station.station_id, expect_since=since
    )


def read_all(station, since=None, **query):
    """All changes behind ``since``, and the cursor behind them."""
    found = []
    while True:
        page = read(station, since, **query)
        found.extend(page.changes)
        since = page.cursor
        if not page.more:
            return found, since


@pytest.fixture
def pair(new_station):
    """Two stations of one outlet, each with its epoch opened and sent."""
    first, second = new_station(label="S1"), new_station(label="S2")
    first.send()
    second.send()
    return first, second


def ack(record, **changed):
    fields = {
        "record_id": record.record_id,
        "destination": "cn_national",
        "status": "accepted",
        "reported_at": to_moment(record.recorded_at),
    } | changed
    return AuthorityAck(**fields)


# -- records of the outlet's other stations


def test_each_station_hears_the_others_log_line_by_line(pair):
    first, second = pair
    for _ in range(3):
        first.take_in()
    first.send_new()
    heard, _ = read_all(second)
    assert [each.canonical for each in heard] == first.log
    assert [each.hash for each in heard] == [canonical.sha256_digest(line) for line in first.log]
    assert {(each.station_id, each.station_epoch, each.key_id) for each in heard} == {
        (first.station_id, 1, first.signer.key_id)
    }
    assert [each.station_seq for each in heard] == [1, 2, 3, 4]


def test_nobody_hears_himself_and_no_other_outlet_hears_anything(pair, new_station):
    first, second = pair
    stranger = new_station(outlet="91430100MA0FAKE039", label="S9")
    stranger.send()
    assert {each.station_id for each in read_all(first)[0]} == {second.station_id}
    assert read_all(stranger)[0] == []


def test_a_record_that_does_not_count_comes_too_with_its_verdict(pair):
    first, second = pair
    first.write_raw(body={"gross_mass_g": "heavy"})
    first.take_in()
    first.send_new()
    heard, _ = read_all(second)
    assert [each.status for each in heard] == ["accepted", "rejected", "accepted"]
    assert [each.canonical for each in heard] == first.log


def test_the_same_cursor_gives_the_same_and_later_the_same_and_more(pair):
    first, second = pair
    _, since = read_all(second)
    first.take_in()
    first.send_new()
    once = read(second, since)
    assert read(second, since) == once
    first.take_in()
    first.send_new()
    assert read(second, since).changes[: len(once.changes)] == once.changes
    assert len(read(second, since).changes) == len(once.changes) + 1


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_any_size_lose_and_double_nothing(pair, hub, limit):
    first, second = pair
    for at in range(4):
        first.take_in()
        taken = first.take_in()
        first.send_new()
        second.take_in()
        second.send_new()
        if at % 2:
            telling.correction_asked(hub, asked_of(taken, at))
    whole, head = read_all(second)
    in_pieces, end = read_all(second, limit=limit)
    assert (in_pieces, end) == (whole, head)
    assert [each.canonical for each in whole if isinstance(each, StationRecord)] == first.log


@on_sqlite
def test_a_page_ends_before_it_grows_too_large(pair, monkeypatch):
    first, second = pair
    monkeypatch.setattr("packtrail_hub.changes.PAGE_BYTES", 3000)
    for _ in range(6):
        first.take_in()
    first.send_new()
    page = read(second)
    assert page.more
    assert 1 <= len(page.changes) < 7
    assert [each.canonical for each in read_all(second)[0]] == first.log


def test_a_batch_that_repeats_what_was_held_tells_only_what_is_new(pair):
    first, second = pair
    first.take_in()
    first.send(1, 2)
    first.take_in()
    first.send(1, 3)
    assert [each.station_seq for each in read_all(second)[0]] == [1, 2, 3]


@on_sqlite
def test_where_nothing_is_new_the_cursor_stays(pair):
    first, _ = pair
    found, since = read_all(first)
    assert found
    page = read(first, since)
    assert (page.changes, page.cursor, page.more) == ((), since, False)
    assert first.cursor()["changes_head"] == since


def test_a_later_verdict_reaches_the_other_station(pair):
    first, second = pair
    bad = first.write_raw(body={"gross_mass_g": "heavy"})
    first.send_new()
    _, since = read_all(second)
    first.correct(bad, first.head[1], ("/gross_mass_g", "heavy", 300_000))
    assert [each.status for each in first.send_new().updates] == ["accepted"]
    (verdict,) = (each for each in read_all(second, since)[0] if isinstance(each, LaterVerdict))
    assert (verdict.record_id, verdict.station_id, verdict.status) == (bad, first.station_id, "accepted")
    assert (verdict.station_epoch, verdict.station_seq, verdict.ack_level) == (1, 2, "relay_accepted")


@on_sqlite
def test_a_station_alone_at_its_outlet_is_told_once_in_its_receipt(station):
    bad = station.write_raw(body={"gross_mass_g": "heavy"})
    station.correct(bad, station.head[1], ("/gross_mass_g", "heavy", 300_000))
    assert station.send().updates
    assert read_all(station)[0] == []


def test_two_stations_that_send_at_once_lose_nothing_in_a_third_ones_feed(pair, new_station):
    third = new_station(label="S3")
    third.send()

    def send(station):
        for _ in range(5):
            station.take_in()
            station.send_new()

    with ThreadPoolExecutor(2) as pool:
        sending = [pool.submit(send, station) for station in pair]
        heard, since = [], None
        while not all(each.done() for each in sending):
            found, since = read_all(third, since)
            heard.extend(found)
        for each in sending:
            each.result()
    heard.extend(read_all(third, since)[0])
    for station in pair:
        mine = [each.canonical for each in heard if each.station_id == station.station_id]
        assert mine == station.log


# -- cursors


@on_sqlite
@pytest.mark.parametrize(
    "since",
    ["chg_999_ab", "chg_1_000000000000", "chg_0_000000000001", "chg_01_x", "other", "chg__", "chg_٣_a"],
)
def test_a_cursor_that_the_hub_did_not_give_out_is_said_to_be_unknown(pair, since):
    answer = ask(pair[0], since)
    if answer.status_code == 422:  # not even the shape of one
        assert problems.decode(answer.content).code == problems.SCHEMA_VIOLATION.code
        assert since == "chg_٣_a"
        return
    assert answer.status_code == 410
    assert problems.decode(answer.content).code == problems.CURSOR_UNKNOWN.code


def test_a_hub_that_went_back_to_a_backup_notices_an_old_cursor(pair, hub):
    first, second = pair
    first.take_in()
    first.send_new()
    _, since = read_all(second)
    with database.act(hub.engine) as connection:  # as if the last batch had never come
        connection.execute(update(outlet).values(arrivals=outlet.c.arrivals - 1))
        connection.execute(text("UPDATE batch SET arrival = arrival - 1 WHERE seq_first > 1"))
    assert ask(second, since).status_code == 410


@on_sqlite
def test_another_outlets_cursor_is_no_cursor(pair, new_station):
    stranger = new_station(outlet="91430100MA0FAKE039", label="S9")
    stranger.send()
    _, since = read_all(pair[0])
    assert ask(stranger, since).status_code == 410


@on_sqlite
@pytest.mark.parametrize("limit", ["0", "501", "-1", "x", "1e3"])
def test_a_page_has_a_reasonable_size_or_is_refused(station, limit):
    answer = ask(station, limit=limit)
    assert answer.status_code == 422
    problem = problems.decode(answer.content)
    assert [error.pointer for error in problem.errors] == ["/query/limit"]


@on_sqlite
def test_nobody_reads_without_a_session(station):
    station.token = "none"
    assert ask(station).status_code == 401


# -- what is told beside records


def asked_of(record, number=1):
    return CorrectionRequest(
        request_id=f"01a1fd8f-5700-7a11-8a00-{number:012d}",
        record_id=record.record_id,
        requested_by="platform",
        reason="照片与编码不符",
    )


def test_an_authority_that_rejects_later_keeps_the_level_and_gives_its_reason(station, hub):
    taken = station.take_in()
    station.send()
    accepted = ack(taken, authority_record_no="GJ-1")
    rejected = ack(taken, status="rejected", issues=(ISSUE,))
    assert telling.authority_answered(hub, accepted)
    assert telling.authority_answered(hub, rejected)
    assert read_all(station)[0] == [accepted, rejected]
    with database.look(hub.engine) as connection:
        state = connection.execute(select(authority_state)).one()
    assert (state.status, state.ack_level, state.issue_code) == ("rejected", "authority_accepted", "BT-2005")


def test_an_authority_that_says_the_same_twice_is_told_once(station, hub):
    taken = station.take_in()
    station.send()
    assert telling.authority_answered(hub, ack(taken, status="submitted"))
    assert not telling.authority_answered(hub, ack(taken, status="submitted"))
    assert telling.authority_answered(hub, ack(taken))
    late = ack(taken, status="submitted", reported_at=to_moment(taken.recorded_at + timedelta(hours=1)))
    assert not telling.authority_answered(hub, late)
    assert [each.status for each in read_all(station)[0]] == ["submitted", "accepted"]


def test_destinations_keep_their_own_levels(station, hub):
    taken = station.take_in()
    station.send()
    telling.authority_answered(hub, ack(taken, destination="cn_hunan", status="rejected", issues=(ISSUE,)))
    telling.authority_answered(hub, ack(taken))
    with database.look(hub.engine) as connection:
        states = connection.execute(select(authority_state).order_by(authority_state.c.destination)).all()
    assert [(each.destination, each.ack_level) for each in states] == [
        ("cn_hunan", "none"),
        ("cn_national", "authority_accepted"),
    ]


@on_sqlite
def test_only_the_station_that_wrote_a_record_hears_what_is_said_of_it(pair, hub):
    first, second = pair
    taken = first.take_in()
    first.send_new()
    _, since = read_all(second)
    assert telling.correction_asked(hub, asked_of(taken))
    assert not telling.correction_asked(hub, asked_of(taken))
    assert [each for each in read_all(first)[0] if each.kind == "correction_request"] == [asked_of(taken)]
    assert read(second, since).changes == ()


def test_a_recipients_answer_reaches_the_station_of_the_line(station, hub):
    taken = station.take_in()
    load = station.hand_on(taken)
    station.send()
    said = ConsigneeAckChange(
        line_record_id=load.lines[0].record_id,
        handoff_id=load.header.body.handoff_id,
        line_no=1,
        consignee_uscc="91430200MA0FAKE02B",
        outcome="accepted",
        acknowledged_at=to_moment(load.release.recorded_at),
        received_gross_mass_g=311_900,
    )
    assert telling.consignee_answered(hub, said)
    assert not telling.consignee_answered(hub, said)
    assert read_all(station)[0] == [said]


@on_sqlite
def test_what_nobody_reported_is_nobodys(hub, station):
    with pytest.raises(telling.NotHeld):
        telling.correction_asked(hub, dataclasses.replace(asked_of_nothing(), record_id=NOBODY))


def asked_of_nothing():
    return CorrectionRequest(request_id=NOBODY, record_id=NOBODY, requested_by="platform", reason="x")


def test_what_was_told_stays_as_it_was(station, hub):
    taken = station.take_in()
    station.send()
    telling.correction_asked(hub, asked_of(taken))
    for statement in ("DELETE FROM change", "UPDATE change SET arrival = arrival + 1"):
        with pytest.raises(Exception, match="append-only"), database.act(hub.engine) as connection:
            connection.execute(text(statement))


def test_a_change_that_this_hub_does_not_know_goes_on_as_it_came(station, hub):
    with database.act(hub.engine) as connection:
        tomorrow = changes.UnreadChange(kind="weather", content={"rain": True})
        telling.tell(connection, 1, tomorrow, hub.now())
        assert connection.execute(select(change.c.kind)).scalar_one() == "weather"
    assert read_all(station)[0] == [tomorrow]


@on_sqlite
def test_a_page_is_signed_by_the_hub_as_a_page(station, hub):
    envelope = dsse.from_json(ask(station).content)
    assert dsse.verified(envelope, changes.CHANGES, {hub.signer.key_id: hub.signer.public_key})


@on_sqlite
def test_a_revoked_station_reads_nothing(station, hub):
    with database.act(hub.engine) as connection:
        stations.revoke(connection, station.station_id, hub.now())
    answer = ask(station)
    assert (answer.status_code, problems.decode(answer.content).code) == (403, problems.STATION_REVOKED.code)
