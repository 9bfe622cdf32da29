"""What a command prints: sentences in the chosen language, tables, progress, and errors with a next step."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
import rich.console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from packtrail.cli.streams import can_say, errors_of_output, visible
from packtrail.domain.errors import OutletError
from packtrail.wording import Language, Wording, wording
from packtrail.wording.errors import explain

EXIT_REFUSED = 3
LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}
LANGUAGE_VARIABLE = "PACKTRAIL_LANGUAGE"


@dataclass(frozen=True)
class Console:
    """The terminal of one command, and the language it speaks."""

    wording: Wording
    out: rich.console.Console
    err: rich.console.Console

    def say(self, key: str, /, **facts: object) -> None:
        """Print the sentence ``key``."""
        with errors_of_output():
            sentence = visible(self.wording.say(key, **facts))
            self.out.print(sentence, highlight=False, markup=False, soft_wrap=True)

    def tell(self, text: str) -> None:
        """Print sentences that were made elsewhere, a line each."""
        for sentence in text.splitlines():
            with errors_of_output():
                self.out.print(visible(sentence), highlight=False, markup=False, soft_wrap=True)

    def note(self, sentence: str) -> None:
        """Print a sentence beside the result, where it does not disturb a pipe."""
        with errors_of_output():
            self.err.print(visible(sentence), highlight=False, markup=False, soft_wrap=True)

    def line(self, text: str, instead: str) -> None:
        """Print ``text`` as it is, for another program; ``instead`` where the encoding lacks its letters."""
        with errors_of_output():
            click.echo(text if can_say(sys.stdout, text) else instead)

    def table(self, table: Table) -> None:
        """Print a table."""
        with errors_of_output():
            self.out.print(table)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A progress bar with count and time; the caller adds its tasks."""
        with (
            errors_of_output(),
            Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self.out,
                auto_refresh=self.out.is_terminal,  # elsewhere only the finished bar is printed
            ) as bar,
        ):
            yield bar

    def refuse(self, error: OutletError) -> click.exceptions.Exit:
        """Print ``error`` with its next step and code; raise what comes back to end the command."""
        explained = explain(self.wording, error)
        self.note(f"{explained} [{explained.code}]")
        return click.exceptions.Exit(EXIT_REFUSED)


def cell(text: str) -> Text:
    """``text`` for a table, taken as it is: what stands in brackets on a label is no markup."""
    return Text(visible(text), overflow="fold")


def language_of_environment() -> str:
    """The language that PACKTRAIL_LANGUAGE names, as ``en`` or ``en_GB.UTF-8``; Chinese for any other."""
    named = os.environ.get(LANGUAGE_VARIABLE, "").strip().lower()[:2]
    return named if named in LANGUAGES else "zh"


def new_console(language: Language) -> Console:
    """A console on the process's own streams; wide where nobody looks at a terminal."""
    width = None if sys.stdout.isatty() else 200
    return Console(
        wording(language), rich.console.Console(width=width), rich.console.Console(stderr=True, width=width)
    )


def console_of(context: click.Context) -> Console:
    """The console of the command line, made when it is first asked for."""
    root = context.find_root()
    if root.obj is None:
        root.obj = new_console(LANGUAGES[root.params.get("language") or language_of_environment()])
    console = root.obj
    if not isinstance(console, Console):
        raise TypeError(console)
    return console
