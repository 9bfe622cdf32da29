"""``packtrail paper`` on a station at work, from its own folder."""

import pytest
from click.testing import CliRunner

from packtrail.cli.main import main
from tests.e2e.stations import at_work, set_up, take_in
from tests.trade import CODE


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("station")
    with at_work(folder) as outlet:
        set_up(outlet)
        take_in(outlet, CODE)
    return folder


def run(folder, *words, language="zh"):
    return CliRunner().invoke(main, ["--language", language, "paper", *words, "--data", str(folder)])


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        (("slip", CODE), "IN-"),
        (("unreported",), "UR-"),
        (("day",), "DR-"),
        (("rechecks",), "RC-"),
    ],
    ids=lambda words: words[0],
)
def test_a_paper_lies_where_the_command_says(folder, words, begins):
    result = run(folder, *words, language="en")
    assert result.exit_code == 0, result.output
    (paper,) = (folder / "papers").glob(f"{begins}*.pdf")
    assert str(paper) in result.output
    assert paper.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    "words", [("voucher", "DL-9"), ("voucher",), ("correction", CODE), ("day", "2026-13-01")]
)
def test_what_there_is_not_is_said_in_one_sentence(folder, words):
    result = run(folder, *words)
    assert (result.exit_code, "PAPER-OF-NOTHING" in result.output) == (3, True)
