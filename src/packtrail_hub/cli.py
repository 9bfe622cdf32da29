"""``packtrail-hub``: serve, give out enrolment codes, take a station out of service."""

import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

import click
import uuid_utils
from sqlalchemy.exc import ArgumentError, DatabaseError

from packtrail import __version__
from packtrail.domain.uscc import check_uscc
from packtrail.protocol.enrolment import shown_code
from packtrail_hub import database, stations
from packtrail_hub.api import contract_text
from packtrail_hub.enrolling import new_code
from packtrail_hub.fault_script import BadScript, FaultScript, parse_script
from packtrail_hub.hub import Hub, open_hub
from packtrail_hub.server import serve as serve_hub

_database = click.option(
    "--database",
    "database_name",
    default="packtrail-hub.db",
    show_default=True,
    help="SQLite file, or a postgresql:// URL.",
)


@click.group()
@click.version_option(__version__, prog_name="packtrail-hub")
def main() -> None:
    """Reference platform server that Packtrail stations report to."""


@main.command()
@_database
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8464, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--name", default="Packtrail hub", show_default=True, help="What stations call this hub.")
@click.option("--sandbox", is_flag=True, help="For training: accepts the enrolment code SANDBOX.")
@click.option(
    "--ready-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the URL here once the hub listens; removed when it ends.",
)
@click.option("--with-parent", is_flag=True, help="End when standard input closes.")
@click.option(
    "--faults",
    metavar="FILE|SCRIPT",
    help="Sandbox only: go wrong on purpose, as the script says (`put_batch 2 truncate; * 9 slow(500)`).",
)
def serve(
    database_name: str,
    host: str,
    port: int,
    name: str,
    sandbox: bool,  # noqa: FBT001 - click passes options by their names
    ready_file: Path | None,
    with_parent: bool,  # noqa: FBT001 - as above
    faults: str | None,
) -> None:
    """Answer stations until told to stop (Ctrl+C or SIGTERM)."""
    script = _fault_script(faults, is_sandbox=sandbox)
    hub = _open(database_name, name, is_sandbox=sandbox)
    try:
        serve_hub(hub, host, port, ready_file, sys.stdin.buffer if with_parent else None, script)
    except OSError as error:
        raise click.ClickException(f"{host}:{port}: {error.strerror}") from error


@main.command("enrolment-code")
@_database
@click.option("--outlet-uscc", required=True, help="统一社会信用代码 of the outlet, 18 characters.")
def enrolment_code(database_name: str, outlet_uscc: str) -> None:
    """Print a one-time code for one station of an outlet; it lives 72 hours."""
    checked = check_uscc(outlet_uscc)
    if not checked.is_valid:
        raise click.BadParameter("not a valid 统一社会信用代码", param_hint="--outlet-uscc")
    click.echo(shown_code(new_code(_open(database_name, "Packtrail hub"), checked.text)))


@main.command("revoke-station")
@_database
@click.argument("station_id", type=click.UUID)
def revoke_station(database_name: str, station_id: UUID) -> None:
    """Take a station out of service; what it sent stays."""
    hub = _open(database_name, "Packtrail hub")
    with database.act(hub.engine) as connection:
        found = stations.revoke(connection, str(station_id), hub.now())
    if not found:
        raise click.ClickException(f"no station {station_id}")


@main.command()
def openapi() -> None:
    """Print the contract of all calls as an OpenAPI document."""
    click.echo(contract_text(), nl=False)


def _fault_script(told: str | None, *, is_sandbox: bool) -> FaultScript | None:
    """The script that ``told`` is, or that the file of this name holds."""
    if told is None:
        return None
    if not is_sandbox:
        raise click.UsageError(
            "--faults needs --sandbox: a hub with real records never goes wrong on purpose"
        )
    file = None if any(mark in told for mark in ";\n ") else Path(told)
    try:
        return parse_script(told if file is None else file.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, BadScript) as error:
        raise click.BadParameter(str(error), param_hint="--faults") from error


def _open(database_name: str, name: str, *, is_sandbox: bool = False) -> Hub:
    try:
        return open_hub(
            database_name,
            clock=partial(datetime.now, UTC),
            new_id=lambda: str(uuid_utils.uuid7()),
            name=name,
            is_sandbox=is_sandbox,
        )
    except (ArgumentError, DatabaseError) as error:
        raise click.ClickException(f"{database_name}: {getattr(error, 'orig', None) or error}") from error
