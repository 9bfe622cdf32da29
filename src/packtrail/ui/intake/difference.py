"""Two entries of one code that differ, in words: where, and which character each of them has there."""

from packtrail.wording import Wording

_NAMED = 4  # places in the sentence; of the others only how many there are


def difference_words(first: str, second: str, places: tuple[int, ...], w: Wording) -> str:
    """What to look at on the label; ``places`` count from 1."""
    say = w.say
    nothing = say("intake.difference.nothing")
    named = say("values.comma").join(
        say(
            "intake.difference.place",
            position=at,
            first=first[at - 1 : at] or nothing,
            second=second[at - 1 : at] or nothing,
        )
        for at in places[:_NAMED]
    )
    more = len(places) - _NAMED
    rest = say("intake.difference.more", count=more) if more > 0 else ""
    return say("intake.difference.look", places=named + rest)
