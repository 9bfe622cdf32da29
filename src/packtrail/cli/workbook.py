"""``packtrail workbook``: the road by Excel without a screen: seal, save, read back, confirm."""

from functools import partial
from pathlib import Path

import click
from rich.table import Table

from packtrail.app.paths import data_folder
from packtrail.app.workbook_acts import WorkbookActs
from packtrail.app.workbook_profiles import add_profile, profile_text, profiles
from packtrail.cli.at_work import at_work
from packtrail.cli.console import Console, cell, console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand, SpokenGroup
from packtrail.protocol.workbook_profile import MassUnit
from packtrail.protocol.workbook_rows import mass_cells
from packtrail.usecases.export_workbook import Exported
from packtrail.usecases.plan_workbook import StagePlan
from packtrail.usecases.workbook_ports import LoadedProfile
from packtrail.wording.values import moment_words, word
from packtrail.wording.workbooks import held_words

SHOWN = 20
UNITS = tuple(unit.value for unit in MassUnit)


@click.group(cls=SpokenGroup)
def workbook() -> None:
    """Workbooks for portals that take Excel only."""


@workbook.command(cls=SpokenCommand, name="profiles")
@click.option("--add", "added", type=click.Path(path_type=Path))
@click.option("--show", "shown")
@data_option
@click.pass_context
def list_profiles(context: click.Context, added: Path | None, shown: str | None, chosen: Path | None) -> None:
    """The templates in use, one of them as text, or a new one."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        if added is not None:
            loaded = add_profile(outlet.folder, added, by=outlet.operator)
            console.say("cli.workbook.added", title=loaded.profile.title, version=loaded.profile.version)
        elif shown is not None:
            console.line(profile_text(outlet.folder, shown), "")
        else:
            console.table(_profiles(console, tuple(profiles(outlet.folder).values())))


@workbook.command(cls=SpokenCommand, name="export")
@click.option("--portal")
@click.option("--profile")
@click.option("--stage")
@click.option("--unit", type=click.Choice(UNITS))
@click.option("--rejected", is_flag=True)
@click.option("--again", multiple=True)
@click.option("--reason", default="")
@click.option("--preview", is_flag=True)
@click.option("--out", type=click.Path(file_okay=False, path_type=Path))
@data_option
@click.pass_context
def export(
    context: click.Context,
    portal: str | None,
    profile: str | None,
    stage: str | None,
    unit: str | None,
    rejected: bool,  # noqa: FBT001 - click passes options by their names
    again: tuple[str, ...],
    reason: str,
    preview: bool,  # noqa: FBT001 - as above
    out: Path | None,
    chosen: Path | None,
) -> None:
    """Seal what a portal is owed and write it as files."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        acts = WorkbookActs(outlet)
        asked = acts.asked(
            portal,
            profile=profile,
            stage=stage,
            mass_unit=MassUnit(unit) if unit else None,
            rejected=rejected,
        )
        console.say("cli.workbook.basis", basis=word(console.wording, "basis", asked.profile.profile.basis))
        plans = acts.preview(asked) if not again else ()
        for plan in plans:
            _say_plan(console, plan, asked.mass_unit)
        if preview:
            return
        exported = acts.again(asked, again, reason) if again else acts.export(asked)
        _say_held(console, exported)
        for each in exported.workbooks:
            file = acts.save(each.number, out)
            console.say("cli.workbook.sealed", number=each.number, rows=each.row_count, file=file)
        if not exported.workbooks:
            console.say("cli.workbook.nothing")


@workbook.command(cls=SpokenCommand, name="list")
@data_option
@click.pass_context
def list_workbooks(context: click.Context, chosen: Path | None) -> None:
    """The newest workbooks and where each stands."""
    console = console_of(context)
    w = console.wording
    with at_work(console, data_folder(chosen)) as outlet:
        listed = WorkbookActs(outlet).listed()
        titles = {each.name: each.title for each in outlet.read(lambda view: view.destinations())}
    table = _table(console, "number", "portal", "stage", "rows", "sealed", "state")
    for each in listed:
        table.add_row(
            cell(each.number),
            cell(titles.get(each.portal or "", each.profile)),
            cell(each.stage),
            str(each.row_count),
            moment_words(each.sealed_at),
            cell(word(w, "workbook_state", each.state)),
        )
    console.table(table)


