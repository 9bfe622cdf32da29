"""``packtrail-hub`` forward-to, forward, forwarding …: the hub as relay to the next one."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import click
from sqlalchemy import Connection

from packtrail.domain.errors import OutletError
from packtrail.domain.moments import to_moment
from packtrail.domain.uscc import check_uscc
from packtrail.protocol.enrolment import from_text
from packtrail.protocol.messages import MAX_MESSAGE_BYTES
from packtrail.wording import CHINESE, ENGLISH, Wording, wording
from packtrail.wording.errors import explain
from packtrail.wording.problems import problem_words
from packtrail_hub import database
from packtrail_hub.admin.audit import COMMAND_LINE, note
from packtrail_hub.file_channel import beside
from packtrail_hub.forwarding import feeds, next_hub, outbox
from packtrail_hub.forwarding.background import forward_once
from packtrail_hub.forwarding.next_hub import NextHub, NotAnswer
from packtrail_hub.forwarding.rounds import Report, wire_to
from packtrail_hub.forwarding.wire import NotReached, Reply
from packtrail_hub.hub import Hub
from packtrail_hub.ids import moment

_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)
_TARGET: Final = click.Path(dir_okay=False, path_type=Path)
_MOST_ADDRESS: Final = 500
_FEED_CAUSES: Final = frozenset({feeds.TOO_LARGE, feeds.STANDS_STILL})

Option = Callable[[Callable[..., Any]], Callable[..., Any]]


class Opened(Protocol):
    """``packtrail_hub.cli``'s way to a hub for one command."""

    def __call__(self, database_name: str, key_secret: bytes | None) -> AbstractContextManager[Hub]:
        """The hub, closed at the end."""
        ...


def _uscc(_: click.Context, __: click.Parameter, typed: str) -> str:
    checked = check_uscc(typed)
    if not checked.is_valid:
        raise click.BadParameter("not a valid 统一社会信用代码")
    return checked.text


_OUTLET: Final = click.option(
    "--outlet-uscc", required=True, callback=_uscc, help="统一社会信用代码 of the outlet, 18 characters."
)


def forwarding_commands(opened: Opened, *options: Option) -> Iterator[click.Command]:
    """The commands, with ``options`` that name the database and its secret."""
    makers = (_naming, _binding, _passing, _forwarding, _showing, _ending)
    for command in (make(opened) for make in makers):
        for option in options:
            option(command)  # click adds its options to a command too
        yield command


def _naming(opened: Opened) -> click.Command:
    @click.command("forward-to")
    @click.argument("url")
    @_OUTLET
    @click.option("--code", required=True, help="One-time code that the next hub gave for this relay.")
    @click.option("--ca-file", type=_FILE, help="PEM file with the authority behind the next hub's TLS.")
    @click.option("--label", default=next_hub.LABEL, show_default=True, help="As whom it shows us there.")
    @click.option("--request", type=_TARGET, help="No network: write the request here, to be carried.")
    def forward_to(
        database_name: str,
        key_secret: bytes | None,
        url: str,
        outlet_uscc: str,
        code: str,
        ca_file: Path | None,
        label: str,
        request: Path | None,
    ) -> None:
        """Pass on what comes in for an outlet to the hub at URL, and its answers back to the stations."""
        if not _is_address(url):
            raise click.BadParameter("an address begins with http:// or https://", param_hint="URL")
        with opened(database_name, key_secret) as hub:
            target = next_hub.name_next_hub(hub, outlet_uscc, url, ca_file, label)
            asked = next_hub.enrolment_request(hub, target, code)
            if request is not None:
                _write(request, asked)
                _say("request_written", file=request)
                return
            _take_answer(hub, target, _asked(hub, target, asked))

    return forward_to


def _binding(opened: Opened) -> click.Command:
    @click.command("forward-answer")
    @click.argument("file", type=_FILE)
    @_OUTLET
    def forward_answer(database_name: str, key_secret: bytes | None, file: Path, outlet_uscc: str) -> None:
        """Begin to pass on, with the answer to ``forward-to --request`` in FILE."""
        with opened(database_name, key_secret) as hub:
            _take_answer(hub, _target(hub, outlet_uscc), from_text(_read(file)))

    return forward_answer


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:  # a bracket without its other one
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and len(url) <= _MOST_ADDRESS


def _passing(opened: Opened) -> click.Command:
    @click.command("pass-enrolment")
    @click.argument("file", type=_FILE)
    @_OUTLET
    @click.option("--answer", type=_TARGET, required=True, help="Where to write the next hub's answer.")
    def pass_enrolment(
        database_name: str, key_secret: bytes | None, file: Path, outlet_uscc: str, answer: Path
    ) -> None:
        """Bind a station without internet at the next hub: its request is in FILE, its answer is written."""
        with opened(database_name, key_secret) as hub:
            target = _target(hub, outlet_uscc)
            answered = _asked(hub, target, from_text(_read(file)))
            next_hub.note_passed(hub, target)  # it is bound there, whether or not its answer gets out
            _write(answer, answered)
        _say("passed", file=answer)

    return pass_enrolment


