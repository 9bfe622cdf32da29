import threading

import pytest

from packtrail.papers import fonts
from packtrail.papers.layout import Face


def test_white_space_becomes_one_blank_and_what_is_invisible_goes():
    assert fonts.clean("a\tb\nc\u200b\u00add\ufe0fe\U000e0101f\x07\U000f0041") == "a b cdef"


def test_the_wide_blank_between_chinese_words_stays():
    assert fonts.clean("练习\u3000无效") == "练习\u3000无效"


def test_rare_characters_of_names_are_in_the_faces():
    assert fonts.missing("李㛃 王𬭎 䶮 堃 闽D·A1234挂 ❄"[:-1]) == ""


def test_what_no_face_has_is_named_once():
    assert fonts.missing("𠮷野𠮷𡈽") == "𠮷𡈽"


def test_a_latin_code_is_one_run_of_the_code_face():
    assert [text for _, text in fonts.runs("001PB24", Face.CODE)] == ["001PB24"]


def test_chinese_within_a_code_is_set_in_the_chinese_face():
    assert fonts.runs("暂-S1a", Face.CODE) == [
        ("Packtrail-NotoSansSC-Regular", "暂"),
        ("Packtrail-JetBrainsMono-Regular", "-S1a"),
    ]


@pytest.mark.parametrize("face", Face)
def test_what_no_face_has_is_drawn_as_wide_as_a_chinese_character(face):
    assert fonts.width_mm("𡈽", face, 10.0) == pytest.approx(fonts.width_mm("国", face, 10.0))


def test_a_stand_in_does_not_make_a_character_known():
    fonts.width_mm("𡈽", Face.TEXT, 10.0)
    assert fonts.missing("𡈽") == "𡈽"


def test_a_spaced_letter_is_wider_by_the_gap():
    plain, spaced = fonts.width_mm("3", Face.CODE, 10.0), fonts.width_mm(fonts.spaced("3"), Face.CODE, 10.0)
    assert spaced - plain == pytest.approx(fonts.GAP_EM * 10.0 * fonts.MM_PER_POINT)


def test_what_cannot_be_spaced_stays_as_it_is():
    assert (fonts.spaced(""), fonts.spaced("临")) == ("", "临")


class Unread:
    """Stands for a font whose file need not be read."""

    def __init__(self, name):
        self.fontName = name


def test_faces_are_read_once_whoever_asks_first(monkeypatch):
    read = []

    def reading(name, file, *, gap_em):
        read.append((name, file.name))
        return Unread(name)

    monkeypatch.setattr(fonts, "_loaded", {})
    monkeypatch.setattr(fonts, "CompositeFont", reading)
    monkeypatch.setattr(fonts.pdfmetrics, "registerFont", Unread)
    threads = [threading.Thread(target=fonts.warm_up) for _ in range(8)]
    with fonts.DRAWING:  # all of them find nothing read, and wait
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join()
    assert read == [(f"Packtrail-{face.value}", f"{face.value}.ttf") for face in Face]
