"""``packtrail demo``: a working day on the bundled label photographs, from pixels to a verified ledger."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from rich.progress import Progress, TaskID
from rich.table import Table

from packtrail.app.build import outlet_at_work
from packtrail.app.demo_day import Day, DayEvent, Happened, bundled_day, play, report
from packtrail.app.hub_process import HubProcess
from packtrail.app.outlet import HUB, Outlet
from packtrail.app.secrets import NoKeyring
from packtrail.cli.console import Console, cell, console_of
from packtrail.cli.ledger import checked, say_report
from packtrail.cli.spoken import SpokenCommand
from packtrail.domain.errors import FolderNotEmpty
from packtrail.protocol.enrolment import SANDBOX_CODE
from packtrail.store.errors_of import errors_of_disk
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.wording.errors import explain
from packtrail.wording.values import mass_words, moment_words

MARK = ".packtrail-demo"
"""Stands in a folder that the demo made, so that it may be used again."""

STEPS = frozenset(
    {Happened.READ, Happened.UNREADABLE, Happened.REFUSED, Happened.HANDED_ON, Happened.PRINTED}
)


@click.command(cls=SpokenCommand)
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo-day"))
@click.option("--hub", "hub_url", default=None)
@click.option("--code", default=SANDBOX_CODE)
@click.pass_context
def demo(context: click.Context, out: Path, hub_url: str | None, code: str) -> None:
    """Play a working day into the folder OUT and say where the papers are."""
    console = console_of(context)
    context.exit(0 if _play(console, _fresh(out), hub_url, code) else 1)


def _fresh(out: Path) -> Path:
    """A new folder for this day inside ``out``; days played before stay."""
    with errors_of_disk(out):
        return _new_day(out)


def _new_day(out: Path) -> Path:
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        raise FolderNotEmpty(folder=str(out))
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()
    numbers = [int(each.name[4:]) for each in out.glob("day-*") if each.name[4:].isdigit()]
    folder = out / f"day-{max(numbers, default=0) + 1}"
    folder.mkdir()
    return folder


def _play(console: Console, folder: Path, hub_url: str | None, code: str) -> bool:
    bugs: list[Exception] = []
    day, told = bundled_day(), list[DayEvent]()
    station = folder / "station"
    with (
        _hub(console, folder, hub_url) as url,
        outlet_at_work(
            station,
            keyring=NoKeyring(),
            language=console.wording.language,
            report_bug=bugs.append,
            practice=True,
        ) as (outlet, recovery_code),
    ):
        try:
            with console.progress() as bar:
                task = bar.add_task(console.wording.say("cli.demo.working"), total=day.steps)
                _play_day(outlet, day, told, bar, task)
            outcome = report(outlet, url, code, told.append)
        finally:  # what happened stands in the ledger, also when the next step failed
            _say_events(console, told)
        _say_sync(console, outlet, outcome)
    check_report = checked(console, station, rebuild=True, keyring=NoKeyring())
    say_report(console, check_report)
    console.say("cli.demo.papers", folder=(station / "papers").absolute())
    console.say("cli.demo.ledger", folder=station.absolute(), recovery_code=recovery_code or "")
    return check_report.is_sound and outcome.result is SendResult.NOTHING_TO_SEND and not bugs


def _play_day(outlet: Outlet, day: Day, told: list[DayEvent], bar: Progress, task: TaskID) -> None:
    def tell(event: DayEvent) -> None:
        told.append(event)
        if event.kind in STEPS:
            bar.advance(task, event.steps)

    play(outlet, day, tell)


@contextmanager
def _hub(console: Console, folder: Path, hub_url: str | None) -> Iterator[str]:
    if hub_url:
        yield hub_url
        return
    with HubProcess(folder / "hub", name=console.wording.say("cli.demo.hub_name"), practice=True) as hub:
        yield hub.url


def _say_events(console: Console, told: list[DayEvent]) -> None:
    w = console.wording
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("what", "subject", "detail"):
        table.add_column(w.say(f"cli.demo.{name}"), overflow="fold")
    for event in told:
        kind = w.say(f"cli.demo.kind.{event.kind.value}")
        table.add_row(cell(kind), cell(event.subject), cell(_detail(console, event)))
    console.table(table)


def _detail(console: Console, event: DayEvent) -> str:
    w = console.wording
    if event.error is not None:
        return explain(w, event.error).what
    if event.path is not None:
        return event.path.name
    if event.mass_g:
        return w.say("cli.demo.count_and_mass", count=event.count, mass=mass_words(event.mass_g))
    return w.say("cli.demo.count", count=event.count) if event.count else ""


def _say_sync(console: Console, outlet: Outlet, outcome: SendOutcome) -> None:
    w = console.wording
    backlog = outlet.read(lambda view: view.backlog(HUB))
    confirmed = moment_words(backlog.last_confirmed_at) if backlog.last_confirmed_at else "—"
    console.say(
        "cli.demo.sync",
        confirmed=backlog.confirmed,
        refused=backlog.refused,
        unsent=backlog.unsent,
        at=confirmed,
    )
    refused = [s for s in outlet.read(lambda view: view.submissions(HUB)) if s.issues]
    for submission in refused:
        for issue in submission.issues:
            console.say(
                "cli.demo.issue",
                subject=submission.subject,
                state=w.say(f"words.submission.{submission.state.value}"),
                message=f"{issue.get('code', '')} {issue.get('message', '')}",
            )
    if outcome.result is not SendResult.NOTHING_TO_SEND:
        console.say("cli.demo.not_all_sent", cause=outcome.code or outcome.cause)
