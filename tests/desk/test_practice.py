"""A desk for practice says so above everything; the desk that counts opens one beside itself."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from packtrail.app.build import outlet_at_work
from packtrail.app.practice import begin_practice, practice_folder
from packtrail.app.secrets import NoKeyring
from packtrail.desk import practice
from packtrail.desk.practice import PracticeDesk, practice_command
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.practice_bar import PracticeBar
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import PRACTICE_PALETTES, Scheme
from packtrail.ui.users.practice_card import PracticeCard
from packtrail.usecases.set_profile import current_profile
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.whole import cut_words


@pytest.fixture
def window(qtbot):
    appearance().wear(Scheme.LIGHT, 1.0)
    frame, screen = MainFrame(wording(CHINESE)), SettingsScreen(wording(CHINESE))
    for widget in (frame, screen):
        qtbot.addWidget(widget)
    return frame, screen


def dressed(window, folder, *, is_practice):
    return PracticeDesk(*window, SimpleNamespace(folder=folder, practice=is_practice), wording(CHINESE))


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_bar_stands_above_everything_and_offers_no_way_to_close_it(window, tmp_path, scale):
    desk = dressed(window, tmp_path, is_practice=True)
    appearance().wear(Scheme.LIGHT, scale)
    window[0].show()
    bar = window[0].menuWidget()
    assert isinstance(bar, PracticeBar)
    assert bar.isVisible()
    assert "不会上报" in bar.accessibleName()
    assert cut_words(bar) == []
    assert window[1].findChildren(PracticeCard) == []  # one is open: this one
    desk.retranslate(wording(ENGLISH))
    assert "nothing is reported" in bar.accessibleName()
    appearance().wear(Scheme.LIGHT, 1.0)


def test_the_colours_of_practice_are_worn_and_stay_when_the_scheme_changes(qapp):
    worn = appearance()
    worn.practise(is_practice=True)
    worn.wear(Scheme.DARK, 1.5)
    assert worn.look.palette == PRACTICE_PALETTES[Scheme.DARK]
    worn.practise(is_practice=False)
    worn.wear(Scheme.LIGHT, 1.0)


def test_the_desk_that_counts_opens_practice_in_a_process_of_its_own(window, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr(practice.QProcess, "startDetached", lambda *asked: opened.append(asked))
    dressed(window, tmp_path, is_practice=False)
    assert window[0].menuWidget() is None
    window[1].findChild(PracticeCard).button.click()
    ((program, arguments),) = opened
    assert (program, tuple(arguments)) == practice_command(tmp_path)
    assert arguments[-3:] == ["--practice", "--data", str(tmp_path)]


def test_practice_has_a_folder_of_its_own_and_opening_it_from_there_is_the_same(tmp_path):
    assert practice_folder(tmp_path) == tmp_path / "practice"
    assert practice_folder(tmp_path / "practice") == tmp_path / "practice"


def test_practice_goes_on_without_its_hub(tmp_path, monkeypatch):
    monkeypatch.setattr("packtrail.app.hub_process.sys.executable", "/bin/false")
    with outlet_at_work(tmp_path, keyring=NoKeyring(), language=CHINESE, report_bug=print, practice=True) as (
        outlet,
        _,
    ):
        with ExitStack() as stack:
            begin_practice(outlet, stack)
        assert outlet.read(current_profile).outlet_name == "练习网点（不作数）"
        assert outlet.read(lambda view: view.destinations()) == []
