"""A command in words: what it is called, and why it can't act now."""

from packtrail.ui.commands.register import Command, Standing
from packtrail.wording import Wording


def title(w: Wording, name: str) -> str:
    """What the command is called; one of a menu is named after its sentence, "stock.act.check"."""
    own = f"commands.{name}"
    return w.say(own if w.knows(own) else name)


def why_not(w: Wording, command: Command) -> str:
    """Why it can't act now; empty when it can."""
    if command.standing is Standing.ELSEWHERE:
        return w.say("palette.elsewhere", place=w.say(f"frame.rail.{command.place}"))
    if command.standing is Standing.ABSENT:
        return w.say("palette.absent", what=title(w, command.name))
    return command.refusal
