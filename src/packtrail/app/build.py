"""Decides what stands behind every port, and opens one station's data folder for work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from secrets import token_bytes

from packtrail.app.clock import now
from packtrail.app.ids import new_id
from packtrail.app.outlet import Outlet
from packtrail.app.refdata_content import code_tables_in_use
from packtrail.app.secrets import Keyring, create_keys, new_recovery_code, unlock
from packtrail.app.workers import Workers
from packtrail.domain.code_tables import CodeTables
from packtrail.domain.moments import legal_day
from packtrail.domain.operators import Operator, Role
from packtrail.store.key_file import KEYS_FILE
from packtrail.store.ledger import Ledger, holds_a_ledger, open_ledger
from packtrail.usecases.open_station import open_station
from packtrail.usecases.ports import Clock
from packtrail.usecases.send_batch import recover_sending
from packtrail.wording import Language, wording

CLOSE_LIMIT_S = 15.0
PRACTICE_LABEL = "S1"


@dataclass(frozen=True, slots=True)
class OpenedLedger:
    """A ledger ready for work, and its recovery code when it was made just now: to be printed, never kept."""

    ledger: Ledger
    recovery_code: str | None


def open_data_folder(folder: Path, keyring: Keyring, clock: Clock = now) -> OpenedLedger:
    """Open the ledger in ``folder``, with new keys when there is none.

    Keys without a ledger are of a first start that failed half-way, whose code nobody saw: they get another.
    Raises the errors of ``app.secrets.unlock`` and ``store.ledger.open_ledger``.
    """
    if (folder / KEYS_FILE).exists():
        key, was_begun = unlock(folder, keyring), holds_a_ledger(folder)
        ledger = open_ledger(folder, key, clock=clock)
        return OpenedLedger(ledger, None if was_begun else new_recovery_code(folder, key))
    created = create_keys(folder, keyring)
    return OpenedLedger(open_ledger(folder, created.data_key, clock=clock), created.recovery_code)


def first_operator(language: Language) -> Operator:
    """Who works here until the outlet has its own users."""
    return Operator("op_1", wording(language).say("words.role.admin"), Role.ADMIN)


@contextmanager
def outlet_at_work(
    folder: Path,
    *,
    keyring: Keyring,
    language: Language,
    report_bug: Callable[[Exception], None],
    operator: Operator | None = None,
    label: str | None = None,
    clock: Clock = now,
    practice: bool | None = None,
) -> Iterator[tuple[Outlet, str | None]]:
    """The station in ``folder`` at work, and its recovery code if it is new; closed at the end.

    A new station takes ``label``, or draws its own; one that is new in practice is S1. ``practice`` is what
    the ledger has to be, None whatever it is; raises LedgerForPractice or LedgerForWork. A restored or cloned
    ledger gets its new epoch here, and what was being sent when the program ended has an unknown outcome from
    here on.
    """
    opened = open_data_folder(folder, keyring, clock)
    workers = Workers(report_bug=report_bug)
    try:
        outlet = Outlet(
            store=opened.ledger,
            folder=folder,
            workers=workers,
            tables=_tables(opened.ledger, clock),
            now=clock,
            new_id=new_id,
            operator=operator or first_operator(language),
            language=language,
            keyring=keyring,
        )
        workers.acts.run(
            partial(_begin, outlet, PRACTICE_LABEL if practice else label, practice=practice)
        ).result()
        yield outlet, opened.recovery_code
    finally:
        workers.close(limit_s=CLOSE_LIMIT_S)
        opened.ledger.close()


def _tables(ledger: Ledger, clock: Clock) -> CodeTables:
    with ledger.read() as view:
        return code_tables_in_use(view, legal_day(clock()))


def _begin(outlet: Outlet, label: str | None, *, practice: bool | None) -> None:
    open_station(
        outlet.store,
        label=label,
        private_key=token_bytes(32),
        operator_ref=outlet.operator.ref,
        now=outlet.now,
        new_id=outlet.new_id,
        practice=practice,
    )
    outlet.practice = outlet.read(lambda view: view.is_practice())
    for destination in outlet.read(lambda view: view.destinations()):
        recover_sending(destination.name, outlet.store)
