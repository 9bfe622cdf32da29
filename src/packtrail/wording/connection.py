"""One hop to a platform in a person's words: passed, nothing to do, or what is wrong and what to do next."""

from packtrail.usecases.check_connection import HopResult
from packtrail.wording.catalog import Wording


def hop_words(w: Wording, result: HopResult, *, marked: bool = True) -> str:
    """How a hop went, in one line; ``marked`` where no icon says so beside it."""
    name = w.say(f"connection.hop.{result.hop}")
    if result.fault:
        sign, key = "✗", "failed"
    elif result.is_skipped:
        sign, key = "–", "skipped"
    else:
        sign, key = "✓", "passed" if result.detail else "passed_plain"
    what = fault_words(w, result).strip() if result.fault else ""
    sentence = w.say(f"connection.{key}", hop=name, detail=result.detail, what=what)
    return f"{sign} {sentence}" if marked else sentence


def fault_words(w: Wording, result: HopResult) -> str:
    """What is wrong with the hop that failed."""
    return w.say(f"connection.fault.{result.fault}", detail=result.detail)


def next_words(w: Wording, result: HopResult) -> str:
    """What to do about it."""
    return w.say(f"connection.next.{result.fault}")
