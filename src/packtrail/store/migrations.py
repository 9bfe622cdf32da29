"""The tables, step by step as they were released; a released step is never edited.

Projections are not here: they are made anew from the log (``projections.py``).
"""

from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlite_utils import Database, Migrations

from packtrail.domain.errors import LedgerNewer
from packtrail.store import receipts, station_pages
from packtrail.store.connection import APPLICATION_ID, Connection
from packtrail.store.durable import sync_file, sync_folder
from packtrail.store.errors_of import errors_of, errors_of_disk
from packtrail.store.schema_001 import DESK, RECORD, SENDING, TRIGGERS
from packtrail.store.schema_002 import REFDATA
from packtrail.store.schema_003 import SETTLEMENT
from packtrail.store.schema_004 import ROUTING
from packtrail.store.schema_005 import CHANGES
from packtrail.store.schema_006 import RECEIPTS
from packtrail.store.schema_007 import WORKBOOKS
from packtrail.store.schema_008 import UNIT_LIVES
from packtrail.store.schema_009 import OTHER_STATIONS
from packtrail.store.schema_010 import PRINTING
from packtrail.store.schema_011 import NATURE
from packtrail.store.transaction import transaction

COPIES = "before-migration"

STEPS = Migrations("packtrail")


def database(connection: Connection) -> Database:
    """The connection as sqlite-utils sees it; without the plug-ins that happen to be installed."""
    return Database(cast("Any", connection), execute_plugins=False)


def bring_up_to_date(
    connection: Connection, file: Path, *, now: datetime, steps: Migrations = STEPS
) -> Path | None:
    """Apply the steps that ``file`` hasn't had, all or none; the copy made before, if there was need.

    Raises LedgerNewer when it has had steps that we don't know.
    """
    db = database(connection)
    had = [step.name for step in steps.applied(db)]
    pending = [step.name for step in steps.pending(db)]
    unknown = unknown_steps(connection, steps)
    if unknown:
        raise LedgerNewer(file=str(file), unknown=unknown)
    if not pending:
        return None
    copy = _copy(connection, file, before=pending[0], now=now) if had else None
    with errors_of(file), transaction(connection):
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        steps.apply(db)  # nests in our transaction, so a failing step takes the former back with it
    return copy


def unknown_steps(connection: Connection, steps: Migrations = STEPS) -> tuple[str, ...]:
    """The names of steps that a newer program has applied."""
    ours = {step.name for step in known(steps)}
    return tuple(step.name for step in steps.applied(database(connection)) if step.name not in ours)


def known(steps: Migrations) -> list[Any]:
    """All steps of a set; sqlite-utils has no public list of them."""
    return list(steps._migrations)  # noqa: SLF001 - see above


def _copy(connection: Connection, file: Path, *, before: str, now: datetime) -> Path:
    """The whole ledger as it was, encrypted with the same key; a file copy would miss the log."""
    folder = file.parent / COPIES
    copy = folder / f"{file.stem}-{before}-{now:%Y%m%d-%H%M%S}.db"
    with errors_of_disk(folder):
        folder.mkdir(exist_ok=True)
        copy.unlink(missing_ok=True)
    with errors_of(file):
        connection.execute("VACUUM INTO ?", (str(copy),))
    with errors_of_disk(folder):
        sync_file(copy)
        sync_folder(folder)
    return copy


@STEPS()
def m001_the_ledger(db: Database) -> None:
    """Lay the tables of the first release."""
    for statement in (*RECORD, *SENDING, *DESK, *TRIGGERS):
        db.execute(statement)


@STEPS()
def m002_rules_and_lists_taken_into_use(db: Database) -> None:
    """Give what ``refdata_adopted`` records name a place; no release before this one wrote any."""
    for statement in REFDATA:
        db.execute(statement)


@STEPS()
def m003_local_settlements(db: Database) -> None:
    """Give prices and payments a place of their own, beside the log and never in it."""
    for statement in SETTLEMENT:
        db.execute(statement)


@STEPS()
def m004_makers_portals(db: Database) -> None:
    """Tell hubs from makers' portals; every destination of a release before this one is a hub."""
    for statement in ROUTING:
        db.execute(statement)


@STEPS()
def m005_clocks_and_changes(db: Database) -> None:
    """Give comparisons of clocks, later words of hubs and photographs on their way a place."""
    for statement in CHANGES:
        db.execute(statement)


@STEPS()
def m006_receipts_by_their_batch(db: Database) -> None:
    """Say of each heard receipt which batch it is for, those of former releases included."""
    for statement in RECEIPTS:
        db.execute(statement)
    receipts.note_all(cast("Connection", db.conn))


@STEPS()
def m007_workbooks_for_portals(db: Database) -> None:
    """Give sealed workbooks, their rows and the portals' failure files a place."""
    for statement in WORKBOOKS:
        db.execute(statement)


@STEPS()
def m008_what_hubs_know_of_codes(db: Database) -> None:
    """Give hubs' last answers on battery codes a place."""
    for statement in UNIT_LIVES:
        db.execute(statement)


@STEPS()
def m009_records_of_other_stations(db: Database) -> None:
    """Let the lines of other stations that lie in the pages heard so far wait for their chains."""
    for statement in OTHER_STATIONS:
        db.execute(statement)
    station_pages.note_all(cast("Connection", db.conn))


@STEPS()
def m010_papers_on_their_way(db: Database) -> None:
    """Give the print queue a place; no release before this one kept any."""
    for statement in PRINTING:
        db.execute(statement)


@STEPS()
def m011_what_a_ledger_is(db: Database) -> None:
    """Let a new ledger say that it is for practice; every one that has a station by now counts."""
    for statement in NATURE:
        db.execute(statement)
