"""Every widget in its states, in every language, scheme and size: nothing cut, nothing unnamed."""

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit

from packtrail.ui.gallery import detail_sample, gallery
from packtrail.ui.theme.appearance import appearance
from packtrail.ui.theme.tokens import Scheme
from packtrail.wording import Language, wording
from tests.ui.whole import cut_words

PLACES = ("today", "intake", "vehicles", "stock", "handoff", "sync", "records", "settings")


@pytest.fixture
def frame_in(qtbot):
    def made(language, scheme=Scheme.LIGHT, scale=1.0, size=(1440, 900)):
        appearance().wear(scheme, scale)
        frame = gallery(wording(language))
        qtbot.addWidget(frame)
        frame.resize(*size)
        frame.show()
        return frame

    yield made
    appearance().wear(Scheme.LIGHT)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("scale", "size"), [(1.0, (1024, 768)), (1.0, (1440, 900)), (2.0, (1920, 1200)), (3.0, (2880, 1800))]
)
def test_nothing_is_cut(frame_in, language, scale, size):
    frame = frame_in(language, Scheme.LIGHT, scale, size)
    cut = {}
    for place in PLACES:
        frame.show_place(place)
        QApplication.sendPostedEvents()
        cut[place] = cut_words(frame)
    frame.show_detail("电池履历", detail_sample(wording(language)))
    QApplication.sendPostedEvents()
    cut["detail"] = cut_words(frame)
    assert {place: words for place, words in cut.items() if words} == {}


@pytest.mark.parametrize("scheme", Scheme)
def test_the_gallery_can_be_drawn_in_every_scheme(frame_in, scheme):
    frame = frame_in(Language.CHINESE, scheme)
    image = frame.grab().toImage()
    assert image.pixelColor(image.width() - 4, image.height() // 2).name().upper() in {
        appearance().look.palette.ground,
        appearance().look.palette.surface,
    }


def test_everything_that_takes_the_focus_has_a_name(frame_in):
    frame = frame_in(Language.CHINESE)
    unnamed = [
        widget
        for kind in (QAbstractButton, QLineEdit, QPlainTextEdit)
        for widget in frame.findChildren(kind)
        if not (widget.accessibleName() or getattr(widget, "text", str)()) and widget.isVisibleTo(frame)
    ]
    assert unnamed == []


def test_the_language_can_be_changed_while_the_window_is_open(frame_in):
    frame = frame_in(Language.CHINESE)
    frame.retranslate(wording(Language.ENGLISH))
    assert frame.windowTitle() == wording(Language.ENGLISH).say("frame.title")
