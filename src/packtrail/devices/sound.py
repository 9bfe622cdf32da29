"""Plays the tones of a scan. Without loudspeakers, or without the system's sound, it is simply silent."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QUrl

from packtrail import resources
from packtrail.devices.tones import ScanTone


class Effect(Protocol):
    """One tone, loaded and ready."""

    def play(self) -> None:
        """Play it from its start."""
        ...

    def setVolume(self, volume: float, /) -> None:  # noqa: N802 - Qt's name
        """0 to 1."""
        ...


class Sound:
    """All tones, loaded before the first is needed."""

    def __init__(
        self, load: Callable[[ScanTone], Effect | None] | None = None, *, volume: float = 1.0
    ) -> None:
        loader = load or qt_effect
        effects = {tone: loader(tone) for tone in ScanTone}
        self._effects = {tone: effect for tone, effect in effects.items() if effect is not None}
        self.set_volume(volume)

    @property
    def is_audible(self) -> bool:
        """Whether there is anything to play on; the device check says it in words."""
        return bool(self._effects) and self._volume > 0

    def set_volume(self, volume: float) -> None:
        """From 0, silent, to 1."""
        self._volume = volume
        for effect in self._effects.values():
            effect.setVolume(volume)

    def play(self, tone: ScanTone) -> None:
        """Play ``tone`` now, over what is still sounding."""
        if self.is_audible:
            self._effects[tone].play()


def qt_effect(tone: ScanTone) -> Effect | None:
    """The tone on the default loudspeaker; None where there is none."""
    try:
        from PySide6.QtMultimedia import (  # noqa: PLC0415 - needs system libraries that may be missing
            QMediaDevices,
            QSoundEffect,
        )
    except ImportError:
        return None
    if not QMediaDevices.audioOutputs():
        return None
    effect = QSoundEffect()
    effect.setSource(QUrl.fromLocalFile(str(resources.path("sounds", f"{tone}.wav"))))
    return effect
