"""Rules and lists in the ledger: kept beside their record, for ever, in every backup."""

import gzip
import shutil
from datetime import date
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from packtrail.domain.records import RefdataAdopted
from packtrail.protocol import canonical
from packtrail.protocol.keys import Ed25519Signer
from packtrail.protocol.refdata_pack import packed
from packtrail.store import connection as connections
from packtrail.store import key_file
from packtrail.store.backup import backup
from packtrail.store.check import check
from packtrail.store.ledger import LEDGER_FILE, open_ledger
from packtrail.store.recovery_code import new_code
from packtrail.store.refdata import refdata_problems
from packtrail.store.restore import restore
from packtrail.store.verify import ProblemKind
from packtrail.usecases.ports import RefdataContent

PUBLISHER = Ed25519Signer(bytes(range(32)))
THE_REST = "digest, effective_from, effective_to, signed_by, document, envelope FROM refdata"
V0_1 = Path(__file__).parents[1] / "data" / "databases" / "v0.1.db"


def document(version, **changes):
    fields = {
        "dataset": "holiday_calendar",
        "version": version,
        "effective_from": "2026-01-01",
        "effective_to": None,
        "source": "通知",
        "confidence": "V",
        "content": {"version": version},
    }
    return {**fields, **changes}


def take_into_use(store, outlet, version, dataset="holiday_calendar"):
    """What the act writes."""
    fields = document(version, dataset=dataset)
    signed = canonical.canonical(fields)
    body = RefdataAdopted(dataset=dataset, version=version, digest=canonical.sha256_digest(signed))
    with store.act() as tx:
        (record,) = tx.append(outlet.record(body))
        tx.keep_refdata(
            record,
            RefdataContent(
                document=signed,
                effective_from=date(2026, 1, 1),
                effective_to=None,
                signed_by=PUBLISHER.key_id,
                envelope=packed(fields, PUBLISHER),
            ),
        )
    return record


@pytest.fixture
def adopt(ledger, outlet):
    return lambda *version: take_into_use(ledger, outlet, *version)


@pytest.fixture
def problems(folder, key):
    def find():
        connection = connections.reading(folder / LEDGER_FILE, key)
        try:
            return list(refdata_problems(connection))
        finally:
            connection.close()

    return find


def test_what_was_taken_into_use_is_listed_newest_first(adopt, ledger):
    first, second = adopt("2026-01-01.1"), adopt("2026-11-21.1")
    other = adopt("2026-05-01.1", "consignees")
    with ledger.read() as view:
        assert [each.record_id for each in view.adopted_refdata()] == [
            other.record_id,
            second.record_id,
            first.record_id,
        ]
        (newest, oldest) = view.adopted_refdata("holiday_calendar")
        assert (str(newest.version), newest.signed_by) == ("2026-11-21.1", PUBLISHER.key_id)
        assert canonical.parse(view.refdata_document(oldest.digest)) == document("2026-01-01.1")
        assert view.refdata_document("sha256:" + "0" * 64) is None
        assert (newest.effective_from, newest.effective_to) == (date(2026, 1, 1), None)
        assert newest.adopted_at == second.recorded_at


def test_before_a_record_only_what_came_before_it_is_listed(adopt, ledger, outlet):
    first = adopt("2026-01-01.1")
    with ledger.act() as tx:
        (between,) = tx.append(outlet.intake())
    second = adopt("2026-11-21.1")
    with ledger.read() as view:

        def before(record):
            found = view.adopted_refdata("holiday_calendar", before_record=record.record_id)
            return [str(each.version) for each in found]

        assert (before(first), before(between), before(second)) == ([], ["2026-01-01.1"], ["2026-01-01.1"])
        with pytest.raises(LookupError):
            view.adopted_refdata(before_record=outlet.new_id())


