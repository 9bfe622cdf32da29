"""What can lie where the ledger should be, and what is said of it; the file is never changed then."""

import sqlite3
import stat
import subprocess
import sys

import pytest
from sqlite_utils import Migrations

from packtrail.domain.errors import (
    DiskFull,
    LedgerBusy,
    LedgerDamaged,
    LedgerKeyWrong,
    LedgerNewer,
    LedgerUnwritable,
    NotOurLedger,
)
from packtrail.store import connection as connections
from packtrail.store import migrations
from packtrail.store.ledger import LEDGER_FILE, open_ledger
from packtrail.usecases.ports import UnitQuery


@pytest.fixture
def at(folder, outlet, key):
    """A file of some content where the ledger should be, and an attempt to open it."""

    def attempt(content):
        folder.mkdir()
        (folder / LEDGER_FILE).write_bytes(content)
        return open_ledger(folder, key, clock=outlet.now)

    return attempt


def test_a_new_folder_gets_a_new_ledger(opened, folder):
    with opened().read() as view:
        assert not view.has_station()
    assert (folder / LEDGER_FILE).stat().st_size > 0


def test_an_empty_file_is_a_new_ledger(at):
    ledger = at(b"")
    with ledger.read() as view:
        assert not view.has_station()
    ledger.close()


def test_nothing_in_the_file_can_be_read_without_the_key(ledger, outlet):
    with ledger.act() as tx:
        tx.append(outlet.intake(battery_code="03APBSECRETSECRETSECRET1"))
    ledger.close()
    content = ledger.file.read_bytes()
    assert b"SQLite format" not in content
    assert b"03APBSECRET" not in content


def test_another_key_is_said_to_be_wrong_and_changes_nothing(ledger, outlet):
    ledger.close()
    before = ledger.file.read_bytes()
    with pytest.raises(LedgerKeyWrong) as refusal:
        open_ledger(ledger.folder, b"x" * 32, clock=outlet.now)
    assert refusal.value.file == str(ledger.file)
    assert ledger.file.read_bytes() == before


def test_a_key_of_another_length_is_a_bug(folder, outlet):
    with pytest.raises(ValueError, match="32 bytes"):
        open_ledger(folder, b"short", clock=outlet.now)


def test_a_plain_database_is_not_ours(at, tmp_path):
    with sqlite3.connect(tmp_path / "plain.db") as plain:
        plain.execute("CREATE TABLE z (a)")
    plain.close()
    with pytest.raises(NotOurLedger):
        at((tmp_path / "plain.db").read_bytes())


def test_a_few_words_are_not_ours(at):
    with pytest.raises(NotOurLedger):
        at(b"not a ledger")


def test_a_database_of_another_program_with_the_same_key_is_not_ours(folder, outlet, key):
    folder.mkdir()
    other = connections.connect(folder / LEDGER_FILE, key, mode="rwc")
    other.execute("CREATE TABLE z (a)")
    other.close()
    with pytest.raises(NotOurLedger):
        open_ledger(folder, key, clock=outlet.now)


def test_a_ledger_of_a_newer_program_is_left_alone(ledger, tamper, outlet, key):
    ledger.close()
    tamper(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('packtrail', 'm999_x', '')"
    )
    with pytest.raises(LedgerNewer) as refusal:
        open_ledger(ledger.folder, key, clock=outlet.now)
    assert refusal.value.unknown == ("m999_x",)


def test_a_page_changed_from_outside_is_said_when_it_is_read(ledger, outlet, key):
    with ledger.act() as tx:
        tx.append(*(outlet.intake(f"IN-{number}") for number in range(200)))
    ledger.close()
    content = bytearray(ledger.file.read_bytes())
    for start in range(40 * 4096, len(content), 4096):
        content[start + 100] ^= 1
    ledger.file.write_bytes(content)
    with pytest.raises(LedgerDamaged):
        read_everything(ledger.folder, key, outlet.now)


def read_everything(folder, key, clock):
    ledger = open_ledger(folder, key, clock=clock)
    try:
        with ledger.read() as view:
            view.canonical_lines(1, 0, 1000)
            view.find_units(UnitQuery(text="03"))
    finally:
        ledger.close()


