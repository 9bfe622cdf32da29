"""``packtrail check`` finds whatever somebody with the key could have changed."""

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packtrail.domain.errors import LedgerDamaged, LedgerKeyWrong, LedgerNewer, LedgerUnwritable
from packtrail.domain.sync_state import AckLevel, SubmissionState
from packtrail.store import check as check_module
from packtrail.store.check import check
from packtrail.store.head import HEAD_FILE, Head
from packtrail.store.verify import Problem, ProblemKind
from packtrail.store.views import TABLES
from packtrail.usecases.ports import Verdict


@pytest.fixture
def kept(ledger, outlet):
    """A ledger with something of everything that is checked, closed."""
    delivery = outlet.delivery()
    intakes = [
        outlet.intake(
            f"IN-{number}", delivery_record_id=delivery.record_id, private={"storage_location": "A-1"}
        )
        for number in range(3)
    ]
    with ledger.act() as tx:
        tx.append(delivery, *intakes, *outlet.load(intakes[0]))
        tx.hear("receipt", "hub", b"{}")
        tx.hear("change", "hub", b"[]")
        tx.keep_blob(b"photo", "image/jpeg", "overall")
        tx.settle(
            "hub",
            [
                Verdict(
                    record_id=delivery.record_id,
                    state=SubmissionState.ACCEPTED,
                    ack_level=AckLevel.RELAY_ACCEPTED,
                    remote_no=None,
                    issues=(),
                    said_at=outlet.now(),
                )
            ],
        )
    ledger.cover_head()
    ledger.close()
    return ledger


def test_a_sound_ledger_has_no_problem(kept, folder, key, rows):
    in_views = sum(rows(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES)
    report = check(folder, key, rebuild=True)
    assert report.is_sound
    assert dataclasses.asdict(report) | {"head_hash": ""} == {
        "records": 8,
        "head_epoch": 1,
        "head_seq": 8,
        "head_hash": "",
        "private_parts": 3,
        "heard": 2,
        "receipts": 1,
        "blobs": 1,
        "rebuilt_rows": in_views,
        "problems": (),
    }


def test_a_check_leaves_nothing_behind(kept, folder, key):
    before = {file.name for file in folder.iterdir()}
    check(folder, key, rebuild=True)
    assert {file.name for file in folder.iterdir()} == before


def test_a_check_may_run_while_the_desk_works(ledger, outlet, folder, key):
    with ledger.act() as tx:
        tx.append(outlet.intake())
        assert check(folder, key, rebuild=True).records == 1
    assert check(folder, key, rebuild=True).records == 2


def test_a_desk_that_goes_on_during_a_check_makes_no_problem(ledger, outlet, folder, key):
    """The head file is ahead of what the check reads then, and views and tallies move on."""
    with ledger.act() as tx:
        tx.append(outlet.intake("IN-1", private={"storage_location": "A-1"}))
    ledger.cover_head()

    def go_on(*_):
        with ledger.act() as tx:
            tx.append(outlet.intake("IN-2", private={"storage_location": "A-2"}))
            tx.hear("receipt", "hub", b"{}")
        ledger.cover_head()

    report = check(folder, key, progress=go_on)
    assert (report.problems, report.records, report.private_parts, report.heard) == ((), 2, 1, 0)
    assert check(folder, key).records == 3


def test_a_check_says_how_far_it_is(kept, folder, key):
    told = []
    check(folder, key, rebuild=True, progress=lambda *done: told.append(done))
    assert told == [(8, 8), (8, 8)]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(min_value=0, max_value=10_000), bit=st.integers(min_value=0, max_value=7))
def test_a_bit_flipped_anywhere_in_a_record_is_found(kept, folder, key, tamper, rows, place, bit):
    ((line,),) = rows("SELECT canonical FROM record WHERE seq = 4")
    flipped = bytearray(line)
    flipped[place % len(line)] ^= 1 << bit
    tamper(("UPDATE record SET canonical = ? WHERE seq = 4", (bytes(flipped),)))
    problems = check(folder, key).problems
    tamper(("UPDATE record SET canonical = ? WHERE seq = 4", (line,)))
    assert Problem(ProblemKind.HASH, "1/4") in problems


