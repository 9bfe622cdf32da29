"""Puts the command card where it is printed from."""

from pathlib import Path

from packtrail.papers.command_card import CardSize, command_card
from packtrail.store.durable import write_durably
from packtrail.store.errors_of import errors_of_disk


def print_command_card(folder: Path, size: str) -> Path:
    """The card of this ``size`` ("a4", "a5") among the papers of the station in ``folder``; any thread.

    Raises DiskFull or LedgerUnwritable.
    """
    target = folder / "papers" / f"command-card-{CardSize(size)}.pdf"
    with errors_of_disk(target.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
    write_durably(target, command_card(CardSize(size)))
    return target
