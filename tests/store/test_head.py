"""A database that was restored or cloned is told by the small files beside it."""

import shutil

import pytest

from packtrail.domain.errors import DiskFull, LedgerUnwritable
from packtrail.store import durable
from packtrail.store.head import HEAD_FILE, MACHINE_FILE, NONCE_FILE, install_nonce
from packtrail.store.machine import machine_mark
from packtrail.usecases.ports import HeadVerdict


def test_a_first_start_has_no_head(opened):
    ledger = opened()
    assert (ledger.head_verdict(), ledger.covered_epoch) == (HeadVerdict.ABSENT, 0)


def test_a_station_that_just_opened_is_in_step(ledger):
    assert (ledger.head_verdict(), ledger.covered_epoch) == (HeadVerdict.IN_STEP, 1)


def test_records_after_the_covered_head_are_in_step(ledger, outlet):
    with ledger.act() as tx:
        tx.append(outlet.intake())
    assert ledger.head_verdict() == HeadVerdict.IN_STEP


@pytest.fixture
def rolled_back(ledger, outlet, opened):
    """The database as it was before two records whose head was covered."""
    ledger.close()
    shutil.copy(ledger.file, ledger.folder / "old.db")
    later = opened()
    with later.act() as tx:
        tx.append(outlet.intake("IN-1"), outlet.intake("IN-2"))
    later.cover_head()
    later.close()
    shutil.move(ledger.folder / "old.db", ledger.file)
    return opened()


def test_a_database_older_than_what_left_the_machine_is_behind(rolled_back):
    assert rolled_back.head_verdict() == HeadVerdict.BEHIND


def test_a_database_with_other_records_in_those_places_is_behind(rolled_back, outlet):
    with rolled_back.act() as tx:
        tx.append(*(outlet.intake(f"IN-{number}") for number in range(5)))
    assert rolled_back.head_verdict() == HeadVerdict.BEHIND


def test_a_head_is_not_covered_while_a_new_epoch_is_due(rolled_back, folder):
    before = (folder / HEAD_FILE).read_bytes()
    with pytest.raises(RuntimeError, match="new epoch"):
        rolled_back.cover_head()
    assert (folder / HEAD_FILE).read_bytes() == before


def test_a_new_epoch_puts_it_in_step_again(rolled_back, start_station):
    station = start_station(rolled_back)
    assert (station.epoch, rolled_back.head_verdict(), rolled_back.covered_epoch) == (
        2,
        HeadVerdict.IN_STEP,
        2,
    )


def test_after_a_new_epoch_was_opened_and_the_power_went_it_is_in_step(rolled_back, start_station, folder):
    before = (folder / HEAD_FILE).read_bytes()
    start_station(rolled_back)
    (folder / HEAD_FILE).write_bytes(before)
    assert rolled_back.head_verdict() == HeadVerdict.IN_STEP


def test_numbers_of_a_new_epoch_are_lettered_anew(rolled_back, start_station):
    from datetime import date

    from packtrail.usecases.ports import DocumentKind

    start_station(rolled_back)
    with rolled_back.act() as tx:
        assert tx.next_number(DocumentKind.INTAKE, date(2026, 11, 20)) == "IN-S1b-20261120-0001"


def test_a_database_beside_another_nonce_is_foreign(ledger, opened, folder):
    ledger.close()
    (folder / NONCE_FILE).write_text("0f" * 16)
    assert opened().head_verdict() == HeadVerdict.FOREIGN


def test_a_database_copied_alone_is_foreign(ledger, folder, opened):
    ledger.close()
    (folder / NONCE_FILE).unlink()
    (folder / HEAD_FILE).unlink()
    assert opened().head_verdict() == HeadVerdict.FOREIGN


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"epoch": 1, "seq": 1, "hash": "x"}', b"\xff"])
def test_a_head_file_that_is_none_calls_for_a_new_epoch(ledger, folder, content):
    (folder / HEAD_FILE).write_bytes(content)
    assert ledger.head_verdict() == HeadVerdict.BEHIND


@pytest.mark.parametrize("content", [b"", b"zz" * 16, b"\xff\xfe"])
def test_a_nonce_file_that_is_none_is_drawn_anew(opened, folder, content):
    folder.mkdir()
    (folder / NONCE_FILE).write_bytes(content)
    nonce = opened().install_nonce
    assert len(bytes.fromhex(nonce)) == 16
    assert (folder / NONCE_FILE).read_text() == nonce


def test_a_folder_copied_to_another_machine_draws_its_own_nonce_once(tmp_path):
    first = install_nonce(tmp_path, "aa" * 32)
    assert install_nonce(tmp_path, "aa" * 32) == first
    second = install_nonce(tmp_path, "bb" * 32)
    assert second != first
    assert install_nonce(tmp_path, "bb" * 32) == second


def test_a_machine_without_a_name_keeps_the_nonce(tmp_path):
    first = install_nonce(tmp_path, None)
    assert not (tmp_path / MACHINE_FILE).exists()
    assert install_nonce(tmp_path, "aa" * 32) == first  # a ledger from before there were marks
    assert install_nonce(tmp_path, None) == first


@pytest.mark.skipif(machine_mark() is None, reason="this system has no name for itself")
def test_a_whole_folder_copied_to_another_machine_is_foreign(ledger, opened, folder):
    ledger.cover_head()
    ledger.close()
    (folder / MACHINE_FILE).write_text("ab" * 32)
    copied = opened()
    assert copied.head_verdict() == HeadVerdict.FOREIGN


def test_the_mark_of_a_machine_does_not_tell_its_name():
    mark = machine_mark()
    assert mark == machine_mark()
    assert mark is None or len(bytes.fromhex(mark)) == 32


def test_the_nonce_stays(ledger, opened):
    nonce = ledger.install_nonce
    ledger.close()
    assert opened().install_nonce == nonce


def test_a_head_that_is_covered_is_not_written_again(ledger, folder):
    ledger.cover_head()
    written = (folder / HEAD_FILE).stat().st_mtime_ns
    ledger.cover_head()
    assert (folder / HEAD_FILE).stat().st_mtime_ns == written


def test_a_head_can_be_covered_within_a_read(ledger, outlet, folder):
    with ledger.act() as tx:
        tx.append(outlet.intake())
    with ledger.read():
        ledger.cover_head()
    assert b'"seq": 2' in (folder / HEAD_FILE).read_bytes()


def test_a_file_is_the_old_one_until_the_new_one_is_whole(tmp_path, monkeypatch):
    file = tmp_path / "head.json"
    durable.write_durably(file, b"old")

    def fails(handle):
        raise OSError(28, "full")

    monkeypatch.setattr(durable.os, "fsync", fails)
    with pytest.raises(DiskFull):
        durable.write_durably(file, b"new")
    assert file.read_bytes() == b"old"


def test_a_folder_that_is_gone_is_said(tmp_path):
    with pytest.raises(LedgerUnwritable):
        durable.write_durably(tmp_path / "gone" / "head.json", b"x")
