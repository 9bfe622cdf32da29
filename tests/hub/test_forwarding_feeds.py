"""What the next hub says later than in a receipt reaches the station through the relay, as it was signed."""

# ruff: noqa: F811 - fixtures that its neighbour holds

import itertools
import json
import shutil
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from packtrail.protocol import dsse
from packtrail.protocol.changes import CorrectionRequest, verify_carried, verify_changes
from packtrail.protocol.hub_answer import AnswerDisputed, AnswerFault
from packtrail.protocol.relayed_changes import RelayedChanges
from packtrail.protocol.relayed_receipt import RelayedReceipt, packed
from packtrail_hub import database, telling
from packtrail_hub.admin.audit import acts_before
from packtrail_hub.cli import main
from packtrail_hub.forwarding import feeds
from packtrail_hub.key_rotation import rotate_key
from tests.hub.conftest import OTHER_OUTLET
from tests.hub.relaying import opened, pass_on, relay_to, served, told_kinds
from tests.hub.test_changes import ack
from tests.hub.test_forwarding import Killed, _move, behind, relayed  # noqa: F401

on_sqlite = pytest.mark.parametrize("store", ["sqlite"], indirect=True)
REQUEST = "01a1fd8f-5700-7a11-8a00-0000000000a1"


def heard(station, there):
    """What the next hub told the station through the relay, verified by the station's own pinned keys."""
    pages = told_kinds(station, RelayedChanges)
    read = [
        verify_carried(each.envelope, there.hub_keys, expect_station_id=there.station_id) for each in pages
    ]
    return [change for page in read for change in page.changes]


def later(hub, clock):
    """The round after the next look at the feeds is due."""
    clock.at += timedelta(minutes=2)
    return pass_on(hub)


def asked(record):
    return CorrectionRequest(
        request_id=REQUEST, record_id=record.record_id, requested_by="platform", reason="照片与编码不符"
    )


def test_an_authoritys_word_and_a_request_come_back_as_the_next_hub_signed_them(hub, behind, relayed, clock):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        record = station.take_in()
        station.send(1, 2)
        pass_on(hub)
        said = ack(record), asked(record)
        telling.authority_answered(behind, said[0])
        telling.correction_asked(behind, said[1])

        later(hub, clock)
        later(hub, clock)  # nothing new: nothing is told

    assert heard(station, there) == list(said)
    assert len(told_kinds(station, RelayedChanges)) == 1


def test_each_station_hears_its_own_and_only_behind_its_receipt(hub, behind, relayed, clock):
    with served(behind) as url:
        relay_to(hub, behind, url)
        pairs = [relayed(url, label=label) for label in ("S1", "S2")]
        records = []
        for station, there in pairs:
            records.append(station.take_in())
            station.send(1, 2)
            there.send(1, 2)  # the next hub has it already, and its receipt is not here yet
            telling.authority_answered(behind, ack(records[-1]))
        pass_on(hub)

    for (station, there), record in zip(pairs, records, strict=True):
        assert [each.record_id for each in heard(station, there)] == [record.record_id]
        kinds = [type(each) for each in told_kinds(station, RelayedReceipt, RelayedChanges)]
        assert kinds == [RelayedReceipt, RelayedChanges]


@on_sqlite
def test_a_next_hub_that_is_busy_with_its_feeds_goes_on_taking_batches(hub, behind, relayed, clock):
    with served(behind, "changes * 429(86400)") as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.take_in()
        station.send(1, 2)
        pass_on(hub)
        station.take_in()
        station.send(3, 3)
        went = later(hub, clock)
    assert went.answered == 1
    assert went.is_whole


@on_sqlite
def test_a_feed_is_read_for_nobody_of_another_outlet(hub, behind, relayed):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        _, stranger = relayed(url, label="S9", outlet=OTHER_OUTLET)
        station.send(1, 1)
        asking = {"on_behalf_of": there.station_id}
        refused = stranger.client.get("/v1/changes", params=asking, headers=stranger.headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "BT-1003")


@on_sqlite
def test_a_page_read_for_another_is_never_taken_for_ones_own(hub, behind, relayed):
    with served(behind) as url:
        _, there = relayed(url, label="S1")
        _, carrier = relayed(url, label="S2")
        asking = {"on_behalf_of": there.station_id}
        page = carrier.client.get("/v1/changes", params=asking, headers=carrier.headers).content
        own = there.client.get("/v1/changes", params=asking, headers=there.headers).content
    expected = {"expect_station_id": there.station_id, "expect_since": None}
    with pytest.raises(AnswerDisputed) as dispute:
        verify_changes(page, there.hub_keys, **expected)
    assert dispute.value.fault is AnswerFault.OTHER_STATION
    assert verify_changes(own, there.hub_keys, **expected).carried_by is None
    with pytest.raises(AnswerDisputed):
        verify_carried(own, there.hub_keys, expect_station_id=there.station_id)


@on_sqlite
def test_a_page_under_the_next_hubs_new_key_comes_behind_the_word_of_the_old_one(
    hub,
    behind,
    relayed,
    clock,
    tmp_path,
):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        record = station.take_in()
        station.send(1, 2)
        pass_on(hub)
    rotate_key(behind, None)
    again = opened(tmp_path / "behind.db", clock)
    telling.authority_answered(again, ack(record))
    with served(again) as url:
        _move(hub, url)
        later(hub, clock)
    keys = {again.signer.key_id: again.signer.public_key}
    again.engine.dispose()
    assert [each.key_id for each in told_kinds(station, RelayedChanges)] == list(keys)
    there.hub_keys = keys
    assert heard(station, there)[-1] == ack(record)


