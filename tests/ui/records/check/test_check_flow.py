"""单据核验 over a real ledger: a scan and a picture are answered, and lead to the load."""

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtWidgets import QLabel

from packtrail.app.handoff_paper import handoff_paper
from packtrail.protocol.paper_code import PaperVerdict
from packtrail.ui.records.check.flow import CheckFlow
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import load
from tests.ui.stock.counter import code, on_writer, packs, put_away, taken_in
from tests.ui.whole import words_cut_at_rest

SAY = wording(CHINESE).say


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    made = CheckFlow(outlet, workers, wording(CHINESE))
    made.loads, made.tones = [], []
    made.load_asked.connect(made.loads.append)
    made.toned.connect(made.tones.append)
    made.panel.resize(380, 700)
    made.panel.show()
    yield made
    put_away(qtbot, workers, made.panel)


@pytest.fixture
def receipt(at_work):
    """A load of ours, and the text of its QR."""
    outlet = at_work[0]
    taken_in(outlet, *packs(1))
    handed = on_writer(outlet, lambda: outlet.release_handoff(load(code(1)))).document
    return handed, outlet.read(lambda view: handoff_paper(view, handed.handoff_id)).qr_text


def said(flow):
    return " ".join(label.text() for label in flow.panel.findChildren(QLabel) if label.isVisible())


def picture(folder, text):
    symbol = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode)
    Image.fromarray(symbol.to_image(scale=6, add_quiet_zones=True)).save(folder / "paper.png")
    return folder / "paper.png"


def test_a_scan_of_our_receipt_is_genuine_and_opens_the_load(qtbot, flow, receipt):
    document, text = receipt
    flow.check(text)
    qtbot.waitUntil(lambda: flow.state.checks != ())
    qtbot.waitUntil(lambda: SAY("papers.check.answer.genuine") in said(flow))
    assert document.number in said(flow)
    (button,) = (
        each
        for each in flow.panel.findChildren(RefusableButton)
        if each.text() == SAY("records.check.open_load")
    )
    button.click()
    assert (flow.loads, flow.tones) == ([document.handoff_id], ["ok"])


def test_a_picture_is_read_and_an_altered_code_is_told_with_a_tone(qtbot, flow, receipt, tmp_path):
    text = receipt[1]
    flow.check_picture(picture(tmp_path, text[:-2] + ("00" if text[-2:] != "00" else "11")))
    qtbot.waitUntil(lambda: flow.state.checks != ())
    assert flow.state.checks[0].verdict is PaperVerdict.ALTERED
    qtbot.waitUntil(lambda: SAY("papers.check.answer.altered") in said(flow))
    assert SAY("records.check.of_file", file="paper.png") in said(flow)
    assert flow.tones == ["reject"]


def test_a_picture_that_says_nothing_is_told_in_a_sentence(qtbot, flow, tmp_path):
    blank = tmp_path / "blank.png"
    Image.new("L", (200, 200), 255).save(blank)
    flow.check_picture(blank)
    qtbot.waitUntil(lambda: flow.state.trouble is not None)
    assert "blank.png" in said(flow)
    assert (flow.state.is_reading, flow.tones) == (False, ["reject"])


def test_only_the_newest_question_is_answered(qtbot, at_work, flow, receipt):
    flow.check("https://example.org")
    flow.check(receipt[1])
    qtbot.waitUntil(lambda: flow.state.checks != ())
    put_away(qtbot, at_work[1])
    assert [check.verdict for check in flow.state.checks] == [PaperVerdict.GENUINE]
    assert flow.tones == ["ok"]


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_the_answer_fits_beside_a_screen_in_both_languages(qtbot, flow, receipt, language):
    flow.retranslate(wording(language))
    flow.check(receipt[1])
    qtbot.waitUntil(lambda: flow.state.checks != ())
    qtbot.wait(50)
    assert words_cut_at_rest(flow.panel) == []
