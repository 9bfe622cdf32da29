"""未报情况说明 on the Sync screen: above everything when a day is near and nothing gets through."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QLabel

from packtrail.ui.sync.back_off import AutoState
from packtrail.ui.sync.flow import SyncFlow
from packtrail.ui.sync.state import SyncState
from packtrail.ui.sync.unreported_flow import comes_first
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.unreported import Pressing
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.trade import AFTERNOON
from tests.ui.stock.counter import packs, put_away, taken_in, with_hub
from tests.ui.whole import cut_words

OVERDUE = Pressing(overdue=1)


@pytest.fixture
def flow(qtbot, at_work):
    outlet, workers = at_work
    appearance().wear(Scheme.LIGHT)
    taken_in(outlet, *packs(2))
    outlet.now = lambda: AFTERNOON + timedelta(days=60)
    made = SyncFlow(outlet, workers, wording(CHINESE))
    made.screen.resize(1000, 1400)
    made.screen.show()
    yield made
    made.stop()
    put_away(qtbot, workers, made.screen, made.errors.detail)


def words(flow):
    card = flow.unreported.card
    return " ".join(each.text() for each in card.findChildren(QLabel) if each.isVisibleTo(card))


def button(flow):
    return next(each for each in flow.unreported.card.findChildren(RefusableButton))


def asked(qtbot, flow):
    flow.refresh()
    qtbot.waitUntil(lambda: bool(flow.unreported.pressing.count) and flow.state.ladders is not None)


def test_a_day_that_is_past_with_no_hub_puts_the_statement_first_and_says_how_many(qtbot, flow):
    asked(qtbot, flow)
    assert "2 条已过期限还没有确认" in words(flow)
    order = [flow.screen._column.indexOf(each) for each in (flow.unreported.card, flow.screen._pages)]
    assert order == sorted(order)


def test_the_statement_is_made_and_shown_to_be_printed(qtbot, flow, at_work):
    with_hub(at_work[0])
    asked(qtbot, flow)
    with qtbot.waitSignal(flow.open_paper) as opened:
        button(flow).click()
    assert opened.args[0].name.startswith("UR-")
    assert opened.args[0].read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: button(flow).refusal is None)


def test_it_is_whole_in_either_language_with_its_key(qtbot, flow):
    asked(qtbot, flow)
    for language in (CHINESE, ENGLISH):
        flow.retranslate(wording(language))
        assert button(flow).shortcut().toString() == "Ctrl+P"
        qtbot.waitUntil(lambda: cut_words(flow.unreported.card) == [])


def test_while_reports_get_through_it_stays_below():
    calm = SyncState(ladders=())
    reached = replace(calm, auto=AutoState())
    assert not comes_first(replace(reached, ladders=None), OVERDUE)
    assert comes_first(replace(reached, ladders=None, auto=AutoState(failures=1)), OVERDUE)
    assert comes_first(replace(reached, ladders=None, auto=AutoState(is_on=False)), OVERDUE)
    assert comes_first(calm, OVERDUE)  # no hub to report to
    assert not comes_first(calm, Pressing())
