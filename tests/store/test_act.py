"""An act reaches the disk whole or not at all, and nothing can be written outside one."""

import threading
from datetime import date

import pytest
from sqlcipher3 import dbapi2

from packtrail.domain.errors import DiskFull, LedgerBusy, StationNotOpened
from packtrail.domain.numbers import epoch_letters
from packtrail.domain.records import EpochOpen, PrivatePurged
from packtrail.protocol import records
from packtrail.protocol.records import ZERO_HASH
from packtrail.store import connection as connections
from packtrail.store.check import check
from packtrail.usecases.ports import DocumentKind, Draft


class GivenUp(Exception):
    """The act that was under way ends here."""


def give_up_after(written):
    raise GivenUp(written)


def test_what_an_act_wrote_is_there_after_the_ledger_was_closed(ledger, opened, outlet):
    intake = outlet.intake()
    with ledger.act() as tx:
        tx.append(intake)
    ledger.close()
    with opened().read() as view:
        assert view.record(intake.record_id).body == intake.body


def test_a_failed_act_leaves_no_record_no_view_and_no_submission(ledger, outlet):
    intake = outlet.intake()
    with pytest.raises(GivenUp), ledger.act() as tx:
        give_up_after(tx.append(intake))
    with ledger.read() as view:
        assert view.record(intake.record_id) is None
        assert view.units_with_code(intake.body.battery_code) == []
        assert view.submission(intake.record_id, "hub") is None


def test_an_act_sees_what_it_has_written_so_far(ledger, outlet):
    intake = outlet.intake()
    with ledger.act() as tx:
        tx.append(intake)
        assert tx.unit(intake.record_id).label == intake.body.battery_code


def test_nothing_can_be_written_through_an_act_that_ended(ledger):
    with ledger.act() as tx:
        pass
    with pytest.raises(RuntimeError, match="after its block"):
        tx.remember("language", "zh_CN")


def test_nothing_can_be_read_through_a_view_that_ended(ledger):
    with ledger.read() as view:
        pass
    with pytest.raises(RuntimeError, match="after its block"):
        view.stock()


def test_an_act_within_an_act_is_a_bug_and_not_a_deadlock(ledger):
    with ledger.act(), pytest.raises(RuntimeError, match="within an act"), ledger.act():
        pass


def test_after_a_failed_act_the_next_one_works(ledger):
    with pytest.raises(GivenUp), ledger.act():
        give_up_after(())
    with ledger.act() as tx:
        tx.remember("language", "en")
    with ledger.read() as view:
        assert view.setting("language") == "en"


