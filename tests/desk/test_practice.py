"""A desk for practice says so above everything; the desk that counts opens one beside itself."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QLabel

from packtrail.app import hub_process
from packtrail.app.build import outlet_at_work
from packtrail.app.hub_process import HubProcess, hub_program
from packtrail.app.practice import begin_practice, practice_folder
from packtrail.app.secrets import NoKeyring
from packtrail.desk import practice
from packtrail.desk.practice import PracticeDesk, practice_command
from packtrail.domain.errors import HubNotStarted
from packtrail.ui.frame.main_frame import MainFrame
from packtrail.ui.frame.practice_bar import PracticeBar
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import PRACTICE_PALETTES, Scheme
from packtrail.ui.users.practice_card import PracticeCard
from packtrail.usecases.set_profile import current_profile
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.whole import words_cut_at_rest


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
    assert words_cut_at_rest(bar) == []
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
    monkeypatch.setattr(practice.QProcess, "startDetached", lambda *asked: opened.append(asked) or (True, 7))
    desk = dressed(window, tmp_path, is_practice=False)  # noqa: F841 - it listens while it is kept
    assert window[0].menuWidget() is None
    window[1].findChild(PracticeCard).button.click()
    ((program, arguments),) = opened
    assert (program, tuple(arguments)) == practice_command(tmp_path)
    assert arguments[-3:] == ["--practice", "--data", str(tmp_path)]


def test_a_practice_window_that_the_system_does_not_open_is_said(window, tmp_path, monkeypatch):
    monkeypatch.setattr(practice.sys, "executable", str(tmp_path / "nothing"))
    dressed(window, tmp_path, is_practice=False).open()
    assert wording(CHINESE).say("practice.not_opened") in texts(window[0].banner)


def test_practice_without_its_hub_says_why_and_what_can_be_tried_all_the_same(window, tmp_path):
    desk = dressed(window, tmp_path, is_practice=True)
    desk.has_no_hub(HubNotStarted(log="hub.log"))
    (said,) = [text for text in texts(window[0].banner) if "hub.log" in text]
    assert "这次不能练习上报" in said


def test_a_package_has_the_hub_beside_itself_and_one_without_it_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(hub_process.sys, "frozen", True, raising=False)
    monkeypatch.setattr(hub_process.sys, "executable", str(tmp_path / "packtrail-desk.exe"))
    assert hub_program() == (str(tmp_path / "packtrail-hub.exe"),)
    with pytest.raises(HubNotStarted), HubProcess(tmp_path / "hub"):
        pass
    assert "packtrail-hub.exe" in (tmp_path / "hub" / "hub.log").read_text(encoding="utf-8")


def texts(banner):
    return [label.text() for label in banner.findChildren(QLabel)]


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
            assert isinstance(begin_practice(outlet, stack), HubNotStarted)
        assert outlet.read(current_profile).outlet_name == "练习网点（不作数）"
        assert outlet.read(lambda view: view.destinations()) == []
