"""A backup opens with the recovery code on another machine, and whatever else claims to be one is refused."""

import json
import zipfile

import pytest

from packtrail.domain.errors import (
    BackupUnreadable,
    DiskFull,
    FolderNotEmpty,
    LedgerBusy,
    LedgerDamaged,
    LedgerKeyMissing,
    LedgerNewer,
    LedgerUnwritable,
    RecoveryCodeWrong,
)
from packtrail.store import backup as backup_module
from packtrail.store import key_file
from packtrail.store.backup import backup
from packtrail.store.check import check
from packtrail.store.key_file import Keeper
from packtrail.store.ledger import open_ledger
from packtrail.store.lock import FolderLock
from packtrail.store.recovery_code import new_code
from packtrail.store.restore import restore
from packtrail.usecases.ports import HeadVerdict

CODE = new_code()


@pytest.fixture(scope="module")
def wraps():
    return [
        key_file.wrap_with_code(bytes(range(32)), CODE),
        key_file.wrap(bytes(range(32)), b"s" * 32, Keeper.KEYRING, name="old machine"),
    ]


@pytest.fixture
def busy(ledger, outlet, wraps):
    """A ledger in use, with its keys beside it."""
    key_file.write(ledger.folder / key_file.KEYS_FILE, wraps)
    with ledger.act() as tx:
        tx.append(*(outlet.intake(f"IN-{number}") for number in range(5)))
    return ledger


@pytest.fixture
def made(busy, folder, key, tmp_path, outlet):
    return backup(folder, key, tmp_path / "stick", now=outlet.now())


@pytest.fixture
def restored(tmp_path):
    """Restores into a fresh folder and notes which key was to be kept for this machine."""

    def run(file, code=CODE, into="new"):
        kept = []
        info = restore(file, tmp_path / into, code, keep_key=lambda _, data_key: kept.append(data_key))
        return info, kept

    return run


def test_a_backup_says_what_it_holds(made):
    assert made.file.name == f"packtrail-{made.made_at:%Y%m%d-%H%M%S}.ptbackup"
    assert (made.records, made.head.seq, made.size) == (6, 6, made.file.stat().st_size)


def test_a_backup_is_made_while_an_act_is_open_and_holds_what_was_committed(
    busy, folder, key, tmp_path, outlet
):
    with busy.act() as tx:
        tx.append(outlet.intake("IN-9"))
        assert backup(folder, key, tmp_path, now=outlet.now()).records == 6


def test_a_backup_leaves_nothing_else_on_the_stick(made):
    assert list(made.file.parent.iterdir()) == [made.file]


def test_a_second_backup_in_the_same_second_takes_nothing_away(busy, folder, key, tmp_path, outlet):
    now = outlet.now()
    names = {backup(folder, key, tmp_path, now=now).file.name for _ in range(3)}
    assert len(names) == 3


def test_nothing_in_a_backup_can_be_read_without_the_code(made, key):
    content = made.file.read_bytes()
    assert b"SQLite format" not in content
    assert key.hex().encode() not in content
    assert b"03APB" not in content


def test_a_ledger_without_key_file_is_not_backed_up(ledger, folder, key, tmp_path, outlet):
    with pytest.raises(LedgerKeyMissing):
        backup(folder, key, tmp_path, now=outlet.now())


def test_a_damaged_ledger_makes_no_backup(busy, folder, key, tmp_path, outlet):
    busy.close()
    content = bytearray(busy.file.read_bytes())
    for start in range(5 * 4096, len(content), 4096):
        content[start + 9] ^= 1
    busy.file.write_bytes(content)
    with pytest.raises(LedgerDamaged):
        backup(folder, key, tmp_path / "stick", now=outlet.now())
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_copy_that_does_not_verify_gets_no_name(busy, folder, key, tmp_path, outlet, monkeypatch):
    monkeypatch.setattr(
        backup_module.verify, "pages", lambda _: iter([backup_module.verify.Problem("page", "7")])
    )
    with pytest.raises(LedgerDamaged):
        backup(folder, key, tmp_path / "stick", now=outlet.now())
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_stick_that_fills_keeps_no_half_backup(busy, folder, key, tmp_path, outlet, monkeypatch):
    def full(file):
        raise OSError(28, "full")

    monkeypatch.setattr(backup_module, "sync_file", full)
    with pytest.raises(DiskFull):
        backup(folder, key, tmp_path / "stick", now=outlet.now())
    assert list((tmp_path / "stick").iterdir()) == []


