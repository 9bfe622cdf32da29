"""What is said beside the tones, once it is switched on; the choice is remembered."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from packtrail.devices.speech import Voice, system_voice
from packtrail.devices.tones import ScanTone
from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.settings.speech_card import Speech, SpeechCard
from packtrail.ui.workers import GuiWorkers
from packtrail.wording import Wording

SPOKEN: Final = "desk.spoken"


class SpokenWords(QObject):
    """The voice of one desk. On the GUI thread; ``start`` it, and ask it to ``say`` each tone's words."""

    def __init__(
        self,
        acts: OutletActs,
        workers: GuiWorkers,
        words: Wording,
        load: Callable[[str], Voice | None] = system_voice,
    ) -> None:
        super().__init__()
        self.panel = SpeechCard(words)
        self._acts, self._workers, self._words, self._load = acts, workers, words, load
        self._is_on = False
        self._voice: Voice | None = None
        self.panel.switched.connect(self._choose)

    def start(self) -> None:
        """Speak if it was so when the desk was last used."""
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, lambda view: view.setting(SPOKEN) == "yes"),
            done=self._switch,
            failed=_not_remembered,
        )

    def say(self, tone: ScanTone) -> None:
        """Say what ``tone`` means."""
        if self._voice is not None:
            self._voice.say(self._words.say(f"speech.tone.{tone}"))

    def retranslate(self, words: Wording) -> None:
        """Speak another language from now on."""
        self._words = words
        self.panel.retranslate(words)
        self._switch(self._is_on)

    def _choose(self, is_on: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._switch(is_on)
        self._workers.run(
            self._workers.acts,
            partial(self._acts.remember, SPOKEN, "yes" if is_on else "no"),
            done=lambda _: None,
            failed=_not_remembered,
        )
        self.say(ScanTone.OK)  # heard at once whether it is loud enough

    def _switch(self, is_on: bool) -> None:  # noqa: FBT001 - also the answer of the ledger
        self._is_on = is_on
        self._voice = self._load(self._words.language) if is_on else None
        stand = Speech.OFF if not is_on else Speech.NO_VOICE if self._voice is None else Speech.ON
        self.panel.render_state(stand)


def _not_remembered(_: OutletError) -> None:
    """It speaks, or not, all the same; what the ledger lacks is said by whoever writes next."""
