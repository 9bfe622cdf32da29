"""Speaks a few words with the system's voice. Without a voice for the language nothing is said.

The engine is loaded when speech is switched on, not before: some take seconds to start.
"""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QLocale


class Voice(Protocol):
    """A voice of one language, ready to speak."""

    def say(self, words: str, /) -> None:
        """Speak ``words`` now, instead of what is still being said."""
        ...


def system_voice(language: str, engines: Sequence[str] | None = None) -> Voice | None:
    """The system's voice for ``language`` (zh_CN, en); None where it has none, or no speech at all."""
    try:
        from PySide6.QtTextToSpeech import QTextToSpeech  # noqa: PLC0415 - its library may be missing
    except ImportError:
        return None
    wanted = QLocale(language).language()
    offered = [name for name in QTextToSpeech.availableEngines() if name != "mock"]  # Qt's own, for tests
    for engine in offered if engines is None else engines:
        speech = QTextToSpeech(engine)
        found = [each for each in speech.availableLocales() if each.language() == wanted]
        if speech.state() == QTextToSpeech.State.Ready and found:
            exact = [each for each in found if each.name() == language]
            speech.setLocale((exact or found)[0])
            return speech
    return None
