"""Whoever writes past the program, with the key and all, still cannot change or remove what is kept."""

import pytest
from sqlcipher3 import dbapi2

from packtrail.domain.sync_state import BatchState
from packtrail.usecases.ports import SealedBatch


@pytest.fixture
def full(ledger, outlet):
    """A ledger with a row in every table that is guarded."""
    intake = outlet.intake(private={"storage_location": "A-1"})
    digest = "sha256:" + "ab" * 32
    with ledger.act() as tx:
        tx.append(intake)
        tx.hear("receipt", "hub", b"{}")
        tx.keep_blob(b"photo", "image/jpeg", "overall")
        tx.note_print(intake.record_id, outlet.now())
        tx.add_batch(
            SealedBatch(
                digest=digest,
                destination="hub",
                epoch=1,
                seq_first=1,
                seq_last=2,
                envelope=b"{}",
                sealed_at=outlet.now(),
                state=BatchState.SEALED,
            )
        )
        tx.add_attempt(digest, outlet.now(), "unknown_outcome", None, b"")
    return ledger


GUARDED = [
    "record",
    "heard",
    "epoch",
    "station_secret",
    "blob",
    "attempt",
    "print_log",
    "batch",
    "submission",
]


@pytest.mark.parametrize("table", GUARDED)
def test_no_row_is_deleted(full, tamper, rows, table):
    before = rows(f"SELECT * FROM {table}")
    with pytest.raises(dbapi2.IntegrityError):
        tamper(f"DELETE FROM {table}", triggers=True)
    assert rows(f"SELECT * FROM {table}") == before != []


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("record", "canonical"),
        ("record", "seq"),
        ("heard", "payload"),
        ("epoch", "install_nonce"),
        ("station_secret", "private_key"),
        ("blob", "content"),
        ("attempt", "reply"),
        ("print_log", "printed_at"),
        ("private_part", "content"),
        ("batch", "envelope"),
        ("batch", "seq_last"),
        ("batch", "digest"),
        ("submission", "arrival"),
    ],
)
@pytest.mark.parametrize("verb", ["UPDATE", "UPDATE OR REPLACE", "UPDATE OR IGNORE"])
def test_no_row_is_rewritten(full, tamper, rows, table, column, verb):
    before = rows(f"SELECT * FROM {table}")
    with pytest.raises(dbapi2.IntegrityError):
        tamper(f"{verb} {table} SET {column} = {column}", triggers=True)
    assert rows(f"SELECT * FROM {table}") == before


@pytest.mark.parametrize("table", [*GUARDED, "private_part"])
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_replace_cannot_put_a_row_in_place_of_another(full, tamper, rows, table, recursive):
    before = rows(f"SELECT * FROM {table}")
    with pytest.raises(dbapi2.IntegrityError):
        tamper(
            f"PRAGMA recursive_triggers = {recursive}",
            f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
            triggers=True,
        )
    assert rows(f"SELECT * FROM {table}") == before


@pytest.mark.parametrize(
    "columns",
    [
        "arrival + 100, record_id, epoch, seq + 100",  # an id that is there
        "arrival + 100, zeroblob(16), epoch, seq",  # a place in the chain that is taken
        "arrival - 1, zeroblob(16), epoch, seq + 100",  # an arrival in the past
    ],
)
def test_a_record_takes_no_others_place(full, tamper, rows, columns):
    before = rows("SELECT * FROM record")
    with pytest.raises(dbapi2.IntegrityError, match="append-only"):
        tamper(
            f"INSERT OR REPLACE INTO record SELECT {columns}, record_type, recorded_at, hash, prev_hash,"
            " canonical FROM record WHERE seq = 2",
            triggers=True,
        )
    assert rows("SELECT * FROM record") == before


def test_an_acknowledgement_level_is_not_lowered_past_the_program_either(full, tamper):
    tamper("UPDATE submission SET ack_level = 3", triggers=True)
    with pytest.raises(dbapi2.IntegrityError, match="never goes down"):
        tamper("UPDATE submission SET ack_level = 2", triggers=True)


def test_a_state_may_move_on(full, tamper, rows):
    tamper("UPDATE batch SET state = 'sending'", triggers=True)
    assert rows("SELECT state FROM batch") == [("sending",)]
