"""The log is carried into the file beside the acts: none waits for it, and none is lost by it."""

import itertools

import pytest

from packtrail.domain.errors import LedgerUnreadable
from packtrail.store import checkpoints
from packtrail.store.check import check

TRIES = 100_000


@pytest.fixture
def soon(monkeypatch):
    monkeypatch.setattr(checkpoints, "ENOUGH_PAGES", 1)
    monkeypatch.setattr(checkpoints, "MOST_PAGES", 1)


def write(ledger, outlet, acts=1):
    for _ in range(acts):
        with ledger.act() as tx:
            tx.append(outlet.delivery())


def waiting(ledger):
    """Pages of the log that are not in the file yet."""
    _, written, carried = ledger._writer.execute("PRAGMA wal_checkpoint(NOOP)").fetchone()
    return written - carried


def test_the_log_gets_into_the_file_without_another_act(ledger, outlet, soon):
    ledger._writer.execute("PRAGMA wal_autocheckpoint = 0")
    write(ledger, outlet)
    assert any(waiting(ledger) == 0 for _ in range(TRIES))


def test_it_waits_for_a_pause_of_the_acts_while_little_has_gathered(ledger, outlet, monkeypatch):
    monkeypatch.setattr(checkpoints, "ENOUGH_PAGES", 1)
    monkeypatch.setattr(checkpoints, "QUIET_S", 3600)
    before = waiting(ledger)
    write(ledger, outlet, acts=20)
    assert waiting(ledger) > before
    monkeypatch.setattr(checkpoints, "QUIET_S", 0)
    write(ledger, outlet)
    assert any(waiting(ledger) == 0 for _ in range(TRIES))


def test_no_act_carries_it_itself_before_there_is_a_lot(ledger, outlet, monkeypatch):
    monkeypatch.setattr(checkpoints, "ENOUGH_PAGES", 10**9)
    before = waiting(ledger)
    for _ in range(30):
        write(ledger, outlet)
        assert waiting(ledger) > before
        before = waiting(ledger)


def test_what_is_written_and_read_meanwhile_is_whole(ledger, outlet, folder, key, soon):
    heads = []
    for _ in range(50):
        write(ledger, outlet)
        with ledger.read() as view:
            heads.append(view.station().head_seq)
    ledger.close()
    report = check(folder, key, rebuild=True)
    assert heads == list(range(heads[0], heads[0] + 50))
    assert (report.records, report.problems) == (heads[-1], ())


def test_a_thread_that_can_not_read_the_file_costs_no_act(ledger, outlet, soon):
    tries = itertools.count()

    def gone():
        next(tries)
        raise LedgerUnreadable(file="ledger.db")

    ledger._checkpoints.close()
    ledger._checkpoints = checkpoints.Checkpoints(gone)
    write(ledger, outlet, acts=3)
    ledger._checkpoints.close()
    assert next(tries) == 1
    with ledger.read() as view:
        assert view.station().head_seq == 4
