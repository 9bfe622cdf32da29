"""``packtrail-hub take-in`` and ``enrol-file``: batches and enrolments that came as files."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import click

from packtrail.domain.errors import OutletError
from packtrail.wording import CHINESE, ENGLISH, Wording, wording
from packtrail.wording.errors import explain
from packtrail.wording.problems import problem_words
from packtrail_hub.enrol_file import enrol_file
from packtrail_hub.file_channel import take_in
from packtrail_hub.hub import Hub
from packtrail_hub.refused import Refused

EXIT_PARTLY: Final = 1
_PATH: Final = click.Path(dir_okay=False, path_type=Path)
_ANSWER: Final = click.option(
    "--answer", type=_PATH, required=True, help="Where to write what goes back to the station."
)
_NAME: Final = click.option(
    "--name", default="Packtrail hub", show_default=True, help="What stations call this hub."
)


class OpenHub(Protocol):
    """``packtrail_hub.cli``'s way to a hub, which says in words why there is none."""

    def __call__(
        self,
        database_name: str,
        name: str,
        *,
        is_sandbox: bool = False,
        key_secret: bytes | None = None,
        blobs: Path | None = None,
    ) -> Hub:
        """The hub."""
        ...


def file_commands(
    open_hub: OpenHub, *options: Callable[[Callable[..., Any]], Callable[..., Any]]
) -> tuple[click.Command, ...]:
    """The commands, with ``options`` that name the database and its secret."""

    @click.argument("file", type=_PATH)
    @_ANSWER
    @_NAME
    @click.option(
        "--blobs",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="PACKTRAIL_HUB_BLOBS",
        help="Folder for photographs; beside a SQLite file by default.",
    )
    def take_in_file(
        database_name: str, key_secret: bytes | None, file: Path, answer: Path, name: str, blobs: Path | None
    ) -> None:
        """Take in the batches in the .tbatch FILE and write their receipts (.treceipt).

        The same file again, or after the network, gives the same receipts. Ends with 1 when the hub refused a
        batch, which the answer tells the station.
        """
        with _closed(open_hub(database_name, name, key_secret=key_secret, blobs=blobs)) as hub:
            _take_in(hub, file, answer)

    @click.argument("file", type=_PATH)
    @_ANSWER
    @_NAME
    @click.option("--sandbox", is_flag=True, help="For training: accepts the enrolment code SANDBOX.")
    @click.option("--as-text", is_flag=True, help="Write the answer as the text of a QR code.")
    def enrol_from_file(
        database_name: str,
        key_secret: bytes | None,
        file: Path,
        answer: Path,
        name: str,
        *,
        sandbox: bool,
        as_text: bool,
    ) -> None:
        """Bind the station whose request is in FILE and write the signed answer."""
        opened = open_hub(database_name, name, is_sandbox=sandbox, key_secret=key_secret)
        with _closed(opened) as hub, _refusals():
            enrol_file(hub, file, answer, as_qr_text=as_text)
        click.echo(_words().say("hub.files.enrolled", file=answer))

    commands: dict[str, Callable[..., Any]] = {"take-in": take_in_file, "enrol-file": enrol_from_file}
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
def _closed(hub: Hub) -> Iterator[Hub]:
    try:
        yield hub
    finally:
        hub.engine.dispose()


def _take_in(hub: Hub, file: Path, answer: Path) -> None:
    say = _words().say
    with _refusals():
        taken = take_in(hub, file, answer)
    counts = {"new": taken.new, "replayed": taken.replayed, "photos": taken.photos}
    click.echo(say("hub.files.taken_in", **counts, file=answer))
    for digest, code in taken.refused:
        what = problem_words(_words(), code).what
        click.echo(say("hub.files.refused", digest=digest, what=what, code=code), err=True)
    if taken.refused:
        raise click.exceptions.Exit(EXIT_PARTLY)


@contextmanager
def _refusals() -> Iterator[None]:
    """What is not as needed, in one sentence."""
    try:
        yield
    except OutletError as error:
        explained = explain(_words(), error)
        raise click.ClickException(f"{explained} [{explained.code}]") from error
    except Refused as refusal:
        said = problem_words(_words(), refusal.problem.code)
        told = _words().say(
            "hub.files.problem", what=said.what, action=said.action, code=refusal.problem.code
        )
        raise click.ClickException(told) from refusal


def _words() -> Wording:
    """The language of PACKTRAIL_LANGUAGE, Chinese by default, as at the desk."""
    return wording(ENGLISH if os.environ.get("PACKTRAIL_LANGUAGE", "").lower().startswith("en") else CHINESE)
