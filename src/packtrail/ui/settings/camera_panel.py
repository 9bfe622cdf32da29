"""Draws the camera's card: which one, how it is set, and its live picture, so that each choice is seen."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from packtrail.ui.camera.live_view import LiveView
from packtrail.ui.theme.appearance import current_look, follow_look, mark
from packtrail.ui.theme.look import Look
from packtrail.ui.widgets.chip import Choice
from packtrail.ui.widgets.chip_row import ChipRow
from packtrail.ui.widgets.refusal import RefusableButton
from packtrail.ui.widgets.section import Section
from packtrail.usecases.camera_choices import SHUTTERS_S, CameraAbilities, CameraChoices
from packtrail.wording import Wording

ANY: Final = "any"
AUTO: Final = "auto"
BIASES_EV: Final = (-2.0, -1.0, 0.0, 1.0, 2.0)
DISTANCES: Final = (0.0, 0.25, 0.5, 1.0)
_ROWS = ("camera", "height", "bias", "shutter", "focus", "torch")


@dataclass(frozen=True, slots=True, kw_only=True)
class CameraState:
    """Everything on the card."""

    cameras: tuple[tuple[str, str], ...] = ()  # id and name
    chosen: str | None = None
    abilities: CameraAbilities = field(default_factory=CameraAbilities)
    choices: CameraChoices = field(default_factory=CameraChoices)
    is_on: bool = False
    trouble: str = ""  # the end of a key ``frame.camera_failure.…``
    has_cameras: bool = True  # False where this computer can't have any


def offered(state: CameraState, name: str, w: Wording) -> list[Choice]:
    """What can be chosen in the row ``name`` now; nothing where the camera can't do it."""
    choices = _OFFERED[name](state, w)
    if choices and name in _AUTOMATIC:
        return [Choice(key=AUTO, word=w.say("settings.camera.auto")), *choices]
    return choices


def _cameras(state: CameraState, w: Wording) -> list[Choice]:
    known = [Choice(key=camera_id, word=title) for camera_id, title in state.cameras]
    return [Choice(key=ANY, word=w.say("settings.camera.any")), *known] if known else []


def _heights(state: CameraState, _w: Wording) -> list[Choice]:
    return [Choice(key=str(height), word=f"{height}p") for height in state.abilities.heights]


def _biases(state: CameraState, w: Wording) -> list[Choice]:
    offered_ev = BIASES_EV if state.abilities.has_bias else ()
    return [Choice(key=f"{ev:g}", word=w.say(f"settings.camera.bias.{ev:+g}")) for ev in offered_ev]


def _shutters(state: CameraState, _w: Wording) -> list[Choice]:
    shortest, longest = state.abilities.shutter_s or (1.0, 0.0)
    return [
        Choice(key=f"{each:.6f}", word=f"1/{round(1 / each)} s")
        for each in SHUTTERS_S
        if shortest <= each <= longest
    ]


def _distances(state: CameraState, w: Wording) -> list[Choice]:
    distances = DISTANCES if state.abilities.has_fixed_focus else ()
    return [Choice(key=f"{at:g}", word=w.say(f"settings.camera.distance.{at:g}")) for at in distances]


def _torch(state: CameraState, w: Wording) -> list[Choice]:
    ways = ("off", "on") if state.abilities.has_torch else ()
    return [Choice(key=key, word=w.say(f"settings.camera.torch_{key}")) for key in ways]


_AUTOMATIC = frozenset({"height", "shutter", "focus"})
_OFFERED: dict[str, Callable[[CameraState, Wording], list[Choice]]] = {
    "camera": _cameras,
    "height": _heights,
    "bias": _biases,
    "shutter": _shutters,
    "focus": _distances,
    "torch": _torch,
}


def key_of(state: CameraState, name: str) -> str:
    """Which choice of the row ``name`` holds."""
    choices = state.choices
    return {
        "camera": state.chosen or ANY,
        "height": str(choices.height or AUTO),
        "bias": f"{choices.bias_ev:g}",
        "shutter": AUTO if choices.shutter_s is None else f"{choices.shutter_s:.6f}",
        "focus": AUTO if choices.focus is None else f"{choices.focus:g}",
        "torch": "on" if choices.torch else "off",
    }[name]


