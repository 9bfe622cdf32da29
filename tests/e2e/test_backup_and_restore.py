"""The dead PC: a backup and the printed code bring the ledger back on another machine."""

import keyring
import pytest
from click.testing import CliRunner
from keyring.backends import null

from packtrail.app.build import outlet_at_work
from packtrail.app.secrets import NoKeyring
from packtrail.cli.main import main
from packtrail.wording import CHINESE
from tests.e2e.stations import act, at_work, enrol, send, set_up, states, take_in
from tests.station import PROFILE
from tests.trade import CODE, OTHER_CODE


@pytest.fixture(autouse=True)
def _no_keyring_here():
    keyring.set_keyring(null.Keyring())


def run(*arguments, **options):
    return CliRunner().invoke(main, ["--language", "en", *map(str, arguments)], **options)


def test_a_restored_station_goes_on_in_a_new_epoch_and_the_hub_holds_everything_once(tmp_path, hub):
    old, new = tmp_path / "old", tmp_path / "new"
    with outlet_at_work(old, keyring=NoKeyring(), language=CHINESE, report_bug=print) as (outlet, code):
        act(outlet, outlet.set_profile, PROFILE)
        take_in(outlet, CODE)
        destination = enrol(outlet, hub)
        send(outlet, destination)
    made = run("backup", tmp_path / "stick", "--data", old)
    assert made.exit_code == 0, made.output
    (file,) = (tmp_path / "stick").iterdir()
    restored = run("restore", file, new, "--recovery-code", code)
    assert restored.exit_code == 0, restored.output
    with at_work(new) as outlet:
        assert outlet.read(lambda view: view.station()).epoch == 2
        take_in(outlet, OTHER_CODE)
        (destination,) = outlet.read(lambda view: view.destinations())
        last, _ = send(outlet, destination)
        assert last.result == "nothing_to_send", last
        assert set(states(outlet)) == {"accepted"}
    assert run("check", "--data", new, "--rebuild").exit_code == 0


def test_a_wrong_recovery_code_restores_nothing(tmp_path):
    with at_work(tmp_path / "old") as outlet:
        set_up(outlet)
    run("backup", tmp_path / "stick", "--data", tmp_path / "old")
    (file,) = (tmp_path / "stick").iterdir()
    refused = run("restore", file, tmp_path / "new", "--recovery-code", "0000-0000-0000-0000-0000-0000-0000")
    assert refused.exit_code == 3
    assert "recovery code does not unlock" in refused.output
    assert not (tmp_path / "new" / "ledger.db").exists()


def test_something_else_is_no_backup(tmp_path):
    (tmp_path / "letter.ptbackup").write_bytes(b"dear all")
    refused = run("restore", tmp_path / "letter.ptbackup", tmp_path / "new", "--recovery-code", "x")
    assert refused.exit_code == 3
    assert "is no backup" in refused.output


@pytest.mark.parametrize("command", [["check"], ["backup", "stick"]])
def test_a_folder_without_a_ledger_is_told_as_such(tmp_path, command):
    refused = run(*command, "--data", tmp_path)
    assert refused.exit_code == 3
    assert "holds no ledger" in refused.output
