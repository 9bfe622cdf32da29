"""What a command prints: sentences in the chosen language, tables, progress, and errors with a next step."""

import sys
from dataclasses import dataclass

import click
import rich.console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from packtrail.domain.errors import OutletError
from packtrail.wording import Language, Wording, wording
from packtrail.wording.errors import explain


@dataclass(frozen=True)
class Console:
    """The terminal of one command, and the language it speaks."""

    wording: Wording
    out: rich.console.Console
    err: rich.console.Console

    def say(self, key: str, /, **facts: object) -> None:
        """Print the sentence ``key``."""
        self.out.print(self.wording.say(key, **facts), highlight=False, markup=False, soft_wrap=True)

    def note(self, sentence: str) -> None:
        """Print a sentence beside the result, where it does not disturb a pipe."""
        self.err.print(sentence, highlight=False, markup=False, soft_wrap=True)

    def table(self, table: Table) -> None:
        """Print a table."""
        self.out.print(table)

    def progress(self) -> Progress:
        """A progress bar with count and time; the caller adds its tasks."""
        return Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=self.out,
        )

    def refuse(self, error: OutletError) -> click.exceptions.Exit:
        """Print ``error`` with its next step and code; raise what comes back to end the command."""
        explained = explain(self.wording, error)
        self.note(f"{explained.what} {explained.next_step} [{explained.code}]")
        return click.exceptions.Exit(3)


def new_console(language: Language) -> Console:
    """A console on the process's own streams; wide where nobody looks at a terminal."""
    width = None if sys.stdout.isatty() else 200
    return Console(
        wording(language), rich.console.Console(width=width), rich.console.Console(stderr=True, width=width)
    )


def console_of(context: click.Context) -> Console:
    """The console that the top command made."""
    console = context.find_object(Console)
    if console is None:
        raise LookupError("no console")
    return console
