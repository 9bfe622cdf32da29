"""``packtrail label``: which label this station's document numbers carry, and another one for it."""

from functools import partial
from pathlib import Path

import click

from packtrail.app.outlet import Outlet
from packtrail.app.paths import data_folder
from packtrail.cli.at_work import at_work
from packtrail.cli.console import console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand
from packtrail.usecases.choose_label import choose_label
from packtrail.usecases.ports import Station


@click.command(cls=SpokenCommand)
@click.argument("chosen_label", metavar="LABEL", required=False)
@click.option("--draw", is_flag=True)
@data_option
@click.pass_context
def label(context: click.Context, chosen_label: str | None, chosen: Path | None, *, draw: bool) -> None:
    """Say this station's label, or take LABEL, or a drawn one."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        before = outlet.read(lambda view: view.station())
        station = before
        if draw or chosen_label:
            wanted = None if draw else chosen_label
            station = outlet.workers.acts.run(partial(_choose, outlet, wanted)).result()
    is_new = station.epoch != before.epoch
    console.say("cli.label.taken" if is_new else "cli.label.present", label=station.label)


def _choose(outlet: Outlet, wanted: str | None) -> Station:
    return choose_label(wanted, by=outlet.operator, store=outlet.store, now=outlet.now, new_id=outlet.new_id)