@workbook.command(cls=SpokenCommand, name="save")
@click.argument("number")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path))
@data_option
@click.pass_context
def save(context: click.Context, number: str, out: Path | None, chosen: Path | None) -> None:
    """Write the same bytes of a workbook once more."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        console.say("cli.workbook.saved", file=WorkbookActs(outlet).save(number, out))


@workbook.command(cls=SpokenCommand, name="read-back")
@click.argument("number")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@click.pass_context
def read_back(context: click.Context, number: str, file: Path, chosen: Path | None) -> None:
    """Read the portal's failure file of a workbook."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        read = outlet.workers.acts.run(partial(WorkbookActs(outlet).read_back, number, file)).result()
    table = _table(console, "code", "problem", "text")
    for failure in read.failures[:SHOWN]:
        table.add_row(cell(failure.code), failure.problem_code, cell(failure.text))
    console.table(table)
    console.say(
        "cli.workbook.read",
        number=number,
        rows=read.workbook.row_count,
        failures=len(read.failures),
        expected=read.expected,
    )


@workbook.command(cls=SpokenCommand, name="confirm")
@click.argument("number")
@click.option("--success", "shown", type=click.IntRange(min=0), required=True)
@click.option("--picture", type=click.Path(path_type=Path))
@data_option
@click.pass_context
def confirm(
    context: click.Context, number: str, shown: int, picture: Path | None, chosen: Path | None
) -> None:
    """Settle a workbook by the number of accepted rows that the portal showed."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        acts = WorkbookActs(outlet)
        pictures = (outlet.workers.acts.run(partial(acts.keep_picture, picture)).result(),) if picture else ()
        settled = acts.confirm(number, shown, pictures)
    console.say("cli.workbook.confirmed", number=number, accepted=settled.accepted, rejected=settled.rejected)
    if settled.standing:
        console.say("cli.workbook.standing", count=settled.standing)
    if not pictures:
        console.say("cli.workbook.no_picture")


@workbook.command(cls=SpokenCommand, name="withdraw")
@click.argument("number")
@click.option("--reason", required=True)
@data_option
@click.pass_context
def withdraw(context: click.Context, number: str, reason: str, chosen: Path | None) -> None:
    """Take back a workbook that was never uploaded."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        outlet.workers.acts.run(partial(WorkbookActs(outlet).withdraw, number, reason)).result()
    console.say("cli.workbook.withdrawn", number=number)


def _say_plan(console: Console, plan: StagePlan, unit: MassUnit | None) -> None:
    console.say("cli.workbook.plan", title=plan.stage.title, rows=len(plan.rows), held=plan.held_count)
    masses = mass_cells(plan.stage, plan.rows[:3])
    if unit is None or not masses:
        return
    for written, row in zip(masses, plan.rows, strict=False):
        facts = {"code": row.code, "written": written, "unit": unit.value, "kg": _kg(written, unit)}
        console.say("cli.workbook.mass", **facts)


def _kg(written: str, unit: MassUnit) -> str:
    return written if unit is MassUnit.KG else f"{float(written) * 1000:g}"


def _say_held(console: Console, exported: Exported) -> None:
    for held in exported.held[:SHOWN]:
        console.say(
            "cli.workbook.held", code=held.code or held.record_id, why=held_words(console.wording, held)
        )
    if exported.held_count > SHOWN:
        console.say("cli.workbook.held_more", count=exported.held_count - SHOWN)


def _profiles(console: Console, loaded: tuple[LoadedProfile, ...]) -> Table:
    w = console.wording
    table = _table(console, "name", "title", "version", "stages", "basis", "source")
    for each in loaded:
        profile = each.profile
        table.add_row(
            cell(profile.name),
            cell(profile.title),
            cell(profile.version),
            cell(" → ".join(f"{stage.name} {stage.title}" for stage in profile.stages)),
            cell(word(w, "basis", profile.basis)),
            cell(profile.source),
        )
    return table


def _table(console: Console, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(console.wording.say(f"cli.workbook.column.{name}"), overflow="fold")
    return table
