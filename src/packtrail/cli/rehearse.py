"""``packtrail rehearse``: what the platform would refuse of everything that waits, without a network."""

from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from packtrail.app.paths import data_folder
from packtrail.cli.at_work import at_work
from packtrail.cli.console import Console, cell, console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand
from packtrail.usecases.ports import View
from packtrail.usecases.rehearse import Rehearsal, rehearse
from packtrail.usecases.report_errors import ErrorGroup, ReportError, grouped
from packtrail.wording.fields import field_words
from packtrail.wording.problems import problem_words
from packtrail.wording.values import word

EXIT_REFUSED = 1


@click.command("rehearse", cls=SpokenCommand)
@data_option
@click.pass_context
def rehearsal(context: click.Context, chosen: Path | None) -> None:
    """Judge the backlog of every hub by the platform's own rules; ends with 1 when any would be refused."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        found = outlet.read(lambda view: tuple(map(partial(_rehearsed, view, outlet.now()), _hubs(view))))
    for each in found:
        _say(console, each)
    context.exit(EXIT_REFUSED if any(each.refused for each in found) else 0)


def _hubs(view: View) -> tuple[str | None, ...]:
    """Every hub that is owed records; before the first the whole log is judged."""
    return tuple(each.name for each in view.destinations() if not each.is_portal) or (None,)


def _rehearsed(view: View, now: datetime, destination: str | None) -> Rehearsal:
    return rehearse(view, destination, now)


def _say(console: Console, found: Rehearsal) -> None:
    if found.refused:
        console.say("cli.rehearse.refused", count=found.judged, refused=len(found.refused))
    else:
        console.say("cli.rehearse.clean", count=found.judged)
    if found.warned:
        console.say("cli.rehearse.warned", count=len(found.warned))
    if found.is_cut:
        console.say("cli.rehearse.cut", count=found.judged)
    for group in grouped(found.refused):
        _say_group(console, group)


def _say_group(console: Console, group: ErrorGroup) -> None:
    w = console.wording
    owner, remedy = w.say(f"problems.owner.{group.owner}"), w.say(f"sync.remedy.{group.remedy}.title")
    console.say("cli.rehearse.group", owner=owner, remedy=remedy, count=group.records)
    table = Table(box=None, pad_edge=False, show_header=False)
    for code, errors in groupby(group.errors, key=lambda each: each.code):
        said = problem_words(w, code)
        table.add_row(cell(code), cell(said.what), cell(said.action))
        for each in errors:
            table.add_row("", *_named(console, each))
    console.table(table)


def _named(console: Console, error: ReportError) -> tuple[Text, Text]:
    w, record = console.wording, error.submission
    field = field_words(w, record.record_type, error.pointer) if error.pointer else ""
    return cell(f"{record.subject} {word(w, 'record_type', record.record_type)}".strip()), cell(field)