def test_acts_of_many_threads_make_one_chain(ledger, outlet, folder, key):
    intakes = [outlet.intake(f"IN-{number}") for number in range(20)]

    def write(mine):
        for intake in mine:
            with ledger.act() as tx:
                tx.append(intake)

    threads = [threading.Thread(target=write, args=(intakes[start::4],)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    report = check(folder, key)
    assert (report.records, report.problems) == (21, ())


def test_a_full_disk_is_said_and_the_act_left_nothing(ledger, outlet):
    with ledger.act() as tx:
        tx.append(outlet.intake("IN-1"))
    pages = ledger._writer.execute("PRAGMA page_count").fetchone()[0]
    ledger._writer.execute(f"PRAGMA max_page_count = {pages + 4}")
    with pytest.raises(DiskFull) as refusal, ledger.act() as tx:
        tx.append(*(outlet.intake(f"IN-{number}") for number in range(2, 100)))
    assert refusal.value.folder == str(ledger.folder)
    ledger._writer.execute("PRAGMA max_page_count = 1000000")
    with ledger.read() as view:
        assert view.station().head_seq == 2
    with ledger.act() as tx:
        tx.append(outlet.intake("IN-2"))


def test_another_writer_that_will_not_let_go_is_said(ledger, key):
    other = connections.writing(ledger.file, key)
    ledger._writer.execute("PRAGMA busy_timeout = 1")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerBusy), ledger.act():
        pass
    other.close()


def test_a_bug_in_a_statement_stays_a_bug(ledger):
    with pytest.raises(dbapi2.OperationalError, match="no such table"), ledger.act() as tx:
        tx._connection.execute("SELECT * FROM nonsense")


def test_a_statement_that_rolled_back_by_itself_does_not_hide_its_error(ledger):
    with pytest.raises(dbapi2.IntegrityError), ledger.act() as tx:
        tx._connection.executemany("INSERT OR ROLLBACK INTO setting VALUES ('a', ?)", [("b",), ("c",)])
    with ledger.read() as view:
        assert view.setting("a") is None


def test_every_record_follows_the_one_before_it(ledger, outlet):
    with ledger.act() as tx:
        written = tx.append(*(outlet.intake(f"IN-{number}") for number in range(3)))
    seqs = [record.station_seq for record in written]
    assert seqs == [2, 3, 4]
    assert [record.prev_hash for record in written[1:]] == [record.record_hash for record in written[:-1]]


def test_the_kept_bytes_are_those_that_were_hashed(ledger, outlet):
    with ledger.act() as tx:
        (written,) = tx.append(outlet.intake())
    with ledger.read() as view:
        ((seq, line),) = view.canonical_lines(1, 1, 10)
    assert (seq, records.read(line)) == (2, written)


def test_lines_come_in_order_after_a_seq_and_up_to_a_limit(ledger, outlet):
    with ledger.act() as tx:
        tx.append(*(outlet.intake(f"IN-{number}") for number in range(5)))
    with ledger.read() as view:
        assert [seq for seq, _ in view.canonical_lines(1, 2, 3)] == [3, 4, 5]
        assert view.canonical_lines(2, 0, 10) == []


def test_the_newest_of_a_type_is_found(ledger, outlet):
    with ledger.act() as tx:
        tx.append(outlet.intake("IN-1"), outlet.intake("IN-2"), outlet.delivery())
    with ledger.read() as view:
        assert view.latest("intake").body.intake_id == "IN-2"
        assert view.latest("void") is None


def test_a_record_before_the_first_epoch_is_refused(opened, outlet):
    ledger = opened()
    with pytest.raises(StationNotOpened), ledger.act() as tx:
        tx.append(outlet.intake())
    with ledger.read() as view, pytest.raises(StationNotOpened):
        view.station()


def test_a_station_is_what_its_first_epoch_says(opened, start_station):
    ledger = opened()
    with ledger.read() as view:
        assert not view.has_station()
    station = start_station(ledger)
    with ledger.read() as view:
        assert view.has_station()
        again = view.station()
    assert (again.label, again.epoch, again.head_seq, again.install_nonce) == (
        "S1",
        1,
        1,
        ledger.install_nonce,
    )
    assert again.signer.public_key == station.signer.public_key


def test_a_ledger_takes_only_one_identity(ledger, outlet):
    with pytest.raises(ValueError, match="identity"), ledger.act() as tx:
        tx.begin_station(outlet.new_id(), "S2", bytes(32))


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"station_id": "01900000-0000-7000-8000-00000000ffff"}, "another station"),
        ({"public_key": "00" * 32}, "another station"),
        ({"station_epoch": 1}, "later than the last"),
        ({"last_seq": 7}, "another head"),
        ({"last_hash": ZERO_HASH}, "another head"),
    ],
)
def test_an_epoch_that_nobody_could_follow_is_not_opened(ledger, outlet, changed, why):
    with ledger.read() as view:
        here = view.station()
    body = {
        "station_id": here.station_id,
        "station_label": "S1",
        "station_epoch": 2,
        "public_key": here.signer.public_key.hex(),
        "key_id": here.signer.key_id,
        "install_nonce": "00" * 16,
        "last_seq": here.head_seq,
        "last_hash": here.head_hash,
        "reason": "restored",
    }
    with pytest.raises(ValueError, match=why), ledger.act() as tx:
        tx.append(outlet.record(EpochOpen(**body | changed)))


def test_the_private_part_stays_out_of_the_bytes_that_leave(ledger, outlet):
    intake = outlet.intake(private={"storage_location": "A-1", "raw_scan": None})
    with ledger.act() as tx:
        (written,) = tx.append(intake)
    with ledger.read() as view:
        ((_, line),) = view.canonical_lines(1, 1, 1)
        assert view.private_part(intake.record_id) == {"storage_location": "A-1"}
    assert b"A-1" not in line
    assert written.body.private_sha256 is not None


def test_two_equal_private_parts_have_different_digests(ledger, outlet):
    with ledger.act() as tx:
        one, two = tx.append(*(outlet.intake(private={"storage_location": "A-1"}) for _ in range(2)))
    assert one.body.private_sha256 != two.body.private_sha256


def test_a_record_without_private_part_has_none(ledger, outlet):
    intake = outlet.intake(private={"storage_location": None})
    with ledger.act() as tx:
        (written,) = tx.append(intake)
        assert tx.private_part(intake.record_id) == {}
    assert written.body.private_sha256 is None


def test_a_purge_takes_the_private_part_away_and_leaves_the_record(ledger, outlet):
    intake = outlet.intake(private={"storage_location": "A-1"})
    with ledger.act() as tx:
        tx.append(intake)
    with ledger.act() as tx:
        tx.append(outlet.record(PrivatePurged(target_record_ids=(intake.record_id,), basis="on_request")))
    with ledger.read() as view:
        assert view.private_part(intake.record_id) == {}
        assert view.record(intake.record_id).body.private_sha256 is not None


