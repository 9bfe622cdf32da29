"""``packtrail``: the command line, one command a file."""

import click

from packtrail import __version__
from packtrail.cli.console import new_console
from packtrail.cli.decode import decode
from packtrail.cli.demo import demo
from packtrail.cli.ledger import backup, check, restore
from packtrail.wording import Language

LANGUAGES = {"zh": Language.CHINESE, "en": Language.ENGLISH}


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="packtrail")
@click.option(
    "--language",
    type=click.Choice(tuple(LANGUAGES)),
    default="zh",
    envvar="PACKTRAIL_LANGUAGE",
    show_envvar=True,
    help="Language of what is printed.",
)
@click.pass_context
def main(context: click.Context, language: str) -> None:
    """Packtrail · 电池回收台账: the desk program of an EV-battery recycling outlet."""
    context.obj = new_console(LANGUAGES[language])


for command in (decode, demo, check, backup, restore):
    main.add_command(command)
