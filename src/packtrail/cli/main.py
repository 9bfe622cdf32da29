"""``packtrail``: the command line, one command a file."""

import click

from packtrail import __version__
from packtrail.cli.batches import enrol_answer, enrol_request, export_batches, import_receipts, relay_file
from packtrail.cli.bench import bench
from packtrail.cli.commands import commands
from packtrail.cli.connection import check_connection, network
from packtrail.cli.console import LANGUAGES
from packtrail.cli.decode import decode
from packtrail.cli.demo import demo
from packtrail.cli.epcis import export_epcis
from packtrail.cli.label import label
from packtrail.cli.ledger import backup, check, restore, unlock
from packtrail.cli.life import life
from packtrail.cli.paper import paper
from packtrail.cli.refdata import refdata
from packtrail.cli.rehearse import rehearsal
from packtrail.cli.rotate_key import rotate_key
from packtrail.cli.spoken import SpokenGroup
from packtrail.cli.verify_receipt import verify_receipt
from packtrail.cli.workbook import workbook


@click.group(cls=SpokenGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="packtrail")
@click.option("--language", type=click.Choice(tuple(LANGUAGES)), is_eager=True)
def main(language: str | None) -> None:
    """Packtrail · 电池回收台账; ``language`` is read by ``console_of``."""


for command in (decode, demo, check, backup, restore, unlock, refdata, label, bench, workbook, rehearsal):
    main.add_command(command)
for command in (export_batches, import_receipts, relay_file, enrol_request, enrol_answer, export_epcis):
    main.add_command(command)
for command in (check_connection, network, rotate_key, life, paper, commands, verify_receipt):
    main.add_command(command)
