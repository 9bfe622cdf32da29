"""``packtrail refdata``: take rules, lists and calendars into use, and say whose packs are trusted."""

from functools import partial
from pathlib import Path

import click
from rich.table import Table

from packtrail.app.outlet import Outlet
from packtrail.app.paths import data_folder
from packtrail.app.refdata_content import OWN_DATASETS, built_in_versions, own_document
from packtrail.app.small_files import read_small_file
from packtrail.app.trust import add_key, trust_of
from packtrail.cli.at_work import at_work
from packtrail.cli.console import Console, cell, console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand, SpokenGroup
from packtrail.domain.moments import legal_day
from packtrail.domain.refdata import Dataset, in_force
from packtrail.protocol.refdata_pack import MAX_PACKED_BYTES, TrustedKey
from packtrail.protocol.trusted_keys import fingerprint
from packtrail.usecases.adopt_refdata import Adoption, adopt_own, refdata_source
from packtrail.wording.values import moment_words, word


@click.group(cls=SpokenGroup)
def refdata() -> None:
    """Rules, lists and calendars."""


@refdata.command(cls=SpokenCommand, name="list")
@data_option
@click.pass_context
def list_refdata(context: click.Context, chosen: Path | None) -> None:
    """Every dataset, the version in use today, and what else was ever taken into use."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        console.table(_versions(console, outlet))


@refdata.command(cls=SpokenCommand, name="import")
@click.argument("file", type=click.Path(path_type=Path))
@data_option
@click.pass_context
def import_refdata(context: click.Context, file: Path, chosen: Path | None) -> None:
    """Take the pack FILE into use."""
    console = console_of(context)
    pack_bytes = read_small_file(file, MAX_PACKED_BYTES)
    with at_work(console, data_folder(chosen)) as outlet:
        adoption = outlet.workers.acts.run(partial(outlet.adopt_pack, pack_bytes)).result()
    _say_adoption(console, adoption)


@refdata.command(cls=SpokenCommand, name="use-own")
@click.argument("dataset", type=click.Choice(OWN_DATASETS))
@data_option
@click.pass_context
def use_own(context: click.Context, dataset: str, chosen: Path | None) -> None:
    """Take what came with the program into use again, in place of an older pack."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        adoption = outlet.workers.acts.run(partial(_adopt_own, outlet, dataset)).result()
    _say_adoption(console, adoption)


@refdata.group(cls=SpokenGroup)
def trust() -> None:
    """Keys whose packs are taken."""


@trust.command(cls=SpokenCommand, name="list")
@data_option
@click.pass_context
def list_trust(context: click.Context, chosen: Path | None) -> None:
    """Every trusted key, what for, and its fingerprint."""
    console = console_of(context)
    folder = data_folder(chosen)
    with at_work(console, folder) as outlet:
        keys = _trusted(outlet)
    if not keys:
        console.say("cli.refdata.no_keys")
        return
    table = _table(console, "key", "key_id", "datasets", "fingerprint")
    for key in keys.values():
        table.add_row(
            cell(key.name), cell(key.key_id), cell(_datasets(console, key)), fingerprint(key.public_key)
        )
    console.table(table)


@trust.command(cls=SpokenCommand, name="add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--fingerprint", "given_fingerprint")
@click.option(
    "--dataset", "datasets", type=click.Choice([dataset.value for dataset in Dataset]), multiple=True
)
@data_option
@click.pass_context
def add_trust(
    context: click.Context,
    file: Path,
    given_fingerprint: str | None,
    datasets: tuple[str, ...],
    chosen: Path | None,
) -> None:
    """Trust the key in FILE, or the one that a trusted key's statement in FILE names."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        key = add_key(
            outlet.folder,
            file,
            given_fingerprint=given_fingerprint,
            datasets=datasets,
            trust=_trusted(outlet),
            by=outlet.operator,
            now=outlet.now,
        )
    console.say("cli.refdata.trusted", name=key.name, key_id=key.key_id, datasets=_datasets(console, key))


def _adopt_own(outlet: Outlet, dataset: str) -> Adoption:
    return adopt_own(
        own_document(dataset), by=outlet.operator, store=outlet.store, now=outlet.now, new_id=outlet.new_id
    )


def _say_adoption(console: Console, adoption: Adoption) -> None:
    taken = adoption.refdata
    console.say(
        "cli.refdata.adopted" if adoption.is_new else "cli.refdata.in_use_already",
        dataset=word(console.wording, "dataset", taken.dataset),
        version=taken.version,
        effective_from=taken.effective_from,
    )


def _trusted(outlet: Outlet) -> dict[str, TrustedKey]:
    return trust_of(outlet.folder, outlet.read(lambda view: view.destinations()))


def _versions(console: Console, outlet: Outlet) -> Table:
    w, today, own = console.wording, legal_day(outlet.now()), built_in_versions()
    table = _table(console, "dataset", "version", "in_force", "adopted", "signed_by", "source")
    with outlet.store.read() as view:
        for dataset in Dataset:
            adopted = view.adopted_refdata(dataset)
            now_in_use = in_force(adopted, today)
            title = word(w, "dataset", dataset)
            for each in adopted:
                source, confidence = refdata_source(view, each)
                table.add_row(
                    cell(title),
                    _marked(w.say("cli.refdata.in_use"), str(each.version), is_in_use=each == now_in_use),
                    f"{each.effective_from} – {each.effective_to or ''}",
                    moment_words(each.adopted_at),
                    cell(each.signed_by or "—"),
                    cell(f"{source} ({confidence})"),
                )
            built_in = f"{own[dataset]}" if dataset in own else "—"
            table.add_row(
                cell(title),
                _marked(w.say("cli.refdata.in_use"), built_in, is_in_use=now_in_use is None),
                "—",
                "—",
                "—",
                cell(w.say("cli.refdata.built_in")),
            )
    return table


def _marked(mark: str, version: str, *, is_in_use: bool) -> str:
    return f"{version} {mark}" if is_in_use else version


def _table(console: Console, *columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(console.wording.say(f"cli.refdata.column.{name}"), overflow="fold")
    return table


def _datasets(console: Console, key: TrustedKey) -> str:
    w = console.wording
    return w.say("values.comma").join(word(w, "dataset", name) for name in sorted(key.datasets))