def test_numbers_count_by_kind_and_day(ledger):
    with ledger.act() as tx:
        drawn = [
            tx.next_number(DocumentKind.HANDOFF, date(2026, 11, 20)),
            tx.next_number(DocumentKind.HANDOFF, date(2026, 11, 20)),
            tx.next_number(DocumentKind.INTAKE, date(2026, 11, 20)),
            tx.next_number(DocumentKind.HANDOFF, date(2026, 11, 21)),
        ]
    assert drawn == [
        "HO-S1a-20261120-0001",
        "HO-S1a-20261120-0002",
        "IN-S1a-20261120-0001",
        "HO-S1a-20261121-0001",
    ]


def test_a_number_drawn_in_a_failed_act_is_drawn_again(ledger):
    with pytest.raises(GivenUp), ledger.act() as tx:
        give_up_after(tx.next_number(DocumentKind.BATCH, date(2026, 11, 20)))
    with ledger.act() as tx:
        assert tx.next_number(DocumentKind.BATCH, date(2026, 11, 20)) == "BT-S1a-20261120-0001"


def test_no_number_is_drawn_before_the_station_is_open(opened):
    with pytest.raises(StationNotOpened), opened().act() as tx:
        tx.next_number(DocumentKind.INTAKE, date(2026, 11, 20))


@pytest.mark.parametrize(("epoch", "letters"), [(1, "a"), (2, "b"), (26, "z"), (27, "aa"), (53, "ba")])
def test_epochs_are_lettered(epoch, letters):
    assert epoch_letters(epoch) == letters


def test_the_same_words_are_heard_once(ledger):
    with ledger.act() as tx:
        assert tx.hear("receipt", "hub", b"{}")
        assert not tx.hear("receipt", "hub", b"{}")
        assert tx.hear("receipt", "hub", b"{ }")


def test_own_records_and_what_was_heard_share_one_order(ledger, outlet, rows):
    with ledger.act() as tx:
        tx.hear("receipt", "hub", b"1")
        tx.append(outlet.intake("IN-1"))
        tx.hear("receipt", "hub", b"2")
    assert rows("SELECT arrival FROM heard") == [(2,), (4,)]
    assert rows("SELECT arrival FROM record") == [(1,), (3,)]


def test_a_draft_is_saved_over_its_former_self_and_newest_comes_first(ledger, outlet):
    with ledger.act() as tx:
        for draft_id, plate in (("a", "1"), ("b", "2"), ("a", "3")):
            tx.save_draft(
                Draft(draft_id=draft_id, kind="delivery", content={"plate": plate}, updated_at=outlet.now())
            )
        tx.save_draft(Draft(draft_id="c", kind="handoff", content={}, updated_at=outlet.now()))
    with ledger.read() as view:
        drafts = view.drafts("delivery")
    assert [(draft.draft_id, draft.content) for draft in drafts] == [
        ("a", {"plate": "3"}),
        ("b", {"plate": "2"}),
    ]


def test_a_dropped_draft_is_forgotten(ledger, outlet):
    draft = Draft(draft_id="a", kind="delivery", content={}, updated_at=outlet.now())
    with ledger.act() as tx:
        tx.save_draft(draft)
        tx.drop_draft("a")
        assert tx.drafts("delivery") == []


def test_a_photograph_is_kept_once_whatever_it_is_called(ledger, rows):
    with ledger.act() as tx:
        first = tx.keep_blob(b"\xff\xd8photo", "image/jpeg", "nameplate")
        second = tx.keep_blob(b"\xff\xd8photo", "image/jpeg", "overall")
    assert (first.digest, first.size, second.role) == (second.digest, 7, "overall")
    assert rows("SELECT count(*) FROM blob") == [(1,)]
    with ledger.read() as view:
        assert view.blob(first.digest) == b"\xff\xd8photo"
        assert view.blob("sha256:" + "0" * 64) is None


def test_a_choice_is_remembered_until_another_is_made(ledger):
    with ledger.act() as tx:
        tx.remember("language", "zh_CN")
        tx.remember("language", "en")
        assert (tx.setting("language"), tx.setting("theme")) == ("en", None)


def test_a_second_print_is_known_as_one(ledger, outlet):
    intake = outlet.intake()
    with ledger.act() as tx:
        tx.append(intake)
        assert [tx.note_print(intake.record_id, outlet.now()) for _ in range(3)] == [0, 1, 2]
    with ledger.read() as view:
        assert view.times_printed(intake.record_id) == 3


def test_a_paper_of_no_record_is_not_logged(ledger, outlet):
    with ledger.act() as tx:
        with pytest.raises(LookupError):
            tx.note_print(outlet.new_id(), outlet.now())
        assert tx.times_printed(outlet.new_id()) == 0
