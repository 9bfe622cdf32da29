"""Commands as lines to read and to find: plain values, no Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packtrail.ui.commands.register import EVERYWHERE, Command
from packtrail.ui.commands.words import why_not
from packtrail.wording import CHINESE, ENGLISH, Wording, wording
from packtrail.wording.commands import command_words

SEARCH = "search"
"""The line that is no command: look for what was typed among the records."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a list of commands; one without a name is the heading of those below it."""

    name: str
    title: str
    key: str = ""
    refusal: str = ""  # why it can't be done now, empty when it can
    place: str = ""
    sought: tuple[str, ...] = ()  # what it is found by, each without blanks and case


Initials = Mapping[str, tuple[str, ...]]
"""The initials of each Chinese title's pinyin, by title; empty until they are known."""


def lines_of(w: Wording, commands: Sequence[Command], initials: Initials) -> tuple[Line, ...]:
    """The commands in words, in their order."""
    return tuple(_line(w, command, initials) for command in commands)


def found(lines: Sequence[Line], typed: str) -> tuple[Line, ...]:
    """The lines that ``typed`` means: what can be done first, and of that what begins so.

    For nothing typed all of them: this screen's before every screen's, and what has a key before what hasn't.
    """
    wanted = plain(typed)
    if not wanted:
        return tuple(sorted(lines, key=lambda line: (line.place == EVERYWHERE, not line.key)))
    meant = [line for line in lines if any(wanted in each for each in line.sought)]
    return tuple(sorted(meant, key=lambda line: (bool(line.refusal), not _begins(line, wanted))))


def with_headings(w: Wording, lines: Sequence[Line]) -> tuple[Line, ...]:
    """``lines`` under what they belong to: this screen, every screen."""
    said: list[Line] = []
    for name in ("here", "everywhere"):
        part = [line for line in lines if (line.place == EVERYWHERE) == (name == "everywhere")]
        if part:
            said += [Line(name="", title=w.say(f"palette.help.{name}")), *part]
    return tuple(said)


def chinese_titles(commands: Sequence[Command]) -> tuple[str, ...]:
    """What the commands are called in Chinese, whatever is spoken now."""
    return tuple(command_words(wording(CHINESE), command.name) for command in commands)


def plain(text: str) -> str:
    """Without blanks and case, which nobody types alike."""
    return "".join(text.casefold().split())


def _line(w: Wording, command: Command, initials: Initials) -> Line:
    chinese, english = (command_words(wording(each), command.name) for each in (CHINESE, ENGLISH))
    return Line(
        name=command.name,
        title=command_words(w, command.name),
        key=command.key,
        refusal=why_not(w, command),
        place=command.place,
        sought=tuple(map(plain, (chinese, english, command.key, *initials.get(chinese, ())))),
    )


def _begins(line: Line, wanted: str) -> bool:
    return any(each.startswith(wanted) for each in line.sought)
