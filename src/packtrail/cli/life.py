"""``packtrail life``: what is known of battery codes, by us and by others, with sources and warnings."""

from functools import partial
from pathlib import Path

import click
from rich.table import Table

from packtrail.app.outlet import Outlet
from packtrail.app.paths import data_folder
from packtrail.cli.at_work import at_work
from packtrail.cli.console import Console, cell, console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand
from packtrail.store.durable import write_durably
from packtrail.usecases.unit_life import early_warnings, unit_life
from packtrail.wording.unit_life import (
    elsewhere_words,
    model_words,
    source_words,
    warning_words,
    what_words,
)
from packtrail.wording.values import moment_words


@click.command("life", cls=SpokenCommand)
@click.argument("codes", metavar="CODE...", nargs=-1, required=True)
@click.option("--vin", default=None)
@click.option("--offline", "is_offline", is_flag=True)
@click.option("--pdf", type=click.Path(path_type=Path, dir_okay=False), default=None)
@data_option
@click.pass_context
def life(
    context: click.Context,
    codes: tuple[str, ...],
    vin: str | None,
    pdf: Path | None,
    chosen: Path | None,
    *,
    is_offline: bool,
) -> None:
    """Ask the hubs, and show all that is known of each CODE; ends with 1 when a warning was given.

    ``--pdf`` also prints the life of one CODE into a file.
    """
    console = console_of(context)
    if pdf is not None and len(set(codes)) != 1:
        raise click.UsageError(console.wording.say("cli.life.one_code"))
    has_warned = False
    with at_work(console, data_folder(chosen)) as outlet:
        if not is_offline:
            outlet.workers.network.run(partial(outlet.look_up, codes)).result()
        for code in dict.fromkeys(codes):
            has_warned = _say(console, outlet, code, vin) or has_warned
        if pdf is not None:
            outlet.speak(console.wording.language)
            outlet.workers.reads.run(partial(_print, outlet, codes[0], pdf)).result()
            console.say("cli.life.printed", file=pdf)
    context.exit(1 if has_warned else 0)


def _print(outlet: Outlet, code: str, file: Path) -> None:
    write_durably(file, outlet.life_pdf(code))


def _say(console: Console, outlet: Outlet, code: str, vin: str | None) -> bool:
    """Whether there was something to warn of."""
    w, now = console.wording, outlet.now()
    vins = {code: vin} if vin else {}
    page, found = outlet.read(lambda view: (unit_life(view, code), early_warnings(view, [code], vins)))
    warnings = found.get(code, ())
    table = Table(title=cell(code), box=None, pad_edge=False, show_header=False)
    for line in page.lines:
        table.add_row(
            cell(moment_words(line.at)), cell(what_words(w, line)), cell(source_words(w, line, now))
        )
    console.table(table)
    for sentence in (*elsewhere_words(w, page, now), *model_words(w, page, now)):
        console.tell(sentence)
    for each in warnings:
        console.note(warning_words(w, each, now))
    return bool(warnings)