TAMPERING = [
    ("UPDATE record SET hash = zeroblob(32) WHERE seq = 8", ProblemKind.HASH, "1/8"),
    ("UPDATE record SET hash = zeroblob(32) WHERE seq = 3", ProblemKind.CHAIN, "1/4"),
    ("UPDATE record SET prev_hash = zeroblob(32) WHERE seq = 3", ProblemKind.CHAIN, "1/3"),
    ("UPDATE record SET record_id = zeroblob(16) WHERE seq = 3", ProblemKind.COLUMN, "1/3"),
    ("UPDATE record SET record_type = 'void' WHERE seq = 3", ProblemKind.COLUMN, "1/3"),
    ("UPDATE record SET recorded_at = recorded_at + 60 WHERE seq = 3", ProblemKind.COLUMN, "1/3"),
    ("UPDATE record SET canonical = x'5b5d' WHERE seq = 3", ProblemKind.COLUMN, "1/3"),
    ("UPDATE record SET canonical = x'7bff' WHERE seq = 3", ProblemKind.COLUMN, "1/3"),
    ("DELETE FROM record WHERE seq = 3", ProblemKind.CHAIN, "1/4"),
    ("DELETE FROM record WHERE seq = 1", ProblemKind.EPOCH, "1/2"),
    ("DELETE FROM record WHERE seq = 8", ProblemKind.HEAD, "1/8"),
    ("UPDATE record SET epoch = 2 WHERE seq = 8", ProblemKind.EPOCH, "2/8"),
    ("UPDATE epoch SET install_nonce = x'00'", ProblemKind.EPOCH, "1/1"),
    ("DELETE FROM epoch", ProblemKind.EPOCH, "1/1"),
    ("UPDATE record SET canonical = x'5b5d' WHERE seq = 1", ProblemKind.EPOCH, "1/1"),
    ("UPDATE private_part SET content = x'7b7d' WHERE arrival = 3", ProblemKind.PRIVATE, "3"),
    ("UPDATE record SET canonical = x'5b5d' WHERE seq = 3", ProblemKind.PRIVATE, "3"),
    ("UPDATE heard SET payload = x'00' WHERE kind = 'receipt'", ProblemKind.HEARD, "9"),
    ("UPDATE submission SET state = 'accepted' WHERE arrival = 5", ProblemKind.TALLY, "1/accepted"),
    ("UPDATE submission_tally SET records = 0 WHERE state = 'accepted'", ProblemKind.TALLY, "1/accepted"),
    ("DELETE FROM submission WHERE arrival = 5", ProblemKind.TALLY, "1/pending"),
    (
        "INSERT INTO print_log (arrival, printed_at) VALUES (999, 0)",
        ProblemKind.REFERENCE,
        "print_log/1/record",
    ),
    ("UPDATE submission SET batch = 9 WHERE arrival = 5", ProblemKind.REFERENCE, "submission/None/batch"),
    ("UPDATE submission SET arrival = 99 WHERE arrival = 5", ProblemKind.REFERENCE, "submission/None/record"),
    (
        "UPDATE private_part SET arrival = 99 WHERE arrival = 3",
        ProblemKind.REFERENCE,
        "private_part/99/record",
    ),
    ("UPDATE record SET epoch = 2 WHERE seq = 8", ProblemKind.REFERENCE, "record/8/epoch"),
    ("DELETE FROM epoch", ProblemKind.REFERENCE, "record/8/epoch"),
    ("DROP TRIGGER record_forbids_delete", ProblemKind.SCHEMA, "record_forbids_delete"),
    ("DROP INDEX unit_by_custody_mass_g", ProblemKind.SCHEMA, "unit_by_custody_mass_g"),
    ("CREATE TABLE extra (a)", ProblemKind.SCHEMA, "extra"),
]


@pytest.mark.parametrize(("statement", "kind", "where"), TAMPERING)
def test_what_was_changed_is_found_where_it_was(kept, folder, key, tamper, statement, kind, where):
    tamper(statement, triggers=statement.startswith("DROP TRIGGER"))
    assert Problem(kind, where) in check(folder, key).problems


def test_a_photograph_that_was_exchanged_is_found(kept, folder, key, tamper, rows):
    ((digest,),) = rows("SELECT digest FROM blob")
    tamper("UPDATE blob SET content = x'00'")
    assert check(folder, key).problems == (Problem(ProblemKind.BLOB, "sha256:" + digest.hex()),)


def test_a_photograph_is_read_to_its_last_piece(kept, folder, key, tamper, monkeypatch):
    monkeypatch.setattr(check_module.verify, "BYTES_AT_ONCE", 2)
    assert check(folder, key).is_sound
    tamper("UPDATE blob SET content = CAST('phota' AS BLOB)")
    assert [problem.kind for problem in check(folder, key).problems] == [ProblemKind.BLOB]


