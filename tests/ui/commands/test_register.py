"""The register reads off a window what can be done there, by which key, and why not."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

import packtrail
from packtrail.domain.commands import HAND, TOKENS
from packtrail.ui.commands.register import Command, Register, Standing, shared_keys
from packtrail.ui.commands.words import why_not
from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.widgets.primary_button import PrimaryButton
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.wording import CHINESE, ENGLISH, wording
from packtrail.wording.commands import command_words

SOURCES = Path(packtrail.__file__).parent
DOORS = ("ui/widgets/refusal.py", "ui/widgets/key_act.py")
W = wording(CHINESE)


@pytest.fixture
def window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setLayout(QVBoxLayout())
    window.show()
    return window


def button(window, command, key=""):
    made = PrimaryButton("做", key, command=command)
    window.layout().addWidget(made)
    made.show()
    return made


def standing(window, name, place="intake"):
    return Register(window, lambda: place).find(name).standing


def command(name, key):
    return Command(name=name, key=key, standing=Standing.READY, refusal="", act=lambda: None)


def test_a_button_is_a_command_with_the_key_that_it_shows(window):
    finish = button(window, "intake.finish", "F10")
    pressed = []
    finish.clicked.connect(lambda: pressed.append(1))
    found = Register(window, lambda: "intake").find("intake.finish")
    assert (found.key, found.standing, found.place) == ("F10", Standing.READY, "intake")
    found.act()
    assert pressed == [1]


def test_a_button_keeps_its_key_when_its_words_change(window):
    more = RefusableButton("多")
    more.answer_to("intake.picture", "Ctrl+O")
    more.setText("更多")
    assert more.shortcut().toString() == "Ctrl+O"


def test_a_refused_button_says_its_own_reason(window):
    button(window, "intake.finish", "F10").set_refusal("正在记账")
    found = Register(window, lambda: "intake").find("intake.finish")
    assert (found.standing, why_not(W, found)) == (Standing.REFUSED, "正在记账")


def test_a_command_of_another_place_says_where_it_is_used(window):
    button(window, "handoff.release", "F10")
    found = Register(window, lambda: "intake").find("handoff.release")
    assert (found.standing, why_not(W, found)) == (Standing.ELSEWHERE, "在“移交”页用。")


def test_a_button_out_of_sight_is_no_use_now(window):
    button(window, "intake.torch", "Ctrl+L").hide()
    found = Register(window, lambda: "intake").find("intake.torch")
    assert (found.standing, why_not(W, found)) == (Standing.ABSENT, "现在用不上“补光灯”。")


def test_a_key_without_a_button_is_a_command_too(window):
    done = []
    KeyAct("desk.back", "Esc", window, lambda: done.append(1))
    found = Register(window, lambda: "intake").find("desk.back")
    assert (found.key, found.standing) == ("Esc", Standing.READY)
    found.act()
    assert done == [1]


def test_of_two_with_one_name_the_one_that_can_act_counts(window):
    button(window, "desk.undo", "Ctrl+Z").hide()
    late = KeyAct("desk.undo", "Ctrl+Z", window, lambda: None)
    assert standing(window, "desk.undo") is Standing.READY
    late.setEnabled(False)
    assert standing(window, "desk.undo") is Standing.ABSENT


def test_what_is_offered_is_of_this_screen_first_and_of_every_screen_then(window):
    KeyAct("desk.back", "Esc", window, lambda: None)
    button(window, "handoff.release", "F10")
    button(window, "intake.finish", "F10").set_refusal("正在记账")
    names = [each.name for each in Register(window, lambda: "intake").offered()]
    assert names == ["intake.finish", "desk.back"]


def test_one_key_in_two_places_is_no_clash_and_in_one_place_it_is():
    apart = [command("intake.finish", "F10"), command("handoff.release", "F10")]
    assert shared_keys(apart) == {}
    assert shared_keys([*apart, command("intake.camera", "F10")]) == {
        "F10": ("intake.finish", "handoff.release", "intake.camera")
    }
    assert shared_keys([command("desk.back", "Esc"), command("intake.leave", "Esc")]) != {}


def test_every_key_is_given_through_the_two_doors_that_ask_for_its_command():
    """Else a key would act that neither the palette nor F1 nor the printed card knows."""
    given = re.compile(r"\bsetShortcut\(|\bQShortcut\(|\bQAction\(")
    files = [file for folder in ("ui", "desk") for file in (SOURCES / folder).rglob("*.py")]
    others = [file for file in files if file.relative_to(SOURCES).as_posix() not in DOORS]
    assert len(files) - len(others) == len(DOORS)
    assert [str(file) for file in others if given.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
@pytest.mark.parametrize("name", list(TOKENS))
def test_every_printed_command_has_words(name, language):
    assert command_words(wording(language), name).strip()


def test_no_two_commands_of_one_place_are_called_the_same():
    for language in (CHINESE, ENGLISH):
        w = wording(language)
        titles = [command_words(w, name) for name in TOKENS]
        assert len(set(titles)) == len(titles)


def test_the_hand_has_every_digit():
    assert {f"{HAND}.{digit}" for digit in "0123456789"} <= set(TOKENS)
