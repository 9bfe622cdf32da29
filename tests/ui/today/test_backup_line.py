"""Today reminds of a backup once records have stood in none for a week, and never without need."""

from datetime import timedelta
from functools import partial

import pytest

from packtrail.app.ids import new_id
from packtrail.store.ledger import open_ledger
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.today.facts import TodayFacts
from packtrail.ui.today.lines import Way
from packtrail.ui.today.state import today_state
from packtrail.usecases.backups import REMIND_AFTER_DAYS, BackupDue, MadeBackup, backup_due, note_backup
from packtrail.usecases.open_station import open_station
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import PROFILE, counter, on_writer

FILE = "E:\\备份\\packtrail-20261101-180000.ptbackup"
AFTER = timedelta(days=REMIND_AFTER_DAYS)


@pytest.fixture
def outlet(qapp, tmp_path):
    """Its first record is of ``AFTERNOON``."""
    with counter(tmp_path) as (outlet, _):
        yield outlet


def due(outlet, at):
    return outlet.read(lambda view: backup_due(view, at))


def made(outlet, at):
    backup = MadeBackup(at, FILE)
    on_writer(outlet, partial(note_backup, backup, outlet.remember))
    return backup


def test_the_first_week_is_left_to_the_first_day(outlet):
    assert due(outlet, AFTERNOON + AFTER - timedelta(seconds=1)) is None
    assert due(outlet, AFTERNOON + AFTER) == BackupDue()


def test_a_week_after_the_last_backup_what_was_recorded_since_is_at_stake(outlet):
    last = made(outlet, AFTERNOON - timedelta(days=1))
    assert due(outlet, last.made_at + AFTER - timedelta(days=1)) is None
    assert due(outlet, last.made_at + AFTER) == BackupDue(last, REMIND_AFTER_DAYS)


def test_nothing_is_said_while_every_record_is_in_the_backup(outlet):
    made(outlet, AFTERNOON + timedelta(minutes=1))
    assert due(outlet, AFTERNOON + 10 * AFTER) is None


@pytest.mark.parametrize("practice", [True, False])
def test_a_practice_ledger_is_never_missed(tmp_path, practice):
    ledger = open_ledger(tmp_path, bytes(32), clock=lambda: AFTERNOON)
    open_station(
        ledger,
        label="S1",
        private_key=bytes(32),
        operator_ref="op_1",
        now=lambda: AFTERNOON,
        new_id=new_id,
        practice=practice,
    )
    with ledger.read() as view:
        assert (backup_due(view, AFTERNOON + AFTER) is None) is practice
    ledger.close()


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_line_says_how_long_and_where_the_last_one_lies(language):
    w = wording(language)
    last = MadeBackup(AFTERNOON - 2 * AFTER, FILE)
    for backup, number in ((BackupDue(last, 14), "14"), (BackupDue(), "")):
        state = today_state(TodayFacts(now=AFTERNOON, profile=PROFILE, backup=backup), None, w)
        (line,) = (duty for duty in state.duties if duty.key == "backup")
        assert (line.number, line.tone, state.ways["backup"]) == (
            number,
            Tone.WARN,
            Way("settings", "backup"),
        )
        assert (FILE in line.which) is (backup.last is not None)