def test_a_second_ledger_in_the_same_folder_is_refused_at_once(ledger, outlet, key):
    with pytest.raises(LedgerBusy) as refusal:
        open_ledger(ledger.folder, key, clock=outlet.now)
    assert refusal.value.folder == str(ledger.folder)


def test_another_process_is_refused_while_this_one_has_the_folder(ledger, key):
    code = (
        "import sys; from pathlib import Path\n"
        "from packtrail.app.clock import now; from packtrail.domain.errors import LedgerBusy\n"
        "from packtrail.store.ledger import open_ledger\n"
        "try: open_ledger(Path(sys.argv[1]), bytes(range(32)), clock=now)\n"
        "except LedgerBusy as refusal: print(refusal.code)"
    )
    said = subprocess.run(
        [sys.executable, "-c", code, str(ledger.folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout.strip() == "LEDGER-BUSY"


def test_a_folder_that_failed_to_open_can_be_opened_by_the_right_key(ledger, outlet, opened):
    ledger.close()
    with pytest.raises(LedgerKeyWrong):
        open_ledger(ledger.folder, b"x" * 32, clock=outlet.now)
    with opened().read() as view:
        assert view.has_station()


def test_a_file_where_the_folder_should_be_is_said(tmp_path, outlet, key):
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(LedgerUnwritable):
        open_ledger(tmp_path / "data", key, clock=outlet.now)


@pytest.fixture
def next_step():
    """The steps of this release, and one more that a later one might have."""
    steps = Migrations("packtrail")
    for step in migrations.known(migrations.STEPS):
        steps(name=step.name)(step.fn)

    @steps()
    def m900_a_note_for_each_delivery(db):
        db.execute("CREATE TABLE note (arrival INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")

    return steps


def test_a_pending_step_first_leaves_an_encrypted_copy(ledger, key, next_step, outlet):
    ledger.close()
    connection = connections.writing(ledger.file, key)
    copy = migrations.bring_up_to_date(connection, ledger.file, now=outlet.now(), steps=next_step)
    assert connection.execute("SELECT count(*) FROM note").fetchone() == (0,)
    connection.close()
    before = connections.reading(copy, key)
    assert before.execute("SELECT count(*) FROM record").fetchone() == (1,)
    assert before.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'note'").fetchone() == (0,)
    before.close()
    assert copy.parent.name == "before-migration"


def test_a_ledger_that_is_up_to_date_is_not_copied(ledger, opened):
    ledger.close()
    opened()
    assert not (ledger.folder / "before-migration").exists()


def test_a_failing_step_takes_all_pending_steps_back(ledger, key, next_step, outlet):
    @next_step()
    def m901_fails(db):
        db.execute("INSERT INTO nonsense VALUES (1)")

    ledger.close()
    connection = connections.writing(ledger.file, key)
    with pytest.raises(Exception, match="nonsense"):
        migrations.bring_up_to_date(connection, ledger.file, now=outlet.now(), steps=next_step)
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'note'").fetchone() == (0,)
    connection.close()


def test_no_room_for_the_copy_stops_before_the_first_step(ledger, key, next_step, outlet):
    ledger.close()
    connection = connections.writing(ledger.file, key)
    (ledger.folder / "before-migration").write_text("in the way")
    with pytest.raises(LedgerUnwritable):
        migrations.bring_up_to_date(connection, ledger.file, now=outlet.now(), steps=next_step)
    assert connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'note'").fetchone() == (0,)
    connection.close()


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows keeps a folder private by its place, not by bits"
)
def test_what_lies_beside_the_ledger_is_its_owners_only(ledger):
    for name in ("head.json", "install.nonce"):
        assert stat.S_IMODE((ledger.folder / name).stat().st_mode) == 0o600


def test_a_full_disk_beside_the_ledger_is_said(tmp_path):
    import errno

    from packtrail.store.errors_of import errors_of_disk

    with pytest.raises(DiskFull), errors_of_disk(tmp_path):
        raise OSError(errno.ENOSPC, "full")
