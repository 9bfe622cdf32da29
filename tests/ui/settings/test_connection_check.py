"""The card that tests the way to the platform."""

import pytest
from PySide6.QtWidgets import QLabel

from packtrail.domain.errors_network import NoPlatformBound
from packtrail.ui.settings.connection_check import ConnectionCheck
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.usecases.check_connection import Hop, HopResult
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.stock.counter import counter, put_away
from tests.ui.whole import cut_words

OPEN = (HopResult(hop=Hop.PROXY, is_skipped=True), HopResult(hop=Hop.NAME, detail="203.0.113.7"))
CLOSED = (*OPEN, HopResult(hop=Hop.TLS, fault="issuer_unknown"))


class Acts:
    def __init__(self, outlet):
        self._outlet, self.answer = outlet, OPEN

    def __getattr__(self, name):
        return getattr(self._outlet, name)

    def check_connection(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def check(qtbot, tmp_path):
    appearance().wear(Scheme.LIGHT, 1.0)
    with counter(tmp_path) as (outlet, workers):
        check = ConnectionCheck(Acts(outlet), workers, wording(CHINESE))
        check.panel.resize(700, 700)
        check.panel.show()
        yield check
        put_away(qtbot, workers, check.panel)


def said(check):
    return [label.text() for label in check.panel.findChildren(QLabel) if label.isVisible() and label.text()]


def asked(qtbot, check):
    check.panel.findChild(RefusableButton).click()
    qtbot.waitUntil(lambda: not check._is_working)


def test_a_way_that_is_open_shows_each_step_that_there_was(qtbot, check):
    asked(qtbot, check)
    assert said(check)[-2:] == ["域名解析：203.0.113.7", "到平台的每一步都走通了。"]


def test_the_step_that_fails_comes_last_with_what_to_do(qtbot, check):
    check._acts.answer = CLOSED
    asked(qtbot, check)
    assert said(check)[-2] == "安全连接：平台的证书由本机不认识的机构签发"
    assert "单位证书（PEM）" in said(check)[-1]


def test_without_a_platform_it_says_so_and_can_be_asked_again(qtbot, check):
    check._acts.answer = NoPlatformBound()
    asked(qtbot, check)
    assert "还没有绑定平台" in said(check)[-1]
    check._acts.answer = OPEN
    asked(qtbot, check)
    assert said(check)[-1] == "到平台的每一步都走通了。"


def test_nothing_is_cut_in_either_language(qtbot, check):
    check._acts.answer = CLOSED
    asked(qtbot, check)
    for language in (CHINESE, ENGLISH):
        check.retranslate(wording(language))
        qtbot.waitUntil(lambda: cut_words(check.panel) == [])
