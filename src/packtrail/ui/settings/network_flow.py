"""Joins the way out of this PC to its acts: look, choose a file of certificates, save."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from packtrail.domain.errors import OutletError
from packtrail.ui.acts import OutletActs
from packtrail.ui.settings.network_panel import NetworkPanel
from packtrail.ui.settings.network_state import NetworkForm, as_kept, ca_lines, save_refusal, typed
from packtrail.ui.theme.tokens import Tone
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.network_choice import ProxyMode
from packtrail.usecases.network_settings import CompanyCertificate, NetworkSettings, NetworkWish
from packtrail.wording import Wording
from packtrail.wording.errors import explain

CERTIFICATES = "*.pem *.crt *.cer"

T = TypeVar("T")


class NetworkActs(Protocol):
    """The way out of this PC; ``app.network_settings`` keeps it. Each waits, on the ``network`` lane."""

    def look(self) -> NetworkSettings:
        """How it stands."""
        ...

    def certificates_in(self, file: Path) -> tuple[CompanyCertificate, ...]:
        """Whose certificates a file has."""
        ...

    def choose(self, wish: NetworkWish) -> NetworkSettings:
        """Go that way from now on."""
        ...


class NetworkFlow(QObject):
    """What happens on the card. Make it on the GUI thread."""

    def __init__(self, network: NetworkActs, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.panel, self.form = NetworkPanel(wording), NetworkForm()
        self._network, self._acts, self._workers, self._wording = network, acts, workers, wording
        panel = self.panel
        panel.mode_chosen.connect(lambda mode: self._change(replace(self.form, mode=ProxyMode(mode))))
        panel.edited.connect(lambda field, text: self._change(typed(self.form, field, text)))
        panel.ca_asked.connect(self._choose_ca)
        panel.ca_dropped.connect(lambda: self._change(replace(self.form, ca_file="", certificates=())))
        panel.saved.connect(self._save)
        panel.came_in_sight.connect(self.refresh)
        self._show()

    def refresh(self) -> None:
        """Look at how it stands, unless somebody is changing it."""
        if not self.form.busy and not self.form.is_changed:
            self._begin("reading", self._network.look, self._show_kept)

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language; a result stays as it was said."""
        self._wording = wording
        self.panel.say(wording)
        self._show()

    def _choose_ca(self) -> None:
        say = self._wording.say
        kinds = f"{say('connection.way.ca_files')} ({CERTIFICATES})"
        folder = str(Path(self.form.ca_file).parent) if self.form.ca_file else ""
        chosen, _ = QFileDialog.getOpenFileName(self.panel, say("connection.way.choose_ca"), folder, kinds)
        if chosen and not self.form.busy:
            file = Path(chosen)
            self._begin("reading", partial(self._network.certificates_in, file), partial(self._show_ca, file))

    def _show_ca(self, file: Path, found: tuple[CompanyCertificate, ...]) -> None:
        self._change(replace(self.form, busy="", ca_file=str(file), certificates=found))

    def _save(self) -> None:
        self._begin("working", partial(self._network.choose, self.form.wish), self._saved)

    def _saved(self, kept: NetworkSettings) -> None:
        self._show_kept(kept)
        self.panel.told.show_message(Tone.OK, self._wording.say("connection.way.saved"))

    def _show_kept(self, kept: NetworkSettings) -> None:
        self._change(as_kept(kept))

    def _begin(self, busy: str, act: Callable[[], T], done: Callable[[T], None]) -> None:
        self.panel.told.clear()
        self._change(replace(self.form, busy=busy))
        self._workers.run(self._workers.network, act, done=done, failed=self._refused)

    def _refused(self, error: OutletError) -> None:
        self._change(replace(self.form, busy=""))
        self.panel.told.show_message(Tone.DANGER, str(explain(self._wording, error)))

    def _change(self, form: NetworkForm) -> None:
        self.form = form
        self._show()

    def _show(self) -> None:
        w = self._wording
        lines = ca_lines(w, self.form, self._acts.now())
        self.panel.show_form(w, self.form, lines, save_refusal(w, self.form))
