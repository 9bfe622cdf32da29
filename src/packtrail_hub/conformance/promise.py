"""A promise of the protocol, how it is tried, and what came of that."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from packtrail.protocol import messages, problems
from packtrail.protocol.capabilities import Capabilities
from packtrail.protocol.problems import MEDIA_TYPE, Problem, ProblemCode
from packtrail_hub.conformance.trial_station import Answer, TrialStation


class Outcome(StrEnum):
    """What came of trying a promise."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


class Broken(Exception):
    """The server did something else than was promised."""


class Skipped(Exception):
    """The promise could not be tried, and why."""


@dataclass
class Trial:
    """The server under trial: one station at it, and what it says that it takes."""

    station: TrialStation
    code: str
    told: Capabilities | None = None

    @property
    def capabilities(self) -> Capabilities:
        """What the server takes; raises Skipped when it did not say."""
        if self.told is None:
            raise Skipped("the server told no capabilities")
        return self.told


@dataclass(frozen=True)
class Promise:
    """One promise: a name for programs, a sentence for people, and the trial."""

    name: str
    sentence: str
    trial: Callable[[Trial], None]
    is_needed: bool = False  # nothing after it can be tried without it


@dataclass(frozen=True)
class Result:
    """What came of one promise; ``why`` is empty when it passed."""

    name: str
    sentence: str
    outcome: Outcome
    why: str = ""


KNOWN: Final[list[Promise]] = []
"""Every promise whose module was imported; ``suite`` has them in the order of one station's life."""


def promise(*, is_needed: bool = False) -> Callable[[Callable[[Trial], None]], Callable[[Trial], None]]:
    """Adds the function below it to ``KNOWN``, by its name and with its docstring as the sentence."""

    def add(trial: Callable[[Trial], None]) -> Callable[[Trial], None]:
        KNOWN.append(Promise(trial.__name__, (trial.__doc__ or "").strip(), trial, is_needed))
        return trial

    return add


def expect(*, holds: bool, otherwise: str) -> None:
    """Raises Broken with ``otherwise`` unless it holds."""
    if not holds:
        raise Broken(otherwise)


def expect_problem(answer: Answer, problem: ProblemCode, *statuses: int) -> Problem:
    """The problem document of a refusal, with this code and one of these statuses; raises Broken."""
    found = expect_any_problem(answer)
    expect(
        holds=found.code == problem.code and answer.status in statuses,
        otherwise=f"HTTP {answer.status} {found.code}, expected {statuses[0]} {problem.code}",
    )
    return found


def expect_any_problem(answer: Answer) -> Problem:
    """The RFC 9457 document of any refusal that stored nothing; raises Broken."""
    expect(
        holds=400 <= answer.status < 500, otherwise=f"HTTP {answer.status}, expected a refusal of the request"
    )
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    expect(holds=media_type == MEDIA_TYPE, otherwise=f"a refusal of type {media_type[:60] or 'none'}")
    try:
        found = problems.decode(answer.body)
    except messages.BadMessage as error:
        raise Broken(f"no problem document: {error}") from error
    expect(holds=found.status == answer.status, otherwise="the document names another status than the answer")
    expect(holds=not found.stored, otherwise="a refusal that says it stored something")
    return found


def read_json(answer: Answer, status: int = 200) -> dict[str, Any]:
    """The object in an answer of this status; raises Broken."""
    expect(holds=answer.status == status, otherwise=f"HTTP {answer.status}, expected {status}")
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise Broken("an answer that is no JSON") from error
    if not isinstance(value, dict):
        raise Broken("an answer that is no JSON object")
    return value
