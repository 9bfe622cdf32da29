"""``packtrail-hub``: serve, give out enrolment codes, take a station out of service."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

import click
import uuid_utils
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError

from packtrail import __version__
from packtrail.domain.uscc import check_uscc
from packtrail.protocol.enrolment import shown_code
from packtrail.protocol.schemas import schema_texts
from packtrail.wording import CHINESE, ENGLISH, Wording, wording
from packtrail_hub.admin import acts
from packtrail_hub.admin.audit import COMMAND_LINE
from packtrail_hub.api import contract_text
from packtrail_hub.cli_admin import admin_commands
from packtrail_hub.cli_files import file_commands
from packtrail_hub.cli_forwarding import forwarding_commands
from packtrail_hub.cli_portals import portal_commands
from packtrail_hub.cli_publishing import publishing_commands
from packtrail_hub.conformance.command import conformance_command
from packtrail_hub.database import shown_name
from packtrail_hub.fault_script import BadScript, FaultScript, parse_script
from packtrail_hub.hub import Hub, open_hub
from packtrail_hub.hub_keys import SECRET_BYTES, KeySealed
from packtrail_hub.limits import ADDRESS_QUOTA, STATION_QUOTA
from packtrail_hub.metrics import Metrics
from packtrail_hub.practice import OtherNature
from packtrail_hub.server import Listening
from packtrail_hub.server import serve as serve_hub
from packtrail_hub.workers import Crew, WorkerFailed, serve_with_workers

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_database = click.option(
    "--database",
    "database_name",
    default="packtrail-hub.db",
    envvar="PACKTRAIL_HUB_DATABASE",
    show_default=True,
    help="SQLite file, or a postgresql:// URL; with a password better by PACKTRAIL_HUB_DATABASE.",
)
_key_secret = click.option(
    "--key-secret-file",
    "key_secret",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="PACKTRAIL_HUB_KEY_SECRET_FILE",
    callback=lambda _, __, file: _secret_in(file),
    help="File with 64 hex digits that seal the hub's key in the database.",
)


@click.group()
@click.version_option(__version__, prog_name="packtrail-hub")
def main() -> None:
    """Reference platform server that Packtrail stations report to."""


@main.command()
@_database
@_key_secret
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", default=8464, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one."
)
@click.option("--name", default="Packtrail hub", show_default=True, help="What stations call this hub.")
@click.option("--sandbox", is_flag=True, help="For training: accepts the enrolment code SANDBOX.")
@click.option(
    "--practice",
    is_flag=True,
    envvar="PACKTRAIL_HUB_PRACTICE",
    help="A practice hub for ever: every answer says that it reports nothing to anybody.",
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer; one for each core is plenty.",
)
@click.option("--tls-certificate", type=_FILE, help="PEM file with the certificate and its chain.")
@click.option("--tls-key", type=_FILE, help="PEM file with its key, if not in the same file.")
@click.option(
    "--behind-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="A reverse proxy whose X-Forwarded-For is believed.",
)
@click.option(
    "--station-limit",
    default=STATION_QUOTA.requests,
    show_default=True,
    type=click.IntRange(0),
    help="Requests a minute of one station, by each worker; 0 sets none.",
)
@click.option(
    "--address-limit",
    default=ADDRESS_QUOTA.requests,
    show_default=True,
    type=click.IntRange(0),
    help="Requests a minute of one address, by each worker; 0 sets none.",
)
@click.option(
    "--blobs",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PACKTRAIL_HUB_BLOBS",
    help="Folder for photographs, one for all workers; by default beside the SQLite file.",
)
@click.option("--open-metrics", is_flag=True, help="Tell /metrics to others than this machine too.")
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
    *,
    database_name: str,
    key_secret: bytes | None,
    host: str,
    port: int,
    name: str,
    sandbox: bool,
    practice: bool,
    workers: int,
    tls_certificate: Path | None,
    tls_key: Path | None,
    proxies: tuple[str, ...],
    station_limit: int,
    address_limit: int,
    blobs: Path | None,
    open_metrics: bool,
    ready_file: Path | None,
    with_parent: bool,
    faults: str | None,
) -> None:
    """Answer stations until told to stop (Ctrl+C or SIGTERM)."""
    script = _fault_script(faults, is_sandbox=sandbox)
    if script is not None and workers > 1:
        raise click.UsageError("--faults needs one worker: its script counts the requests of one process")
    crew = Crew(
        open_hub=partial(
            _open_hub,
            database_name,
            name,
            is_sandbox=sandbox,
            is_practice=practice,
            key_secret=key_secret,
            blobs=blobs,
        ),
        workers=workers,
        address_quota=replace(ADDRESS_QUOTA, requests=address_limit) if address_limit else None,
        station_quota=replace(STATION_QUOTA, requests=station_limit) if station_limit else None,
        are_metrics_open=open_metrics,
        listening=_listening(tls_certificate, tls_key, proxies),
    )
    parent = sys.stdin.buffer if with_parent else None
    hub = _open(
        database_name, name, is_sandbox=sandbox, is_practice=practice, key_secret=key_secret, blobs=blobs
    )
    _say_practice(hub)
    try:
        if workers == 1:
            service = crew.service(Metrics())
            serve_hub(hub, host, port, ready_file, parent, script, service=service, listening=crew.listening)
        else:
            hub.engine.dispose()  # its tables and its key are there; each worker opens its own
            serve_with_workers(crew, host, port, ready_file, parent)
    except OSError as error:
        raise click.ClickException(f"{host}:{port}: {error.strerror}") from error
    except WorkerFailed as error:
        raise click.ClickException(str(error)) from error


@main.command("enrolment-code")
@_database
@_key_secret
@click.option("--outlet-uscc", required=True, help="统一社会信用代码 of the outlet, 18 characters.")
def enrolment_code(database_name: str, key_secret: bytes | None, outlet_uscc: str) -> None:
    """Print a one-time code for one station of an outlet; it lives 72 hours."""
    checked = check_uscc(outlet_uscc)
    if not checked.is_valid:
        raise click.BadParameter("not a valid 统一社会信用代码", param_hint="--outlet-uscc")
    with _opened(database_name, key_secret) as hub:
        click.echo(shown_code(acts.give_code(hub, COMMAND_LINE, checked.text)))
        _say_practice(hub)


@main.command("revoke-station")
@_database
@_key_secret
@click.argument("station_id", type=click.UUID)
@click.option(
    "--from-seq",
    type=click.IntRange(1),
    help="First record whose signature is not to be believed; by default the first that is not here.",
)
def revoke_station(
    database_name: str, key_secret: bytes | None, station_id: UUID, from_seq: int | None
) -> None:
    """Take a station out of service; what it sent stays."""
    with _opened(database_name, key_secret) as hub:
        found = acts.take_out_of_service(hub, COMMAND_LINE, str(station_id), from_seq)
    if not found:
        raise click.ClickException(f"no station {station_id}")


@main.command()
def openapi() -> None:
    """Print the contract of all calls as an OpenAPI document."""
    click.echo(contract_text(), nl=False)


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def schemas(folder: Path) -> None:
    """Write the JSON Schema of every message and record into FOLDER."""
    for name, text in schema_texts().items():
        file = folder / f"{name}.schema.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


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


def _listening(certificate: Path | None, key: Path | None, proxies: tuple[str, ...]) -> Listening:
    if key is not None and certificate is None:
        raise click.UsageError("--tls-key needs --tls-certificate")
    found = Listening(tls_certificate=certificate, tls_key=key, proxies=proxies)
    try:
        found.check()
    except OSError as error:  # ssl.SSLError is one
        raise click.BadParameter(f"{certificate}: {error}", param_hint="--tls-certificate") from error
    return found


def _secret_in(file: Path | None) -> bytes | None:
    if file is None:
        return None
    try:
        secret = bytes.fromhex(file.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise click.BadParameter(f"{file} cannot be read as hex digits") from error
    if len(secret) != SECRET_BYTES:
        raise click.BadParameter(f"{file} does not hold {2 * SECRET_BYTES} hex digits")
    return secret


def _say_practice(hub: Hub) -> None:
    if hub.is_practice:
        click.echo(_words().say("hub.practice.is_practice"), err=True)


def _words() -> Wording:
    """The language of PACKTRAIL_LANGUAGE, Chinese by default, as at the desk."""
    return wording(ENGLISH if os.environ.get("PACKTRAIL_LANGUAGE", "").lower().startswith("en") else CHINESE)


def _open_hub(
    database_name: str,
    name: str,
    *,
    is_sandbox: bool,
    key_secret: bytes | None,
    is_practice: bool | None = None,
    blobs: Path | None = None,
) -> Hub:
    return open_hub(
        database_name,
        clock=partial(datetime.now, UTC),
        new_id=_new_id,
        name=name,
        is_sandbox=is_sandbox,
        is_practice=is_practice,
        key_secret=key_secret,
        blobs=blobs,
    )


def _new_id() -> str:
    return str(uuid_utils.uuid7())


def _open(
    database_name: str,
    name: str,
    *,
    is_sandbox: bool = False,
    is_practice: bool | None = None,
    key_secret: bytes | None = None,
    blobs: Path | None = None,
) -> Hub:
    """The hub, or in words why not; a password in the database's name is not repeated."""
    shown = shown_name(database_name)
    try:
        return _open_hub(
            database_name,
            name,
            is_sandbox=is_sandbox,
            is_practice=is_practice,
            key_secret=key_secret,
            blobs=blobs,
        )
    except OtherNature as error:
        kind = "stays_practice" if error.is_practice else "stays_real"
        raise click.ClickException(_words().say(f"hub.practice.{kind}", database=shown)) from error
    except KeySealed as error:
        told = f"{shown}: the hub's key {error} is sealed; give its secret (--key-secret-file)"
        raise click.ClickException(told) from error
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise click.ClickException(f"{shown}: not a database that the hub knows") from error
    except DatabaseError as error:
        raise click.ClickException(f"{shown}: {error.orig}") from error


@contextmanager
def _opened(database_name: str, key_secret: bytes | None) -> Iterator[Hub]:
    hub = _open(database_name, "Packtrail hub", key_secret=key_secret)
    try:
        yield hub
    finally:
        hub.engine.dispose()


for command in (
    conformance_command(_opened, _key_secret),
    *file_commands(_open, _key_secret, _database),
    *forwarding_commands(_opened, _key_secret, _database),
    *publishing_commands(_opened, _key_secret, _database),
    *portal_commands(_open, _key_secret, _database),
    *admin_commands(_opened, _key_secret, _database),
):
    main.add_command(command)
