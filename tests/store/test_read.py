"""Readers see one consistent state each, while the writer goes on."""

import threading

from packtrail.store import ledger as ledger_module


def test_a_snapshot_does_not_see_what_is_written_after_it_began(ledger, outlet):
    with ledger.read() as view:
        before = view.station().head_seq
        with ledger.act() as tx:
            tx.append(outlet.intake())
        assert view.station().head_seq == before
    with ledger.read() as view:
        assert view.station().head_seq == before + 1


def test_a_snapshot_is_of_the_moment_at_which_it_began(ledger, outlet):
    with ledger.read() as view:
        with ledger.act() as tx:
            tx.append(outlet.intake())
        assert view.stock() == []


def test_a_read_within_a_read_is_the_same_snapshot(ledger, outlet):
    with ledger.read() as outer:
        with ledger.act() as tx:
            tx.append(outlet.intake())
        with ledger.read() as inner:
            assert inner.station().head_seq == outer.station().head_seq
        assert outer.stock() == []


def test_another_thread_reads_what_is_committed_while_an_act_is_open(ledger, outlet):
    seen = []

    def look():
        with ledger.read() as view:
            seen.append(view.station().head_seq)

    with ledger.act() as tx:
        tx.append(outlet.intake())
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [1]


def test_a_thread_that_ended_leaves_no_connection(ledger):
    def look():
        with ledger.read() as view:
            view.stock()

    for _ in range(3):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert len(ledger._readers) <= 1


def test_a_reading_connection_cannot_write(ledger):
    import pytest
    from sqlcipher3 import dbapi2

    with ledger.read() as view, pytest.raises(dbapi2.OperationalError, match="readonly"):
        view._connection.execute("DELETE FROM draft")


def test_the_head_can_be_looked_at_within_a_read(ledger, outlet):
    with ledger.read():
        assert ledger.head_verdict() == "in_step"


def test_closing_folds_the_write_ahead_log_into_the_file(ledger, folder, outlet):
    with ledger.read() as view:
        view.stock()
    ledger.close()
    names = {file.name for file in folder.iterdir()}
    assert ledger_module.LEDGER_FILE in names
    assert not {name for name in names if name.endswith(("-wal", "-shm"))}
