"""One hop to a platform in a person's words: passed, nothing to do, or what is wrong and what to do next."""

from packtrail.usecases.check_connection import HopResult
from packtrail.wording.catalog import Wording


def hop_words(w: Wording, result: HopResult) -> str:
    """How a hop went, in one line."""
    name = w.say(f"connection.hop.{result.hop}")
    if result.fault:
        return w.say("connection.failed", hop=name, what=fault_words(w, result))
    if result.is_skipped:
        return w.say("connection.skipped", hop=name)
    return w.say(
        "connection.passed" if result.detail else "connection.passed_plain", hop=name, detail=result.detail
    )


def fault_words(w: Wording, result: HopResult) -> str:
    """What is wrong with the hop that failed."""
    return w.say(f"connection.fault.{result.fault}", detail=result.detail)


def next_words(w: Wording, result: HopResult) -> str:
    """What to do about it."""
    return w.say(f"connection.next.{result.fault}")
