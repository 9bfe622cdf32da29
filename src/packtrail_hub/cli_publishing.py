"""``packtrail-hub`` publish-refdata, change-hub-key, announce-maintenance: what every station is told."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol

import click

from packtrail.domain.errors import OutletError
from packtrail.domain.errors_refdata import RefdataFileUnreadable
from packtrail.domain.moments import SHANGHAI, to_moment
from packtrail.protocol.refdata_pack import MAX_UNPACKED_BYTES, TrustedKey
from packtrail.protocol.trusted_keys import read_key_file
from packtrail.wording import CHINESE, ENGLISH, Wording, wording
from packtrail.wording.errors import explain
from packtrail_hub.capabilities import announce_maintenance
from packtrail_hub.hub import Hub
from packtrail_hub.key_rotation import rotate_key
from packtrail_hub.refdata import publish

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_MOMENT: Final = click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
_MOST_HOURS: Final = 24 * 7

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


class Opened(Protocol):
    """``packtrail_hub.cli``'s way to a hub for one command."""

    def __call__(self, database_name: str, key_secret: bytes | None) -> AbstractContextManager[Hub]:
        """The hub, closed at the end."""
        ...


def publishing_commands(opened: Opened, *options: Option) -> Iterator[click.Command]:
    """The commands, with ``options`` that name the database and its secret."""
    for command in (_publishing(opened), _changing(opened), _announcing(opened)):
        for option in options:
            option(command)  # click adds its options to a command too
        yield command


def _publishing(opened: Opened) -> click.Command:
    @click.command("publish-refdata")
    @click.argument("file", type=_FILE)
    @click.option(
        "--publisher-key",
        "key_files",
        type=_FILE,
        multiple=True,
        help="Key file of a publisher whose packs are taken; the hub's own key always is.",
    )
    def publish_refdata(
        database_name: str, key_secret: bytes | None, file: Path, key_files: tuple[Path, ...]
    ) -> None:
        """Publish reference data to every outlet: a signed pack, or a JSON document that the hub signs."""
        try:
            publishers = [read_key_file(_bytes_of(each), str(each)) for each in key_files]
            with opened(database_name, key_secret) as hub:
                told = publish(hub, _bytes_of(file), _by_id(publishers))
        except OutletError as error:
            explained = explain(words_here(), error)
            raise click.ClickException(f"{explained} [{explained.code}]") from error
        click.echo(
            words_here().say(
                "hub.publishing.refdata", dataset=told.dataset, version=told.version, digest=told.digest
            )
        )

    return publish_refdata


def _changing(opened: Opened) -> click.Command:
    @click.command("change-hub-key")
    def change_hub_key(database_name: str, key_secret: bytes | None) -> None:
        """Draw the hub's next key and tell every station; it signs once the hub is started anew."""
        with opened(database_name, key_secret) as hub:
            rotated = rotate_key(hub, key_secret)
        click.echo(words_here().say("hub.publishing.key", old=rotated.old_key_id, new=rotated.key_id))

    return change_hub_key


def _announcing(opened: Opened) -> click.Command:
    @click.command("announce-maintenance")
    @click.argument("starts_at", type=_MOMENT)
    @click.option("--hours", type=click.IntRange(1, _MOST_HOURS), required=True, help="How long it lasts.")
    def announce(database_name: str, key_secret: bytes | None, starts_at: datetime, hours: int) -> None:
        """Say from when (2026-11-22T02:00, Shanghai) the hub will not answer, so that nobody tries."""
        begins = to_moment(starts_at.replace(tzinfo=SHANGHAI))
        ends = begins + timedelta(hours=hours)
        with opened(database_name, key_secret) as hub:
            announce_maintenance(hub, begins, ends)
        click.echo(
            words_here().say("hub.publishing.maintenance", begins=begins.isoformat(), ends=ends.isoformat())
        )

    return announce


def _bytes_of(file: Path) -> bytes:
    """What a file holds, read no further than a pack may be; raises RefdataFileUnreadable."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_UNPACKED_BYTES + 1)
    except OSError as error:
        raise RefdataFileUnreadable(file=str(file), reason="denied") from error


def words_here() -> Wording:
    """The language of PACKTRAIL_LANGUAGE, Chinese by default, as at the desk."""
    return wording(ENGLISH if os.environ.get("PACKTRAIL_LANGUAGE", "").lower().startswith("en") else CHINESE)


def _by_id(keys: list[TrustedKey]) -> dict[str, TrustedKey]:
    return {key.key_id: key for key in keys}
