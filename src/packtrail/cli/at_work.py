"""A station at work for one command: acts that need no screen."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from packtrail.app.build import outlet_at_work
from packtrail.app.outlet import Outlet
from packtrail.cli.console import Console
from packtrail.cli.ledger import keyring_of
from packtrail.domain.errors import LedgerMissing
from packtrail.store.ledger import holds_a_ledger


@contextmanager
def at_work(console: Console, folder: Path) -> Iterator[Outlet]:
    """The station in ``folder``, which is never begun here; raises LedgerMissing where there is none."""
    if not holds_a_ledger(folder):
        raise LedgerMissing(folder=str(folder))
    bugs: list[Exception] = []
    with outlet_at_work(
        folder, keyring=keyring_of(folder), language=console.wording.language, report_bug=bugs.append
    ) as (outlet, _):
        yield outlet
    if bugs:
        raise bugs[0]
