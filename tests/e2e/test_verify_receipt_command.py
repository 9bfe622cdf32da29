"""``packtrail verify-receipt`` on texts, on a printed page, and on what is neither."""

import pytest
import zxingcpp
from click.testing import CliRunner
from PIL import Image

from packtrail.app.handoff_paper import handoff_paper
from packtrail.cli.main import main
from packtrail.cli.verify_receipt import EXITS
from packtrail.protocol.paper_code import PaperVerdict, sign_paper
from tests.e2e.stations import at_work, hand_on, set_up, take_in
from tests.trade import CODE
from tests.usecases.test_verify_paper import CONTENT, OTHER


@pytest.fixture(scope="module")
def station(tmp_path_factory):
    """A station's folder, and the number of a load and the text on its receipt."""
    folder = tmp_path_factory.mktemp("station")
    with at_work(folder) as outlet:
        set_up(outlet)
        take_in(outlet, CODE)
        document = hand_on(outlet, CODE).document
        return (
            folder,
            document.number,
            outlet.read(lambda view: handoff_paper(view, document.handoff_id)).qr_text,
        )


def run(folder, subject, language="en"):
    return CliRunner().invoke(
        main, ["--language", language, "verify-receipt", subject, "--data", str(folder)]
    )


def picture(folder, text):
    file = folder / "photo.png"
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    Image.fromarray(symbol.to_image(scale=6, add_quiet_zones=True)).save(file)
    return str(file)


def test_a_text_and_a_photograph_of_our_receipt_are_genuine_and_the_ledger_has_it(station, tmp_path):
    folder, number, text = station
    for subject in (text, picture(tmp_path, text)):
        result = run(folder, subject)
        assert result.exit_code == EXITS[PaperVerdict.GENUINE], result.output
        assert "Genuine" in result.output
        assert number in result.output
        assert "This paper is in the ledger here" in result.output


@pytest.mark.parametrize(
    ("subject", "verdict", "said"),
    [
        (sign_paper(CONTENT, OTHER), PaperVerdict.GENUINE_FOR_KEY_STATION_UNKNOWN, "不认识"),
        (sign_paper(CONTENT, OTHER)[:-9], PaperVerdict.ALTERED, "改过"),
        ("https://example.org/a?b=c", PaperVerdict.NOT_OURS, "不是我们的"),
        ("PT9:ABC", PaperVerdict.OTHER_VERSION, "版本"),
        ("x" * 5000, PaperVerdict.NOT_OURS, "不是我们的"),
    ],
    ids=["stranger", "cut", "address", "newer", "long"],
)
def test_each_answer_has_its_own_end_and_needs_no_ledger(tmp_path, subject, verdict, said):
    result = run(tmp_path, subject, language="zh")
    assert (result.exit_code, said in result.output) == (EXITS[verdict], True), result.output


def test_a_picture_that_is_missing_is_no_picture_or_says_nothing_is_told_in_a_sentence(tmp_path):
    paper, blank = tmp_path / "receipt.pdf", tmp_path / "blank.png"
    paper.write_bytes(b"%PDF-1.7")
    Image.new("L", (300, 300), 255).save(blank)
    for file, code in (
        (tmp_path / "gone.jpg", "SCAN-PICTURE-UNREADABLE"),
        (paper, "SCAN-PICTURE-UNREADABLE"),
        (blank, "PAPER-NO-CODE-ON-PICTURE"),
    ):
        result = run(tmp_path, str(file))
        assert (result.exit_code, code in result.output) == (3, True), result.output
