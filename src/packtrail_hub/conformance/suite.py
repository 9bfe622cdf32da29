"""Tries every promise on one server and tells what came of it, as a table or as JSON."""

import json
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Final

import httpx2

from packtrail_hub.conformance import promises_beyond, promises_of_batches, promises_of_limits
from packtrail_hub.conformance.promise import KNOWN, Broken, Outcome, Promise, Result, Skipped, Trial
from packtrail_hub.conformance.trial_station import TrialStation

OUTLET = "91430100MA0FAKE013"
PARTS: Final = (promises_of_batches, promises_beyond, promises_of_limits)
PROMISES: Final = tuple(each for part in PARTS for each in KNOWN if each.trial.__module__ == part.__name__)
"""Every promise, in the order in which they are tried: one station's life."""


def try_server(
    base_url: str,
    code: str,
    *,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    outlet_uscc: str = OUTLET,
) -> Iterator[Result]:
    """What comes of each promise, one after the other, on one station enrolled with ``code``."""
    with httpx2.Client(base_url=base_url, follow_redirects=False) as client:
        station = TrialStation(client, clock=clock, new_id=new_id, outlet_uscc=outlet_uscc)
        trial, lacking = Trial(station, code), ""
        for each in PROMISES:
            if lacking:
                yield Result(each.name, each.sentence, Outcome.SKIPPED, f"needs {lacking}")
                continue
            result = _tried(each, trial)
            yield result
            if each.is_needed and result.outcome is not Outcome.PASSED:
                lacking = each.name


def _tried(each: Promise, trial: Trial) -> Result:
    """A server's oddest answer is a broken promise, never an end of the suite."""
    try:
        each.trial(trial)
    except Skipped as skipped:
        return Result(each.name, each.sentence, Outcome.SKIPPED, str(skipped))
    except Broken as broken:
        return Result(each.name, each.sentence, Outcome.FAILED, str(broken))
    except httpx2.HTTPError as error:
        return Result(each.name, each.sentence, Outcome.FAILED, f"no answer: {type(error).__name__} {error}")
    except (ValueError, LookupError, TypeError) as error:  # what reading a hostile answer raises
        return Result(each.name, each.sentence, Outcome.FAILED, f"{type(error).__name__}: {error}"[:300])
    return Result(each.name, each.sentence, Outcome.PASSED)


def table(results: Sequence[Result]) -> str:
    """A line for each promise, the reason below those that did not pass, and the sum."""
    lines = []
    for each in results:
        lines.append(f"{each.outcome:<8} {each.name:<34} {each.sentence}")
        if each.why:
            lines.append(f"{'':<8} {'':<34} → {_printable(each.why)}")
    counted = [sum(each.outcome is outcome for each in results) for outcome in Outcome]
    lines.append(", ".join(f"{number} {outcome}" for number, outcome in zip(counted, Outcome, strict=True)))
    return "\n".join(lines)


def as_json(results: Sequence[Result]) -> str:
    """The same for programs."""
    values = [
        {"name": each.name, "sentence": each.sentence, "outcome": each.outcome.value, "why": each.why}
        for each in results
    ]
    return json.dumps(values, ensure_ascii=False, indent=1)


def _printable(text: str) -> str:
    """``text`` without what could steer a terminal: it may be the server's own words."""
    return "".join(" " if unicodedata.category(each).startswith("C") else each for each in text)