@on_sqlite
def test_a_next_hub_that_was_set_back_to_a_backup_is_read_from_its_beginning(
    hub, behind, relayed, clock, tmp_path
):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        record = station.take_in()
        station.send(1, 2)
        pass_on(hub)
        behind.engine.dispose()
        shutil.copy(tmp_path / "behind.db", tmp_path / "backup.db")
        telling.authority_answered(behind, ack(record))
        later(hub, clock)
    restored = opened(tmp_path / "backup.db", clock)
    with served(restored) as url:
        _move(hub, url)
        telling.correction_asked(restored, asked(record))
        later(hub, clock)
    restored.engine.dispose()
    assert heard(station, there) == [ack(record), asked(record)]


def pages_of_at_most(monkeypatch, fits):
    """Whether a page has room in a change is for ``fits`` to say, by the ids of the requests in it."""

    def room_for(envelope):
        page = json.loads(dsse.from_json(envelope).payload)
        return packed(envelope) if fits([each.get("request_id") for each in page["changes"]]) else None

    monkeypatch.setattr(feeds, "packed", room_for)


def five_requests(behind, record):
    made = [replace(asked(record), request_id=f"{REQUEST[:-1]}{n}") for n in range(1, 6)]
    for each in made:
        telling.correction_asked(behind, each)
    return made


def forwarding(hub):
    shown = CliRunner().invoke(main, ["forwarding", "--database", str(hub.engine.url)])
    assert shown.exit_code == 0, shown.output
    return shown.output


@on_sqlite
def test_a_round_by_command_is_in_the_list_of_what_was_done_when_something_came_of_it(hub, behind, relayed):
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.send(1, 1)
        for _ in range(2):
            done = CliRunner().invoke(main, ["forward", "--database", str(hub.engine.url)])
            assert done.exit_code == 0, done.output
    with database.look(hub.engine) as connection:
        acts = [each for each in acts_before(connection, None) if each.what == "passed_on_once"]
    assert [each.facts for each in acts] == [{"answered": 1, "heard": 0}]


@on_sqlite
def test_why_a_feed_rests_is_shown(hub, behind, relayed, clock):
    with served(behind, "changes * 429(600)") as url:
        relay_to(hub, behind, url)
        station, _ = relayed(url)
        station.send(1, 1)
        pass_on(hub)
    shown = forwarding(hub)
    assert "暂停取回" in shown
    assert "BT-" in shown


@on_sqlite
def test_a_page_that_no_change_has_room_for_comes_in_smaller_ones(hub, behind, relayed, clock, monkeypatch):
    pages_of_at_most(monkeypatch, lambda ids: len(ids) <= 2)
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        record = station.take_in()
        station.send(1, 2)
        pass_on(hub)
        said = five_requests(behind, record)
        later(hub, clock)
    assert heard(station, there) == said
    assert len(told_kinds(station, RelayedChanges)) == 3
    assert "没有取回" not in forwarding(hub)


@on_sqlite
def test_a_change_that_is_too_large_alone_is_passed_over_and_stays_named(
    hub, behind, relayed, clock, monkeypatch, caplog
):
    too_large = f"{REQUEST[:-1]}3"
    pages_of_at_most(monkeypatch, lambda ids: too_large not in ids)
    with served(behind) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        record = station.take_in()
        station.send(1, 2)
        pass_on(hub)
        five_requests(behind, record)
        later(hub, clock)
        assert [each.request_id for each in heard(station, there)] == [
            f"{REQUEST[:-1]}{n}" for n in (1, 2, 4, 5)
        ]
        telling.authority_answered(behind, ack(record))
        later(hub, clock)
    assert heard(station, there)[-1] == ack(record)
    assert "太大" in forwarding(hub)
    assert [each.levelname for each in caplog.records if "too large" in each.message] == ["WARNING"]
    caplog.clear()


WORDS = ("submitted", "rejected", "accepted")


@on_sqlite
@settings(
    max_examples=4,
    phases=(Phase.explicit, Phase.generate),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(
    words=st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    faults=st.lists(
        st.sampled_from(("drop_before", "drop_after_commit", "truncate", "500_after_commit", "html", "pass")),
        max_size=2,
    ),
    kills=st.sets(st.integers(0, 3), max_size=2),
)
def test_every_word_comes_back_once_and_in_order_whatever_is_cut(
    hub,
    behind,
    relayed,
    clock,
    monkeypatch,
    words,
    faults,
    kills,
):
    """Lost answers at the next hub, and a relay that is killed before or after it has told."""
    script = "; ".join(f"changes {number} {step}" for number, step in enumerate(faults, start=1))
    calls = itertools.count()

    def tell(*given, **more):
        telling.tell(*given, **more)
        if next(calls) in kills:
            raise Killed

    monkeypatch.setattr(feeds, "tell", tell)
    with served(behind, script) as url:
        relay_to(hub, behind, url)
        station, there = relayed(url)
        record = station.take_in()
        station.send(1, 2)
        pass_on(hub)
        told = [ack(record, status=word, authority_record_no=str(at)) for at, word in enumerate(words)]
        new = []
        for each in told:
            new += [each] if telling.authority_answered(behind, each) else []
            with suppress(Killed):
                later(hub, clock)
        for _ in range(len(faults) + len(kills) + 2):
            with suppress(Killed):
                clock.at += timedelta(minutes=20)
                pass_on(hub)
    station.open_session()  # hours later
    assert heard(station, there) == new
