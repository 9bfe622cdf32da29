"""When to try again by itself: sooner after a first failure, later after many, and never by the clock alone.

Full jitter: the wait is a random share of a ceiling that doubles, so that a hundred outlets whose platform
comes back do not all knock in the same second. What the platform asks for (Retry-After) goes before that.
"""

from dataclasses import dataclass, replace

from packtrail.protocol.problems import CATALOGUE, Retry
from packtrail.usecases.send_batch import SendOutcome, SendResult
from packtrail.usecases.sync_policy import MAINTENANCE

FIRST_CEILING_S = 5.0
LAST_CEILING_S = 15 * 60.0
LEAST_S = 1.0
LONGEST_RETRY_AFTER_S = 24 * 3600.0
AFTER_CHANGE_S = 1.0  # one act seldom comes alone
AFTER_RETURN_S = 5.0  # a whole street gets its network back in the same second
AFTER_MAINTENANCE_S = 120.0  # and a whole country its platform
IDLE_S = 15 * 60.0  # so often a platform is asked whether it has anything to tell

UNREACHED = frozenset({SendResult.NOT_SENT, SendResult.UNKNOWN_OUTCOME})


@dataclass(frozen=True, slots=True)
class AutoState:
    """How sending by itself stands; ``wait_s`` is None while it waits for nothing but a change."""

    is_on: bool = True
    failures: int = 0
    wait_s: float | None = None
    stopped_by: SendOutcome | None = None  # a person has to act first

    @property
    def may_try(self) -> bool:
        """Whether it may send without being told."""
        return self.is_on and self.stopped_by is None


def ceiling_s(failures: int) -> float:
    """The longest wait after so many failures in a row, counted from 1."""
    doublings = min(failures - 1, 30)  # far beyond the last ceiling, and no overflow
    return min(LAST_CEILING_S, FIRST_CEILING_S * 2.0**doublings)


def wait_s(failures: int, share: float, retry_after_s: int | None) -> float:
    """How long to wait after the last of ``failures``; ``share`` is random in [0, 1)."""
    if retry_after_s is not None and retry_after_s > 0:
        return _asked_for(retry_after_s)
    return max(LEAST_S, share * ceiling_s(failures))


def is_fatal(outcome: SendOutcome) -> bool:
    """Whether trying the same again can't help; refusals that time alone heals are not."""
    if outcome.result is SendResult.DISPUTED:
        return True
    if outcome.result is not SendResult.REFUSED_WHOLE:
        return False
    entry = CATALOGUE.get(outcome.code)
    return entry is None or entry.retry is not Retry.SAME_BYTES


def after_outcome(auto: AutoState, outcome: SendOutcome, share: float) -> AutoState:
    """``auto`` after a run ended with ``outcome``."""
    if is_fatal(outcome):
        return replace(auto, stopped_by=outcome, failures=0, wait_s=None)
    if outcome.cause == MAINTENANCE:
        return replace(auto, wait_s=_asked_for(outcome.retry_after_s or 0) + share * AFTER_MAINTENANCE_S)
    if outcome.result in UNREACHED or outcome.result is SendResult.REFUSED_WHOLE or outcome.unfinished:
        return after_failure(auto, share, outcome.retry_after_s)
    return replace(auto, stopped_by=None, failures=0, wait_s=None)


def after_return(auto: AutoState, share: float) -> AutoState:
    """``auto`` after the network came back: soon, each desk in its own second."""
    return replace(taken_up(auto), wait_s=max(LEAST_S, share * AFTER_RETURN_S))


def idle_s(share: float) -> float:
    """Until the next look at a platform to which nothing is owed."""
    return IDLE_S * (0.5 + share / 2)


def _asked_for(retry_after_s: float) -> float:
    return min(float(retry_after_s), LONGEST_RETRY_AFTER_S)


def after_failure(auto: AutoState, share: float, retry_after_s: int | None = None) -> AutoState:
    """``auto`` after one more try that came to nothing."""
    failures = auto.failures + 1
    return replace(auto, failures=failures, wait_s=wait_s(failures, share, retry_after_s))


def after_change(auto: AutoState) -> AutoState:
    """``auto`` after records were written: soon, unless it waits for somebody who asked for patience."""
    return replace(auto, wait_s=AFTER_CHANGE_S) if auto.wait_s is None else auto


def turned(auto: AutoState, *, is_on: bool) -> AutoState:
    """``auto`` switched; off means off."""
    return replace(auto, is_on=is_on, failures=0, wait_s=AFTER_CHANGE_S if is_on else None)


def taken_up(auto: AutoState) -> AutoState:
    """``auto`` after a person acted, or the network came back: what was counted counts no more."""
    return replace(auto, stopped_by=None, failures=0, wait_s=None)