def chosen_as(choices: CameraChoices, name: str, key: str) -> CameraChoices:
    """``choices`` once ``key`` was pressed in the row ``name``."""
    number = None if key == AUTO else key
    match name:
        case "height":
            return replace(choices, height=int(number) if number else None)
        case "bias":
            return replace(choices, bias_ev=float(key))
        case "shutter":
            return replace(choices, shutter_s=float(number) if number else None)
        case "focus":
            return replace(choices, focus=float(number) if number else None)
        case _:
            return replace(choices, torch=key == "on")


def note_of(state: CameraState, w: Wording) -> str:
    """One sentence below the rows: what is wrong, what can't be set here, or how to see more."""
    if not state.has_cameras:
        return w.say("settings.camera.none_here")
    if state.trouble:
        return w.say(f"frame.camera_failure.{state.trouble}", file="")
    if not state.is_on:
        return w.say("settings.camera.look_first")
    lacking = [name for name in _ROWS[1:] if not offered(state, name, w)]
    if not lacking:
        return ""
    names = w.say("values.comma").join(w.say(f"settings.camera.{name}_name") for name in lacking)
    return w.say("settings.camera.cannot", names=names)


class _View(LiveView):
    """A picture that doesn't ask for the whole card."""

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Half as wide as at the intake."""
        look = current_look()
        return QSize(look.px(480), look.px(270))


class CameraPanel(QFrame):
    """The camera's card on the settings screen."""

    look_asked = Signal()
    chosen = Signal(str, str)  # row and key

    def __init__(self, wording: Wording) -> None:
        super().__init__()
        self._wording = wording
        self._state = CameraState()
        self._said: dict[str, list[Choice]] = {}
        self._section = Section()
        self.view = _View()
        self._look, self._note = RefusableButton(), QLabel()
        self._rows = {name: (QLabel(), ChipRow()) for name in _ROWS}
        self._lay_out()
        self._look.clicked.connect(self.look_asked)
        for name, (_, row) in self._rows.items():
            row.chosen.connect(lambda key, name=name: self.chosen.emit(name, key))
        follow_look(self._restyle)
        self.retranslate(wording)

    def render_state(self, state: CameraState) -> None:
        """Show ``state``."""
        self._state = state
        say = self._wording.say
        for name, (label, row) in self._rows.items():
            choices = offered(state, name, self._wording)
            if choices != self._said.get(name):
                self._said[name] = choices
                row.set_choices(say(f"settings.camera.{name}_name"), choices)
            row.choose(key_of(state, name))
            for part in (label, row):
                part.setVisible(bool(choices))
        self._look.setText(say("settings.camera.stop" if state.is_on else "settings.camera.look"))
        self._look.set_refusal(None if state.has_cameras else say("settings.camera.none_here"))
        self._note.setText(note_of(state, self._wording))
        self._note.setVisible(bool(self._note.text()))
        self.view.setVisible(state.is_on)
        self.view.show_crop(state.choices.crop)

    def row(self, name: str) -> ChipRow:
        """One row of choices."""
        return self._rows[name][1]

    @property
    def note(self) -> str:
        """The sentence below the rows."""
        return self._note.text()

    def retranslate(self, wording: Wording) -> None:
        """Say everything in another language."""
        self._wording = wording
        say = wording.say
        self._section.say(say("settings.camera.title"), say("settings.camera.hint"))
        for name, (label, _) in self._rows.items():
            label.setText(say(f"settings.camera.{name}_name"))
        self.view.show_placeholder(say("settings.camera.title"), say("intake.sources.waiting"))
        self._said.clear()
        self.render_state(self._state)

    def _lay_out(self) -> None:
        mark(self, role="card")
        self._note.setWordWrap(True)
        mark(self._note, role="secondary")
        self._section.add_action(self._look)
        body = self._section.body
        body.addWidget(self.view)
        for label, row in self._rows.values():
            mark(label, role="secondary")
            body.addWidget(label)
            body.addWidget(row)
        body.addWidget(self._note)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._section)

    def _restyle(self, look: Look) -> None:
        self._column.setContentsMargins(*[look.px(16)] * 4)
        self.view.setMinimumHeight(look.px(240))