def _forwarding(opened: Opened) -> click.Command:
    @click.command("forward")
    def forward(database_name: str, key_secret: bytes | None) -> None:
        """Pass on what waits, once; for a timer beside a hub that is not served. 1 when something is left."""
        with opened(database_name, key_secret) as hub:
            report = forward_once(hub, hub.new_id())
            if report is not None and (report.answered or report.heard):
                hub.write(partial(_note_round, hub, report))
        if report is None:
            _say("nothing")
            return
        _say("round", answered=report.answered)
        for where, cause in report.held.items():
            click.echo(_words().say("hub.forwarding.held", where=where, cause=_cause(cause)), err=True)
        if not report.is_whole:
            raise click.exceptions.Exit(1)

    return forward


def _note_round(hub: Hub, report: Report, connection: Connection) -> None:
    """A round that came to something; a timer's empty ones would bury the rest of the list."""
    note(hub, connection, COMMAND_LINE, "passed_on_once", answered=report.answered, heard=report.heard)


def _showing(opened: Opened) -> click.Command:
    @click.command("forwarding")
    def forwarding(database_name: str, key_secret: bytes | None) -> None:
        """Show where what comes in goes on to, and how far each station has come."""
        with opened(database_name, key_secret) as hub, database.look(hub.engine) as connection:
            targets = next_hub.next_hubs(hub, connection)
            if not targets:
                _say("nowhere")
            for target in targets:
                name = target.name or _words().say("hub.forwarding.not_bound")
                _say("target", outlet=target.outlet_uscc, url=target.url, name=name)
                for each in outbox.standings(connection, target.outlet_uscc):
                    _say("station", label=each.label, waiting=each.waiting, answered=each.answered)
                    if each.cause:
                        again = to_moment(moment(each.next_at)).strftime("%Y-%m-%d %H:%M:%S")
                        _say("rests", cause=_cause(each.cause), again=again)
                    _say_feed(feeds.resting(connection, each.station_id))

    return forwarding


def _say_feed(resting: tuple[str, int] | None) -> None:
    """Why what the next hub says later isn't brought back to a station, where it isn't."""
    if resting is None:
        return
    cause, next_at = resting
    if cause == feeds.PASSED_OVER:
        _say("feed_passed_over")
        return
    again = to_moment(moment(next_at)).strftime("%Y-%m-%d %H:%M:%S")
    _say("feed_rests", cause=_cause(cause), again=again)


def _ending(opened: Opened) -> click.Command:
    @click.command("stop-forwarding")
    @_OUTLET
    def stop_forwarding(database_name: str, key_secret: bytes | None, outlet_uscc: str) -> None:
        """Pass nothing of an outlet on any more."""
        with opened(database_name, key_secret) as hub:
            was_there = next_hub.forget_next_hub(hub, outlet_uscc)
        _say("stopped" if was_there else "nowhere")

    return stop_forwarding


def _target(hub: Hub, outlet_uscc: str) -> NextHub:
    with database.look(hub.engine) as connection:
        found = [each for each in next_hub.next_hubs(hub, connection) if each.outlet_uscc == outlet_uscc]
    if not found:
        raise click.ClickException(_words().say("hub.forwarding.nowhere"))
    return found[0]


def _asked(hub: Hub, target: NextHub, request: bytes) -> bytes:
    """The next hub's answer to an enrolment request."""
    try:
        with wire_to(hub, target) as wire:
            reply = wire.enrol(request)
    except NotReached as failure:
        raise click.ClickException(_cause(failure.cause)) from failure
    if reply.status != HTTPStatus.OK:
        raise click.ClickException(_refusal(reply))
    return reply.body


def _take_answer(hub: Hub, target: NextHub, answer: bytes) -> None:
    try:
        enrolled = next_hub.bind(hub, target, answer)
    except NotAnswer as error:
        raise click.ClickException(_words().say("hub.forwarding.no_hub")) from error
    _say("bound", outlet=enrolled.outlet_uscc, name=enrolled.hub_name)


def _refusal(reply: Reply) -> str:
    return _cause(str(reply.problem.get("code") or "not_a_hub"))


def _cause(cause: str) -> str:
    """Why nothing came of it, in words: the next hub's code, or that there was no answer."""
    if cause in _FEED_CAUSES:
        return _words().say(f"hub.forwarding.{cause}")
    if not cause.startswith("BT-"):
        return _words().say("hub.forwarding.no_answer", cause=cause)
    said = problem_words(_words(), cause)
    return _words().say("hub.files.problem", what=said.what, action=said.action, code=cause)


def _read(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_MESSAGE_BYTES + 1)


def _write(file: Path, content: bytes) -> None:
    try:
        with beside(file) as made:
            made.write(content)
    except OutletError as error:
        explained = explain(_words(), error)
        raise click.ClickException(f"{explained} [{explained.code}]") from error


def _say(sentence: str, **facts: object) -> None:
    click.echo(_words().say(f"hub.forwarding.{sentence}", **facts))


def _words() -> Wording:
    """The language of PACKTRAIL_LANGUAGE, Chinese by default, as at the desk."""
    return wording(ENGLISH if os.environ.get("PACKTRAIL_LANGUAGE", "").lower().startswith("en") else CHINESE)
