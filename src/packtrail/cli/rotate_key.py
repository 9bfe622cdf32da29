"""``packtrail rotate-key``: sign with a fresh key from now on; platforms are told with the next report."""

from pathlib import Path

import click

from packtrail.app.paths import data_folder
from packtrail.cli.at_work import at_work
from packtrail.cli.console import console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand


@click.command("rotate-key", cls=SpokenCommand)
@data_option
@click.pass_context
def rotate_key(context: click.Context, chosen: Path | None) -> None:
    """Go over to a fresh key."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        station = outlet.workers.acts.run(outlet.rotate_key).result()
    console.say("cli.rotate_key.done", key_id=station.signer.key_id, epoch=station.epoch)
