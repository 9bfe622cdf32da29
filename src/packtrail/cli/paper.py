"""``packtrail paper``: the papers that go with the acts, without a screen."""

from pathlib import Path

import click

from packtrail.app.act_papers.subjects import subject_of
from packtrail.app.paths import data_folder
from packtrail.cli.at_work import at_work
from packtrail.cli.console import console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand
from packtrail.domain.act_papers import ActPaper
from packtrail.domain.moments import legal_day


@click.command("paper", cls=SpokenCommand)
@click.argument("kind", type=click.Choice([each.value for each in ActPaper]))
@click.argument("subject", default="")
@data_option
@click.pass_context
def paper(context: click.Context, kind: str, subject: str, chosen: Path | None) -> None:
    """Make the paper KIND of SUBJECT among the papers of the station."""
    console, wanted = console_of(context), ActPaper(kind)
    with at_work(console, data_folder(chosen)) as outlet:
        today = legal_day(outlet.now())
        found = outlet.read(lambda view: subject_of(view, wanted, subject, today=today))
        file = outlet.print_paper(wanted, found)
        console.say("cli.paper.made", file=file)
