"""What the fault simulator is told to do: a script, one step for a request (``platform.md`` 12).

    # the answer to the second batch is lost, then the hub is busy for three more
    put_batch  2    drop_after_commit
    put_batch  3-5  429(27)
    *          9    slow(2500)

A line is a rule: it names a call, which of its requests (``3``, ``3-7`` or ``*`` for each) and the step.
Requests are counted for each call from 1; on a line for ``*`` all requests are counted together. The first
line that fits decides. ``;`` parts lines as a line feed does, so that a short script fits on a command line.
Pure: the same script and requests give the same steps.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from packtrail.protocol.problems import CATALOGUE

MAX_SCRIPT_BYTES: Final = 64 * 1024
MAX_RULES: Final = 2000
MAX_COUNT: Final = 10**9
ANY: Final = "*"


class Fault(StrEnum):
    """What happens to a request; a number or code stands in brackets behind some."""

    PASS = "pass"  # noqa: S105 - nothing happens, so that a later line for more requests does not count
    DROP_BEFORE = "drop_before"  # hung up on before anything was read
    DROP_AFTER_COMMIT = "drop_after_commit"  # carried out, and the answer never leaves
    ERROR_AFTER_COMMIT = "500_after_commit"
    FORGET = "forget"  # answered as ever, and nothing of it kept
    SLOW = "slow"  # carried out at once, answered after so many milliseconds
    TRUNCATE = "truncate"  # half of the answer, then hung up
    BUSY = "429"  # refused unread; Retry-After in seconds
    CLOCK_SKEW = "clock_skew"  # the hub's clock is so many hours off
    REJECT = "reject"  # each new record is refused with this code
    DEFER = "defer"  # the first so many new records are put off
    AUTHORITY_REJECT_LATER = "authority_reject_later"  # accepted, and the platform behind refuses it after
    ROTATE_SERVER_KEY = "rotate_server_key"  # the hub signs with another key from this request on
    REFUSE = "refuse"  # refused whole with this code, unread
    FORK = "fork"  # refused whole as another history
    SCHEMA_SUNSET = "schema_sunset"  # speaks only schemas that no station knows yet
    BAD_RECEIPT_SIGNATURE = "bad_receipt_signature"
    OTHER_BATCH = "other_batch"  # a well signed answer, but for another batch
    EMPTY = "empty"  # carried out, answered with nothing
    HTML = "html"  # a portal's page instead of the hub: nothing arrived
    HUGE = "huge"  # carried out, answered with more than anybody reads
    WRONG_CHARSET = "wrong_charset"  # carried out, answered in UTF-16


NUMBERS: Final = {
    Fault.SLOW: (1, 600_000),
    Fault.BUSY: (0, 86_400),
    Fault.CLOCK_SKEW: (-100_000, 100_000),
    Fault.DEFER: (1, 5000),
}
"""The numbers that a step takes."""

CODED: Final = frozenset({Fault.REJECT, Fault.REFUSE})
"""Steps that take a code of the catalogue."""

CALLS: Final = {
    "health": "GET /v1/health",
    "capabilities": "GET /v1/capabilities",
    "enrol": "POST /v1/enrolments",
    "session": "POST /v1/sessions",
    "put_batch": "PUT /v1/batches/*",
    "get_batch": "GET /v1/batches/*",
    "cursor": "GET /v1/stations/*/cursor",
    "changes": "GET /v1/changes",
    "ask_blob": "HEAD /v1/blobs/*",
    "send_blob": "PATCH /v1/blobs/*",
    "new_key": "POST /v1/stations/*/keys",
    "stock_check": "POST /v1/stations/*/stock-checks",
    "list_refdata": "GET /v1/refdata",
    "get_refdata": "GET /v1/refdata/*",
    "unit": "GET /v1/units/*",
    "look_up_units": "POST /v1/units/lookup",
}
"""The calls by the names that a script gives them."""

_LINE: Final = re.compile(r"(\S+)[ \t]+(\S+)[ \t]+(\S+)")
_COUNT: Final = re.compile(r"([0-9]{1,10})(?:-([0-9]{1,10}))?")
_STEP: Final = re.compile(r"([a-z0-9_]+?)(?:\(([^()]*)\))?")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,9}")
_PATHS: Final = {name: re.compile(re.escape(call).replace(r"\*", "[^/]+")) for name, call in CALLS.items()}


class BadScript(ValueError):
    """A script that cannot be followed; ``line`` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


