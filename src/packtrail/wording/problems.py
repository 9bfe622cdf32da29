"""The words for a problem or issue code: what it says, what to do, and who has to."""

from dataclasses import dataclass

from packtrail.protocol.problems import CATALOGUE, ProblemCode
from packtrail.wording.catalog import Wording


@dataclass(frozen=True)
class ProblemWords:
    """One code in words."""

    what: str
    action: str
    owner: str


def problem_words(words: Wording, code: str, upstream_text: str | None = None) -> ProblemWords:
    """What the operator reads for ``code``; no code, not even an unknown one, is without an action.

    ``upstream_text`` is what a platform behind the hub wrote: for a code that we don't know it is all
    there is to say.
    """
    entry = CATALOGUE.get(code)
    if entry is None:
        what = upstream_text or words.say("problems.unknown.what", code=code)
        return ProblemWords(what, words.say("problems.unknown.action", code=code), _owner(words, "platform"))
    return ProblemWords(
        words.say(f"problems.{entry.key}.what"),
        words.say(f"problems.{entry.key}.action"),
        _owner(words, entry.owner),
    )


def owner_words(words: Wording, entry: ProblemCode) -> str:
    """Who has to act, as the heading of a group."""
    return _owner(words, entry.owner)


def _owner(words: Wording, owner: str) -> str:
    return words.say(f"problems.owner.{owner}")
