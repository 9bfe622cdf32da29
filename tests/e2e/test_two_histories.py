"""Hubs and stations that lost part of what they knew: everything arrives once, and no verdict is made up."""

import contextlib
import shutil
import sqlite3
from dataclasses import replace
from functools import partial

import keyring
import pytest
from click.testing import CliRunner
from keyring.backends import null

from packtrail.app.build import outlet_at_work
from packtrail.app.hub_process import HubProcess
from packtrail.app.secrets import NoKeyring
from packtrail.cli.main import main
from packtrail.store.head import MACHINE_FILE
from packtrail.wording import CHINESE
from tests.e2e.stations import act, at_work, enrol, send, set_up, states, take_in
from tests.station import PROFILE, codes


@pytest.fixture(autouse=True)
def _no_keyring_here():
    keyring.set_keyring(null.Keyring())


@pytest.fixture
def own_hub(tmp_path):
    """Starts a hub over this test's own folder."""
    return partial(HubProcess, tmp_path / "hub")


def held(folder):
    """Records at the hub, and how many different ones."""
    with contextlib.closing(sqlite3.connect(folder / "hub" / "hub.db")) as database:
        return database.execute("SELECT count(*), count(DISTINCT record_uid) FROM record").fetchone()


def run(*arguments):
    done = CliRunner().invoke(main, ["--language", "en", *map(str, arguments)])
    assert done.exit_code == 0, done.output


def back_up(folder, target):
    run("backup", target, "--data", folder)
    (file,) = target.iterdir()
    return file


@contextlib.contextmanager
def new_station(folder):
    """A station with its outlet named, and its recovery code."""
    with outlet_at_work(folder, keyring=NoKeyring(), language=CHINESE, report_bug=print) as (outlet, code):
        act(outlet, outlet.set_profile, PROFILE)
        yield outlet, code


def destination_of(outlet):
    (destination,) = outlet.read(lambda view: view.destinations())
    return destination


def results(outcomes):
    return [outcome.result.value for outcome in outcomes]


def test_what_a_backup_still_owed_and_the_old_pc_sent_meanwhile_is_settled_as_duplicates(tmp_path, own_hub):
    first, second, third, fourth = codes(4)
    with own_hub() as hub:
        with new_station(tmp_path / "old") as (outlet, code):
            destination = enrol(outlet, hub.url)
            take_in(outlet, first)
            send(outlet, destination)
            take_in(outlet, second)
            backup = back_up(tmp_path / "old", tmp_path / "stick")
            take_in(outlet, third)
            send(outlet, destination)
        run("restore", backup, tmp_path / "new", "--recovery-code", code)
        with at_work(tmp_path / "new") as outlet:
            take_in(outlet, fourth)
            last, _ = send(outlet, destination_of(outlet))
            assert last.result == "nothing_to_send"
            assert states(outlet) == {"accepted": 7, "duplicate": 2}
            assert outlet.read(lambda view: view.backlog("hub")).unsent == 0
    total, different = held(tmp_path)
    assert total == different == 11
    run("check", "--data", tmp_path / "new", "--rebuild")


def test_a_hub_that_is_set_back_to_an_older_copy_gets_what_it_lost_as_the_same_bytes(tmp_path, own_hub):
    first, second, third = codes(3)
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        with own_hub() as hub:
            destination = enrol(outlet, hub.url)
            take_in(outlet, first)
            send(outlet, destination)
        shutil.copytree(tmp_path / "hub", tmp_path / "copy")
        with own_hub() as hub:
            enrol(outlet, hub.url)
            take_in(outlet, second)
            send(outlet, destination_of(outlet))
        shutil.rmtree(tmp_path / "hub")
        shutil.copytree(tmp_path / "copy", tmp_path / "hub")
        with own_hub() as hub:
            take_in(outlet, third)
            last, outcomes = send(outlet, replace(destination_of(outlet), base_url=hub.url))
            assert results(outcomes) == ["settled", "settled", "nothing_to_send"]
            assert last.result == "nothing_to_send"
            assert set(states(outlet)) == {"accepted"}
    assert held(tmp_path) == (8, 8)


def test_another_hub_is_owed_the_whole_log_and_nothing_counts_as_its_word(tmp_path):
    first, second = codes(2)
    with at_work(tmp_path / "station") as outlet:
        set_up(outlet)
        with HubProcess(tmp_path / "before") as hub:
            destination = enrol(outlet, hub.url)
            take_in(outlet, first)
            send(outlet, destination)
        with HubProcess(tmp_path / "hub") as hub:
            destination = enrol(outlet, hub.url)
            backlog = outlet.read(lambda view: view.backlog("hub"))
            assert (backlog.unsent, backlog.confirmed, backlog.last_confirmed_at) == (4, 0, None)
            take_in(outlet, second)
            last, _ = send(outlet, destination)
            assert last.result == "nothing_to_send"
            assert states(outlet) == {"accepted": 6}
    assert held(tmp_path) == (6, 6)


def test_a_station_restored_twice_from_one_backup_still_arrives(tmp_path, own_hub):
    first, second, third = codes(3)
    with own_hub() as hub:
        with new_station(tmp_path / "old") as (outlet, code):
            destination = enrol(outlet, hub.url)
            take_in(outlet, first)
            send(outlet, destination)
            backup = back_up(tmp_path / "old", tmp_path / "stick")
        for folder, battery in ((tmp_path / "one", second), (tmp_path / "two", third)):
            run("restore", backup, folder, "--recovery-code", code)
            with at_work(folder) as outlet:
                take_in(outlet, battery)
                last, _ = send(outlet, destination_of(outlet))
                assert last.result == "nothing_to_send", last
                assert set(states(outlet)) == {"accepted"}
    assert held(tmp_path) == (10, 10)


def test_a_folder_cloned_to_a_second_pc_sends_beside_the_first_and_nothing_is_lost(tmp_path, own_hub):
    here, there = tmp_path / "here", tmp_path / "there"
    batteries = codes(4)
    with at_work(here) as outlet:
        set_up(outlet)
        with own_hub() as hub:
            enrol(outlet, hub.url)
            send(outlet, destination_of(outlet))
            take_in(outlet, batteries[0])
    shutil.copytree(here, there)
    (there / MACHINE_FILE).write_text("ab" * 32)  # as the second machine finds it: another's
    with own_hub() as hub, at_work(here) as first, at_work(there) as second:
        for outlet, battery in ((first, batteries[1]), (second, batteries[2]), (first, batteries[3])):
            take_in(outlet, battery)
            last, outcomes = send(outlet, replace(destination_of(outlet), base_url=hub.url))
            assert last.result == "nothing_to_send", last
            assert outlet.read(lambda view: view.backlog("hub")).unsent == 0
        assert outcomes[0].cause == "chain_gap"
        assert set(states(first)) == {"accepted"}
        assert states(second) == {"accepted": 5, "duplicate": 2}
        assert second.read(lambda view: view.station()).epoch == 2
    assert held(tmp_path) == (11, 11)