@dataclass(frozen=True)
class Step:
    """One thing that goes wrong; ``number`` and ``code`` as its fault takes them."""

    fault: Fault
    number: int = 0
    code: str = ""


@dataclass(frozen=True)
class Rule:
    """A line of the script: ``step`` for the requests ``first`` to ``last`` of ``call``."""

    call: str
    first: int
    last: int
    step: Step


@dataclass(frozen=True)
class FaultScript:
    """All rules, in their order."""

    rules: tuple[Rule, ...]


@dataclass
class Played:
    """How many requests of each call have come, and so which step is next."""

    script: FaultScript
    counts: Counter[str] = field(default_factory=Counter)

    def next_step(self, call: str) -> Step | None:
        """Counts one request of ``call`` in, and says what happens to it; None when nothing does."""
        self.counts.update((call, ANY))
        for rule in self.script.rules:
            if rule.call in {call, ANY} and rule.first <= self.counts[rule.call] <= rule.last:
                return None if rule.step.fault is Fault.PASS else rule.step
        return None


def call_named(method: str, path: str) -> str:
    """The script's name of a request; empty for one that is no call of the wire."""
    asked = f"{method} {path}"
    return next((name for name, pattern in _PATHS.items() if pattern.fullmatch(asked)), "")


def parse_script(text: str) -> FaultScript:
    """The rules in ``text``; raises BadScript."""
    if len(text.encode()) > MAX_SCRIPT_BYTES:
        raise BadScript(1, "too long")
    rules: list[Rule] = []
    for at, line in enumerate(re.split("[;\n]", text), start=1):
        plain = line.partition("#")[0].strip()
        if plain:
            rules.append(_rule(plain, at))
        if len(rules) > MAX_RULES:
            raise BadScript(at, f"more than {MAX_RULES} rules")
    return FaultScript(tuple(rules))


def _rule(line: str, at: int) -> Rule:
    parts = _LINE.fullmatch(line)
    if parts is None:
        raise BadScript(at, "call, count and step are expected")
    call, count, step = parts.groups()
    if call != ANY and call not in CALLS:
        raise BadScript(at, f"no call is named {call[:40]}")
    return Rule(call, *_span(count, at), _step(step, at))


def _span(text: str, at: int) -> tuple[int, int]:
    if text == ANY:
        return 1, MAX_COUNT
    found = _COUNT.fullmatch(text)
    if found is None:
        raise BadScript(at, f"{text[:40]} counts no requests")
    first = int(found[1])
    last = int(found[2] or first)
    if not 1 <= first <= last <= MAX_COUNT:
        raise BadScript(at, f"{text[:40]} counts no requests")
    return first, last


def _step(text: str, at: int) -> Step:
    found = _STEP.fullmatch(text)
    if found is None or found[1] not in set(Fault):
        raise BadScript(at, f"no step is named {text[:40]}")
    fault, argument = Fault(found[1]), found[2]
    if fault in NUMBERS:
        return Step(fault, number=_number(fault, argument, at))
    if fault in CODED:
        if argument not in CATALOGUE:
            raise BadScript(at, f"{fault}(…) needs a code of the catalogue, such as BT-2005")
        return Step(fault, code=argument)
    if argument is not None:
        raise BadScript(at, f"{fault} takes nothing in brackets")
    return Step(fault)


def _number(fault: Fault, argument: str | None, at: int) -> int:
    least, most = NUMBERS[fault]
    number = int(argument) if argument is not None and _WHOLE.fullmatch(argument) else None
    if number is None or not least <= number <= most:
        raise BadScript(at, f"{fault}(…) needs a whole number from {least} to {most}")
    return number
