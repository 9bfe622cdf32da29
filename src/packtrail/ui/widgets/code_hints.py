"""The line below a code field that says what to look at again."""

from dataclasses import dataclass

from packtrail.domain.typing_hints import TypingHint, typing_hints
from packtrail.ui.theme.tokens import Tone
from packtrail.wording import Wording
from packtrail.wording.codes import part_name

_NAMED = 4  # positions in the line; of the others only how many there are


@dataclass(frozen=True, slots=True)
class CodeHint:
    """The line, and the positions it speaks of, counted from 1, where they are wrong."""

    tone: Tone = Tone.QUIET
    sentence: str = ""
    wrong: tuple[int, ...] = ()


def code_hint(text: str, w: Wording) -> CodeHint:
    """What to say of a code as typed so far."""
    hints = typing_hints(text)
    if not hints:
        return CodeHint()
    if hints[0].is_wrong:
        return CodeHint(Tone.WARN, _wrong(hints[0], w), tuple(hint.position for hint in hints))
    named = w.say("values.comma").join(
        w.say("frame.code_alike", position=each.position, character=each.character, other=each.meant[0])
        for each in hints[:_NAMED]
    )
    more = len(hints) - _NAMED
    key = "frame.code_alike_more" if more > 0 else "frame.code_alike_all"
    return CodeHint(Tone.INFO, w.say(key, places=named, count=more))


def _wrong(hint: TypingHint, w: Wording) -> str:
    part = part_name(w, hint.part)
    key = "frame.code_wrong_meant" if hint.meant else "frame.code_wrong"
    facts = {"position": hint.position, "character": hint.character, "part": part}
    return w.say(key, **facts, other=" / ".join(hint.meant))
