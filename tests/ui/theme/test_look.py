"""The look on a running application: fonts, style sheet, icons, the system's dark mode."""

import re

import pytest
from PySide6.QtGui import QFontInfo, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

from packtrail import resources
from packtrail.ui.theme import appearance as appearance_module
from packtrail.ui.theme.appearance import appearance, bundled_fonts, current_look, follow_look, mark
from packtrail.ui.theme.icons import TONE_ICONS, drawing, icon, icon_pixmap
from packtrail.ui.theme.look import Look
from packtrail.ui.theme.style import style_sheet
from packtrail.ui.theme.tokens import Scheme, Tone

ICONS = sorted(path.stem for path in resources.path("icons").glob("*.svg"))


@pytest.fixture(autouse=True)
def plain_look(qapp):
    yield
    appearance().wear(Scheme.LIGHT)


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("scale", [1.0, 2.0, 3.0])
def test_every_token_of_the_style_sheet_is_filled_in(qapp, scheme, scale):
    sheet = style_sheet(Look(scheme, scale))
    assert "$" not in sheet
    assert sheet.count("{") == sheet.count("}")


def test_the_bundled_fonts_are_the_ones_used(qapp):
    assert set(bundled_fonts()) == {"Noto Sans SC", "JetBrains Mono"}
    assert QFontInfo(Look().code_font()).family() == "JetBrains Mono"
    assert QFontInfo(Look().font()).family() in {"Microsoft YaHei UI", "Noto Sans SC"}


def test_look_alike_signs_differ_and_have_one_width_in_the_code_font(qapp):
    bundled_fonts()
    metrics = QFontMetrics(Look().code_font(40))
    assert len({metrics.horizontalAdvance(sign) for sign in "0O1I8B5S"}) == 1


@pytest.mark.parametrize(("scale", "height"), [(1.0, 44), (2.0, 88)])
def test_a_button_is_as_high_as_a_gloved_finger_needs_focused_or_not(qtbot, scale, height):
    appearance().wear(Scheme.LIGHT, scale)
    button = QPushButton("确定")
    qtbot.addWidget(button)
    button.show()
    button.ensurePolished()
    assert button.sizeHint().height() >= height
    with qtbot.waitActive(button):
        button.setFocus()
    assert button.sizeHint().height() >= height


def test_the_system_going_dark_turns_the_desk_dark(qapp, monkeypatch):
    appearance().wear(None)
    looks = []
    appearance().changed.connect(looks.append)
    monkeypatch.setattr(appearance_module, "system_scheme", lambda: Scheme.DARK)
    QGuiApplication.styleHints().colorSchemeChanged.emit(QGuiApplication.styleHints().colorScheme())
    appearance().changed.disconnect(looks.append)
    assert [look.scheme for look in looks] == [Scheme.DARK]


def test_a_chosen_scheme_stays_when_the_system_changes(qapp, monkeypatch):
    appearance().wear(Scheme.LIGHT)
    monkeypatch.setattr(appearance_module, "system_scheme", lambda: Scheme.DARK)
    QGuiApplication.styleHints().colorSchemeChanged.emit(QGuiApplication.styleHints().colorScheme())
    assert current_look().scheme is Scheme.LIGHT


def test_a_widget_follows_the_look(qtbot):
    class Box(QLabel):
        def take(self, look):
            self.setText(look.scheme.value)

    box = Box()
    qtbot.addWidget(box)
    follow_look(box.take)
    assert box.text() == "light"
    appearance().wear(Scheme.DARK)
    assert box.text() == "dark"


def test_a_mark_changes_what_the_sheet_chooses(qtbot):
    label = QLabel("x")
    qtbot.addWidget(label)
    appearance().wear(Scheme.LIGHT)
    mark(label, tone="danger")
    assert label.palette().color(label.foregroundRole()).name().upper() == "#B3261E"


@pytest.mark.parametrize("name", ICONS)
def test_every_icon_is_of_the_family_and_draws_something(qapp, name):
    text = drawing(name)
    assert 'viewBox="0 0 24 24"' in text
    assert name.startswith("sheet_") or re.search(r'stroke="currentColor" stroke-width="1.75"', text)
    image = icon_pixmap(name, "#B3261E", 24, 2.0).toImage()
    painted = [(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() == 255]
    assert painted
    if not name.startswith("sheet_"):
        assert {image.pixelColor(*point).name() for point in painted} == {"#b3261e"}


def test_an_icon_that_was_never_drawn_is_a_bug(qapp):
    with pytest.raises(FileNotFoundError):
        icon("no_such_icon", "#000000", 24)


def test_every_tone_has_an_icon():
    assert set(TONE_ICONS) == set(Tone)
    assert set(TONE_ICONS.values()) <= set(ICONS)
