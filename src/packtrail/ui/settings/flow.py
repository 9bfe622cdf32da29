"""Joins the settings to the ledger; how the desk looks is the window's to apply."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal

from packtrail.domain.errors import OutletError
from packtrail.domain.records import OutletProfile
from packtrail.ui.acts import OutletActs
from packtrail.ui.settings.screen import SettingsScreen
from packtrail.ui.settings.state import (
    APPEARANCE,
    FIELD_OF,
    LANGUAGE,
    SIZE,
    SYSTEM,
    Choices,
    ProfileForm,
    SettingsState,
    profile_of,
    remembered_choices,
    saved_form,
)
from packtrail.ui.theme.tokens import Scheme
from packtrail.ui.workers import GuiWorkers
from packtrail.usecases.ports import View
from packtrail.wording import Language, Wording


class SettingsFlow(QObject):
    """What happens on the settings screen. Make it on the GUI thread, then ``start``."""

    language_chosen = Signal(object)  # Language
    appearance_chosen = Signal(object)  # Scheme, or None to follow the system
    size_chosen = Signal(float)  # 1.0 is 100 %
    profile_saved = Signal()  # a record was written

    def __init__(self, acts: OutletActs, workers: GuiWorkers, wording: Wording) -> None:
        super().__init__()
        self.screen = SettingsScreen(wording)
        self.state = SettingsState()
        self._acts, self._workers = acts, workers
        screen = self.screen
        screen.field_edited.connect(self._edit)
        screen.save_asked.connect(self.save)
        screen.language_chosen.connect(self._choose_language)
        screen.appearance_chosen.connect(self._choose_appearance)
        screen.size_chosen.connect(self._choose_size)
        screen.dismissed.connect(self._dismiss)

    @property
    def is_busy(self) -> bool:
        """Whether the profile is being saved."""
        return self.state.is_saving

    def start(self) -> None:
        """Find the profile in force and what was chosen."""
        self._workers.run(
            self._workers.reads,
            partial(self._acts.read, _known),
            done=self._show_known,
            failed=self._show_trouble,
        )

    def save(self) -> None:
        """Record who the outlet is."""
        if self.state.is_saving or self.state.missing is not None:
            return
        form = self.state.form
        profile: OutletProfile = profile_of(form)
        self._change(replace(self.state, is_saving=True, trouble=None, is_said_saved=False))
        self._workers.run(
            self._workers.acts,
            partial(self._acts.set_profile, profile, form.contact_phone.strip() or None),
            done=partial(self._saved, form),
            failed=self._show_trouble,
        )

    def next_fault(self) -> None:
        """F8: put the hand on what is missing."""
        missing = self.state.missing
        if missing is not None and missing in FIELD_OF:
            self.screen.focus_field(FIELD_OF[missing])

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self.screen.retranslate(wording)

    def _show_known(self, found: tuple[ProfileForm | None, Choices]) -> None:
        saved, choices = found
        form = saved if saved and self.state.form == ProfileForm() else self.state.form
        self._change(replace(self.state, form=form, saved=saved, choices=choices))

    def _edit(self, name: str, text: str) -> None:
        changed: dict[str, Any] = {name: text}
        form = replace(self.state.form, **changed)
        self._change(replace(self.state, form=form, is_said_saved=False))

    def _saved(self, form: ProfileForm, _nothing: None) -> None:
        self._change(replace(self.state, saved=form, is_saving=False, is_said_saved=True))
        self.profile_saved.emit()

    def _choose_language(self, key: str) -> None:
        self._choose(replace(self.state.choices, language=Language(key)), LANGUAGE, key)
        self.language_chosen.emit(Language(key))

    def _choose_appearance(self, key: str) -> None:
        scheme = None if key == SYSTEM else Scheme(key)
        self._choose(replace(self.state.choices, scheme=scheme), APPEARANCE, key)
        self.appearance_chosen.emit(scheme)

    def _choose_size(self, key: str) -> None:
        self._choose(replace(self.state.choices, size=int(key)), SIZE, key)
        self.size_chosen.emit(int(key) / 100)

    def _choose(self, choices: Choices, name: str, value: str) -> None:
        self._change(replace(self.state, choices=choices))
        self._workers.run(
            self._workers.acts,
            partial(self._acts.remember, name, value),
            done=lambda _: None,
            failed=self._show_trouble,
        )

    def _dismiss(self) -> None:
        self._change(replace(self.state, trouble=None, is_said_saved=False))

    def _show_trouble(self, error: OutletError) -> None:
        self._change(replace(self.state, is_saving=False, trouble=error))

    def _change(self, state: SettingsState) -> None:
        self.state = state
        self.screen.render_state(state)


def _known(view: View) -> tuple[ProfileForm | None, Choices]:
    return saved_form(view), remembered_choices(view)
