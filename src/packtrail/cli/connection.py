"""``packtrail check-connection`` and ``packtrail network``: the way to the platform, tested and chosen."""

import sys
from functools import partial
from pathlib import Path

import click

from packtrail.app.network import keep_login
from packtrail.app.outlet import Outlet
from packtrail.app.paths import data_folder
from packtrail.cli.at_work import at_work
from packtrail.cli.console import Console, console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand
from packtrail.sync.proxy_route import ProxyLogin
from packtrail.usecases.check_connection import HopResult
from packtrail.usecases.network_choice import NetworkChoice, ProxyMode, choose_network, network_choice
from packtrail.wording.connection import hop_words, next_words


@click.command("check-connection", cls=SpokenCommand)
@click.argument("address", metavar="URL", default="")
@data_option
@click.pass_context
def check_connection(context: click.Context, address: str, chosen: Path | None) -> None:
    """Walk the hops to URL or the bound platform; ends with 1 when one failed."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        results = outlet.workers.network.run(partial(outlet.check_connection, address)).result()
    _say_hops(console, results)
    context.exit(1 if results[-1].fault else 0)


@click.command(cls=SpokenCommand)
@click.option("--proxy", "mode", type=click.Choice([each.value for each in ProxyMode]))
@click.option("--address", default="")
@click.option("--ca-file", type=click.Path(path_type=Path))
@click.option("--login", "user", default=None)
@data_option
@click.pass_context
def network(
    context: click.Context,
    mode: str | None,
    address: str,
    ca_file: Path | None,
    user: str | None,
    chosen: Path | None,
) -> None:
    """Say by which way the platforms are reached, or choose another."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        before = outlet.read(network_choice)
        if mode is not None or ca_file is not None:
            choice = NetworkChoice(
                mode=ProxyMode(mode) if mode else before.mode,
                address=address if mode else before.address,
                ca_file=str(ca_file.absolute()) if ca_file else before.ca_file,
            )
            outlet.workers.acts.run(partial(_choose, outlet, choice)).result()
        if user is not None:
            login = ProxyLogin(user, _password(console)) if user else None
            keep_login(login, by=outlet.operator, keyring=outlet.keyring)
        _say_choice(console, outlet.read(network_choice))


def _choose(outlet: Outlet, choice: NetworkChoice) -> NetworkChoice:
    return choose_network(choice, by=outlet.operator, store=outlet.store)


def _password(console: Console) -> str:
    """Asked for, so that it stands in no list of processes; without a terminal the first line that comes."""
    if sys.stdin is not None and sys.stdin.isatty():
        asked: str = click.prompt(console.wording.say("cli.network.password"), hide_input=True)
        return asked
    return sys.stdin.readline().rstrip("\r\n") if sys.stdin is not None else ""


def _say_choice(console: Console, choice: NetworkChoice) -> None:
    console.say(f"cli.network.{choice.mode}", address=choice.address)
    if choice.ca_file:
        console.say("cli.network.ca_file", file=choice.ca_file)


def _say_hops(console: Console, results: tuple[HopResult, ...]) -> None:
    for result in results:
        console.note(hop_words(console.wording, result))
    last = results[-1]
    console.note(
        next_words(console.wording, last) if last.fault else console.wording.say("connection.all_passed")
    )
