"""The one register of what the desk can do: read off the buttons and keys themselves, never written twice.

A command is named by its place and what it does there, "intake.finish"; "desk" is everywhere. A button or a
key without such a name is found by a test, as are two commands of one place on one key.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

from packtrail.ui.widgets.key_act import KeyAct
from packtrail.ui.widgets.refusal import RefusableButton

EVERYWHERE = "desk"


class Standing(StrEnum):
    """Whether a command may act now."""

    READY = "ready"
    REFUSED = "refused"  # its button says why
    ABSENT = "absent"  # its place is in sight, and it isn't
    ELSEWHERE = "elsewhere"  # it belongs to another place


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing that can be done; ``key`` as it stands on its button, empty without one."""

    name: str
    key: str
    standing: Standing
    refusal: str  # the button's own words, empty unless it refuses
    act: Callable[[], None]

    @property
    def place(self) -> str:
        """Where it belongs, EVERYWHERE for what can be done on every screen."""
        return place_of(self.name)


class Register:
    """What can be done in ``window`` while the place that ``in_sight`` names is shown."""

    def __init__(self, window: QWidget, in_sight: Callable[[], str | None]) -> None:
        self._window, self._in_sight = window, in_sight

    def all(self) -> tuple[Command, ...]:
        """Every command there is now, in sight or not, each once: by its likeliest button."""
        best: dict[str, Command] = {}
        for command in self._found():
            known = best.get(command.name)
            if known is None or _LIKELIER.index(command.standing) < _LIKELIER.index(known.standing):
                best[command.name] = command
        return tuple(best.values())

    def offered(self) -> tuple[Command, ...]:
        """What belongs to the screen in sight, then what can be done everywhere; refused ones too."""
        here = [each for each in self.all() if each.standing in {Standing.READY, Standing.REFUSED}]
        return tuple(sorted(here, key=lambda each: each.place == EVERYWHERE))

    def find(self, name: str) -> Command | None:
        """The command of this name, whether it may act or not."""
        return next((command for command in self.all() if command.name == name), None)

    def _found(self) -> Iterator[Command]:
        for button in self._window.findChildren(RefusableButton):
            if button.command:
                yield self._command(button.command, button.key, button, button.refusal or "", button.click)
        for key in self._window.findChildren(KeyAct):
            # the same key may have a button for as long as that can be pressed
            where = key.where if key.isEnabled() else None
            shown = key.key().toString(QKeySequence.SequenceFormat.PortableText)
            yield self._command(key.command, shown, where, "", key.act)

    def _command(
        self, name: str, key: str, where: QWidget | None, refusal: str, act: Callable[[], None]
    ) -> Command:
        standing = self._standing(place_of(name), where, refusal)
        return Command(name=name, key=key, standing=standing, refusal=refusal, act=act)

    def _standing(self, place: str, where: QWidget | None, refusal: str) -> Standing:
        if place not in {EVERYWHERE, self._in_sight()}:
            return Standing.ELSEWHERE
        if where is None or not where.isVisible():
            return Standing.ABSENT
        return Standing.REFUSED if refusal else Standing.READY


_LIKELIER = (Standing.READY, Standing.REFUSED, Standing.ABSENT, Standing.ELSEWHERE)


def place_of(name: str) -> str:
    """The place that a command's name begins with."""
    return name.partition(".")[0]


def shared_keys(commands: Iterable[Command]) -> dict[str, tuple[str, ...]]:
    """Keys that press two of ``commands`` at once: of one place, or one of a place and one of everywhere."""
    by_key: dict[str, list[str]] = {}
    for command in commands:
        if command.key:
            by_key.setdefault(command.key, []).append(command.name)
    return {key: tuple(names) for key, names in by_key.items() if _meet(names)}


def _meet(names: list[str]) -> bool:
    places = [place_of(name) for name in names]
    return len(places) > 1 and (EVERYWHERE in places or len(set(places)) < len(places))
