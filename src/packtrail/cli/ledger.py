"""``packtrail check``, ``backup`` and ``restore``: the ledger without a screen."""

from pathlib import Path

import click
from rich.table import Table

from packtrail.app.clock import now
from packtrail.app.paths import data_folder
from packtrail.app.secrets import Keyring, NoKeyring, SystemKeyring, keep_here, unlock
from packtrail.cli.console import Console, console_of
from packtrail.domain.errors import LedgerMissing, OutletError
from packtrail.store.backup import backup as make_backup
from packtrail.store.check import CheckReport
from packtrail.store.check import check as check_ledger
from packtrail.store.ledger import LEDGER_FILE
from packtrail.store.restore import restore as restore_backup
from packtrail.wording.values import moment_words

data_option = click.option(
    "--data",
    "chosen",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="The data folder; by default PACKTRAIL_DATA or the system's place for it.",
)


@click.command()
@data_option
@click.option("--rebuild", is_flag=True, help="Also make the views anew from the log and compare them.")
@click.pass_context
def check(context: click.Context, chosen: Path | None, *, rebuild: bool) -> None:
    """Verify the whole ledger; ends with 1 when anything is not as it was written."""
    console = console_of(context)
    folder = data_folder(chosen)
    try:
        report = checked(console, folder, rebuild=rebuild)
    except OutletError as error:
        raise console.refuse(error) from error
    say_report(console, report)
    context.exit(0 if report.is_sound else 1)


@click.command()
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@data_option
@click.pass_context
def backup(context: click.Context, target: Path, chosen: Path | None) -> None:
    """Write one verified backup file into the folder TARGET."""
    console = console_of(context)
    folder = data_folder(chosen)
    try:
        made = make_backup(folder, unlock(_ledger_in(folder), keyring_of(folder)), target, now=now())
    except OutletError as error:
        raise console.refuse(error) from error
    console.say("cli.backup.made", file=made.file, records=made.records, megabytes=f"{made.size / 1e6:.1f}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--recovery-code", prompt=True, hide_input=True, envvar="PACKTRAIL_RECOVERY_CODE")
@click.pass_context
def restore(context: click.Context, file: Path, folder: Path, recovery_code: str) -> None:
    """Put the ledger of the backup FILE into the empty FOLDER, on this or another machine."""
    console = console_of(context)
    try:
        restored = restore_backup(
            file,
            folder,
            recovery_code,
            keep_key=lambda place, key: keep_here(place, key, SystemKeyring()),
        )
    except OutletError as error:
        raise console.refuse(error) from error
    console.say(
        "cli.restore.done",
        folder=restored.folder,
        records=restored.records,
        made_at=moment_words(restored.made_at),
    )


def checked(console: Console, folder: Path, *, rebuild: bool, keyring: Keyring | None = None) -> CheckReport:
    """Check the ledger in ``folder`` with a bar for its progress."""
    key = unlock(_ledger_in(folder), keyring or keyring_of(folder))
    with console.progress() as bar:
        task = bar.add_task(console.wording.say("cli.check.working"), total=None)
        return check_ledger(
            folder, key, rebuild=rebuild, progress=lambda done, of: bar.update(task, completed=done, total=of)
        )


def say_report(console: Console, report: CheckReport) -> None:
    """What was looked at, then what was wrong, one line each."""
    w = console.wording
    table = Table(box=None, pad_edge=False, show_header=False)
    for name in ("records", "private_parts", "receipts", "blobs", "rebuilt_rows"):
        count = getattr(report, name)
        if count is not None:
            table.add_row(w.say(f"cli.check.{name}"), str(count))
    table.add_row(w.say("cli.check.head"), f"{report.head_epoch}:{report.head_seq} {report.head_hash}")
    console.table(table)
    for problem in report.problems:
        console.say(
            "cli.check.problem", what=w.say(f"cli.check.kind.{problem.kind.value}"), where=problem.where
        )
    console.say("cli.check.sound" if report.is_sound else "cli.check.not_sound", count=len(report.problems))


def keyring_of(folder: Path) -> Keyring:
    """The system's keyring, unless the folder keeps its secret in its own file."""
    return NoKeyring() if (folder / "station.key").exists() else SystemKeyring()


def _ledger_in(folder: Path) -> Path:
    if not (folder / LEDGER_FILE).exists():
        raise LedgerMissing(folder=str(folder))
    return folder
