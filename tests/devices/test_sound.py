"""The tones and who plays them."""

import io
import itertools
import sys
import wave

import pytest

from packtrail import resources
from packtrail.devices.sound import Sound, qt_effect
from packtrail.devices.tones import ScanTone, wav_of, write_tones


class Loudspeaker:
    def __init__(self):
        self.played, self.volumes = [], {}

    def load(self, tone):
        speaker = self

        class Effect:
            def play(self):
                speaker.played.append(tone)

            def setVolume(self, volume):  # noqa: N802 - Qt's name
                speaker.volumes[tone] = volume

        return Effect()


@pytest.mark.parametrize("tone", ScanTone)
def test_the_committed_file_is_what_is_computed(tone):
    assert resources.path("sounds", f"{tone}.wav").read_bytes() == wav_of(tone)


def test_all_tones_are_written(tmp_path):
    write_tones(tmp_path / "sounds")
    assert {path.stem for path in (tmp_path / "sounds").iterdir()} == {tone.value for tone in ScanTone}


@pytest.mark.parametrize("tone", ScanTone)
def test_a_tone_is_short_and_does_not_click(tone):
    with wave.open(io.BytesIO(wav_of(tone))) as sound:
        frames = sound.readframes(sound.getnframes())
        assert sound.getnframes() / sound.getframerate() < 0.8
    samples = memoryview(frames).cast("h")
    assert abs(samples[0]) < 500
    assert abs(samples[-1]) < 2500
    assert max(samples) < 32_767


def test_no_two_tones_are_alike():
    sounds = [wav_of(tone) for tone in ScanTone]
    assert all(len(one) != len(other) for one, other in itertools.combinations(sounds, 2))


def test_a_tone_is_played_at_the_volume_set():
    speaker = Loudspeaker()
    sound = Sound(speaker.load, volume=0.5)
    sound.play(ScanTone.RISK)
    assert speaker.played == [ScanTone.RISK]
    assert set(speaker.volumes.values()) == {0.5}


def test_at_volume_nought_nothing_is_played():
    speaker = Loudspeaker()
    sound = Sound(speaker.load)
    sound.set_volume(0)
    sound.play(ScanTone.OK)
    assert (speaker.played, sound.is_audible) == ([], False)


def test_without_a_loudspeaker_it_is_silent():
    sound = Sound(lambda _tone: None)
    sound.play(ScanTone.OK)
    assert not sound.is_audible


def test_without_the_systems_sound_it_is_silent(monkeypatch):
    monkeypatch.setitem(sys.modules, "PySide6.QtMultimedia", None)
    assert qt_effect(ScanTone.OK) is None


def test_the_real_loader_never_fails(qapp):
    sound = Sound(volume=0)
    sound.play(ScanTone.OK)
    assert not sound.is_audible