def test_content_without_its_record_is_not_kept(ledger, outlet):
    content = RefdataContent(
        document=b"{}", effective_from=date(2026, 1, 1), effective_to=None, signed_by=None
    )
    with ledger.act() as tx:
        (record,) = tx.append(outlet.intake())
        with pytest.raises(LookupError):
            tx.keep_refdata(record, content)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM refdata",
        "UPDATE refdata SET document = document",
        "UPDATE OR REPLACE refdata SET version = '2026-01-01.2'",
        "INSERT OR REPLACE INTO refdata SELECT * FROM refdata",
        f"INSERT OR REPLACE INTO refdata SELECT arrival - 1, dataset, version || '0', {THE_REST}",
        f"INSERT OR REPLACE INTO refdata SELECT arrival + 1, dataset, version, {THE_REST}",
    ],
)
def test_whoever_has_the_key_still_cannot_change_what_was_in_use(adopt, tamper, rows, statement):
    adopt("2026-01-01.1")
    before = rows("SELECT * FROM refdata")
    with pytest.raises(dbapi2.IntegrityError, match="append-only"):
        tamper(statement, triggers=True)
    assert rows("SELECT * FROM refdata") == before != []


def test_a_sound_table_has_no_problems(adopt, problems, folder, key):
    adopt("2026-01-01.1")
    adopt("2026-05-01.1", "consignees")
    assert problems() == []
    assert check(folder, key, rebuild=True).is_sound


@pytest.mark.parametrize(
    ("statement", "where"),
    [
        ("UPDATE refdata SET document = CAST('{}' AS BLOB)", ["holiday_calendar/2026-01-01.1"]),
        ("UPDATE refdata SET digest = zeroblob(32)", ["holiday_calendar/2026-01-01.1"]),
        ("UPDATE refdata SET version = '2026-01-01.2'", ["holiday_calendar/2026-01-01.2"]),
        ("UPDATE refdata SET dataset = 'consignees'", ["consignees/2026-01-01.1"]),
        ("UPDATE refdata SET envelope = x'00'", ["holiday_calendar/2026-01-01.1"]),
        ("UPDATE refdata SET arrival = 1", ["holiday_calendar/2026-01-01.1", "2"]),
        ("DELETE FROM refdata", ["2"]),
        ("UPDATE record SET canonical = CAST('{}' AS BLOB) WHERE seq = 2", ["holiday_calendar/2026-01-01.1"]),
    ],
)
def test_content_that_is_not_what_its_record_names_is_found(adopt, tamper, problems, statement, where):
    adopt("2026-01-01.1")
    tamper(statement)
    assert problems() == where


def test_a_check_of_the_ledger_looks_at_rules_and_lists_too(adopt, tamper, folder, key):
    adopt("2026-01-01.1")
    tamper("UPDATE refdata SET document = CAST('{}' AS BLOB)")
    assert ProblemKind.REFDATA in {problem.kind for problem in check(folder, key).problems}


def test_another_pack_in_place_of_the_received_one_is_found(adopt, tamper, problems):
    adopt("2026-01-01.1")
    tamper(("UPDATE refdata SET envelope = ?", (packed(document("2026-01-01.9"), PUBLISHER),)))
    assert problems() == ["holiday_calendar/2026-01-01.1"]
    tamper(("UPDATE refdata SET envelope = ?", (gzip.compress(b"[]"),)))
    assert problems() == ["holiday_calendar/2026-01-01.1"]


def test_a_backup_brings_it_to_the_next_machine(adopt, ledger, folder, key, tmp_path, outlet):
    record = adopt("2026-01-01.1")
    code = new_code()
    key_file.write(folder / key_file.KEYS_FILE, [key_file.wrap_with_code(key, code)])
    made = backup(folder, key, tmp_path / "stick", now=outlet.now())
    restore(made.file, tmp_path / "new", code, keep_key=lambda *_: None)
    restored = open_ledger(tmp_path / "new", key, clock=outlet.now)
    try:
        with restored.read() as view:
            (kept,) = view.adopted_refdata()
            assert kept.record_id == record.record_id
            assert canonical.parse(view.refdata_document(kept.digest)) == document("2026-01-01.1")
    finally:
        restored.close()
    assert check(tmp_path / "new", key).problems == ()


def test_a_ledger_of_the_first_release_gets_the_table_and_takes_a_pack(folder, outlet, key, problems):
    folder.mkdir()
    shutil.copy(V0_1, folder / LEDGER_FILE)
    old = open_ledger(folder, key, clock=outlet.now)
    try:
        with old.read() as view:
            assert view.adopted_refdata() == []
        take_into_use(old, outlet, "2026-01-01.1")
    finally:
        old.close()
    assert problems() == []
    assert len(list((folder / "before-migration").iterdir())) == 1
