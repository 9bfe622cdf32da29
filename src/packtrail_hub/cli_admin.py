"""``packtrail-hub`` add-admin, change-admin-password, remove-admin, list-admins: who may use the pages.

A password is asked for on the terminal, or read as one line of standard input; never an argument, which
every user of the machine could read in its list of processes.
"""

import sys
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

import click

from packtrail_hub import database
from packtrail_hub.admin import accounts
from packtrail_hub.admin.accounts import NameTaken, NoSuchAdmin
from packtrail_hub.admin.audit import COMMAND_LINE
from packtrail_hub.admin.passwords import FEWEST, MOST, WeakPassword
from packtrail_hub.cli_publishing import Opened, Option, words_here

_MOST_READ = 4 * MOST + 2


def admin_commands(opened: Opened, *options: Option) -> Iterator[click.Command]:
    """The commands, with ``options`` that name the database and its secret."""
    for command in (_adding(opened), _changing(opened), _removing(opened), _listing(opened)):
        for option in options:
            option(command)  # click adds its options to a command too
        yield command


def _adding(opened: Opened) -> click.Command:
    @click.command("add-admin")
    @click.argument("name")
    def add_admin(database_name: str, key_secret: bytes | None, name: str) -> None:
        """Let NAME sign in to the pages under /admin; asks for a password."""
        if not accounts.is_name(name):
            _stop("bad_name")
        with opened(database_name, key_secret) as hub:
            _do(accounts.add_admin, hub, COMMAND_LINE, name, _password())
        _say("added", name=name)

    return add_admin


def _changing(opened: Opened) -> click.Command:
    @click.command("change-admin-password")
    @click.argument("name")
    def change_password(database_name: str, key_secret: bytes | None, name: str) -> None:
        """Give NAME another password; whoever is signed in under it is signed out."""
        with opened(database_name, key_secret) as hub:
            _do(accounts.change_password, hub, COMMAND_LINE, name, _password())
        _say("changed", name=name)

    return change_password


def _removing(opened: Opened) -> click.Command:
    @click.command("remove-admin")
    @click.argument("name")
    def remove_admin(database_name: str, key_secret: bytes | None, name: str) -> None:
        """End the account NAME; what it did stays on record."""
        with opened(database_name, key_secret) as hub:
            _do(accounts.remove_admin, hub, COMMAND_LINE, name)
        _say("removed", name=name)

    return remove_admin


def _listing(opened: Opened) -> click.Command:
    @click.command("list-admins")
    def list_admins(database_name: str, key_secret: bytes | None) -> None:
        """Print who may sign in to the pages, one name a line."""
        with opened(database_name, key_secret) as hub, database.look(hub.engine) as connection:
            for name in accounts.admin_names(connection):
                click.echo(name)

    return list_admins


def _do(act: Callable[..., None], *arguments: Any) -> None:
    try:
        act(*arguments)
    except WeakPassword:
        _stop("weak", fewest=FEWEST, most=MOST)
    except NameTaken:
        _stop("taken", name=arguments[2])
    except NoSuchAdmin:
        _stop("unknown", name=arguments[2])


def _password() -> str:
    """Asked for twice on a terminal; otherwise the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline(_MOST_READ).rstrip("\r\n")
    asked = words_here().say("hub.admin.cli.password"), words_here().say("hub.admin.cli.again")
    told: str = click.prompt(asked[0], hide_input=True, confirmation_prompt=asked[1])
    return told


def _say(key: str, **facts: object) -> None:
    click.echo(words_here().say(f"hub.admin.cli.{key}", **facts))


def _stop(key: str, **facts: object) -> NoReturn:
    raise click.ClickException(words_here().say(f"hub.admin.cli.{key}", **facts))