def test_a_trigger_that_was_made_harmless_is_found(kept, folder, key, tamper):
    tamper(
        "DROP TRIGGER heard_forbids_delete",
        "CREATE TRIGGER heard_forbids_delete BEFORE DELETE ON heard BEGIN SELECT 1; END",
        triggers=True,
    )
    assert check(folder, key).problems == (Problem(ProblemKind.SCHEMA, "heard_forbids_delete"),)


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE unit SET custody = 'delivered' WHERE arrival = 4", "unit/2"),
        ("DELETE FROM unit WHERE arrival = 5", "unit/3"),
        ("INSERT INTO unit_code VALUES ('zz', 1, 0)", "unit_code/7"),
        ("UPDATE delivery_view SET unit_count = 9", "delivery_view/1"),
        ("UPDATE handoff_view SET state = 'cancelled'", "handoff_view/1"),
        ("UPDATE handoff_item_view SET mass_g = 1", "handoff_item_view/1"),
    ],
)
def test_a_view_that_the_log_does_not_make_is_found(kept, folder, key, tamper, statement, where):
    tamper(statement)
    assert check(folder, key).is_sound
    assert check(folder, key, rebuild=True).problems == (Problem(ProblemKind.PROJECTION, where),)


def test_a_page_changed_from_outside_is_found(kept, folder, key):
    content = bytearray(kept.file.read_bytes())
    content[4096 * 5 + 50] ^= 1
    kept.file.write_bytes(content)
    report = check(folder, key, rebuild=True)
    assert [problem.kind for problem in report.problems] == [ProblemKind.PAGE]
    assert not report.is_sound


def test_whichever_page_is_damaged_nothing_else_is_believed(kept, folder, key):
    sound = kept.file.read_bytes()
    for page in range(4096, len(sound), 4096):
        content = bytearray(sound)
        content[page + 50] ^= 1
        kept.file.write_bytes(content)
        try:
            kinds = {problem.kind for problem in check(folder, key).problems}
        except LedgerDamaged:  # the page holds what must be read to open it at all
            continue
        assert kinds == {ProblemKind.PAGE}, page // 4096


def test_a_page_that_a_checkpoint_was_just_writing_is_no_problem(kept, folder, key, monkeypatch):
    looks = iter([[Problem(ProblemKind.PAGE, "page 3")], [Problem(ProblemKind.PAGE, "page 4")]])
    monkeypatch.setattr(check_module.verify, "pages", lambda _: iter(next(looks)))
    assert check(folder, key).problems == ()


def test_a_table_that_was_taken_away_is_found(kept, folder, key, tamper):
    tamper("DROP TABLE batch", triggers=True)
    problems = check(folder, key).problems
    assert Problem(ProblemKind.SCHEMA, "batch") in problems


def test_a_ledger_of_a_newer_program_is_not_judged(kept, folder, key, tamper):
    tamper(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
        " VALUES ('packtrail', 'm999_later', '')"
    )
    with pytest.raises(LedgerNewer) as refusal:
        check(folder, key)
    assert refusal.value.unknown == ("m999_later",)


def test_problems_without_end_are_not_listed_without_end(kept, folder, key, tamper, monkeypatch):
    monkeypatch.setattr(check_module, "ENOUGH", 3)
    tamper("UPDATE record SET hash = zeroblob(32)")
    found = [problem.kind for problem in check(folder, key).problems]
    assert len([kind for kind in found if kind in {ProblemKind.HASH, ProblemKind.CHAIN}]) == 3


def test_a_broken_chain_does_not_hide_private_parts_that_were_changed(kept, folder, key, tamper, monkeypatch):
    monkeypatch.setattr(check_module, "ENOUGH", 2)
    tamper("UPDATE record SET hash = zeroblob(32)", "UPDATE private_part SET content = x'7b7d'")
    found = [problem.kind for problem in check(folder, key).problems]
    assert found.count(ProblemKind.PRIVATE) == 2


def test_a_head_that_the_ledger_does_not_hold_is_a_problem(kept, folder, key):
    (folder / HEAD_FILE).write_text(json.dumps({"epoch": 1, "seq": 9, "hash": "sha256:" + "00" * 32}))
    assert check(folder, key).problems == (Problem(ProblemKind.HEAD, "1/9"),)


def test_an_epoch_that_follows_another_is_sound(kept, folder, key, opened, start_station, outlet):
    from packtrail.store.head import new_install_nonce

    new_install_nonce(folder)
    again = opened()
    start_station(again)
    with again.act() as tx:
        tx.append(outlet.intake("IN-9"))
    report = check(folder, key, rebuild=True)
    assert (report.problems, report.head_epoch, report.records) == ((), 2, 10)


def test_a_wrong_key_is_said(kept, folder):
    with pytest.raises(LedgerKeyWrong):
        check(folder, b"x" * 32)


def test_a_folder_without_ledger_is_said(tmp_path, key):
    with pytest.raises(LedgerUnwritable):
        check(tmp_path, key)


def test_heads_compare_by_value():
    assert Head(1, 2, "x") == Head(epoch=1, seq=2, hash="x")
