"""``packtrail check``, ``backup``, ``restore`` and ``unlock``: the ledger without a screen."""

import sys
from pathlib import Path

import click
from rich.table import Table

from packtrail.app.clock import now
from packtrail.app.paths import data_folder
from packtrail.app.secrets import (
    STATION_KEY_FILE,
    Keyring,
    NoKeyring,
    SystemKeyring,
    keep_here,
    unlock_with_code,
)
from packtrail.app.secrets import unlock as key_of
from packtrail.cli.console import Console, cell, console_of
from packtrail.cli.spoken import SpokenCommand
from packtrail.domain.errors import LedgerMissing
from packtrail.store import connection as connections
from packtrail.store.backup import backup as make_backup
from packtrail.store.check import CheckReport
from packtrail.store.check import check as check_ledger
from packtrail.store.key_file import KEYS_FILE
from packtrail.store.ledger import LEDGER_FILE, holds_a_ledger
from packtrail.store.restore import restore as restore_backup
from packtrail.store.verify import ProblemKind
from packtrail.wording.values import moment_words

data_option = click.option(
    "--data",
    "chosen",
    type=click.Path(path_type=Path),
    default=None,
)
code_option = click.option("--recovery-code", "given_code", envvar="PACKTRAIL_RECOVERY_CODE")


@click.command(cls=SpokenCommand)
@data_option
@click.option("--rebuild", is_flag=True)
@click.pass_context
def check(context: click.Context, chosen: Path | None, *, rebuild: bool) -> None:
    """Verify the whole ledger; ends with 1 when anything is not as it was written."""
    console = console_of(context)
    report = checked(console, data_folder(chosen), rebuild=rebuild)
    say_report(console, report)
    context.exit(0 if report.is_sound else 1)


@click.command(cls=SpokenCommand)
@click.argument("target", type=click.Path(path_type=Path))
@data_option
@click.pass_context
def backup(context: click.Context, target: Path, chosen: Path | None) -> None:
    """Write one verified backup file into the folder TARGET."""
    console = console_of(context)
    folder = data_folder(chosen)
    made = make_backup(folder, key_of(_ledger_in(folder), keyring_of(folder)), target, now=now())
    console.say("cli.backup.made", file=made.file, records=made.records, megabytes=f"{made.size / 1e6:.1f}")


@click.command(cls=SpokenCommand)
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@code_option
@click.pass_context
def restore(context: click.Context, file: Path, folder: Path, given_code: str | None) -> None:
    """Put the ledger of the backup FILE into the empty FOLDER, on this or another machine."""
    console = console_of(context)
    restored = restore_backup(
        file,
        folder,
        _code(console, given_code),
        keep_key=lambda place, key: keep_here(place, key, SystemKeyring()),
    )
    console.say(
        "cli.restore.done",
        folder=restored.folder,
        records=restored.records,
        made_at=moment_words(restored.made_at),
    )


@click.command(cls=SpokenCommand)
@data_option
@code_option
@click.pass_context
def unlock(context: click.Context, chosen: Path | None, given_code: str | None) -> None:
    """Let the recovery code stand in for a secret that this machine has lost, and keep a new one."""
    console = console_of(context)
    folder = _ledger_in(data_folder(chosen))
    key = unlock_with_code(folder / KEYS_FILE, _code(console, given_code))
    connections.reading(folder / LEDGER_FILE, key).close()  # keys of another ledger are not kept
    keep_here(folder, key, SystemKeyring())
    console.say("cli.unlock.done", folder=folder)


def _code(console: Console, given: str | None) -> str:
    """The recovery code as given, or asked for; without a terminal the first line of what comes in."""
    if given is not None:
        return given
    if sys.stdin is not None and sys.stdin.isatty():
        asked: str = click.prompt(console.wording.say("cli.ask_code"), hide_input=True)
        return asked
    return sys.stdin.readline().strip() if sys.stdin is not None else ""


def checked(console: Console, folder: Path, *, rebuild: bool, keyring: Keyring | None = None) -> CheckReport:
    """Check the ledger in ``folder`` with a bar for its progress."""
    key = key_of(_ledger_in(folder), keyring or keyring_of(folder))
    with console.progress() as bar:
        task = bar.add_task(console.wording.say("cli.check.working"), total=None)
        return check_ledger(
            folder, key, rebuild=rebuild, progress=lambda done, of: bar.update(task, completed=done, total=of)
        )


def say_report(console: Console, report: CheckReport) -> None:
    """What was looked at, then what was wrong, one line each."""
    w = console.wording
    if any(problem.kind is ProblemKind.PAGE for problem in report.problems):
        _say_problems(console, report)  # nothing was counted
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for name in ("records", "private_parts", "receipts", "blobs", "rebuilt_rows"):
        count = getattr(report, name)
        if count is not None:
            table.add_row(cell(w.say(f"cli.check.{name}")), str(count))
    table.add_row(w.say("cli.check.head"), f"{report.head_epoch}:{report.head_seq} {report.head_hash}")
    console.table(table)
    _say_problems(console, report)


def _say_problems(console: Console, report: CheckReport) -> None:
    w = console.wording
    for problem in report.problems:
        console.say(
            "cli.check.problem", what=w.say(f"cli.check.kind.{problem.kind.value}"), where=problem.where
        )
    console.say("cli.check.sound" if report.is_sound else "cli.check.not_sound", count=len(report.problems))


def keyring_of(folder: Path) -> Keyring:
    """The system's keyring, unless the folder keeps its secret in its own file."""
    return NoKeyring() if (folder / STATION_KEY_FILE).exists() else SystemKeyring()


def _ledger_in(folder: Path) -> Path:
    if not holds_a_ledger(folder):
        raise LedgerMissing(folder=str(folder))
    return folder