def test_a_place_that_is_no_folder_is_said(busy, folder, key, tmp_path, outlet):
    (tmp_path / "stick").write_text("")
    with pytest.raises(LedgerUnwritable):
        backup(folder, key, tmp_path / "stick", now=outlet.now())


def test_a_restored_ledger_is_the_one_that_was_backed_up(made, restored, tmp_path, key, outlet):
    info, kept = restored(made.file)
    assert (info.records, info.head, info.made_at, kept) == (6, made.head, made.made_at, [key])
    report = check(tmp_path / "new", key, rebuild=True)
    assert (report.problems, report.head_hash) == ((), made.head.hash)


def test_a_restored_ledger_knows_that_it_needs_a_new_epoch(
    made, restored, tmp_path, key, outlet, start_station
):
    restored(made.file)
    ledger = open_ledger(tmp_path / "new", key, clock=outlet.now)
    assert ledger.head_verdict() == HeadVerdict.FOREIGN
    station = start_station(ledger)
    assert (station.epoch, ledger.head_verdict()) == (2, HeadVerdict.IN_STEP)
    ledger.close()


def test_keepers_of_the_old_machine_are_not_taken_along(made, restored, tmp_path):
    restored(made.file)
    assert [one.keeper for one in key_file.read(tmp_path / "new" / key_file.KEYS_FILE)] == [Keeper.CODE]


def test_another_code_restores_nothing(made, restored, tmp_path):
    with pytest.raises(RecoveryCodeWrong):
        restored(made.file, new_code())
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["ledger.lock"]


def test_a_folder_that_has_a_ledger_is_not_written_over(made, restored, folder, busy):
    busy.close()
    before = busy.file.read_bytes()
    with pytest.raises(FolderNotEmpty):
        restored(made.file, into="data")
    assert busy.file.read_bytes() == before


def test_a_log_left_over_from_another_ledger_is_in_the_way(made, restored, tmp_path):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "ledger.db-wal").write_bytes(b"old")
    with pytest.raises(FolderNotEmpty):
        restored(made.file)


def test_a_folder_in_use_is_not_restored_into(made, restored, tmp_path):
    (tmp_path / "new").mkdir()
    lock = FolderLock.take(tmp_path / "new")
    with pytest.raises(LedgerBusy):
        restored(made.file)
    lock.release()


def test_a_machine_that_cannot_keep_the_key_gets_no_ledger(made, tmp_path):
    def fails(folder, data_key):
        raise DiskFull(folder=str(folder))

    with pytest.raises(DiskFull):
        restore(made.file, tmp_path / "new", CODE, keep_key=fails)
    assert not (tmp_path / "new" / "ledger.db").exists()
    assert not (tmp_path / "new" / "ledger.keys").exists()


