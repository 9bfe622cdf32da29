"""What a hub's operator does reaches a station by itself: keys, lists, windows; and a station's own keys."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from packtrail.app.hub_process import HubProcess
from packtrail.cli.main import main as packtrail
from packtrail.usecases.sync_policy import quiet_until
from packtrail_hub.cli import main as packtrail_hub
from tests.e2e.stations import act, at_work, enrol, send, set_up, states, take_in
from tests.station import codes
from tests.trade import RECYCLER

LIST = {
    "dataset": "consignees",
    "version": "2099-01-01.1",
    "effective_from": "2026-11-01",
    "effective_to": None,
    "source": "省级公示名单",
    "confidence": "V",
    "content": {
        "entry": [
            {
                "uscc": RECYCLER,
                "name": "株洲测试再生利用有限公司",
                "list": "miit_white_list",
                "batch": "第五批",
                "valid_from": "2024-01-01",
                "valid_to": None,
                "source": "公告",
                "confidence": "V",
            }
        ]
    },
}


@pytest.fixture
def place(tmp_path):
    """A hub of the test's own, and a station bound to it."""
    with HubProcess(tmp_path / "hub") as hub, at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        yield outlet, enrol(outlet, hub.url), tmp_path / "hub" / "hub.db"


def run_hub(*arguments):
    done = CliRunner().invoke(packtrail_hub, [str(each) for each in arguments])
    assert done.exit_code == 0, done.output


def settled(outlet, destination):
    last, _ = send(outlet, destination)
    assert last.result == "nothing_to_send", last
    assert set(states(outlet)) == {"accepted"}


def test_a_hub_that_goes_over_to_a_new_key_is_believed_without_binding_anew(place):
    outlet, destination, database = place
    settled(outlet, destination)
    run_hub("change-hub-key", "--database", database)
    take_in(outlet, *codes(1))
    settled(outlet, destination)
    (known,) = outlet.read(lambda view: view.destinations())
    assert len(known.hub_keys) == 2


def test_a_list_that_the_hub_publishes_comes_into_use_with_the_next_session_and_once(place, tmp_path):
    outlet, destination, database = place
    file = tmp_path / "list.json"
    file.write_text(json.dumps(LIST, ensure_ascii=False), encoding="utf-8")
    run_hub("publish-refdata", file, "--database", database)
    send(outlet, destination)
    (taken,) = outlet.read(lambda view: view.adopted_refdata("consignees"))
    assert str(taken.version) == LIST["version"]
    settled(outlet, destination)
    assert len(outlet.read(lambda view: view.adopted_refdata("consignees"))) == 1


def test_a_list_that_cannot_be_read_is_fetched_once_and_holds_nothing_up(place, tmp_path):
    outlet, destination, database = place
    file = tmp_path / "list.json"
    file.write_text(json.dumps(LIST | {"content": {"nothing": 1}}, ensure_ascii=False), encoding="utf-8")
    run_hub("publish-refdata", file, "--database", database)
    settled(outlet, destination)
    remembered = outlet.read(lambda view: view.setting("sync.refdata.hub"))
    assert len(json.loads(remembered)) == 1
    settled(outlet, destination)
    assert outlet.read(lambda view: view.setting("sync.refdata.hub")) == remembered
    assert outlet.read(lambda view: view.adopted_refdata("consignees")) == []


def test_announced_maintenance_is_known_after_the_next_session(place):
    outlet, destination, database = place
    begins = outlet.now() + timedelta(hours=1)
    run_hub("announce-maintenance", f"{begins:%Y-%m-%dT%H:%M}", "--hours", 2, "--database", database)
    send(outlet, destination)
    quiet = outlet.read(lambda view: quiet_until(view, "hub", begins + timedelta(minutes=5)))
    assert timedelta(hours=1) < quiet - begins < timedelta(hours=3)


def test_keys_changed_twice_without_a_network_are_told_before_anything_else_and_nothing_is_lost(place):
    outlet, destination, _ = place
    take_in(outlet, *codes(1))
    settled(outlet, destination)
    for number in range(2):
        take_in(outlet, *codes(1, first=10 + number))
        act(outlet, outlet.rotate_key)
    take_in(outlet, *codes(1, first=20))
    settled(outlet, destination)
    station = outlet.read(lambda view: view.station())
    assert station.epoch == 3
    (known,) = outlet.read(lambda view: view.destinations())
    assert known.station_signature != destination.station_signature


def test_a_key_change_whose_answer_was_lost_is_told_again(place):
    outlet, destination, _ = place
    act(outlet, outlet.rotate_key)
    owed = outlet.read(lambda view: view.setting("sync.key_change.hub"))
    settled(outlet, destination)
    act(outlet, outlet.remember, "sync.key_change.hub", owed)
    take_in(outlet, *codes(1))
    settled(outlet, destination)


def test_the_command_line_changes_the_key_too(tmp_path):
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        before = outlet.read(lambda view: view.station()).signer.key_id
    done = CliRunner().invoke(
        packtrail, ["--language", "en", "rotate-key", "--data", str(tmp_path / "station")]
    )
    assert done.exit_code == 0, done.output
    with at_work(tmp_path / "station") as outlet:
        after = outlet.read(lambda view: view.station()).signer.key_id
    assert before != after
    assert after in done.output
