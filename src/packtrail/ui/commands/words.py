"""Why a command can't act now, in words."""

from packtrail.ui.commands.register import Command, Standing
from packtrail.wording import Wording
from packtrail.wording.commands import command_words


def why_not(w: Wording, command: Command) -> str:
    """Why it can't act now; empty when it can."""
    if command.standing is Standing.ELSEWHERE:
        return w.say("palette.elsewhere", place=w.say(f"frame.rail.{command.place}"))
    if command.standing is Standing.ABSENT:
        return w.say("palette.absent", what=command_words(w, command.name))
    return command.refusal
