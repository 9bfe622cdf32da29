"""``packtrail-hub workbook …`` and ``bit-legacy``: what goes to makers' portals for all outlets together."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click

from packtrail import resources
from packtrail.domain.errors import OutletError
from packtrail.domain.errors_workbook import ProfileUnusable
from packtrail.protocol.workbook_profile import (
    MAX_PROFILE_BYTES,
    BadProfile,
    MassUnit,
    PortalKind,
    PortalText,
    Profile,
    read_portal_texts,
    read_profile,
)
from packtrail.wording import CHINESE, ENGLISH, Wording, wording
from packtrail.wording.errors import explain
from packtrail.wording.values import word
from packtrail_hub.bit_legacy_sender import LegacyReport, send_legacy
from packtrail_hub.bit_legacy_settings import read_settings
from packtrail_hub.cli_files import OpenHub
from packtrail_hub.hub import Hub
from packtrail_hub.portal_batches import verdicts_by_station
from packtrail_hub.workbooks import (
    confirm_workbook,
    read_failure_file,
    write_workbooks,
)

MAX_SHEET_BYTES: Final = 32 * 1024 * 1024 + 1
EXIT_PARTLY: Final = 1
SHOWN: Final = 20
SHIPPED: Final = "maker_portal"
_FILE: Final = click.Path(dir_okay=False, path_type=Path)
_PROFILE: Final = click.option(
    "--profile", type=_FILE, help="TOML of your own template; the shipped one by default."
)


def portal_commands(
    open_hub: OpenHub, *options: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> tuple[click.Command, ...]:
    """The commands, with ``options`` that name the database and its secret."""

    @click.option(
        "--maker", "makers", multiple=True, required=True, help="Name of the maker; several names of one."
    )
    @click.option(
        "--unit", type=click.Choice([each.value for each in MassUnit]), help="Unit of mass; ask the portal."
    )
    @click.option("--rejected", is_flag=True, help="What the portal turned away goes again.")
    @click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=".", help="Folder.")
    @_PROFILE
    def workbook(
        database_name: str,
        key_secret: bytes | None,
        makers: tuple[str, ...],
        unit: str | None,
        out: Path,
        profile: Path | None,
        *,
        rejected: bool,
    ) -> None:
        """Write one maker's workbooks for all outlets."""
        with _at_work(open_hub, database_name, key_secret) as hub:
            _write(hub, makers, _profile(profile), MassUnit(unit) if unit else None, out, rejected=rejected)

    @click.argument("number")
    @click.argument("file", type=_FILE)
    @_PROFILE
    def failures(
        database_name: str, key_secret: bytes | None, number: str, file: Path, profile: Path | None
    ) -> None:
        """Read the portal's failure FILE of the workbook NUMBER; changes no state."""
        with _at_work(open_hub, database_name, key_secret) as hub:
            said = read_failure_file(
                hub,
                number,
                _content(file, MAX_SHEET_BYTES),
                file.name,
                profile=_profile(profile),
                texts=_texts(),
            )
        _say("read", number=number, rows=said.rows, failures=len(said.failures), expected=said.expected)

    @click.argument("number")
    @click.option(
        "--success", "shown", type=click.IntRange(min=0), required=True, help="As the portal shows it."
    )
    def confirm(database_name: str, key_secret: bytes | None, number: str, shown: int) -> None:
        """Settle the workbook NUMBER by the portal's count and tell the stations."""
        with _at_work(open_hub, database_name, key_secret) as hub:
            said = confirm_workbook(hub, number, shown)
            stations = len(verdicts_by_station(hub, number))
        _say(
            "confirmed", number=number, accepted=said.expected, rejected=len(said.failures), stations=stations
        )

    @click.option(
        "--settings", type=_FILE, required=True, help="TOML with the maker's address and credentials."
    )
    def legacy(database_name: str, key_secret: bytes | None, settings: Path) -> None:
        """Send what a maker is owed over its legacy interface; off unless the settings say otherwise."""
        with _at_work(open_hub, database_name, key_secret) as hub:
            report = send_legacy(hub, read_settings(settings), _texts())
        _say_report(report)

    commands: dict[str, Callable[..., Any]] = {
        "workbook": workbook,
        "workbook-failures": failures,
        "workbook-confirm": confirm,
        "bit-legacy": legacy,
    }
    return tuple(_command(name, function, options) for name, function in commands.items())


def _command(
    name: str,
    function: Callable[..., Any],
    options: tuple[Callable[[Callable[..., Any]], Callable[..., Any]], ...],
) -> click.Command:
    for option in options:
        function = option(function)
    return click.command(name)(function)


@contextmanager
def _at_work(open_hub: OpenHub, database_name: str, key_secret: bytes | None) -> Iterator[Hub]:
    """The hub; what is not as needed is said in one sentence."""
    hub = open_hub(database_name, "Packtrail hub", key_secret=key_secret)
    try:
        yield hub
    except OutletError as error:
        explained = explain(_words(), error)
        raise click.ClickException(f"{explained} [{explained.code}]") from error
    finally:
        hub.engine.dispose()


def _write(
    hub: Hub, makers: tuple[str, ...], profile: Profile, unit: MassUnit | None, out: Path, *, rejected: bool
) -> None:
    _say("basis", basis=word(_words(), "basis", profile.basis))
    written = write_workbooks(hub, makers, profile, mass_unit=unit, rejected=rejected)
    out.mkdir(parents=True, exist_ok=True)
    for each in written.workbooks:
        target = out / each.file_name
        target.write_bytes(each.content)
        _say("sealed", number=each.number, rows=each.row_count, file=target)
    for held in written.held[:SHOWN]:
        lacks = ", ".join(lack.header for lack in held.lacks)
        why = lacks or word(_words(), "hold_reason", "earlier_stage")
        _say("held", code=held.code or held.record_id, why=why)
    if not written.workbooks:
        _say("nothing")


def _say_report(report: LegacyReport) -> None:
    _say(
        "sent",
        requests=report.requests,
        accepted=report.accepted,
        duplicate=report.duplicate,
        rejected=report.rejected,
        unknown=report.unknown,
    )
    for held in report.held[:SHOWN]:
        _say("held", code=held.record_id, why=", ".join(held.lacks))
    if report.stopped_by:
        _say("stopped", cause=report.stopped_by)
        raise click.exceptions.Exit(EXIT_PARTLY)


def _profile(file: Path | None) -> Profile:
    name = file.name if file else SHIPPED
    content = _content(file, MAX_PROFILE_BYTES + 1) if file else _shipped(f"{SHIPPED}.toml")
    try:
        profile = read_profile(content)
    except BadProfile as error:
        raise ProfileUnusable(name[:100], str(error)[:400]) from error
    if profile.portal is not PortalKind.MAKER_PORTAL:
        raise ProfileUnusable(name[:100], f"/portal: {profile.portal}")
    return profile


def _texts() -> tuple[PortalText, ...]:
    return read_portal_texts(_shipped("portal_texts.toml"))


def _shipped(name: str) -> bytes:
    return resources.path("profiles", name).read_bytes()


def _content(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(limit)  # one byte too many is refused by whoever reads it
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror}") from error


def _say(key: str, **facts: object) -> None:
    click.echo(_words().say(f"hub.portals.{key}", **facts))


def _words() -> Wording:
    """The language of PACKTRAIL_LANGUAGE, Chinese by default, as at the desk."""
    return wording(ENGLISH if os.environ.get("PACKTRAIL_LANGUAGE", "").lower().startswith("en") else CHINESE)