@pytest.fixture
def rewritten(made, tmp_path):
    """The backup with its members changed, and its manifest made to fit unless told otherwise."""

    def run(change=None, *, manifest=None, fit=True, compression=zipfile.ZIP_STORED):
        with zipfile.ZipFile(made.file) as packed:
            members = {name: packed.read(name) for name in packed.namelist()}
        said = json.loads(members["manifest.json"])
        if change:
            change(members)
        if fit:
            import hashlib

            for name in set(said["files"]) & set(members):
                data = members[name]
                said["files"][name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        members["manifest.json"] = json.dumps(said | (manifest or {})).encode()
        file = tmp_path / "other.ptbackup"
        with zipfile.ZipFile(file, "w", compression) as packed:
            for name, data in members.items():
                packed.writestr(name, data)
        return file

    return run


def test_a_backup_packed_again_by_hand_still_restores(rewritten, restored):
    info, _ = restored(rewritten())
    assert info.records == 6


def flip(name, place):
    def change(members):
        data = bytearray(members[name])
        data[place] ^= 1
        members[name] = bytes(data)

    return change


@pytest.mark.parametrize(
    "how",
    [
        {"change": flip("ledger.db", 9000), "fit": False},
        {"change": flip("ledger.db", 9000)},
        {"change": flip("ledger.db", 50)},
        {"change": flip("ledger.keys", 3), "fit": False},
        {"change": lambda members: members.update({"ledger.keys": b"{}"})},
        {"change": lambda members: members.update({"ledger.db": b"SQLite format 3\x00" + bytes(8176)})},
        {"change": lambda members: members.update({"ledger.keys": b" " * 70_000})},
        {"change": lambda members: members.update({"../../evil": b""})},
        {"change": lambda members: members.pop("ledger.keys")},
        {"manifest": {"format": 2}},
        {"manifest": {"records": 7}},
        {"manifest": {"hash": "sha256:" + "00" * 32}},
        {"manifest": {"files": {}}},
        {"manifest": {"files": 7}},
        {"manifest": {"made_at": "yesterday"}},
        {"compression": zipfile.ZIP_DEFLATED},
    ],
)
def test_a_backup_that_was_changed_is_refused_and_leaves_nothing(rewritten, restored, tmp_path, how):
    with pytest.raises(BackupUnreadable):
        restored(rewritten(**how))
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["ledger.lock"]


@pytest.mark.parametrize("content", [b"", b"PK", b"not a backup at all", bytes(5000)])
def test_a_file_that_is_no_backup_is_refused(tmp_path, restored, content):
    (tmp_path / "odd.ptbackup").write_bytes(content)
    with pytest.raises(BackupUnreadable):
        restored(tmp_path / "odd.ptbackup")


def test_a_file_that_is_not_there_is_refused(tmp_path, restored):
    with pytest.raises(BackupUnreadable):
        restored(tmp_path / "gone.ptbackup")


def test_a_backup_cut_short_is_refused(made, restored, tmp_path):
    content = made.file.read_bytes()
    (tmp_path / "short.ptbackup").write_bytes(content[: len(content) // 2])
    with pytest.raises(BackupUnreadable):
        restored(tmp_path / "short.ptbackup")


def test_members_that_say_they_are_larger_than_the_file_are_not_unpacked(made, restored, tmp_path):
    content = made.file.read_bytes()
    with zipfile.ZipFile(made.file) as packed:
        size = packed.getinfo("ledger.keys").file_size.to_bytes(4, "little")
    central = content.rindex(b"PK\x01\x02", 0, content.rindex(b"ledger.keys"))
    claimed = content[:central] + content[central:].replace(size, (2**31).to_bytes(4, "little"))
    (tmp_path / "bomb.ptbackup").write_bytes(claimed)
    with pytest.raises(BackupUnreadable):
        restored(tmp_path / "bomb.ptbackup")


def test_a_member_that_asks_for_a_password_is_refused(made, restored, tmp_path):
    content = bytearray(made.file.read_bytes())
    central = content.rindex(b"PK\x01\x02", 0, content.rindex(b"manifest.json"))
    content[central + 8] |= 1
    (tmp_path / "locked.ptbackup").write_bytes(content)
    with pytest.raises(BackupUnreadable):
        restored(tmp_path / "locked.ptbackup")


def test_the_same_member_twice_is_refused(made, restored, tmp_path):
    import warnings

    file = tmp_path / "twice.ptbackup"
    file.write_bytes(made.file.read_bytes())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        with zipfile.ZipFile(file, "a") as packed:
            packed.writestr("ledger.keys", b"{}")
    with pytest.raises(BackupUnreadable):
        restored(file)


def test_a_backup_of_a_newer_program_is_said_to_be_one(busy, folder, key, tmp_path, outlet, tamper, restored):
    busy.close()
    tamper(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('packtrail', 'm999_x', '')"
    )
    made = backup(folder, key, tmp_path, now=outlet.now())
    with pytest.raises(LedgerNewer):
        restored(made.file)
