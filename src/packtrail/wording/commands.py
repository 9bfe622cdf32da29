"""Commands of the desk in words, for the screens and for the printed card alike."""

from packtrail.wording.catalog import Wording


def command_words(w: Wording, name: str) -> str:
    """What a command is called; one of a menu is named after its sentence, "stock.act.check"."""
    own = f"commands.{name}"
    return w.say(own if w.knows(own) else name)
