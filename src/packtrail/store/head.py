"""The head that bytes or papers have already vouched for, in a small file outside the database.

A database that is behind it was restored or cloned: going on with the same epoch would give two records
one place in the chain. The nonce of the installation lies beside it and is in no backup; a mark of the
machine tells when the whole folder was copied, nonce and all.
"""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from packtrail.domain.errors import LedgerUnreadable
from packtrail.store.columns import hash_blob, hash_text
from packtrail.store.connection import Connection
from packtrail.store.durable import write_durably
from packtrail.store.errors_of import errors_of_disk
from packtrail.store.stations import current_epoch, head
from packtrail.usecases.ports import HeadVerdict

HEAD_FILE = "head.json"
NONCE_FILE = "install.nonce"
MACHINE_FILE = "machine.mark"
NONCE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Head:
    """A place in a station's chain."""

    epoch: int
    seq: int
    hash: str


UNREADABLE = Head(epoch=0, seq=0, hash="")
"""What a head file says that isn't one: nothing can be in step with it."""


def of_log(connection: Connection) -> Head:
    """Where our chain stands."""
    return Head(current_epoch(connection), *head(connection))


def covered(folder: Path) -> Head | None:
    """What the head file says; None without one. Raises LedgerUnreadable."""
    try:
        value = json.loads((folder / HEAD_FILE).read_bytes())
        found = Head(epoch=int(value["epoch"]), seq=int(value["seq"]), hash=str(value["hash"]))
        hash_blob(found.hash)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LedgerUnreadable(file=str(folder / HEAD_FILE)) from error
    except (ValueError, KeyError, TypeError):
        return UNREADABLE
    return found


def cover(folder: Path, reached: Head) -> None:
    """Write the head file, fsynced."""
    value = {"epoch": reached.epoch, "seq": reached.seq, "hash": reached.hash}
    write_durably(folder / HEAD_FILE, json.dumps(value).encode())


def verdict(connection: Connection, covered_head: Head | None, install_nonce: str) -> HeadVerdict:
    """How the database stands to the file and the nonce beside it."""
    row = connection.execute("SELECT install_nonce FROM epoch ORDER BY epoch DESC LIMIT 1").fetchone()
    if covered_head and not _holds(connection, covered_head):
        return HeadVerdict.BEHIND
    if row and row[0].hex() != install_nonce:
        return HeadVerdict.FOREIGN
    return HeadVerdict.IN_STEP if covered_head else HeadVerdict.ABSENT


def install_nonce(folder: Path, mark: str | None) -> str:
    """This installation's nonce, drawn when there is none yet or the folder came from another machine.

    ``mark`` names this machine, None where it has no name; then only the nonce itself is looked at.
    """
    nonce, marked = _line(folder / NONCE_FILE), _line(folder / MACHINE_FILE)
    is_nonce = len(nonce) == 2 * NONCE_BYTES and set(nonce) <= set("0123456789abcdef")
    if not is_nonce or (mark and marked and marked != mark):
        nonce = new_install_nonce(folder)
    if mark and marked != mark:  # after the nonce: killed in between, the next start draws another
        write_durably(folder / MACHINE_FILE, mark.encode())
    return nonce


def _line(file: Path) -> str:
    with errors_of_disk(file.parent):
        return file.read_text("ascii", errors="replace").strip() if file.exists() else ""


def new_install_nonce(folder: Path) -> str:
    """A fresh nonce in place of any other: whatever database lies here is not this installation's yet."""
    nonce = secrets.token_hex(NONCE_BYTES)
    write_durably(folder / NONCE_FILE, nonce.encode())
    return nonce


def _holds(connection: Connection, covered_head: Head) -> bool:
    """Whether our log has that head, or opened a later epoch since."""
    if current_epoch(connection) > covered_head.epoch and covered_head is not UNREADABLE:
        return True
    row = connection.execute(
        "SELECT hash FROM record WHERE epoch = ? AND seq = ?", (covered_head.epoch, covered_head.seq)
    ).fetchone()
    return row is not None and hash_text(row[0]) == covered_head.hash
