"""``packtrail verify-receipt IMAGE|TEXT``: whether a receipt is genuine, said without a network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Final

import click

from packtrail.app.label_reading import read_label
from packtrail.app.paths import data_folder
from packtrail.app.refdata import load_code_tables
from packtrail.cli.at_work import at_work
from packtrail.cli.console import Console, console_of
from packtrail.cli.ledger import data_option
from packtrail.cli.spoken import SpokenCommand
from packtrail.protocol.paper_code import PaperVerdict, is_paper_code
from packtrail.store.ledger import holds_a_ledger
from packtrail.usecases.verify_paper import PaperCheck, paper_codes, said_by_scanner, verify_paper
from packtrail.wording.paper_check import advice_words, answer_words, checked_words, stated_words

EXITS: Final = {
    PaperVerdict.GENUINE: 0,
    PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN: 1,
    PaperVerdict.OTHER_VERSION: 4,
    PaperVerdict.NOT_OURS: 5,
    PaperVerdict.ALTERED: 6,
}
"""2 and 3 are the command line's own. Of several codes in a picture the worst counts."""

PICTURES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"})
_LONGEST_NAME: Final = 1_000  # no file of a person is called longer

Verify = Callable[[str], PaperCheck]


@click.command("verify-receipt", cls=SpokenCommand)
@click.argument("subject", metavar="IMAGE|TEXT")
@data_option
@click.pass_context
def verify_receipt(context: click.Context, subject: str, chosen: Path | None) -> None:
    """Verify the receipt in a picture, or the text of its QR code; ends with one of EXITS."""
    console = console_of(context)
    texts = _texts(subject)
    with _verifier(console, data_folder(chosen)) as verify:
        checks = [verify(text) for text in texts]
    for check in checks:
        _say(console, check)
    context.exit(max(EXITS[check.verdict] for check in checks))


@contextmanager
def _verifier(console: Console, folder: Path) -> Iterator[Verify]:
    """With the ledger in ``folder`` where there is one; without, by what the code proves of itself."""
    if not holds_a_ledger(folder):
        yield verify_paper
        return
    with at_work(console, folder) as outlet:
        yield lambda text: outlet.read(partial(verify_paper, text))


def _texts(subject: str) -> tuple[str, ...]:
    """What is to be verified: ``subject`` itself, or what stands on the picture that it names."""
    if is_paper_code(said_by_scanner(subject)) or not _is_picture(subject):
        return (subject,)
    label = read_label(Path(subject), load_code_tables())
    return paper_codes(label, Path(subject).name)


def _is_picture(subject: str) -> bool:
    """Whether a file is meant; one that is not there is told as missing, not as a stranger's code."""
    if len(subject) > _LONGEST_NAME or "\0" in subject:
        return False
    file = Path(subject)
    return file.suffix.lower() in PICTURES or file.exists()


def _say(console: Console, check: PaperCheck) -> None:
    w = console.wording
    console.tell(answer_words(w, check))
    for is_good, words in checked_words(w, check):
        console.say("cli.verify.good" if is_good else "cli.verify.bad", what=words)
    for name, value in stated_words(w, check):
        console.say("cli.verify.stated", name=name, value=value)
    console.tell(advice_words(w, check))
