"""``packtrail export-epcis``: custody events for those who read EPCIS 2.0."""

from datetime import datetime
from functools import partial
from pathlib import Path

import click

from packtrail.app.epcis_file import write_epcis
from packtrail.app.paths import data_folder
from packtrail.cli.at_work import at_work
from packtrail.cli.console import console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand
from packtrail.usecases.export_epcis import Period

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command(cls=SpokenCommand, name="export-epcis")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "first", type=_DAY)
@click.option("--to", "last", type=_DAY)
@data_option
@click.pass_context
def export_epcis(
    context: click.Context, file: Path, first: datetime | None, last: datetime | None, chosen: Path | None
) -> None:
    """Write the custody events of a period into FILE."""
    console = console_of(context)
    period = Period(first=first.date() if first else None, last=last.date() if last else None)
    with at_work(console, data_folder(chosen)) as outlet:
        count = outlet.workers.reads.run(partial(write_epcis, outlet, file, period)).result()
    console.say("cli.epcis.written", file=file, count=count)
