"""The command card on the settings screen: made on the writer's lane, opened, or refused in words."""

from pathlib import Path

import pytest

from packtrail.app.workers import Workers
from packtrail.domain.errors import DiskFull
from packtrail.ui.settings.command_card import SIZES, CommandCardFlow
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.errors import explain


@pytest.fixture
def made(qtbot):
    """Makes a flow whose card is made by what is given."""
    lanes = Workers(report_bug=lambda bug: pytest.fail(repr(bug)))
    workers, flows = GuiWorkers(lanes), []

    def make(by):
        flow = CommandCardFlow(by, workers, wording(CHINESE))
        qtbot.addWidget(flow.panel)
        flows.append(flow)
        return flow

    yield make
    workers.close()
    assert lanes.close(limit_s=20) == ()


def said(flow):
    return flow.panel.told._text.text()


@pytest.mark.parametrize("size", SIZES)
def test_a_card_is_made_in_the_size_asked_for_and_opened(made, qtbot, size):
    flow = made(lambda asked: Path(f"/papers/card-{asked}.pdf"))
    with qtbot.waitSignal(flow.open_paper) as opened:
        flow.panel.buttons[size].click()
    assert opened.args == [Path(f"/papers/card-{size}.pdf")]
    assert said(flow) == f"命令卡：{opened.args[0]}"


def test_a_full_disk_is_said_and_nothing_is_opened(made, qtbot):
    refusal = DiskFull("/papers")

    def full(_size):
        raise refusal

    flow = made(full)
    opened = []
    flow.open_paper.connect(opened.append)
    flow.panel.buttons["a4"].click()
    qtbot.waitUntil(lambda: said(flow) == str(explain(wording(CHINESE), refusal)))
    assert opened == []


def test_it_speaks_english(made):
    flow = made(lambda _size: Path())
    flow.retranslate(wording(ENGLISH))
    assert [button.text() for button in flow.panel.buttons.values()] == ["Make A4", "Make A5"]
