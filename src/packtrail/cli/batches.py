"""``packtrail export-batches``, ``import-receipts``, ``relay``, ``enrol-request`` and ``enrol-answer``.

Reporting and being bound without a network (``docs/operator/usb.md``).
"""

from functools import partial
from pathlib import Path

import click

from packtrail.app.by_file import export_to, import_from, relay, take_answer, write_request
from packtrail.app.paths import data_folder
from packtrail.cli.at_work import at_work
from packtrail.cli.console import console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand
from packtrail.wording.files import exported_words, imported_words
from packtrail.wording.values import word

EXIT_PARTLY = 1
_file = click.argument("file", type=click.Path(path_type=Path))
_answer = click.option("--answer", type=click.Path(path_type=Path), required=True)


@click.command(cls=SpokenCommand, name="export-batches")
@_file
@click.option("--photos", is_flag=True)
@data_option
@click.pass_context
def export_batches(context: click.Context, file: Path, chosen: Path | None, *, photos: bool) -> None:
    """Write everything unanswered into the .tbatch FILE."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        done = outlet.workers.network.run(partial(export_to, outlet, file, with_photos=photos)).result()
    console.tell(exported_words(console.wording, str(file), done))


@click.command(cls=SpokenCommand, name="import-receipts")
@_file
@data_option
@click.pass_context
def import_receipts(context: click.Context, file: Path, chosen: Path | None) -> None:
    """Take in the hub's answers in the .treceipt FILE; ends with 1 when some were not used."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        done = outlet.workers.network.run(partial(import_from, outlet, file)).result()
    console.tell(imported_words(console.wording, done))
    context.exit(EXIT_PARTLY if done.faults or done.refused else 0)


@click.command(cls=SpokenCommand, name="relay")
@_file
@_answer
@data_option
@click.pass_context
def relay_file(context: click.Context, file: Path, answer: Path, chosen: Path | None) -> None:
    """Send another station's .tbatch FILE to our hub; ends with 1 when not all was answered."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        done = outlet.workers.network.run(partial(relay, outlet, file, answer)).result()
    if done.receipts or done.refused:
        console.say("cli.files.relayed", file=answer, receipts=done.receipts, refused=done.refused)
    if done.left:
        cause = word(console.wording, "cause", done.cause)
        console.say("cli.files.not_relayed", count=done.left, cause=cause)
    context.exit(EXIT_PARTLY if done.left else 0)


@click.command(cls=SpokenCommand, name="enrol-request")
@_file
@click.option("--code", required=True)
@click.option("--qr", "picture", type=click.Path(path_type=Path))
@data_option
@click.pass_context
def enrol_request(
    context: click.Context, file: Path, code: str, picture: Path | None, chosen: Path | None
) -> None:
    """Write the request to be bound into FILE."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        outlet.workers.network.run(partial(write_request, outlet, file, code, picture)).result()
    console.say("cli.files.requested", file=file)


@click.command(cls=SpokenCommand, name="enrol-answer")
@_file
@click.option("--hub", "base_url", default="")
@click.option("--through-relay", is_flag=True)
@data_option
@click.pass_context
def enrol_answer(
    context: click.Context, file: Path, base_url: str, chosen: Path | None, *, through_relay: bool
) -> None:
    """Bind this station to the hub that answered in FILE."""
    console = console_of(context)
    with at_work(console, data_folder(chosen)) as outlet:
        binding = partial(take_answer, outlet, file, base_url, through_relay=through_relay)
        hub = outlet.workers.network.run(binding).result()
    console.say("cli.files.bound", hub=hub.title, outlet=hub.outlet_uscc)
