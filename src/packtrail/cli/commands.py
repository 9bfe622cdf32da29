"""``packtrail commands``: the commands of the desk, for who wants to print them."""

from pathlib import Path

import click

from packtrail.cli.console import console_of
from packtrail.cli.spoken import SpokenCommand, SpokenGroup
from packtrail.papers.command_card import CardSize, command_card
from packtrail.store.durable import write_durably


@click.group(cls=SpokenGroup)
def commands() -> None:
    """What the desk can do by a printed code."""


@commands.command(cls=SpokenCommand)
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--size", type=click.Choice([each.value for each in CardSize]), default=CardSize.A4.value)
@click.pass_context
def card(context: click.Context, path: Path, size: str) -> None:
    """Write the command card to PATH as a PDF."""
    write_durably(path, command_card(CardSize(size)))
    console_of(context).say("cli.commands.card.made", file=path)
