"""Spoken words: off at first, remembered, said where there is no voice, and never loaded unasked."""

import sys

import pytest

import packtrail.ui  # noqa: F401 - whatever uses Qt needs it first (docs/decisions/0004)
from packtrail.desk.spoken import SPOKEN, SpokenWords
from packtrail.devices.speech import system_voice
from packtrail.devices.tones import ScanTone
from packtrail.ui.settings.speech_card import Speech
from packtrail.wording import CHINESE, ENGLISH, wording
from tests.ui.stock.counter import counter

ZH, EN = wording(CHINESE), wording(ENGLISH)
WAIT_MS = 5_000


class Voices:
    """Voices of the languages that this computer has, and what they said."""

    def __init__(self, *languages):
        self.languages, self.asked, self.said = languages, [], []

    def __call__(self, language):
        self.asked.append(str(language))
        return self if language in self.languages else None

    def say(self, words):
        self.said.append(words)


@pytest.fixture
def station(qapp, tmp_path):
    with counter(tmp_path / "data") as (outlet, workers):
        yield outlet, workers


def test_at_first_nothing_is_loaded_and_nothing_said(station):
    voices = Voices(CHINESE)
    spoken = SpokenWords(*station, ZH, voices)
    spoken.say(ScanTone.RISK)
    assert (voices.asked, voices.said, spoken.panel._state) == ([], [], Speech.OFF)


def test_switched_on_it_says_few_words_and_speaks_again_after_a_start(qtbot, station):
    outlet, _ = station
    voices = Voices(CHINESE)
    spoken = SpokenWords(*station, ZH, voices)
    spoken.panel.switched.emit(True)
    for tone in ScanTone:
        spoken.say(tone)
    assert voices.said == ["好", "好", "重复", "没有采用，请看屏幕", "高风险，送隔离区"]
    qtbot.waitUntil(lambda: outlet.read(lambda view: view.setting(SPOKEN)) == "yes", timeout=WAIT_MS)
    again = SpokenWords(*station, ZH, Voices(CHINESE))
    again.start()
    qtbot.waitUntil(lambda: again.panel._state is Speech.ON, timeout=WAIT_MS)


def test_without_a_voice_for_the_language_the_switch_says_so(station):
    voices = Voices(ENGLISH)
    spoken = SpokenWords(*station, ZH, voices)
    spoken.panel.switched.emit(True)
    spoken.say(ScanTone.OK)
    assert (spoken.panel._state, voices.said) == (Speech.NO_VOICE, [])
    spoken.retranslate(EN)
    spoken.say(ScanTone.DUPLICATE)
    assert (spoken.panel._state, voices.said) == (Speech.ON, ["Duplicate"])
    spoken.panel.switched.emit(False)
    spoken.say(ScanTone.OK)
    assert voices.said == ["Duplicate"]


def test_an_engine_without_the_language_is_no_voice(qapp):
    assert system_voice("zh_CN", ["mock"]) is None
    assert system_voice("en", ["mock"]) is not None
    assert system_voice("en", []) is None


def test_a_program_without_the_speech_library_starts_and_has_no_voice(qapp, monkeypatch):
    monkeypatch.setitem(sys.modules, "PySide6.QtTextToSpeech", None)
    assert system_voice("zh_CN") is None
