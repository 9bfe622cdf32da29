"""Human numbers: counted by kind, epoch and day, so that two machines never print the same one."""

from datetime import date

from packtrail.store.connection import Connection
from packtrail.store.stations import epoch_label
from packtrail.usecases.ports import DocumentKind


def next_number(connection: Connection, kind: DocumentKind, day: date) -> str:
    """The next number, ``HO-S1a-20261120-0002``; raises StationNotOpened."""
    epoch, label = epoch_label(connection)
    written_day = f"{day:%Y%m%d}"
    row = connection.execute(
        """
        INSERT INTO number_counter (kind, epoch, day, last) VALUES (?, ?, ?, 1)
        ON CONFLICT (kind, epoch, day) DO UPDATE SET last = last + 1 RETURNING last
        """,
        (kind.value, epoch, written_day),
    ).fetchone()
    last = row[0] if row else 0
    return f"{kind.value}-{label}{epoch_letters(epoch)}-{written_day}-{last:04d}"


def epoch_letters(epoch: int) -> str:
    """The epoch as letters: a for the first, z for the 26th, then aa and so on."""
    letters = ""
    while epoch > 0:
        epoch, letter = divmod(epoch - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters
