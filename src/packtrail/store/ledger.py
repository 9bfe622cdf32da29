"""The ledger of one station on this machine: one writing connection, one reading one for each thread."""

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from packtrail.domain.errors import LedgerLost
from packtrail.store import connection as connections
from packtrail.store import head, migrations, projections
from packtrail.store.act import LedgerTx
from packtrail.store.checkpoints import Checkpoints
from packtrail.store.connection import Connection
from packtrail.store.errors_of import errors_of, errors_of_disk
from packtrail.store.lock import FolderLock
from packtrail.store.machine import machine_mark
from packtrail.store.transaction import snapshot, transaction
from packtrail.store.view import LedgerView
from packtrail.usecases import ports

LEDGER_FILE = "ledger.db"


class _Reader:
    """The reading connection of one thread; it goes when its thread does."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.view: LedgerView | None = None


class Ledger(ports.Store):
    """What ``open_ledger`` gives; ``close`` it when no lane works with it any more."""

    def __init__(
        self,
        folder: Path,
        *,
        lock: FolderLock,
        writer: Connection,
        read: Callable[[], Connection],
        clock: ports.Clock,
    ) -> None:
        self.folder = folder
        self.file = folder / LEDGER_FILE
        self._lock = lock
        self._writer = writer
        self._connect_reader = read
        self._clock = clock
        self._writing = threading.Lock()
        self._writing_thread: int | None = None
        self._covering = threading.Lock()
        self._covered: head.Head | None = None
        self._of_thread = threading.local()
        self._readers: weakref.WeakSet[_Reader] = weakref.WeakSet()
        self._nonce = head.install_nonce(folder, machine_mark())
        self._checkpoints = Checkpoints(read)

    @property
    def install_nonce(self) -> str:
        """This installation's nonce, hex."""
        return self._nonce

    @property
    def covered_epoch(self) -> int:
        """The epoch that the head file names, 0 without one; a new epoch must be later than it too."""
        found = head.covered(self.folder)
        return found.epoch if found else 0

    @contextmanager
    def act(self) -> Iterator[LedgerTx]:
        """The one writing transaction; an act within an act is a bug (RuntimeError)."""
        if self._writing_thread == threading.get_ident():
            raise RuntimeError("an act within an act")
        with self._writing, errors_of(self.file):
            self._writing_thread = threading.get_ident()
            try:
                with transaction(self._writer):
                    tx = LedgerTx(self._writer, self._clock)
                    try:
                        yield tx
                    finally:
                        tx.end()
                self._checkpoints.after(self._writer)
            finally:
                self._writing_thread = None

    @contextmanager
    def read(self) -> Iterator[LedgerView]:
        """A snapshot; a read within a read on one thread is the same snapshot."""
        with errors_of(self.file):
            reader = self._reader()
            if reader.view is not None:
                yield reader.view
                return
            with snapshot(reader.connection):
                view = reader.view = LedgerView(reader.connection)
                try:
                    yield view
                finally:
                    view.end()
                    reader.view = None

    def head_verdict(self) -> ports.HeadVerdict:
        """How the database stands to the head file and the nonce."""
        with self._snapshot() as connection:
            return head.verdict(connection, head.covered(self.folder), self._nonce)

    def cover_head(self) -> None:
        """Write the head file, fsynced; costs nothing when it is there already.

        RuntimeError while a new epoch is due: the file is the only thing that says so.
        """
        with self._covering, self._snapshot() as connection:
            reached = head.of_log(connection)
            if reached == self._covered:
                return
            verdict = head.verdict(connection, head.covered(self.folder), self._nonce)
            if verdict not in {ports.HeadVerdict.IN_STEP, ports.HeadVerdict.ABSENT}:
                raise RuntimeError(f"the ledger is {verdict} and needs a new epoch first")
            head.cover(self.folder, reached)
            self._covered = reached

    def close(self) -> None:
        """Give everything back; the last connection folds the write-ahead log into the file."""
        with self._writing:
            self._checkpoints.close()
            for reader in list(self._readers):
                reader.connection.close()
            self._writer.close()
            self._lock.release()

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        with errors_of(self.file):
            reader = self._reader()
            if reader.view is not None:
                yield reader.connection
                return
            with snapshot(reader.connection):
                yield reader.connection

    def _reader(self) -> _Reader:
        reader: _Reader | None = getattr(self._of_thread, "reader", None)
        if reader is None:
            reader = self._of_thread.reader = _Reader(self._connect_reader())
            self._readers.add(reader)
        return reader


def holds_a_ledger(folder: Path) -> bool:
    """Whether the database was begun in ``folder``; a file of no bytes is none yet."""
    file = folder / LEDGER_FILE
    with errors_of_disk(folder):
        return file.exists() and file.stat().st_size > 0


def _refuse_a_lost_ledger(folder: Path) -> None:
    """A new ledger in place of one whose records left this machine would answer for none of them."""
    if head.covered(folder) and not holds_a_ledger(folder):
        raise LedgerLost(folder=str(folder))


def open_ledger(
    folder: Path, key: bytes, *, clock: ports.Clock, progress: projections.Progress | None = None
) -> Ledger:
    """The ledger in ``folder``, made when there is none; its tables and views brought up to date.

    ``key`` is the raw 32-byte data key. Raises LedgerBusy when another process has the folder,
    NotOurLedger, LedgerKeyWrong, LedgerNewer, LedgerDamaged, LedgerLost, LedgerUnreadable, DiskFull or
    LedgerUnwritable.
    """
    file = folder / LEDGER_FILE
    with errors_of_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
    lock = FolderLock.take(folder)
    try:
        _refuse_a_lost_ledger(folder)
        writer = connections.writing(file, key, create=True)
        try:
            migrations.bring_up_to_date(writer, file, now=clock())
            with errors_of(file):
                projections.bring_up_to_date(writer, progress=progress)
            return Ledger(
                folder, lock=lock, writer=writer, read=lambda: connections.reading(file, key), clock=clock
            )
        except BaseException:
            writer.close()
            raise
    except BaseException:
        lock.release()
        raise
