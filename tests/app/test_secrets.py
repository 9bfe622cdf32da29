"""Keys are made once, kept by whoever can, and found again; a keyring that fails or hangs holds up nobody."""

import stat
import sys
import threading

import keyring as system_keyring
import pytest

from packtrail.app import secrets
from packtrail.app.secrets import (
    KeyringFailed,
    NoKeyring,
    SystemKeyring,
    create_keys,
    keep_here,
    new_recovery_code,
    unlock,
    unlock_with_code,
)
from packtrail.domain.errors import LedgerDamaged, LedgerKeyMissing, RecoveryCodeWrong
from packtrail.store.key_file import KEYS_FILE, Keeper


class MemoryKeyring:
    """Keeps what it is given, as long as the test lasts."""

    def __init__(self):
        self.kept = {}

    def get(self, name):
        return self.kept.get(name)

    def put(self, name, secret):
        self.kept[name] = secret


class ForgetfulKeyring(MemoryKeyring):
    """Says yes and keeps nothing, as the null back end does."""

    def put(self, name, secret):
        pass


def test_new_keys_are_found_again_through_the_keyring(tmp_path):
    keyring = MemoryKeyring()
    keys = create_keys(tmp_path / "data", keyring)
    assert (keys.keeper, unlock(tmp_path / "data", keyring)) == (Keeper.KEYRING, keys.data_key)
    assert not (tmp_path / "data" / "station.key").exists()


@pytest.mark.parametrize("keyring", [NoKeyring(), ForgetfulKeyring()])
def test_without_a_keyring_that_keeps_a_file_does(tmp_path, keyring):
    keys = create_keys(tmp_path, keyring)
    assert (keys.keeper, unlock(tmp_path, keyring)) == (Keeper.FILE, keys.data_key)


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps a folder private by its place, not by bits"
)
def test_the_file_that_keeps_is_its_owners_only(tmp_path):
    create_keys(tmp_path, NoKeyring())
    assert stat.S_IMODE((tmp_path / "station.key").stat().st_mode) == 0o600


def test_the_code_on_paper_unlocks_when_the_keeper_lost_its_secret(tmp_path):
    keyring = MemoryKeyring()
    keys = create_keys(tmp_path, keyring)
    keyring.kept.clear()
    with pytest.raises(LedgerKeyMissing):
        unlock(tmp_path, keyring)
    assert unlock_with_code(tmp_path / KEYS_FILE, keys.recovery_code) == keys.data_key


def test_a_keeper_can_be_given_the_key_anew(tmp_path):
    keys = create_keys(tmp_path, NoKeyring())
    keyring = MemoryKeyring()
    assert keep_here(tmp_path, keys.data_key, keyring) is Keeper.KEYRING
    assert not (tmp_path / "station.key").exists()
    assert unlock(tmp_path, keyring) == keys.data_key
    assert unlock_with_code(tmp_path / KEYS_FILE, keys.recovery_code) == keys.data_key


def test_a_file_that_keeps_already_is_not_written_over(tmp_path):
    keys = create_keys(tmp_path, NoKeyring())
    before = (tmp_path / "station.key").read_bytes()
    assert keep_here(tmp_path, keys.data_key, NoKeyring()) is Keeper.FILE
    assert (tmp_path / "station.key").read_bytes() == before
    assert unlock(tmp_path, NoKeyring()) == keys.data_key


@pytest.mark.parametrize("content", ["", "zz", "00"])
def test_a_file_that_keeps_nothing_is_written_anew(tmp_path, content):
    keys = create_keys(tmp_path, NoKeyring())
    (tmp_path / "station.key").write_text(content)
    keep_here(tmp_path, keys.data_key, NoKeyring())
    assert unlock(tmp_path, NoKeyring()) == keys.data_key


def test_a_machine_without_keyring_keeps_nothing_in_one():
    with pytest.raises(KeyringFailed):
        NoKeyring().get("a")


def test_no_new_keys_are_made_beside_a_ledger_that_lost_its_own(tmp_path):
    (tmp_path / "ledger.db").write_bytes(b"")
    with pytest.raises(LedgerKeyMissing):
        create_keys(tmp_path, NoKeyring())
    assert not (tmp_path / KEYS_FILE).exists()


def test_a_new_code_takes_the_place_of_the_former(tmp_path):
    keyring = MemoryKeyring()
    keys = create_keys(tmp_path, keyring)
    code = new_recovery_code(tmp_path, keys.data_key)
    assert unlock_with_code(tmp_path / KEYS_FILE, code) == keys.data_key
    assert unlock(tmp_path, keyring) == keys.data_key
    with pytest.raises(RecoveryCodeWrong):
        unlock_with_code(tmp_path / KEYS_FILE, keys.recovery_code)


def test_keys_are_never_made_over_others(tmp_path):
    create_keys(tmp_path, NoKeyring())
    before = (tmp_path / KEYS_FILE).read_bytes()
    with pytest.raises(FileExistsError):
        create_keys(tmp_path, NoKeyring())
    assert (tmp_path / KEYS_FILE).read_bytes() == before


def test_a_folder_without_keys_is_said(tmp_path):
    with pytest.raises(LedgerKeyMissing):
        unlock(tmp_path, NoKeyring())


def test_a_key_file_that_is_none_is_said(tmp_path):
    (tmp_path / KEYS_FILE).write_text("{}")
    with pytest.raises(LedgerDamaged):
        unlock(tmp_path, NoKeyring())


@pytest.mark.parametrize("content", ["", "zz", "00" * 32])
def test_a_station_key_that_is_none_is_a_missing_key(tmp_path, content):
    create_keys(tmp_path, NoKeyring())
    (tmp_path / "station.key").write_text(content)
    with pytest.raises(LedgerKeyMissing):
        unlock(tmp_path, NoKeyring())


def test_keys_do_not_show_themselves_in_a_log(tmp_path):
    keys = create_keys(tmp_path, NoKeyring())
    assert keys.recovery_code not in repr(keys)
    assert repr(keys.data_key) not in repr(keys)


def test_the_system_is_asked_under_our_name(monkeypatch):
    kept = {}
    monkeypatch.setattr(system_keyring, "set_password", lambda *facts: kept.update({facts[:2]: facts[2]}))
    monkeypatch.setattr(system_keyring, "get_password", lambda *name: kept.get(name))
    SystemKeyring().put("a", "secret")
    assert (SystemKeyring().get("a"), SystemKeyring().get("b")) == ("secret", None)
    assert list(kept) == [("packtrail", "a")]


def test_whatever_a_back_end_raises_means_that_there_is_none(monkeypatch):
    def fails(*_):
        raise ZeroDivisionError

    monkeypatch.setattr(system_keyring, "get_password", fails)
    with pytest.raises(KeyringFailed):
        SystemKeyring().get("a")


def test_a_keyring_that_hangs_is_given_up(monkeypatch, tmp_path):
    released = threading.Event()
    monkeypatch.setattr(system_keyring, "set_password", lambda *_: released.wait(60))
    keys = create_keys(tmp_path, SystemKeyring(patience_s=0.01))
    released.set()
    assert keys.keeper is Keeper.FILE


def test_patience_is_short_enough_for_a_person():
    assert secrets.PATIENCE_S <= 10
